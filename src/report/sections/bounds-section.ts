/** What depends on the inside of bars: the run under both bounds, side by side, and the band between them. */
import { formatDate } from '../../core/instant.js';
import type { Band, Valuation } from '../bounds/valuation.js';
import { chartFigure, colour, drawn, values, type ChartSpec } from '../chart-spec.js';
import { noted } from '../charts/growth-charts.js';
import { html } from '../html.js';
import type { Section } from '../page.js';
import type { RunReportModel } from '../report-model.js';
import { thinnedIndices, thinningNote } from '../thinning.js';
import { figureFoot, figureValue } from './figure-cells.js';

export function boundsSection({ bounds, frame }: RunReportModel): Section | undefined {
  if (bounds === undefined) return undefined;
  const charts = bandChart(bounds, frame.currency);
  const { valuations } = bounds;
  const rows = valuations[0].figures.map((figure, index) => ({ figure, all: valuations.map(({ figures }) => figures[index]) }));
  return {
    id: 'bounds',
    title: 'What happened inside bars',
    charts,
    body: html`<p class="lead"><strong>${bounds.sentence}</strong> A bar tells where price went and not in which order.
Where that matters the venue follows a named policy; here the whole run, agents and all, is decided again under the worst and under the best reading of every bar.</p>
${charts.map(chartFigure)}
<div class="wide"><table><caption>One run, valued under each policy</caption><thead><tr><th scope="col">Figure</th>${valuations.map(headOf)}</tr></thead>
<tbody>${rows.map(({ figure, all }) => html`<tr><th scope="row">${figure.label}<span class="convention">${figureFoot({ ...figure, offsets: [] }, [])}</span></th>
${all.map((one) => html`<td class="number">${figureValue({ ...one, id: `${one.id}-under` }, frame.currency)}</td>`)}</tr>`)}</tbody></table></div>`,
  };
}

function headOf({ policy, isRecorded }: Valuation) {
  return html`<th scope="col" class="number">${policy}${isRecorded ? ' (as recorded)' : ''}</th>`;
}

/** Runs of another length (one was ruined, or stopped) are not drawn over each other. */
function bandChart({ valuations }: Band, currency: string): ChartSpec[] {
  const [low, high] = valuations;
  if (low.day.length < 2 || low.day.length !== high.day.length) return [];
  const kept = thinnedIndices([low.equity, high.equity]);
  const column = (label: string, equity: readonly number[]) => ({ label: `${label}, ${currency}`, unit: 'money' as const, values: kept.map((index) => drawn(equity[index])) });
  return [{
    id: 'band',
    title: 'Equity under both bounds',
    summary: 'Two lines of the account’s value at the end of each day, under the pessimistic and the optimistic policy, with the band between them filled.',
    ...noted(thinningNote(kept.length, low.day.length)),
    columns: {
      date: { label: 'Date', unit: 'text', values: kept.map((index) => formatDate(low.day[index])) },
      pessimistic: column('Pessimistic', low.equity),
      optimistic: column('Optimistic', high.equity),
    },
    traces: [
      { type: 'scatter', mode: 'lines', name: 'Pessimistic', x: values('date'), y: values('pessimistic'), line: { color: colour('loss'), width: 1.2 } },
      { type: 'scatter', mode: 'lines', name: 'Optimistic', x: values('date'), y: values('optimistic'), fill: 'tonexty', fillcolor: colour('second', 0.18), line: { color: colour('gain'), width: 1.2 } },
    ],
    layout: { showlegend: true, xaxis: { type: 'date' }, yaxis: { tickformat: ',.4~s' } },
    heightPx: 260,
    tables: [{ caption: 'Equity under both bounds', columns: ['date', 'pessimistic', 'optimistic'] }],
    isLinked: true,
  }];
}
