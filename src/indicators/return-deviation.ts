/** Realised volatility: the population standard deviation of the log returns of the last n bars, per bar. */
import { assert } from '../core/assert.js';
import { checkBars, type BarsOptions, type Indicator } from './indicator.js';
import { startMeanDeviation, stepMeanDeviation, varianceOf, type MeanDeviationState } from './mean-deviation.js';
import { isFull } from './ring.js';

export interface ReturnDeviationState {
  readonly window: MeanDeviationState;
  /** The last price; 0 before the first. */
  last: number;
}

export function startReturnDeviation({ bars }: BarsOptions): ReturnDeviationState {
  checkBars('a deviation of returns', bars);
  return { window: startMeanDeviation(bars), last: 0 };
}

/** Takes a price; asserts that it is above 0, because nothing else has a logarithm. */
export function stepReturnDeviation(state: ReturnDeviationState, price: number): ReturnDeviationState {
  if (!(price > 0 && price < Infinity)) assert(false, 'A price that has a log return is above 0', { price });
  if (state.last > 0) stepMeanDeviation(state.window, Math.log(price / state.last));
  state.last = price;
  return state;
}

/** Returns the deviation per bar (not annualised), 0 or more; `undefined` before `bars` returns came. */
export function readReturnDeviation({ window }: ReturnDeviationState): number | undefined {
  return isFull(window.ring) ? Math.sqrt(varianceOf(window)) : undefined;
}

export const returnDeviation: Indicator<BarsOptions, ReturnDeviationState, number, number> = {
  name: 'return-deviation',
  warmUpBars: ({ bars }) => bars + 1,
  start: startReturnDeviation,
  step: stepReturnDeviation,
  read: readReturnDeviation,
};
