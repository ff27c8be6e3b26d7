/** Two runs compared day by day over the days that both have. */
import { randomStream } from '../core/random.js';
import { comparePaired, type PairedComparison } from '../metrics/comparison/paired-comparison.js';
import { periodRateOf } from '../metrics/numbers/compounding.js';
import { returnsOf, sharedBy, type EquityCurve } from '../metrics/tables/equity-curve.js';
import { DAY } from '../core/instant.js';
import type { Books } from './folds/books-fold.js';

export interface CompareOptions {
  readonly periodsPerYear: number;
  /** A fraction per year. */
  readonly riskFree: number;
  readonly resamples: number;
  readonly confidence: number;
  readonly seed: number;
}

export interface BooksComparison extends PairedComparison {
  /** The first and the last day that both have, since the epoch. */
  readonly fromDay: number;
  readonly untilDay: number;
}

/** Returns the comparison; `undefined` where the runs share too few days to say anything. */
export function compareBooks(a: Books, b: Books, options: CompareOptions): BooksComparison | undefined {
  const [left, right] = sharedBy(curveOf(a), curveOf(b));
  if (left.length < 2) return undefined;
  const found = comparePaired(
    { ...options, a: returnsOf(left), b: returnsOf(right), riskFree: periodRateOf(options.riskFree, options.periodsPerYear) },
    randomStream({ seed: options.seed, agent: 'lab', purpose: 'paired comparison' }),
  );
  return found === undefined ? undefined : { ...found, fromDay: left[0].at / DAY, untilDay: left[left.length - 1].at / DAY };
}

function curveOf({ daily }: Books): EquityCurve {
  return daily.day.map((day, index) => ({ at: day * DAY, value: daily.equity[index] }));
}
