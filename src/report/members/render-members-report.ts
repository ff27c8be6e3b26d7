/** The page that answers whether a swarm beats its best single agent, and at what cost; the figures as JSON beside it. */
import { formatDate } from '../../core/instant.js';
import type { PairedFigure } from '../../metrics/comparison/paired-comparison.js';
import { chartFigure } from '../chart-spec.js';
import { html, type SafeHtml } from '../html.js';
import { ABSENT, counted, decimal, duration, percent, signedPercent } from '../number-text.js';
import { renderPage, type Section } from '../page.js';
import type { RenderedReport } from '../render-report.js';
import { equityOfMembers, leadOverMembers } from './members-charts.js';
import type { Duel, MemberRun, MembersModel } from './members-model.js';

export function renderMembersReport(model: MembersModel): RenderedReport {
  const page = renderPage({
    title: `${model.scenario} · swarm against members`,
    currency: model.currency,
    masthead: masthead(model),
    sections: [duelSection(model), memberSection(model), costSection(model)],
    footer: html`<footer><p>Simulated results, not investment advice. Made by hivetape from run <span class="mono">${model.swarm.runId}</span> and one run for each member.
Charts are drawn by plotly.js (MIT licence).</p></footer>`,
  });
  return { html: page, json: membersJson(model) };
}

function masthead(model: MembersModel): SafeHtml {
  const { swarm, members, inHindsight, sentence, scenario } = model;
  const cells: readonly (readonly [string, string, string])[] = [
    ['Swarm', ratio(inHindsight?.sharpe.b), 'Sharpe ratio'],
    ['Best in hindsight', ratio(inHindsight?.sharpe.a), inHindsight === undefined ? ABSENT : `Sharpe ratio of ${inHindsight.member}`],
    ['Lead', ratio(inHindsight?.sharpe.difference), inHindsight === undefined ? ABSENT : spread(inHindsight.sharpe)],
    ['Overhead', share(swarm.metrics.overhead.share), 'of all events are coordination'],
    ['Tick to order', span(swarm.delay.mean), `${span(members[0]?.delay.mean ?? null)} alone`],
    ['Events', decimal(swarm.metrics.events, 0), `${decimal(members[0]?.metrics.events ?? 0, 0)} alone`],
  ];
  return html`<header class="masthead">
<p class="kicker"><span>hivetape · swarm against members</span><span class="mono">${swarm.runId}</span></p>
<h1>Does ${scenario} beat its best single agent?</h1>
<p class="subtitle"><span>${counted(members.length, 'member')}</span><span>${counted(swarm.metrics.agents.seated, 'agent')} in the swarm</span></p>
<p class="verdict">${sentence}</p>
<p class="disclaimer">Simulated results, not investment advice.</p>
<dl class="strip">${cells.map(([name, value, foot]) => html`<div><dt>${name}</dt><dd>${value}</dd><dd class="small">${foot}</dd></div>`)}</dl>
</header>`;
}

function duelSection(model: MembersModel): Section {
  const charts = [equityOfMembers(model), leadOverMembers(model)];
  const { inHindsight, asChosen, terms } = model;
  return {
    id: 'answer',
    title: 'The answer',
    charts,
    body: html`<p class="lead">A member alone has the same data, money, venue, limits and trader as the swarm, and a council of which it is the only member.
Who was best is known only afterwards: so the second line takes the one that was best in the first half, and judges it in the second.</p>
<table><caption>The swarm’s lead</caption><thead><tr><th scope="col">Against</th><th scope="col">Days</th><th scope="col" class="number">Sharpe, swarm</th><th scope="col" class="number">Sharpe, alone</th><th scope="col" class="number">Lead</th>
<th scope="col" class="number">${percent(terms.confidence, 0)} of resamples</th><th scope="col" class="number">Swarm better in</th><th scope="col" class="number">Return a year, lead</th></tr></thead>
<tbody>${duelRow('the best in hindsight', inHindsight)}${duelRow('the best of the first half', asChosen)}</tbody></table>
${charts.map(chartFigure)}`,
  };
}

function duelRow(what: string, duel: Duel | undefined): SafeHtml {
  if (duel === undefined) return html`<tr><th scope="row">${what}</th><td colspan="7">too few days</td></tr>`;
  const { member, fromDay, untilDay, sharpe, annReturn } = duel;
  return html`<tr><th scope="row">${member}<br><span class="muted">${what}</span></th><td>${formatDate(fromDay)} to ${formatDate(untilDay)}</td><td class="number">${ratio(sharpe.b)}</td><td class="number">${ratio(sharpe.a)}</td><td class="number">${ratio(sharpe.difference)}</td>
<td class="number">${spread(sharpe)}</td><td class="number">${share(sharpe.larger)}</td><td class="number">${annReturn.difference === null ? ABSENT : signedPercent(annReturn.difference)}</td></tr>`;
}

function memberSection({ members, swarm }: MembersModel): Section {
  const figure = (figures: readonly PairedFigure[], id: PairedFigure['id']): PairedFigure | undefined => figures.find((one) => one.id === id);
  const rows = members.map(({ name, figures }) => html`<tr><th scope="row">${name}</th><td class="number">${amount(figure(figures, 'total-return')?.a)}</td><td class="number">${amount(figure(figures, 'ann-volatility')?.a)}</td>
<td class="number">${amount(figure(figures, 'max-drawdown')?.a)}</td><td class="number">${ratio(figure(figures, 'sharpe')?.a)}</td><td class="number">${ratio(figure(figures, 'sharpe')?.difference)}</td>
<td class="number">${spread(figure(figures, 'sharpe'))}</td></tr>`);
  const own = members[0]?.figures ?? [];
  const together = html`<tr><th scope="row">the swarm</th><td class="number">${amount(figure(own, 'total-return')?.b)}</td><td class="number">${amount(figure(own, 'ann-volatility')?.b)}</td><td class="number">${amount(figure(own, 'max-drawdown')?.b)}</td>
<td class="number">${ratio(figure(own, 'sharpe')?.b)}</td><td class="number">${ABSENT}</td><td class="number">${ABSENT}</td></tr>`;
  return {
    id: 'members',
    title: 'Every member alone',
    charts: [],
    body: html`<p class="lead">${counted(members.length, 'member')}, the best Sharpe ratio first; the swarm has ${decimal(swarm.metrics.agents.seated, 0)} agents.</p>
<div class="wide"><table><thead><tr><th scope="col">Who decides</th><th scope="col" class="number">Total return</th><th scope="col" class="number">Volatility a year</th><th scope="col" class="number">Max drawdown</th><th scope="col" class="number">Sharpe</th>
<th scope="col" class="number">Swarm’s lead</th><th scope="col" class="number">Interval</th></tr></thead><tbody>${together}${rows}</tbody></table></div>`,
  };
}

function costSection({ swarm, members }: MembersModel): Section {
  return {
    id: 'cost',
    title: 'What working together costs',
    charts: [],
    body: html`<p class="lead">Events and messages of each run, how many of them are coordination, and the virtual time from a word of the market to the order.</p>
<div class="wide"><table><thead><tr><th scope="col">Who decides</th><th scope="col" class="number">Agents</th><th scope="col" class="number">Events</th><th scope="col" class="number">Messages</th><th scope="col" class="number">Coordination</th><th scope="col" class="number">Of events</th>
<th scope="col" class="number">Something open</th><th scope="col" class="number">Consensus</th><th scope="col" class="number">Tick to order</th><th scope="col" class="number">Orders</th></tr></thead><tbody>${[swarm, ...members].map(costRow)}</tbody></table></div>`,
  };
}

function costRow({ name, metrics, delay }: MemberRun): SafeHtml {
  const { agents, events, messages, overhead, decisions } = metrics;
  return html`<tr><th scope="row">${name}</th><td class="number">${decimal(agents.seated, 0)}</td><td class="number">${decimal(events, 0)}</td><td class="number">${decimal(messages, 0)}</td><td class="number">${decimal(overhead.events, 0)}</td>
<td class="number">${share(overhead.share)}</td><td class="number">${span(overhead.openUs)}</td><td class="number">${span(decisions.consensus.mean)}</td><td class="number">${span(delay.mean)}</td><td class="number">${decimal(delay.n, 0)}</td></tr>`;
}

/** Keys stand in a fixed order. Adding a key is compatible, nothing else is. */
export function membersJson({ schema, scenario, terms, sentence, inHindsight, asChosen, swarm, members }: MembersModel): string {
  const plain = ({ name, runId, fingerprint, metrics, delay }: MemberRun): object => ({ name, runId, fingerprint, metrics, tickToOrderUs: delay });
  return `${JSON.stringify({
    schema, scenario, terms, sentence, inHindsight: inHindsight ?? null, asChosen: asChosen ?? null,
    swarm: plain(swarm),
    members: members.map(({ figures, ...member }) => ({ ...plain(member), figures })),
  }, null, 1)}\n`;
}

function spread(figure: PairedFigure | undefined): string {
  return figure === undefined || figure.low === null ? ABSENT : `${ratio(figure.low)} to ${ratio(figure.high)}`;
}

function ratio(value: number | null | undefined): string {
  return value === null || value === undefined ? ABSENT : decimal(value, 2);
}

function share(value: number | null): string {
  return value === null ? ABSENT : percent(value);
}

function amount(value: number | null | undefined): string {
  return value === null || value === undefined ? ABSENT : percent(value);
}

function span(value: number | null): string {
  return value === null ? ABSENT : duration(Math.round(value));
}
