/**
 * Wilder's smoothing, an exponential average with the weight 1 ÷ bars, begun with the simple average of
 * the first `bars` values. RSI, ATR and ADX are made of it.
 * Source: J. W. Wilder, "New Concepts in Technical Trading Systems" (1978).
 */
import { checkBars, checkFinite, type BarsOptions, type Indicator } from './indicator.js';

export interface WilderState {
  readonly bars: number;
  count: number;
  /** The average; during the warm-up the sum. */
  value: number;
}

export function startWilder({ bars }: BarsOptions): WilderState {
  checkBars('a Wilder average', bars);
  return { bars, count: 0, value: 0 };
}

export function stepWilder(state: WilderState, value: number): WilderState {
  checkFinite(value);
  const { bars, count } = state;
  if (count >= bars) {
    state.value += (value - state.value) / bars;
    return state;
  }
  state.value += value;
  state.count = count + 1;
  if (count + 1 === bars) state.value /= bars;
  return state;
}

/** Returns the average, `undefined` before `bars` values came. */
export function readWilder(state: WilderState): number | undefined {
  return state.count < state.bars ? undefined : state.value;
}

export const wilderAverage: Indicator<BarsOptions, WilderState, number, number> = {
  name: 'wilder-average',
  warmUpBars: ({ bars }) => bars,
  start: startWilder,
  step: stepWilder,
  read: readWilder,
};
