/** The causal chain of a fill as a list: the fill first, then back to the bars, with the virtual time of each hop. */
import type { BallotHop, Hop } from '../causal-chain.js';
import { html, NOTHING, type SafeHtml } from '../html.js';
import { decimal, duration, timeText } from '../number-text.js';

export function chainList(hops: readonly Hop[]): SafeHtml {
  return html`<ol class="chain">${hops.map(hopItem)}</ol>`;
}

function hopItem({ role, offset, agent, time, latencyUs, says, ballot }: Hop): SafeHtml {
  const who = agent === '' ? NOTHING : html` · ${agent}`;
  const latency = latencyUs === null ? NOTHING : html` · ${duration(latencyUs)} before its effect`;
  return html`<li><span class="role">${role}</span><span class="meta">event ${decimal(offset, 0)} · ${timeText(time)}${who}${latency}</span>
<span class="says">${says}</span>${ballot === undefined || ballot.length === 0 ? NOTHING : ballotTable(ballot)}</li>`;
}

function ballotTable(rows: readonly BallotHop[]): SafeHtml {
  return html`<div class="wide"><table><thead><tr><th scope="col">Voter</th><th scope="col">Vote</th><th scope="col" class="number">Weight</th><th scope="col" class="number">Confidence</th>
<th scope="col">Reason, and the signal behind it</th><th scope="col" class="number">Vote ← signal ← bar</th></tr></thead>
<tbody>${rows.map(ballotRow)}</tbody></table></div>`;
}

function ballotRow({ agent, choice, weight, confidence, reason, signal, voteOffset, signalOffset, barOffset }: BallotHop): SafeHtml {
  const chain = [voteOffset, signalOffset, barOffset].filter((offset) => offset >= 0).map((offset) => decimal(offset, 0));
  return html`<tr><th scope="row">${agent}</th><td><span class="${choice}">${choice}</span></td><td class="number">${decimal(weight, 3)}</td><td class="number">${decimal(confidence, 2)}</td>
<td>${reason}${signal === '' ? NOTHING : html`<span class="convention">${signal}</span>`}</td><td class="number muted">${chain.join(' ← ')}</td></tr>`;
}
