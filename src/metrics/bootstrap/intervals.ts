/**
 * Intervals for the main figures of an account: its returns are drawn again in blocks, many times, and
 * each figure is computed of each draw. What lies between the percentiles is what a record of this
 * length could as well have shown. Source: Efron (1979), percentile intervals.
 */
import { assert } from '../../core/assert.js';
import { randomStream } from '../../core/random.js';
import { ascending, percentileOfSorted } from '../numbers/percentile.js';
import type { AnnualRiskFree, Returns } from '../returns/sample.js';
import { periodRateOf } from '../numbers/compounding.js';
import { drawBlocks, usualBlockRows, type BlockScheme } from './block-indices.js';

export interface Interval {
  /** Id of the figure. */
  readonly id: string;
  readonly low: number;
  readonly high: number;
  /** Probability that lies inside, as a fraction. */
  readonly confidence: number;
  /** Scheme, length of a block, number of resamples, seed. */
  readonly convention: string;
}

export interface BootstrapOptions extends AnnualRiskFree {
  /** Calendar years of the record, for `cagr`; by number of periods if absent. */
  readonly years?: number;
  readonly seed?: number;
  readonly scheme?: BlockScheme;
  /** ⌈n^(1/3)⌉ if absent. */
  readonly blockRows?: number;
  readonly resamples?: number;
  readonly confidence?: number;
}

/** Figures that have an interval, by the ids of the tearsheet. */
export const intervalFigures = ['total-return', 'cagr', 'ann-volatility', 'sharpe', 'sortino', 'max-drawdown'] as const;

/** Fewer returns than this say nothing about their own spread. */
const RETURNS_MIN = 20;

/**
 * Returns one interval for each of {@link intervalFigures}, in their order; none for a sample that is too
 * short, ruined, or does not vary. The same sample and seed give the same intervals on every machine.
 */
export function bootstrapIntervals(returns: Returns, options: BootstrapOptions): readonly Interval[] {
  const { seed = 1, scheme = 'stationary', blockRows = usualBlockRows(returns.length), resamples = 1_000, confidence = 0.95 } = options;
  assert(resamples >= 1 && confidence > 0 && confidence < 1, 'An interval comes of a resample or more, with a confidence between 0 and 1', { resamples, confidence });
  const isUsable = returns.length >= RETURNS_MIN && returns.every((value) => Number.isFinite(value) && value > -1) && returns.some((value) => value !== returns[0]);
  if (!isUsable) return [];
  const random = randomStream({ seed, agent: 'metrics', purpose: `${scheme} bootstrap` });
  const rows = new Uint32Array(returns.length);
  const drawn = intervalFigures.map(() => new Float64Array(resamples));
  const measure = measureOf(returns, options);
  for (let resample = 0; resample < resamples; resample += 1) {
    drawBlocks({ rows: returns.length, blockRows, scheme }, random, rows);
    measure(rows).forEach((value, figure) => (drawn[figure][resample] = value));
  }
  const convention = `${scheme} bootstrap, blocks of ${blockRows}, ${resamples} resamples, seed ${seed}`;
  return intervalFigures.flatMap((id, figure) => {
    const values = ascending([...drawn[figure]].filter(Number.isFinite));
    if (values.length === 0) return [];
    return [{ id, low: percentileOfSorted(values, (1 - confidence) / 2) + 0, high: percentileOfSorted(values, (1 + confidence) / 2) + 0, confidence, convention }];
  });
}

/** Returns what computes all figures of a resample in one pass, in the order of {@link intervalFigures}; NaN where one is not defined. */
function measureOf(returns: Returns, { periodsPerYear, riskFreeAnnual = 0, years = returns.length / periodsPerYear }: BootstrapOptions): (rows: Uint32Array) => readonly number[] {
  const rate = riskFreeAnnual === 0 ? 0 : periodRateOf(riskFreeAnnual, periodsPerYear);
  const logs = Float64Array.from(returns, (value) => Math.log1p(value));
  const excess = Float64Array.from(returns, (value) => value - rate);
  const root = Math.sqrt(periodsPerYear);
  const n = returns.length;
  return (rows) => {
    let [sum, squares, short, height, peak, deepest] = [0, 0, 0, 0, 0, 0];
    for (let place = 0; place < n; place += 1) {
      const row = rows[place];
      const value = excess[row];
      sum += value;
      squares += value * value;
      if (value < 0) short += value * value;
      height += logs[row];
      if (height > peak) peak = height;
      else if (height - peak < deepest) deepest = height - peak;
    }
    const mean = sum / n;
    const variance = Math.max(0, (squares - n * mean * mean) / (n - 1));
    const deviation = Math.sqrt(variance);
    const isFlat = deviation <= 1e-12 * Math.abs(mean) || deviation === 0;
    return [
      Math.expm1(height),
      Math.expm1(height / years),
      deviation * root,
      isFlat ? Number.NaN : (mean / deviation) * root,
      short === 0 ? Number.NaN : (mean / Math.sqrt(short / n)) * root,
      Math.expm1(deepest),
    ];
  };
}
