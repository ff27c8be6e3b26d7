/** Votes over time, how each voter did, and whether an overruled minority was right. */
import { chartFigure } from '../chart-spec.js';
import { voteChart } from '../charts/vote-charts.js';
import type { ProposalRecord } from '../folds/vote-fold.js';
import { html, NOTHING, type SafeHtml } from '../html.js';
import { ABSENT, counted, decimal, duration, percent, timeText } from '../number-text.js';
import type { Section } from '../page.js';
import type { RunReportModel } from '../report-model.js';
import type { VoterRecord } from '../voters.js';

const DISPUTED_MAX = 12;

export function councilSection(model: RunReportModel): Section | undefined {
  const { proposals, voters } = model;
  if (proposals.length === 0) return undefined;
  const chart = voteChart(model);
  const held = proposals.filter(({ isHeld }) => isHeld).length;
  const short = proposals.filter(({ isShort }) => isShort).length;
  const of = (outcome: ProposalRecord['outcome']): number => proposals.filter((record) => record.outcome === outcome).length;
  return {
    id: 'council',
    title: 'Votes and decisions',
    charts: [chart],
    body: html`<p class="lead">${counted(proposals.length, 'proposal')}: ${decimal(of('approved'), 0)} approved, ${decimal(of('rejected'), 0)} rejected${held === 0 ? '' : ` (${decimal(held, 0)} of them passed and were held, for too little confidence)`},
${decimal(of('quorum-missed'), 0)} without a quorum, ${decimal(of('open'), 0)} left open.${short === 0 ? '' : ` ${counted(short, 'decision')} by fewer than the quorum, as the rule allows.`}</p>
${chartFigure(chart)}
${ruleTable(proposals)}
${voterTable(voters)}
${disputedTable(proposals)}`,
  };
}

/** Each council with the rule that it declared, and what came of what it asked. */
function ruleTable(proposals: readonly ProposalRecord[]): SafeHtml {
  const heaps = new Map<string, ProposalRecord[]>();
  for (const record of proposals) {
    const key = `${record.council}/${ruleText(record)}`;
    const heap = heaps.get(key);
    if (heap === undefined) heaps.set(key, [record]);
    else heap.push(record);
  }
  return html`<div class="wide"><table><caption>Councils and their rules</caption><thead><tr><th scope="col">Council</th><th scope="col">Rule</th><th scope="col" class="number">Proposals</th><th scope="col" class="number">Approved</th>
<th scope="col" class="number">Rejected</th><th scope="col" class="number">Held</th><th scope="col" class="number">Short</th><th scope="col" class="number">No quorum</th><th scope="col" class="number">Took, mean</th></tr></thead><tbody>${[...heaps.values()].map(ruleRow)}</tbody></table></div>`;
}

function ruleRow(records: readonly ProposalRecord[]): SafeHtml {
  const [first] = records;
  const count = (is: (record: ProposalRecord) => boolean): SafeHtml => html`<td class="number">${decimal(records.filter(is).length, 0)}</td>`;
  const took = records.flatMap(({ closedAt, proposedAt }) => (closedAt === null ? [] : [closedAt - proposedAt]));
  return html`<tr><th scope="row">${first.council}</th><td>${ruleText(first)}</td><td class="number">${decimal(records.length, 0)}</td>${count(({ outcome }) => outcome === 'approved')}
${count(({ outcome, isHeld }) => outcome === 'rejected' && !isHeld)}${count(({ isHeld }) => isHeld)}${count(({ isShort }) => isShort)}${count(({ outcome }) => outcome === 'quorum-missed')}
<td class="number">${took.length === 0 ? ABSENT : duration(Math.round(took.reduce((sum, us) => sum + us, 0) / took.length))}</td></tr>`;
}

function ruleText({ method, quorum, threshold, operator }: ProposalRecord): string {
  const bound = `quorum ${percent(quorum, 0)}, support ${operator === '>=' ? '≥' : '>'} ${percent(threshold, 0)}`;
  if (method === null) return `by weight, ${bound}`;
  const { rule, voices, base, prefer, liarsMax, holdUpTo } = method;
  const parts = [rule, `${voices} voices`, bound, `of ${base === 'members' ? 'all members' : base === 'answered' ? 'who answered' : 'who took a side'}`];
  if (prefer === 'availability') parts.push('those decide who are there');
  if (liarsMax > 0) parts.push(`up to ${counted(liarsMax, 'liar')}`);
  if (holdUpTo !== undefined) parts.push(`held up to ${decimal(holdUpTo, 2)}`);
  return parts.join(', ');
}

function voterTable(voters: readonly VoterRecord[]): SafeHtml {
  return html`<h3>The voters</h3>
<p class="note">A vote is judged by the close at the decision against the close at the next decision on the same instrument. Overruled: the council decided the other way.
“Minority right” counts the overruled votes that the market proved right.</p>
<div class="wide"><table><thead><tr><th scope="col">Voter</th><th scope="col" class="number">Votes</th><th scope="col" class="number">For</th><th scope="col" class="number">Against</th>
<th scope="col" class="number">Abstained</th><th scope="col" class="number">Weight, last</th><th scope="col" class="number">Confidence, mean</th><th scope="col" class="number">Right</th>
<th scope="col" class="number">Overruled</th><th scope="col" class="number">Minority right</th></tr></thead><tbody>${voters.map(voterRow)}</tbody></table></div>`;
}

function voterRow(voter: VoterRecord): SafeHtml {
  return html`<tr><th scope="row">${voter.agent}</th>${[voter.votes, voter.for, voter.against, voter.abstain].map((count) => html`<td class="number">${decimal(count, 0)}</td>`)}
<td class="number">${decimal(voter.weight, 3)}</td><td class="number">${voter.meanConfidence === null ? ABSENT : decimal(voter.meanConfidence, 2)}</td>
<td class="number">${shareOf(voter.right, voter.judged)}</td><td class="number">${decimal(voter.overruled, 0)}</td><td class="number">${shareOf(voter.overruledRight, voter.overruledJudged)}</td></tr>`;
}

function shareOf(part: number, whole: number): SafeHtml {
  return whole === 0 ? html`${ABSENT}` : html`${percent(part / whole, 0)} <span class="muted">of ${decimal(whole, 0)}</span>`;
}

/** The ballots on which the council was most divided. */
function disputedTable(proposals: readonly ProposalRecord[]): SafeHtml {
  const minority = ({ forWeight, againstWeight }: ProposalRecord): number => Math.min(forWeight, againstWeight);
  const rows = proposals
    .filter((record) => minority(record) > 0)
    .sort((a, b) => minority(b) - minority(a) || a.offset - b.offset)
    .slice(0, DISPUTED_MAX);
  if (rows.length === 0) return html`<p class="note">No ballot had votes on both sides.</p>`;
  return html`<h3>Most disputed ballots</h3>
<div class="wide"><table><thead><tr><th scope="col">Closed</th><th scope="col">Proposal</th><th scope="col">Outcome</th><th scope="col" class="number">For</th><th scope="col" class="number">Against</th>
<th scope="col" class="number">Abstained</th><th scope="col" class="number">Turnout</th><th scope="col">Dissent</th><th scope="col" class="number">Event</th></tr></thead>
<tbody>${rows.map(disputedRow)}</tbody></table></div>`;
}

function disputedRow(record: ProposalRecord): SafeHtml {
  const overruled = record.outcome === 'approved' ? 'against' : 'for';
  const dissent = record.votes.filter(({ choice }) => choice === overruled).map(({ agent }) => agent);
  return html`<tr><th scope="row">${record.closedAt === null ? ABSENT : timeText(record.closedAt).slice(0, 16)}</th><td>${record.direction} ${record.instrument}</td><td>${record.isHeld ? 'held' : record.outcome}${record.isShort ? ', short' : ''}</td>
<td class="number">${percent(record.forWeight)}</td><td class="number">${percent(record.againstWeight)}</td><td class="number">${percent(record.abstainWeight)}</td>
<td class="number">${record.turnout === null ? ABSENT : percent(record.turnout, 0)}</td><td>${dissent.length === 0 ? NOTHING : dissent.join(', ')}</td>
<td class="number muted">${record.closedOffset < 0 ? ABSENT : decimal(record.closedOffset, 0)}</td></tr>`;
}
