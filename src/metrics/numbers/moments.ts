/** Third and fourth standardised moments, biased (population), as the formulas of overfitting want them. */
import { mean, sumOf } from './compensated-sum.js';

export interface Moments {
  /** Biased skewness. */
  readonly skew: number;
  /** Biased raw kurtosis: a normal sample has 3. */
  readonly kurtosis: number;
}

/** Returns the moments of a sample that varies, or `undefined` for one that does not. */
export function momentsOf(values: readonly number[]): Moments | undefined {
  if (values.length < 2) return undefined;
  const center = mean(values);
  const central = (power: number): number =>
    sumOf(values.length, (index) => raised(values[index] - center, power)) / values.length;
  const second = central(2);
  const spread = Math.sqrt(second);
  if (spread <= 1e-12 * Math.abs(center) || second * second === 0) return undefined;
  return { skew: central(3) / (second * spread), kurtosis: central(4) / (second * second) };
}

function raised(base: number, power: number): number {
  let product = base;
  for (let step = 1; step < power; step += 1) product *= base;
  return product;
}
