/**
 * Wilder's average true range. The first bar has no close before it, so it has no true range: the first
 * reading comes after bars + 1 bars, as in the library and most charting tools.
 */
import { checkBars, checkRange, type BarsOptions, type Indicator, type PriceRange } from './indicator.js';
import { trueRange } from './true-range.js';
import { readWilder, startWilder, stepWilder, type WilderState } from './wilder-average.js';

export interface AtrState {
  readonly average: WilderState;
  hasLast: boolean;
  lastClose: number;
}

export function startAtr({ bars }: BarsOptions): AtrState {
  checkBars('an ATR', bars);
  return { average: startWilder({ bars }), hasLast: false, lastClose: 0 };
}

export function stepAtr(state: AtrState, bar: PriceRange): AtrState {
  checkRange(bar);
  if (state.hasLast) stepWilder(state.average, trueRange(bar, state.lastClose));
  state.hasLast = true;
  state.lastClose = bar.close;
  return state;
}

/** Returns the average range in units of price, 0 or more; `undefined` before `bars` + 1 bars came. */
export function readAtr(state: AtrState): number | undefined {
  return readWilder(state.average);
}

export const atr: Indicator<BarsOptions, AtrState, PriceRange, number> = {
  name: 'atr',
  warmUpBars: ({ bars }) => bars + 1,
  start: startAtr,
  step: stepAtr,
  read: readAtr,
};
