/** A split moves raw prices by its ratio over one night. Where they did not move, they are adjusted already, and the split would be booked twice. */
import { HivetapeError } from '../../core/errors.js';
import { formatInstant } from '../../core/instant.js';
import type { DatedAction } from '../actions.js';
import { firstRowFrom, type BarTable } from '../bar-table.js';

/** Smaller splits are lost among the moves of a night. */
const SMALLEST = Math.log(1.25);

/** Throws `double-adjustment` for the first split that the prices do not show. */
export function demandRaw(actions: readonly DatedAction[], table: BarTable, file: string): void {
  for (const { kind, value, per, dueAt, instrument } of actions) {
    const told = Math.log(value / per);
    const after = firstRowFrom(table, dueAt + 1);
    if (kind !== 'split' || Math.abs(told) < SMALLEST || after === 0 || after >= table.length) continue;
    const moved = Math.log(table.open[after] / table.close[after - 1]);
    if (Math.abs(moved + told) <= Math.abs(moved)) continue;
    const [from, to] = [table.close[after - 1], table.open[after]];
    throw new HivetapeError('double-adjustment', `Raw prices jump where a unit is split (${instrument} is split ${value}:${per} on ${formatInstant(dueAt)}, and goes from ${from} to ${to}).`, {
      place: { file },
      help: 'These prices are adjusted already: leave the split out of its actions, or give raw prices.',
      values: { into: value, per, from, to },
    });
  }
}
