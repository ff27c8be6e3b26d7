/** Spread of a sample: variance, deviation, covariance, and when a spread counts as none. */
import { assert } from '../../core/assert.js';
import { mean, sumOf } from './compensated-sum.js';

/** Below this share of the mean a deviation is rounding noise: constant returns have no Sharpe ratio. */
const NOISE = 1e-12;

/** Returns Σ(x − mean)² ÷ (n − 1), computed in two passes, for two values or more. */
export function variance(values: readonly number[]): number {
  return covariance(values, values);
}

/** Returns the sample deviation (n − 1), and 0 where the spread is only rounding noise. */
export function deviation(values: readonly number[]): number {
  const spread = Math.sqrt(variance(values));
  return spread <= NOISE * Math.abs(mean(values)) ? 0 : spread;
}

/** Returns Σ(x − mean x)(y − mean y) ÷ (n − 1) of two series of one length. */
export function covariance(left: readonly number[], right: readonly number[]): number {
  assert(left.length === right.length, 'Compared series have one length', { left: left.length, right: right.length });
  assert(left.length > 1, 'A spread has at least two values', { n: left.length });
  const leftMean = mean(left);
  const rightMean = mean(right);
  return sumOf(left.length, (index) => (left[index] - leftMean) * (right[index] - rightMean)) / (left.length - 1);
}
