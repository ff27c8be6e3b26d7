/**
 * A chart as plain data: columns that are embedded once (the chart and the table under it both read
 * them), traces and layout that point at columns, colours and foreign names by reference. The page's
 * script resolves the references; so no name from a run is ever put into chart markup unescaped, and
 * colours follow the reader's light or dark scheme.
 */
import type { Json } from '../core/canonical.js';
import { html, NOTHING, type SafeHtml } from './html.js';

export type ColumnUnit = 'text' | 'fraction' | 'number' | 'money' | 'price' | 'count';

export interface Column {
  readonly label: string;
  readonly unit: ColumnUnit;
  readonly values: readonly (string | number | null)[];
}

export interface ChartTable {
  readonly caption: string;
  /** Names of columns of one length. */
  readonly columns: readonly string[];
}

export interface ChartSpec {
  readonly id: string;
  readonly title: string;
  /** What the chart shows, for those who cannot see it. */
  readonly summary: string;
  /** What was left out or summed up. */
  readonly note?: string;
  readonly columns: Readonly<Record<string, Column>>;
  readonly traces: readonly Json[];
  readonly layout: Json;
  readonly heightPx: number;
  /** Where the page is narrower, the chart scrolls sideways. */
  readonly minWidthPx?: number;
  readonly tables: readonly ChartTable[];
  /** Offers a logarithmic y axis. */
  readonly hasLogToggle?: boolean;
  /** Zooms together with the other charts over time. */
  readonly isLinked?: boolean;
}

export type ColourName = 'ink' | 'muted' | 'rule' | 'panel' | 'accent' | 'second' | 'gain' | 'loss' | 'neutral';

/** Returns the reference to a column of the chart. */
export function values(column: string): Json {
  return { $column: column };
}

/** Returns the reference to a colour of the page's scheme. */
export function colour(name: ColourName, alpha = 1): Json {
  return { $colour: name, alpha };
}

/** Returns the reference to a text that comes from the run. */
export function foreign(text: string): Json {
  return { $text: text };
}

/** Returns a float with as many digits as a chart can show; the exact figure stands in report.json. */
export function drawn(value: number): number {
  return Number(value.toPrecision(8));
}

/** Returns the place of a chart in the page: heading, drawing area, note, and its data as a table. */
export function chartFigure(spec: ChartSpec): SafeHtml {
  const toggle = html`<label class="toggle"><input type="checkbox" data-log="${spec.id}"> log scale</label>`;
  return html`<figure class="chart" id="chart-${spec.id}">
<figcaption><span class="chart-title">${spec.title}</span>${spec.hasLogToggle === true ? toggle : NOTHING}</figcaption>
<div class="wide"><div class="plot" data-chart="${spec.id}" role="img" aria-label="${spec.summary}" style="height:${spec.heightPx}px;min-width:${spec.minWidthPx ?? 0}px"></div></div>
${spec.note === undefined ? NOTHING : html`<p class="note">${spec.note}</p>`}
<details class="data" data-table="${spec.id}"><summary>Data</summary><div class="scroll"></div></details>
</figure>`;
}

/** Returns what the page's script needs of a chart. */
export function embeddedChart({ id, columns, traces, layout, tables, isLinked }: ChartSpec): object {
  return { id, columns, traces, layout, tables, isLinked: isLinked === true };
}
