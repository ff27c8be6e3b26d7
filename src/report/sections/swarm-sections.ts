/** How the swarm talked, and how much of what it saw became a trade. */
import { chartFigure } from '../chart-spec.js';
import { funnelChart } from '../charts/activity-charts.js';
import { messageFlow, messageMatrix } from '../charts/message-charts.js';
import type { ReasonCount } from '../folds/funnel-fold.js';
import { endsOf } from '../figure.js';
import { html, type SafeHtml } from '../html.js';
import { decimal, percent } from '../number-text.js';
import type { Section } from '../page.js';
import type { RunReportModel } from '../report-model.js';
import { figureValue } from './figure-cells.js';

export function messagesSection(model: RunReportModel): Section | undefined {
  const { messages, frame } = model;
  if (messages.talks.length === 0) return undefined;
  const flow = messageFlow(model);
  const matrix = messageMatrix(model);
  const charts = flow === undefined ? [matrix] : [flow, matrix];
  return {
    id: 'messages',
    title: 'Who told whom',
    charts,
    body: html`<p class="lead">${decimal(frame.eventCount, 0)} events were heard ${decimal(messages.deliveries, 0)} times. Receivers follow from what each agent listens to.</p>
${charts.map(chartFigure)}`,
  };
}

export function funnelSection(model: RunReportModel): Section {
  const chart = funnelChart(model);
  const { funnel, frame } = model;
  const rows = funnel.steps.map((step, index) => {
    const before = funnel.steps[index - 1]?.value ?? 0;
    const share = step.value === null || before === 0 ? '' : percent(step.value / before, 0);
    return html`<tr><th scope="row">${step.label}</th><td class="number">${figureValue(step, frame.currency)}</td><td class="number muted">${share}</td></tr>`;
  });
  const steps = html`<table><caption>Steps</caption><thead><tr><th scope="col">Step</th><th scope="col" class="number">Events</th><th scope="col" class="number">Of the step before</th></tr></thead>
<tbody>${rows}</tbody></table>`;
  return {
    id: 'funnel',
    title: 'From signal to fill',
    charts: [chart],
    body: html`<p class="lead">How much of what the analysts saw reached the market, and who said no to the rest.</p>
<div class="pair"><div>${chartFigure(chart)}</div><div>${steps}${refusals(funnel.refusals)}</div></div>`,
  };
}

function refusals(rows: readonly ReasonCount[]): SafeHtml {
  if (rows.length === 0) return html`<p class="note">No order was denied, rejected, cancelled or expired.</p>`;
  return html`<table><caption>Orders that ended without a fill, or with the rest open</caption><thead><tr><th scope="col">Outcome</th><th scope="col">Reason</th><th scope="col" class="number">Orders</th><th scope="col" class="number">Events</th></tr></thead>
<tbody>${rows.map(
    ({ outcome, reason, count, offsets }) => html`<tr><th scope="row">${outcome}</th><td>${reason}</td><td class="number">${decimal(count, 0)}</td>
<td class="number muted">${endsOf(offsets).map((offset) => decimal(offset, 0)).join('–')}</td></tr>`,
  )}</tbody></table>`;
}
