/**
 * The latest returns of a series, kept so that each figure over them is a few steps and not a new pass:
 * in order of time, in order of size, and summed. What is computed of it equals what a batch would.
 */
import { assert } from '../core/assert.js';
import { placeIn } from './place-in.js';

/** Plain data, changed in place. */
export interface RollingSample {
  /** How many are kept. */
  readonly size: number;
  /** Oldest first. */
  readonly values: number[];
  /** Smallest first. */
  readonly sorted: number[];
  sum: number;
  squares: number;
  /** Values taken in since the sums were last made anew: subtraction leaves dust. */
  sinceAnew: number;
}

export function startRollingSample(size: number): RollingSample {
  assert(Number.isInteger(size) && size >= 2, 'A sample keeps two values or more', { size });
  return { size, values: [], sorted: [], sum: 0, squares: 0, sinceAnew: 0 };
}

/** Takes a value in, and the oldest out where there is no room. */
export function stepRollingSample(sample: RollingSample, value: number): void {
  const { values, sorted, size } = sample;
  values.push(value);
  sorted.splice(placeIn(sorted, value), 0, value);
  sample.sum += value;
  sample.squares += value * value;
  if (values.length > size) {
    const gone = values.shift() ?? 0;
    sorted.splice(placeIn(sorted, gone), 1);
    sample.sum -= gone;
    sample.squares -= gone * gone;
  }
  sample.sinceAnew += 1;
  if (sample.sinceAnew >= size) sumAnew(sample);
}

/** Returns the mean; 0 for no values. */
export function meanOfSample({ values, sum }: RollingSample): number {
  return values.length === 0 ? 0 : sum / values.length;
}

/** Returns the sample deviation (n − 1); 0 for fewer than two values. */
export function deviationOfSample(sample: RollingSample): number {
  const n = sample.values.length;
  if (n < 2) return 0;
  const mean = meanOfSample(sample);
  return Math.sqrt(Math.max(0, (sample.squares - n * mean * mean) / (n - 1)));
}

function sumAnew(sample: RollingSample): void {
  sample.sinceAnew = 0;
  sample.sum = 0;
  sample.squares = 0;
  for (const value of sample.values) {
    sample.sum += value;
    sample.squares += value * value;
  }
}
