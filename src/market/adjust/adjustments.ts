/**
 * Adjusted prices that know nothing of the future. The scale begins at 1 with the run and changes when an action falls due, so
 * that raw × scale is one unbroken series of what a holder of one first unit would have: what was said before never changes, and
 * no level tells of a split to come. The usual series, adjusted backwards from the last bar, is this one divided by its last
 * scale, which is known only at the end.
 */
import { HivetapeError } from '../../core/errors.js';
import { formatInstant } from '../../core/instant.js';
import type { DataOf } from '../../domain/catalogue.js';
import type { DatedAction } from '../actions.js';
import { barNumbersAt, startBarTable, type BarTable } from '../bar-table.js';
import { closeBefore } from './factor-file.js';

export const adjustWords = ['none', 'splits', 'splits-and-dividends'] as const;
export type Adjust = (typeof adjustWords)[number];

export type Adjustment = DataOf<'AdjustmentChanged'>;

/** Returns how the scale changes, from 1 before the first action of the table. Throws `actions-invalid` for a dividend of the whole price. */
export function adjustmentsOf(actions: readonly DatedAction[], table: BarTable, adjust: Adjust): readonly Adjustment[] {
  const adjustments: Adjustment[] = [];
  let [scale, units] = [1, 1];
  let last = { dueAt: Number.NaN, close: 0 };
  for (const action of actions) {
    const { kind, dueAt, instrument } = action;
    if (!(kind === 'split' || (kind === 'dividend' && adjust === 'splits-and-dividends')) || adjust === 'none') continue;
    // Of several on one day, each begins where the one before has left the price.
    const close = dueAt === last.dueAt ? last.close : closeBefore(table, dueAt);
    if (close <= 0) continue;
    const after = kind === 'split' ? (close * action.per) / action.value : close - action.value;
    if (after <= 0) throw dividendOfAll(action, close);
    scale *= close / after;
    if (kind === 'split') units *= action.value / action.per;
    last = { dueAt, close: after };
    adjustments.push({ instrument, kind, scale, units, dueAt });
  }
  return adjustments;
}

/** Returns the adjustments as a run that begins at this instant hears them: its own first prices are the measure. */
export function adjustmentsFrom(adjustments: readonly Adjustment[], startAt: number): readonly Adjustment[] {
  const first = adjustments.filter(({ dueAt }) => dueAt < startAt).at(-1);
  const rest = adjustments.filter(({ dueAt }) => dueAt >= startAt);
  return first === undefined ? rest : rest.map((one) => ({ ...one, scale: one.scale / first.scale, units: one.units / first.units }));
}

/** Returns the table in adjusted prices, from its first bar on: for what is looked at and never traded. */
export function adjustedTable(table: BarTable, adjustments: readonly Adjustment[]): BarTable {
  const builder = startBarTable(table.length);
  let place = 0;
  for (let row = 0; row < table.length; row += 1) {
    const bar = barNumbersAt(table, row);
    while (place < adjustments.length && adjustments[place].dueAt < bar.closedAt) place += 1;
    const { scale, units } = place === 0 ? { scale: 1, units: 1 } : adjustments[place - 1];
    const { open, high, low, close, volume } = bar;
    builder.append({ ...bar, open: open * scale, high: high * scale, low: low * scale, close: close * scale, volume: volume < 0 ? volume : volume / units });
  }
  return builder.build(table.instrument, table.notes);
}

function dividendOfAll({ instrument, value, dueAt }: DatedAction, close: number): HivetapeError {
  return new HivetapeError('actions-invalid', `A dividend is smaller than the price before it (${instrument} pays ${value} on ${formatInstant(dueAt)}, and last closed at ${close}).`, {
    help: 'Check that dividends are per unit of these prices; if that was the end of it, say it as a delisting.',
    values: { value, close },
  });
}
