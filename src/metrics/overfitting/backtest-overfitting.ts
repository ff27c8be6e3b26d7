/**
 * What the splits of a cross-validation say: how often the best trial in sample falls below the median
 * out of sample (PBO), how often it loses there, and how far its performance degrades.
 * Source: Bailey, Borwein, López de Prado and Zhu (2015), "The Probability of Backtest Overfitting".
 */
import { figure, missing, type Figure, type FigureHead, type Reason } from '../figure.js';
import { mean, sumOf } from '../numbers/compensated-sum.js';
import type { Splits } from './cross-validation.js';

const heads = {
  pbo: { id: 'pbo', unit: 'fraction', convention: 'cscv-2015, rank/(N+1), logit <= 0' },
  loss: { id: 'probability-of-loss', unit: 'fraction', convention: 'cscv-2015, share of splits below the threshold out of sample' },
  slope: { id: 'degradation-slope', unit: 'ratio', convention: 'cscv-2015, least squares of out-of-sample on in-sample' },
  intercept: { id: 'degradation-intercept', unit: 'ratio', convention: 'cscv-2015, least squares of out-of-sample on in-sample' },
  fit: { id: 'degradation-r2', unit: 'fraction', convention: 'cscv-2015, squared correlation of in-sample and out-of-sample' },
} as const satisfies Record<string, FigureHead>;

export const BLOCKS_USUAL = 16;
/** A Sharpe ratio over fewer periods than half of this times S says nothing. */
const PERIODS_PER_BLOCK_MIN = 10;
const BLOCKS_MIN = 4;

/** Returns S: 16, or the largest even number of blocks of ten periods; `undefined` if that is below 4. */
export function blocksFor(periods: number): number | undefined {
  const blocks = Math.min(BLOCKS_USUAL, 2 * Math.floor(periods / PERIODS_PER_BLOCK_MIN / 2));
  return blocks < BLOCKS_MIN ? undefined : blocks;
}

export interface BacktestOverfitting {
  readonly pbo: Figure;
  readonly probabilityOfLoss: Figure;
  readonly slope: Figure;
  readonly intercept: Figure;
  readonly fit: Figure;
}

/** Returns the five figures; `n` counts splits. */
export function backtestOverfitting(splits: Splits, { lossBelow = 0 }: { readonly lossBelow?: number } = {}): BacktestOverfitting {
  const n = splits.logit.length;
  const share = (count: number): number => count / n;
  return {
    pbo: figure(heads.pbo, n, share(splits.logit.filter((logit) => logit <= 0).length)),
    probabilityOfLoss: figure(heads.loss, n, share(splits.outOfSample.filter((value) => value < lossBelow).length)),
    ...degradation(splits),
  };
}

/** Returns the same figures without values. */
export function noBacktestOverfitting(n: number, reason: Reason): BacktestOverfitting {
  return {
    pbo: missing(heads.pbo, n, reason),
    probabilityOfLoss: missing(heads.loss, n, reason),
    slope: missing(heads.slope, n, reason),
    intercept: missing(heads.intercept, n, reason),
    fit: missing(heads.fit, n, reason),
  };
}

function degradation({ inSample, outOfSample }: Splits): Pick<BacktestOverfitting, 'slope' | 'intercept' | 'fit'> {
  const n = inSample.length;
  const [meanIn, meanOut] = [mean(inSample), mean(outOfSample)];
  const product = (left: readonly number[], right: readonly number[], means: readonly [number, number]): number =>
    sumOf(n, (index) => (left[index] - means[0]) * (right[index] - means[1]));
  const varianceIn = product(inSample, inSample, [meanIn, meanIn]);
  const varianceOut = product(outOfSample, outOfSample, [meanOut, meanOut]);
  const shared = product(inSample, outOfSample, [meanIn, meanOut]);
  if (varianceIn === 0) {
    const none = noBacktestOverfitting(n, 'no-variance');
    return { slope: none.slope, intercept: none.intercept, fit: none.fit };
  }
  const slope = shared / varianceIn;
  return {
    slope: figure(heads.slope, n, slope),
    intercept: figure(heads.intercept, n, meanOut - slope * meanIn),
    fit: varianceOut === 0 ? missing(heads.fit, n, 'no-variance') : figure(heads.fit, n, (shared * shared) / (varianceIn * varianceOut)),
  };
}
