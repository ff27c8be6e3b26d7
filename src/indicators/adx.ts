/**
 * Wilder's directional movement: how strongly a market trends (ADX), and which way (the two directional
 * indicators). Ours, not the library's, which answers NaN for a flat series; ours reads 0 there.
 */
import { checkBars, checkRange, type BarsOptions, type Indicator, type PriceRange } from './indicator.js';
import { trueRange } from './true-range.js';
import { readWilder, startWilder, stepWilder, type WilderState } from './wilder-average.js';

export interface AdxState {
  readonly range: WilderState;
  readonly up: WilderState;
  readonly down: WilderState;
  readonly index: WilderState;
  hasLast: boolean;
  lastHigh: number;
  lastLow: number;
  lastClose: number;
}

export interface AdxValue {
  /** Strength of the trend, 0 to 100. */
  readonly adx: number;
  /** Share of upward movement in the range, 0 to 100. */
  readonly plus: number;
  /** Share of downward movement in the range, 0 to 100. */
  readonly minus: number;
}

export function startAdx({ bars }: BarsOptions): AdxState {
  checkBars('an ADX', bars);
  return {
    range: startWilder({ bars }),
    up: startWilder({ bars }),
    down: startWilder({ bars }),
    index: startWilder({ bars }),
    hasLast: false,
    lastHigh: 0,
    lastLow: 0,
    lastClose: 0,
  };
}

export function stepAdx(state: AdxState, bar: PriceRange): AdxState {
  checkRange(bar);
  if (state.hasLast) stepMovement(state, bar);
  state.hasLast = true;
  state.lastHigh = bar.high;
  state.lastLow = bar.low;
  state.lastClose = bar.close;
  return state;
}

/** Returns the three figures; `undefined` before 2 × `bars` bars came. A market without range reads 0. */
export function readAdx(state: AdxState): AdxValue | undefined {
  const adx = readWilder(state.index);
  if (adx === undefined) return undefined;
  return { adx, plus: shareOf(state.up.value, state.range.value), minus: shareOf(state.down.value, state.range.value) };
}

export const adx: Indicator<BarsOptions, AdxState, PriceRange, AdxValue> = {
  name: 'adx',
  warmUpBars: ({ bars }) => 2 * bars,
  start: startAdx,
  step: stepAdx,
  read: readAdx,
};

function stepMovement(state: AdxState, bar: PriceRange): void {
  const rise = bar.high - state.lastHigh;
  const fall = state.lastLow - bar.low;
  stepWilder(state.up, rise > fall && rise > 0 ? rise : 0);
  stepWilder(state.down, fall > rise && fall > 0 ? fall : 0);
  stepWilder(state.range, trueRange(bar, state.lastClose));
  if (readWilder(state.range) === undefined) return;
  // Wilder's sums and our averages differ by the factor `bars`, which the shares cancel.
  const plus = shareOf(state.up.value, state.range.value);
  const minus = shareOf(state.down.value, state.range.value);
  stepWilder(state.index, shareOf(Math.abs(plus - minus), plus + minus));
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}
