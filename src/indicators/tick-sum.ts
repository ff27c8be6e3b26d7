/**
 * Sum of the last n prices in whole ticks: exact, because integers do not round. Two averages are
 * compared through their sums (fast × slowBars against slow × fastBars), so that an exact tie is seen as
 * a tie. Averages of floats take a tie for a cross now and then, and trade a bar early.
 */
import { assert } from '../core/assert.js';
import type { Ticks } from '../core/fixed-point.js';
import { checkBars, type BarsOptions, type Indicator } from './indicator.js';
import { isFull, pushRing, startRing, type Ring } from './ring.js';

export interface TickSumState {
  readonly ring: Ring;
  sum: number;
}

export function startTickSum({ bars }: BarsOptions): TickSumState {
  checkBars('a tick sum', bars);
  return { ring: startRing(bars), sum: 0 };
}

export function stepTickSum(state: TickSumState, ticks: Ticks): TickSumState {
  if (!Number.isSafeInteger(ticks)) assert(false, 'A price in ticks is a safe integer', { ticks });
  state.sum += ticks - pushRing(state.ring, ticks);
  return state;
}

/** Returns the sum of the last `bars` prices in ticks, `undefined` before there are as many. */
export function readTickSum(state: TickSumState): Ticks | undefined {
  return isFull(state.ring) ? state.sum : undefined;
}

/**
 * Returns 1 where the first average stands above the second, -1 where below, 0 where they are exactly
 * equal or one of them is still warming up.
 */
export function compareAverages(first: TickSumState, second: TickSumState): -1 | 0 | 1 {
  if (!isFull(first.ring) || !isFull(second.ring)) return 0;
  const left = first.sum * second.ring.items.length;
  const right = second.sum * first.ring.items.length;
  if (!Number.isSafeInteger(left) || !Number.isSafeInteger(right)) return compareLarge(first, second);
  return left > right ? 1 : left < right ? -1 : 0;
}

export const tickSum: Indicator<BarsOptions, TickSumState, Ticks, Ticks> = {
  name: 'tick-sum',
  warmUpBars: ({ bars }) => bars,
  start: startTickSum,
  step: stepTickSum,
  read: readTickSum,
};

function compareLarge(first: TickSumState, second: TickSumState): -1 | 0 | 1 {
  const left = BigInt(first.sum) * BigInt(second.ring.items.length);
  const right = BigInt(second.sum) * BigInt(first.ring.items.length);
  return left > right ? 1 : left < right ? -1 : 0;
}
