/**
 * Simple moving average of floats. Where two averages are compared for a cross, take `tick-sum`, which
 * is exact. Ours, not the library's: one NaN poisons the library's running sum for good.
 */
import { checkBars, checkFinite, type BarsOptions, type Indicator } from './indicator.js';
import { pushRing, startRing, isFull, type Ring } from './ring.js';

export interface SmaState {
  readonly ring: Ring;
  sum: number;
}

export function startSma({ bars }: BarsOptions): SmaState {
  checkBars('an SMA', bars);
  return { ring: startRing(bars), sum: 0 };
}

export function stepSma(state: SmaState, value: number): SmaState {
  checkFinite(value);
  const gone = pushRing(state.ring, value);
  state.sum += value - gone;
  // Once round, the sum is taken afresh, so that rounding errors never pile up.
  if (state.ring.next === 0) state.sum = sumOf(state.ring.items);
  return state;
}

/** Returns the mean of the last `bars` values, `undefined` before there are as many. */
export function readSma(state: SmaState): number | undefined {
  return isFull(state.ring) ? state.sum / state.ring.items.length : undefined;
}

export const sma: Indicator<BarsOptions, SmaState, number, number> = {
  name: 'sma',
  warmUpBars: ({ bars }) => bars,
  start: startSma,
  step: stepSma,
  read: readSma,
};

function sumOf(items: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < items.length; i += 1) sum += items[i];
  return sum;
}
