/** How the swarm stands at a moment, for people: its agents as a table, and what is open in a line each. */
import { formatInstant } from '../core/instant.js';
import type { AgentStatus, SwarmStatus } from '../lab/sight/swarm-status.js';
import { grouped } from './number-format.js';
import { oneLine } from './output.js';
import type { Column } from './table.js';

export const statusColumns: readonly Column<AgentStatus>[] = [
  { title: 'agent', text: ({ agent }) => oneLine(agent) },
  { title: 'kind', text: ({ kind }) => oneLine(kind) },
  { title: 'state', text: ({ state }) => state },
  { title: 'last said', text: ({ lastSaid, lastSaidAt }) => (lastSaidAt === null ? '–' : lastSaid) },
  { title: 'at', text: ({ lastSaidAt }) => (lastSaidAt === null ? '–' : formatInstant(lastSaidAt)) },
];

/** Returns how much of each kind is open, where anything is. */
export function openCounts({ openVotes, openConflicts, openOrders, openTasks, openFaults, openAlerts }: SwarmStatus): readonly (readonly [what: string, count: number, names: readonly string[]])[] {
  const rows = [['votes', openVotes.length, openVotes], ['conflicts', openConflicts.length, openConflicts], ['orders', openOrders.length, openOrders], ['tasks', openTasks, []], ['faults', openFaults, []], ['alerts', openAlerts.length, openAlerts]] as const;
  return rows.filter(([, count]) => count > 0);
}

export function openLines(status: SwarmStatus): string[] {
  const open = openCounts(status);
  if (open.length === 0) return ['open: nothing'];
  return open.map(([what, count, names]) => `open ${what}: ${grouped(count)}${names.length === 0 ? '' : `: ${oneLine(names.slice(0, 5).join(', '))}${names.length > 5 ? ', …' : ''}`}`);
}
