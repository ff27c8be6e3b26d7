/** Plain numbers of a sample, NaN where there is none: other tools go on with NaN, and so must what reproduces them. */
import { sum } from '../numbers/compensated-sum.js';

/** Returns the mean; NaN for no values. */
export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : sum(values) / values.length;
}

/** Returns the sample deviation (n − 1); NaN for fewer than two values. */
export function deviationOf(values: readonly number[]): number {
  const center = meanOf(values);
  return values.length < 2 ? Number.NaN : Math.sqrt(sum(values.map((value) => (value - center) * (value - center))) / (values.length - 1));
}

/** Returns Π(1 + r) − 1. */
export function compoundOf(returns: readonly number[]): number {
  return returns.reduce((growth, value) => growth * (1 + value), 1) - 1;
}

/** Returns base^exponent for a base of 0 or more, NaN below. */
export function powerOf(base: number, exponent: number): number {
  if (base === 0) return exponent === 0 ? 1 : 0;
  return base > 0 ? Math.exp(exponent * Math.log(base)) : Number.NaN;
}

/** Returns base multiplied by itself so often. */
export function repeatedly(base: number, times: number): number {
  let product = 1;
  for (let left = times, factor = base; left > 0; left = Math.floor(left / 2), factor *= factor) if (left % 2 === 1) product *= factor;
  return product;
}

/** Returns (W^(p/n)) − 1. */
export function yearlyOf(returns: readonly number[], periodsPerYear: number): number {
  return powerOf(1 + compoundOf(returns), periodsPerYear / returns.length) - 1;
}

/** Returns equity over its peak − 1 after each return; the start value is the first peak. */
export function drawdownsOf(returns: readonly number[]): number[] {
  let equity = 1;
  let peak = 1;
  return returns.map((value) => {
    equity *= 1 + value;
    peak = Math.max(peak, equity);
    return equity / peak - 1;
  });
}

/** Returns the linear percentile; NaN for no values. */
export function quantileOf(values: readonly number[], probability: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * probability;
  const below = Math.floor(place);
  return sorted[below] + (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]) * (place - below);
}

/** Returns the correlation; NaN where one does not vary. */
export function correlationOf(left: readonly number[], right: readonly number[]): number {
  return covarianceOf(left, right) / (deviationOf(left) * deviationOf(right));
}

/** Returns the sample covariance (n − 1). */
export function covarianceOf(left: readonly number[], right: readonly number[]): number {
  const [leftMean, rightMean] = [meanOf(left), meanOf(right)];
  return left.length < 2 ? Number.NaN : sum(left.map((value, index) => (value - leftMean) * (right[index] - rightMean))) / (left.length - 1);
}
