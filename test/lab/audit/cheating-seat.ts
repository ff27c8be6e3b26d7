/** A planted agent that holds the whole table of bars, and says at each bar what it likes of it. */
import { agentId } from '../../../src/core/brand.js';
import type { PlannedSeat } from '../../../src/lab/run-plan.js';
import type { BarTable } from '../../../src/market/bar-table.js';

export function cheatingSeat(id: string, table: BarTable, look: (table: BarTable, row: number) => { strength: number; evidence: string }): PlannedSeat {
  return {
    id: agentId(id),
    kind: 'canary',
    options: {},
    agent: {
      listensTo: [`bars/${table.instrument}`],
      initial: () => 0,
      evolve: (rows, event) => (rows as number) + (event.type === 'BarClosed' ? 1 : 0),
      decide: (rows, event) => (event.type === 'BarClosed' ? [{ type: 'SignalRaised', data: { instrument: table.instrument, direction: 'long', ...look(table, (rows as number) - 1) } }] : []),
    },
  };
}
