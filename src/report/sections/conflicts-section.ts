/** What agents disagreed about, and how it was settled. Left out where nobody looked for conflicts. */
import type { ConflictRow } from '../folds/conflict-fold.js';
import { html, type SafeHtml } from '../html.js';
import { ABSENT, counted, decimal, duration, timeText } from '../number-text.js';
import type { Section } from '../page.js';
import type { RunReportModel } from '../report-model.js';

const SHOWN_MAX = 20;

const outcomeWords: Readonly<Record<ConflictRow['outcome'], string>> = {
  open: 'open at the end', resolved: 'resolved', escalated: 'escalated', 'settled-itself': 'settled by itself', unanswered: 'escalated, and not answered',
};

export function conflictsSection({ conflicts }: RunReportModel): Section | undefined {
  if (conflicts.length === 0) return undefined;
  const of = (outcome: ConflictRow['outcome']): number => conflicts.filter((row) => row.outcome === outcome).length;
  return {
    id: 'conflicts',
    title: 'Conflicts',
    charts: [],
    body: html`<p class="lead">${counted(conflicts.length, 'conflict')}: ${decimal(of('resolved'), 0)} resolved, ${decimal(of('settled-itself'), 0)} settled by themselves,
${decimal(of('escalated') + of('unanswered'), 0)} escalated without an answer, ${decimal(of('open'), 0)} open at the end.</p>
${summaryTable(conflicts)}
${worstTable(conflicts)}`,
  };
}

interface Heap {
  readonly kind: string;
  readonly end: string;
  count: number;
  severity: number;
  tookUs: number;
  ended: number;
}

function summaryTable(conflicts: readonly ConflictRow[]): SafeHtml {
  const heaps = new Map<string, Heap>();
  for (const row of conflicts) {
    const end = row.by ?? outcomeWords[row.outcome];
    const key = `${row.kind}/${end}`;
    let heap = heaps.get(key);
    if (heap === undefined) heaps.set(key, (heap = { kind: row.kind, end, count: 0, severity: 0, tookUs: 0, ended: 0 }));
    heap.count += 1;
    heap.severity += row.severity;
    if (row.endedAt === null) continue;
    heap.ended += 1;
    heap.tookUs += row.endedAt - row.detectedAt;
  }
  const rows = [...heaps.values()].sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1));
  return html`<table><caption>By kind and by how they ended</caption><thead><tr><th scope="col">Over</th><th scope="col">Ended by</th><th scope="col" class="number">Conflicts</th>
<th scope="col" class="number">Severity, mean</th><th scope="col" class="number">Took, mean</th></tr></thead><tbody>${rows.map(
    ({ kind, end, count, severity, tookUs, ended }) => html`<tr><th scope="row">${kind}</th><td>${end}</td><td class="number">${decimal(count, 0)}</td><td class="number">${decimal(severity / count, 2)}</td>
<td class="number">${ended === 0 ? ABSENT : tookUs === 0 ? 'no time' : duration(tookUs / ended)}</td></tr>`,
  )}</tbody></table>`;
}

function worstTable(conflicts: readonly ConflictRow[]): SafeHtml {
  const rows = [...conflicts].sort((a, b) => b.severity - a.severity || a.offset - b.offset).slice(0, SHOWN_MAX);
  const title = rows.length < conflicts.length ? `The ${rows.length} most severe` : 'All of them, the most severe first';
  return html`<h3>${title}</h3>
<div class="wide"><table><thead><tr><th scope="col">Detected</th><th scope="col">Over</th><th scope="col">Between</th><th scope="col" class="number">Severity</th><th scope="col">Tried</th><th scope="col">Ended</th>
<th scope="col" class="number">Where it ended</th><th scope="col" class="number">Support</th><th scope="col" class="number">Event</th></tr></thead><tbody>${rows.map(conflictRow)}</tbody></table></div>`;
}

function conflictRow(row: ConflictRow): SafeHtml {
  const parties = row.parties.map(({ agent, position }) => `${agent} ${decimal(position, 2)}`).join(', ');
  const rounds = row.rounds === 0 ? '' : `, ${counted(row.rounds, 'round')}`;
  const tried = row.tried.length === 0 ? ABSENT : row.tried.join(', ');
  return html`<tr><th scope="row">${timeText(row.detectedAt).slice(0, 19)}</th><td>${row.kind}, ${row.subject}</td><td>${parties}</td><td class="number">${decimal(row.severity, 2)}</td><td>${tried}${rounds}</td>
<td>${outcomeWords[row.outcome]}${row.wasEscalated && row.outcome === 'resolved' ? ', escalated' : ''}</td><td class="number">${row.position === null ? ABSENT : decimal(row.position, 2)}</td>
<td class="number">${row.support === null ? ABSENT : decimal(row.support, 2)}</td><td class="number muted">${decimal(row.offset, 0)}</td></tr>`;
}
