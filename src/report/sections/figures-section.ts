/** All key figures with their conventions, grouped, the benchmark's own beside them where it has any. */
import { html, NOTHING, type SafeHtml } from '../html.js';
import { decimal, percent } from '../number-text.js';
import type { Section } from '../page.js';
import type { FigureGroup } from '../performance.js';
import type { RunReportModel } from '../report-model.js';
import { figureFoot, figureValue, intervalText } from './figure-cells.js';

export function figuresSection({ performance, conventions, frame }: RunReportModel): Section {
  const { periodsPerYear, riskFreeAnnual, isStated } = conventions;
  const source = isStated ? 'as the manifest says' : 'assumed, because the manifest says nothing';
  const usual = performance.groups[0]?.rows[0]?.own.offsets ?? [];
  return {
    id: 'figures',
    title: 'Key figures',
    charts: [],
    body: html`<p class="lead">One value of the account per day, ${decimal(periodsPerYear, 0)} days per year and a risk-free rate of ${percent(riskFreeAnnual, 2)} a year, ${source}.
Under each figure stand its convention, the size of its sample and the events it comes from where these are not all events from ${decimal(usual[0] ?? 0, 0)} to ${decimal(usual[1] ?? 0, 0)}. A dash has a reason.${intervalNote(performance.groups)}</p>
<div class="figures">${performance.groups.map((group) => groupTable(group, frame.currency, usual))}</div>`,
  };
}

function groupTable({ title, rows, hasBenchmark }: FigureGroup, currency: string, usual: readonly number[]): SafeHtml {
  const head = hasBenchmark ? html`<th scope="col" class="number">Run</th><th scope="col" class="number">Buy and hold</th>` : html`<th scope="col" class="number">Run</th>`;
  return html`<table><caption>${title}</caption><thead><tr><th scope="col">Figure</th>${head}</tr></thead>
<tbody>${rows.map(
    ({ own, benchmark }) => html`<tr><th scope="row">${own.label}<span class="convention">${figureFoot(own, usual)}</span></th>
<td class="number">${figureValue(own, currency)}${intervalText(own, currency)}</td>${hasBenchmark ? html`<td class="number muted">${benchmark === undefined ? NOTHING : figureValue(benchmark, currency)}</td>` : NOTHING}</tr>`,
  )}</tbody></table>`;
}

/** Returns how the intervals were drawn; nothing where there are none. */
function intervalNote(groups: readonly FigureGroup[]): SafeHtml {
  const interval = groups.flatMap(({ rows }) => rows.flatMap(({ own }) => own.interval ?? []))[0];
  if (interval === undefined) return NOTHING;
  return html` Under the main figures stands what a record of this length could as well have shown, if its days were drawn again in blocks (${interval.convention}).`;
}
