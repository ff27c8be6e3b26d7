/** The swarm interval by interval, for people and for programs: the same figures as a table, as NDJSON and as CSV. */
import { formatInstant } from '../core/instant.js';
import type { SwarmInterval } from '../lab/sight/swarm-series.js';
import { csvLine } from './csv-text.js';
import { grouped, percent, virtualSpan } from './number-format.js';
import type { Column } from './table.js';

export const seriesFormats = ['table', 'ndjson', 'csv'] as const;

const span = (us: number | null): string => (us === null ? '–' : virtualSpan(Math.round(us)));

/** What a person looks at first; the other formats have all of it. */
const talk: readonly Column<SwarmInterval>[] = [
  { title: 'from', text: ({ from }) => formatInstant(from) },
  { title: 'active', text: ({ agents }) => grouped(agents.active), align: 'right' },
  { title: 'away', text: ({ agents }) => grouped(agents.away), align: 'right' },
  { title: 'messages', text: ({ messages }) => grouped(messages), align: 'right' },
  { title: 'latency', text: ({ latency }) => span(latency.mean), align: 'right' },
  { title: 'depth', text: ({ inFlight }) => grouped(inFlight.max), align: 'right' },
  { title: 'overhead', text: ({ overhead }) => percent(overhead.share), align: 'right' },
  { title: 'consensus', text: ({ decisions }) => span(decisions.consensus.mean), align: 'right' },
  { title: 'conflicts', text: ({ conflicts }) => grouped(conflicts.detected), align: 'right' },
  { title: 'balance', text: ({ tasks, balance }) => percent(tasks.balance ?? balance), align: 'right' },
];

const work: readonly Column<SwarmInterval>[] = [
  { title: 'tasks', text: ({ tasks }) => grouped(Object.values(tasks.ended).reduce((sum, count) => sum + count, 0)), align: 'right' },
  { title: 'success', text: ({ tasks }) => percent(tasks.success), align: 'right' },
  { title: 'took', text: ({ tasks }) => span(tasks.duration.mean), align: 'right' },
  { title: 'waiting', text: ({ tasks }) => grouped(tasks.queue.max), align: 'right' },
  { title: 'busy', text: ({ tasks }) => percent(tasks.utilisation), align: 'right' },
];

/** Returns the columns of a table; those of tasks only where there are any. */
export function seriesColumns(hasTasks: boolean): readonly Column<SwarmInterval>[] {
  return hasTasks ? [...talk, ...work] : talk;
}

const cells: readonly (readonly [name: string, value: (row: SwarmInterval) => number | null | undefined])[] = [
  ['events', ({ events }) => events],
  ['messages', ({ messages }) => messages],
  ['agentsSeated', ({ agents }) => agents.seated],
  ['agentsActive', ({ agents }) => agents.active],
  ['agentsAway', ({ agents }) => agents.away],
  ['latencyUsMean', ({ latency }) => latency.mean],
  ['latencyUsP95', ({ latency }) => latency.p95],
  ['latencyUsMax', ({ latency }) => latency.max],
  ['inFlight', ({ inFlight }) => inFlight.now],
  ['inFlightMax', ({ inFlight }) => inFlight.max],
  ['overheadOfEvents', ({ overhead }) => overhead.share],
  ['overheadOfTime', ({ overhead }) => overhead.timeShare],
  ['proposals', ({ decisions }) => decisions.proposed],
  ['decisions', ({ decisions }) => decisions.reached],
  ['decisionsApproved', ({ decisions }) => decisions.approved],
  ['quorumMissed', ({ decisions }) => decisions.quorumMissed],
  ['consensusUsMean', ({ decisions }) => decisions.consensus.mean],
  ['consensusUsMax', ({ decisions }) => decisions.consensus.max],
  ['conflicts', ({ conflicts }) => conflicts.detected],
  ['conflictsOpen', ({ conflicts }) => conflicts.open],
  ['tasksSubmitted', ({ tasks }) => tasks.submitted],
  ['tasksCompleted', ({ tasks }) => tasks.ended.completed ?? 0],
  ['tasksOver', ({ tasks }) => Object.values(tasks.ended).reduce((sum, count) => sum + count, 0)],
  ['tasksOpen', ({ tasks }) => tasks.open],
  ['taskSuccess', ({ tasks }) => tasks.success],
  ['taskUsMean', ({ tasks }) => tasks.duration.mean],
  ['taskWaitUsMean', ({ tasks }) => tasks.wait.mean],
  ['tasksWaiting', ({ tasks }) => tasks.queue.now],
  ['tasksWaitingMax', ({ tasks }) => tasks.queue.max],
  ['utilisation', ({ tasks }) => tasks.utilisation],
  ['taskBalance', ({ tasks }) => tasks.balance],
  ['heardBalance', ({ balance }) => balance],
];

export function seriesCsvHead(): string {
  return csvLine(['from', 'until', ...cells.map(([name]) => name)]);
}

/** Returns one row; what has no value is empty. */
export function seriesCsvRow(row: SwarmInterval): string {
  return csvLine([formatInstant(row.from), formatInstant(row.until), ...cells.map(([, value]) => value(row) ?? '')]);
}
