/**
 * Intervals for gains over a baseline, by resampling whole blocks of neighbouring rows: rows that overlap
 * in time are no independent evidence. Source: Politis and Romano (1992), the circular block bootstrap.
 */
import { assert } from '../core/assert.js';
import type { RandomStream } from '../core/random.js';
import { ascending, percentileOfSorted } from '../metrics/numbers/percentile.js';

/** Answers and truths side by side: 0 or 1, a truth of -1 counts nowhere. */
export interface Claims {
  readonly answers: ArrayLike<number>;
  readonly truths: ArrayLike<number>;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly resamples: number;
  readonly blockRows: number;
  /** Probability that lies inside the interval, 0 to 1. */
  readonly confidence: number;
}

/**
 * Returns the balanced accuracy: the mean of the share of ones found and of zeros found, so that a guess that
 * never changes scores one half; `undefined` where ones or zeros are missing.
 */
export function balancedAccuracy(claims: Claims): number | undefined {
  const counts = runningCounts(claims);
  return scoreOf(counts.map((column) => column[claims.truths.length]));
}

/** Returns how much better the model does than a baseline that has one or several variants, on the mean over them. */
export function gainOver(model: Claims, variants: readonly Claims[]): number {
  const own = balancedAccuracy(model);
  const others = variants.flatMap((variant) => balancedAccuracy(variant) ?? []);
  assert(own !== undefined && others.length > 0, 'A gain is measured where there are ones and zeros');
  return own - others.reduce((sum, score) => sum + score, 0) / others.length;
}

/**
 * Returns the interval of each baseline's gain, from the same resamples for all; over several variants the gain
 * is that over their mean. Resamples without ones or zeros are left out.
 */
export function gainIntervals(model: Claims, baselines: readonly (readonly Claims[])[], { resamples, blockRows, confidence }: BootstrapOptions, random: RandomStream): Interval[] {
  const rows = model.truths.length;
  const gains: number[][] = baselines.map(() => []);
  const own = runningCounts(model);
  const others = baselines.map((variants) => variants.map(runningCounts));
  for (let resample = 0; resample < resamples; resample += 1) {
    const starts = Array.from({ length: Math.ceil(rows / blockRows) }, () => random.below(rows));
    const drawn = (counts: RunningCounts): number | undefined => scoreOf(counts.map((column) => sumOfBlocks(column, { starts, blockRows, rows })));
    const score = drawn(own);
    if (score === undefined) continue;
    others.forEach((variants, place) => {
      const scores = variants.flatMap((counts) => drawn(counts) ?? []);
      if (scores.length > 0) gains[place].push(score - scores.reduce((sum, other) => sum + other, 0) / scores.length);
    });
  }
  return gains.map((values) => intervalOf(values, confidence));
}

/** Ones, ones found, zeros, zeros found: each as the count before every row, twice round, so that a block is a difference. */
type RunningCounts = readonly Int32Array[];

function runningCounts({ answers, truths }: Claims): RunningCounts {
  const rows = truths.length;
  const isCounted = [
    (row: number) => truths[row] === 1,
    (row: number) => truths[row] === 1 && answers[row] === 1,
    (row: number) => truths[row] === 0,
    (row: number) => truths[row] === 0 && answers[row] === 0,
  ];
  return isCounted.map((counts) => {
    const running = new Int32Array(2 * rows + 1);
    for (let row = 0; row < 2 * rows; row += 1) running[row + 1] = running[row] + Number(counts(row % rows));
    return running;
  });
}

/** The last block is cut so that all blocks together have as many rows as there are. */
function sumOfBlocks(running: Int32Array, { starts, blockRows, rows }: { readonly starts: readonly number[]; readonly blockRows: number; readonly rows: number }): number {
  let sum = 0;
  let left = rows;
  for (const start of starts) {
    const length = Math.min(blockRows, left, rows);
    sum += running[start + length] - running[start];
    left -= length;
  }
  return sum;
}

function scoreOf([ones, onesFound, zeros, zerosFound]: readonly number[]): number | undefined {
  return ones === 0 || zeros === 0 ? undefined : (onesFound / ones + zerosFound / zeros) / 2;
}

function intervalOf(values: readonly number[], confidence: number): Interval {
  assert(values.length > 0, 'An interval comes from at least one resample');
  const sorted = ascending(values);
  return { low: percentileOfSorted(sorted, (1 - confidence) / 2), high: percentileOfSorted(sorted, (1 + confidence) / 2) };
}
