/**
 * Bars made of prints: what agents hear in a run that nothing but trades drives. A bar is made of the trades of its
 * interval, the closing instant left out, and an interval without a trade has none.
 */
import type { Instant } from '../core/instant.js';
import type { InstrumentId } from '../domain/instrument.js';
import { startBarTable, type BarTable, type QualityNote } from './bar-table.js';
import type { PrintTable } from './prints.js';
import { resampler, type ResampleRule } from './resample.js';
import { session, type SessionHours } from './session.js';

/** Prices in order of time. */
export type Points = Pick<PrintTable, 'length' | 'at' | 'price' | 'size'>;

/** Returns the bars of these prices. Sizes below zero make the volume unknown. */
export function barsOfPoints(instrument: InstrumentId, { length, at, price, size }: Points, { rule, notes }: { readonly rule: ResampleRule; readonly notes: readonly QualityNote[] }): BarTable {
  const joining = resampler(rule);
  const builder = startBarTable();
  for (let row = 0; row < length; row += 1) {
    const [now, paid] = [at[row], price[row]];
    for (const bar of joining.step({ instrument, openedAt: now, closedAt: now, open: paid, high: paid, low: paid, close: paid, volume: size[row] })) builder.append(bar);
  }
  for (const bar of joining.advance(Number.POSITIVE_INFINITY)) builder.append(bar);
  return builder.build(instrument, notes);
}

/** Returns the places of the prints inside the session; `undefined` if all of them are. */
export function placesInSession({ length, at }: Pick<Points, 'length' | 'at'>, hours: SessionHours): readonly number[] | undefined {
  const calendar = session(hours);
  const places: number[] = [];
  let [opensAt, closesAt]: [Instant, Instant] = [0, 0];
  for (let row = 0; row < length; row += 1) {
    const now = at[row];
    if (now < opensAt || now >= closesAt) {
      const range = calendar.dayOf(now).ranges.find((one) => now >= one.opensAt && now < one.closesAt);
      if (range === undefined) continue;
      ({ opensAt, closesAt } = range);
    }
    places.push(row);
  }
  return places.length === length ? undefined : places;
}
