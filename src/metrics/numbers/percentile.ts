/** Percentiles of a sample, linear between order statistics (type 7 of Hyndman and Fan, NumPy's default). */
import { assert } from '../../core/assert.js';

/** Returns the values in ascending order, as {@link percentileOfSorted} wants them. */
export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** Returns the value below which the share `probability` (0 to 1) of the ascending sample lies. */
export function percentileOfSorted(sorted: readonly number[], probability: number): number {
  assert(sorted.length > 0, 'A percentile has at least one value');
  assert(probability >= 0 && probability <= 1, 'A probability lies between 0 and 1', { probability });
  const place = (sorted.length - 1) * probability;
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}

/** Returns the percentile of a sample in any order. */
export function percentile(values: readonly number[], probability: number): number {
  return percentileOfSorted(ascending(values), probability);
}
