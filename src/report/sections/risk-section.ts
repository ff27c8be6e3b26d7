/** Exposure, alerts and halts. */
import { chartFigure } from '../chart-spec.js';
import { exposureChart } from '../charts/activity-charts.js';
import { endsOf } from '../figure.js';
import type { AlertRow, HaltRow, MeasuredRow } from '../folds/risk-fold.js';
import { html, NOTHING, type SafeHtml } from '../html.js';
import { ABSENT, counted, decimal, percent, timeText } from '../number-text.js';
import type { Section } from '../page.js';
import type { RunReportModel } from '../report-model.js';

export function riskSection(model: RunReportModel): Section {
  const chart = exposureChart(model);
  const { alerts, halts, measured } = model.risk;
  const denied = model.funnel.refusals.filter(({ outcome }) => outcome === 'denied').reduce((sum, { count }) => sum + count, 0);
  return {
    id: 'risk',
    title: 'Risk and its guardians',
    charts: [chart],
    body: html`<p class="lead">${counted(denied, 'order')} denied by the risk gate, ${counted(alerts.reduce((sum, { count }) => sum + count, 0), 'alert')},
${counted(halts.filter(({ what }) => what !== 'resumed').length, 'halt')}.</p>
${chartFigure(chart)}
${measuredTable(measured)}
<div class="pair"><div>${alertTable(alerts)}</div><div>${haltTable(halts)}</div></div>
${failures(model)}`,
  };
}

const measuredLabels: Readonly<Record<string, string>> = {
  exposure: 'Exposure', concentration: 'Largest position, share of equity', herfindahl: 'Concentration (Herfindahl: 1 ÷ n for n alike)', drawdown: 'Drawdown',
  varHistorical: 'Value at risk 95 %, by history', varGaussian: 'Value at risk 95 %, as if normal', cvarHistorical: 'Expected shortfall 95 %, by history',
  cvarGaussian: 'Expected shortfall 95 %, as if normal', correlationMean: 'Correlation of what is held, mean', correlationMax: 'Correlation of what is held, largest',
};
const ratios = ['herfindahl', 'correlationMean', 'correlationMax'];

function measuredTable(rows: readonly MeasuredRow[]): SafeHtml {
  if (rows.length === 0) return NOTHING;
  const shown = (metric: string, value: number): string => (ratios.includes(metric) ? decimal(value, 2) : percent(value, 2));
  return html`<div class="wide"><table><caption>Risk as measured at the end of each day on which something was held</caption><thead><tr><th scope="col">Figure</th><th scope="col" class="number">Days</th>
<th scope="col" class="number">Mean</th><th scope="col" class="number">Highest</th><th scope="col">Highest at</th><th scope="col" class="number">Event</th></tr></thead><tbody>${rows.map(
    ({ metric, days, mean, worst, worstAt, offset }) => html`<tr><th scope="row">${measuredLabels[metric] ?? metric}</th><td class="number">${decimal(days, 0)}</td><td class="number">${shown(metric, mean)}</td>
<td class="number">${shown(metric, worst)}</td><td>${timeText(worstAt).slice(0, 10)}</td><td class="number muted">${decimal(offset, 0)}</td></tr>`,
  )}</tbody></table></div>`;
}

function alertTable(rows: readonly AlertRow[]): SafeHtml {
  if (rows.length === 0) return html`<p class="note">No alert was raised.</p>`;
  return html`<table><caption>Alerts</caption><thead><tr><th scope="col">Figure</th><th scope="col" class="number">Alerts</th><th scope="col" class="number">Worst</th><th scope="col" class="number">Limit</th>
<th scope="col">Worst at</th><th scope="col" class="number">Events</th></tr></thead><tbody>${rows.map(
    ({ metric, count, worst, limit, worstAt, offsets }) => html`<tr><th scope="row">${metric}</th><td class="number">${decimal(count, 0)}</td><td class="number">${percent(worst)}</td>
<td class="number">${percent(limit)}</td><td>${timeText(worstAt).slice(0, 16)}</td><td class="number muted">${endsOf(offsets).map((offset) => decimal(offset, 0)).join('–')}</td></tr>`,
  )}</tbody></table>`;
}

function haltTable(rows: readonly HaltRow[]): SafeHtml {
  if (rows.length === 0) return html`<p class="note">Trading was never halted.</p>`;
  const figure = (value: number | undefined): string => (value === undefined ? ABSENT : percent(value));
  return html`<table><caption>Halts</caption><thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Reason</th><th scope="col" class="number">Found</th>
<th scope="col" class="number">Limit</th><th scope="col" class="number">Event</th></tr></thead><tbody>${rows.map(
    ({ time, what, reason, found, limit, offset }) => html`<tr><th scope="row">${timeText(time).slice(0, 16)}</th><td>${what}</td><td>${reason}</td><td class="number">${figure(found)}</td>
<td class="number">${figure(limit)}</td><td class="number muted">${decimal(offset, 0)}</td></tr>`,
  )}</tbody></table>`;
}

function failures({ frame }: RunReportModel): SafeHtml {
  if (frame.failures.length === 0) return NOTHING;
  return html`<table><caption>Agents that failed</caption><thead><tr><th scope="col">Agent</th><th scope="col">Code</th><th scope="col" class="number">Event</th></tr></thead>
<tbody>${frame.failures.map(({ agent, code, offset }) => html`<tr><th scope="row">${agent}</th><td>${code}</td><td class="number muted">${decimal(offset, 0)}</td></tr>`)}</tbody></table>`;
}
