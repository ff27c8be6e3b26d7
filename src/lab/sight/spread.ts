/**
 * How numbers are spread, in memory that does not grow with them: count, sum, largest, and a histogram
 * whose steps grow by an eighth of a doubling, so that a quantile is never off by more than a tenth.
 */
import { assert } from '../../core/assert.js';

export interface Spread {
  count: number;
  sum: number;
  max: number;
  readonly steps: number[];
}

export interface SpreadFigures {
  readonly n: number;
  /** `null` where there is nothing to be a figure of. */
  readonly mean: number | null;
  /** The upper end of the step in which the quantile lies, and no more than the largest. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly max: number | null;
}

const STEPS_PER_DOUBLING = 8;

export function emptySpread(): Spread {
  return { count: 0, sum: 0, max: 0, steps: [] };
}

/** Takes in a number that is 0 or more. */
export function spreadOver(spread: Spread, value: number): void {
  assert(value >= 0, 'What is spread is 0 or more', { value });
  spread.count += 1;
  spread.sum += value;
  spread.max = Math.max(spread.max, value);
  const step = stepOf(value);
  while (spread.steps.length <= step) spread.steps.push(0);
  spread.steps[step] += 1;
}

/** Returns the number of the step of a value: 0 for less than 1. */
export function stepOf(value: number): number {
  return value < 1 ? 0 : 1 + Math.floor(Math.log2(value) * STEPS_PER_DOUBLING);
}

/** Returns the upper end of a step. */
export function endOfStep(step: number): number {
  let end = 1;
  for (let doublings = Math.floor(step / STEPS_PER_DOUBLING); doublings > 0; doublings -= 1) end *= 2;
  for (let rest = step % STEPS_PER_DOUBLING; rest > 0; rest -= 1) end *= EIGHTH_ROOT_OF_TWO;
  return end;
}

const EIGHTH_ROOT_OF_TWO = Math.sqrt(Math.sqrt(Math.SQRT2));

export function figuresOf({ count, sum, max, steps }: Spread): SpreadFigures {
  if (count === 0) return { n: 0, mean: null, p50: null, p95: null, max: null };
  const quantile = (share: number): number => {
    let seen = 0;
    const wanted = Math.ceil(share * count);
    const step = steps.findIndex((held) => (seen += held) >= wanted);
    return Math.min(max, endOfStep(step));
  };
  return { n: count, mean: sum / count, p50: quantile(0.5), p95: quantile(0.95), max };
}
