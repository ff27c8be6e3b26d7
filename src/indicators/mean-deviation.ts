/**
 * Mean and population variance of the last n numbers in O(1) per step. A running sum drifts by its
 * rounding errors; this one is taken afresh, relative to the newest number, each time the ring has gone
 * round. So a flat series has a deviation of exactly 0, for ever, and errors never pile up.
 */
import { isFull, pushRing, startRing, type Ring } from './ring.js';

export interface MeanDeviationState {
  readonly ring: Ring;
  /** Numbers are summed as differences from this one, so that nothing large cancels. */
  base: number;
  sum: number;
  squares: number;
  last: number;
  /** How often in a row the last number came. */
  alike: number;
}

export function startMeanDeviation(size: number): MeanDeviationState {
  return { ring: startRing(size), base: 0, sum: 0, squares: 0, last: 0, alike: 0 };
}

export function stepMeanDeviation(state: MeanDeviationState, value: number): MeanDeviationState {
  const { ring } = state;
  if (ring.count === 0) state.base = value;
  const wasFull = isFull(ring);
  const added = value - state.base;
  const gone = pushRing(ring, value) - state.base;
  if (wasFull) {
    state.sum += added - gone;
    state.squares += (added - gone) * (added + gone);
  } else {
    state.sum += added;
    state.squares += added * added;
  }
  state.alike = value === state.last ? state.alike + 1 : 1;
  state.last = value;
  if (ring.next === 0) takeAfresh(state, value);
  return state;
}

/** Returns the mean of the numbers held; 0 when there are none. */
export function meanOf(state: MeanDeviationState): number {
  const { count } = state.ring;
  if (count === 0) return 0;
  return state.alike >= count ? state.last : state.base + state.sum / count;
}

/** Returns the population variance of the numbers held, 0 or more. */
export function varianceOf(state: MeanDeviationState): number {
  const { count } = state.ring;
  if (state.alike >= count) return 0;
  const mean = state.sum / count;
  return Math.max(0, state.squares / count - mean * mean);
}

function takeAfresh(state: MeanDeviationState, base: number): void {
  const { items } = state.ring;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < items.length; i += 1) {
    const difference = items[i] - base;
    sum += difference;
    squares += difference * difference;
  }
  state.base = base;
  state.sum = sum;
  state.squares = squares;
}
