/**
 * Exponential moving average with the weight 2 ÷ (bars + 1) for the newest value, begun with the simple
 * average of the first `bars` values.
 */
import { checkBars, checkFinite, type BarsOptions, type Indicator } from './indicator.js';

export interface EmaState {
  readonly bars: number;
  count: number;
  /** The average; during the warm-up the sum. */
  value: number;
}

export function startEma({ bars }: BarsOptions): EmaState {
  checkBars('an EMA', bars);
  return { bars, count: 0, value: 0 };
}

export function stepEma(state: EmaState, value: number): EmaState {
  checkFinite(value);
  const { bars, count } = state;
  if (count >= bars) {
    state.value += (value - state.value) * (2 / (bars + 1));
    return state;
  }
  state.value += value;
  state.count = count + 1;
  if (count + 1 === bars) state.value /= bars;
  return state;
}

/** Returns the average, `undefined` before `bars` values came. */
export function readEma(state: EmaState): number | undefined {
  return state.count < state.bars ? undefined : state.value;
}

export const ema: Indicator<BarsOptions, EmaState, number, number> = {
  name: 'ema',
  warmUpBars: ({ bars }) => bars,
  start: startEma,
  step: stepEma,
  read: readEma,
};
