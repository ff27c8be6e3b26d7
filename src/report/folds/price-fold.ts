/**
 * The bars of each instrument as columns: by far the most numerous events, so they are kept as plain
 * numbers and looked up by halving.
 */
import type { EventOf, LogEvent } from '../../domain/catalogue.js';
import type { Instant } from '../../core/instant.js';
import type { Fold } from './fold.js';

/** Bars of one instrument in the order of the log; all columns have one length. */
export interface BarColumns {
  readonly instrument: string;
  readonly offset: number[];
  readonly closedAt: number[];
  readonly open: number[];
  readonly high: number[];
  readonly low: number[];
  readonly close: number[];
  /** Splits, each before the bar at its index: prices from there on are per smaller or larger unit. */
  readonly splits: { readonly index: number; readonly offset: number; readonly into: number; readonly per: number }[];
}

export type PriceHistory = ReadonlyMap<string, BarColumns>;

export function priceFold(): Fold<PriceHistory> {
  const byInstrument = new Map<string, BarColumns>();
  return {
    see: (event: LogEvent) => {
      if (event.type === 'BarClosed') keep(byInstrument, event);
      else if (event.type === 'ActionFellDue' && event.data.kind === 'split') {
        const bars = byInstrument.get(event.data.instrument);
        bars?.splits.push({ index: bars.offset.length, offset: event.offset, into: event.data.value, per: event.data.per });
      }
    },
    result: () => byInstrument,
  };
}

/** Returns the index of the last bar closed at or before an instant, or -1. */
export function lastBarAt(bars: BarColumns, at: Instant): number {
  return lastAtOrBefore(bars.closedAt, at);
}

/** Returns the index of the last value that is not above the wanted one, in a rising list; -1 if there is none. */
export function lastAtOrBefore(rising: readonly number[], wanted: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising[middle] <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Returns instrument and index of the bar that stands at an offset of the log, if one does. */
export function barAtOffset(prices: PriceHistory, offset: number): { readonly bars: BarColumns; readonly index: number } | undefined {
  for (const bars of prices.values()) {
    const index = lastAtOrBefore(bars.offset, offset);
    if (index >= 0 && bars.offset[index] === offset) return { bars, index };
  }
  return undefined;
}

function keep(byInstrument: Map<string, BarColumns>, { offset, data: { bar } }: EventOf<'BarClosed'>): void {
  let bars = byInstrument.get(bar.instrument);
  if (bars === undefined) {
    bars = { instrument: bar.instrument, offset: [], closedAt: [], open: [], high: [], low: [], close: [], splits: [] };
    byInstrument.set(bar.instrument, bars);
  }
  bars.offset.push(offset);
  bars.closedAt.push(bar.closedAt);
  bars.open.push(bar.open);
  bars.high.push(bar.high);
  bars.low.push(bar.low);
  bars.close.push(bar.close);
}
