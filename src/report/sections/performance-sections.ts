/** Growth of the account, and how it spread over months, years and days. */
import { chartFigure } from '../chart-spec.js';
import { drawdownChart, equityChart } from '../charts/growth-charts.js';
import { distributionChart, monthlyChart, rollingCharts, yearlyChart } from '../charts/period-charts.js';
import { html, NOTHING, type SafeHtml } from '../html.js';
import { decimal, percent } from '../number-text.js';
import type { Section } from '../page.js';
import type { DrawdownRow } from '../performance.js';
import type { RunReportModel } from '../report-model.js';

export function growthSection(model: RunReportModel): Section {
  const charts = [equityChart(model), drawdownChart(model)];
  const carried = (model.frame.eventsByType['ActionFellDue'] ?? 0) > 0 ? ' Splits change nothing about it, and its dividends are put back.' : '';
  const many = model.frame.instruments.length > 1 ? 'all instruments in equal parts' : 'the instrument';
  return {
    id: 'growth',
    title: 'Growth',
    charts,
    body: html`<p class="lead">Equity at the end of each day. The benchmark buys ${many} at the first open and holds, without costs, from the same start.${carried}</p>
${charts.map(chartFigure)}
${worstTable(model.performance.worst)}`,
  };
}

export function periodsSection(model: RunReportModel): Section {
  const monthly = monthlyChart(model);
  const yearly = yearlyChart(model);
  const distribution = distributionChart(model);
  const rolling = rollingCharts(model);
  return {
    id: 'periods',
    title: 'Returns by period',
    charts: [monthly, yearly, distribution, ...rolling],
    body: html`<p class="lead">Returns of calendar months and years in UTC, compounded; the benchmark’s year is marked by a line across.</p>
${chartFigure(monthly)}
<div class="pair">${chartFigure(yearly)}${chartFigure(distribution)}</div>
${rolling.length === 0 ? NOTHING : html`<div class="pair">${rolling.map(chartFigure)}</div>`}`,
  };
}

function worstTable(rows: readonly DrawdownRow[]): SafeHtml {
  if (rows.length === 0) return html`<p class="note">The account never stood below its peak.</p>`;
  return html`<h3>Worst drawdowns</h3>
<div class="wide"><table><thead><tr><th scope="col">Peak</th><th scope="col">Trough</th><th scope="col">Recovered</th><th scope="col" class="number">Depth</th>
<th scope="col" class="number">Days</th><th scope="col" class="number">Events</th></tr></thead>
<tbody>${rows.map(
    ({ peak, trough, recovery, depth, days, offsets }) => html`<tr><th scope="row">${peak}</th><td>${trough}</td><td>${recovery ?? 'still open'}</td>
<td class="number loss">${percent(depth)}</td><td class="number">${decimal(days, 0)}</td><td class="number muted">${offsets.map((offset) => decimal(offset, 0)).join(' → ')}</td></tr>`,
  )}</tbody></table></div>`;
}
