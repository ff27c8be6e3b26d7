/** Quantiles of returns for tables and box plots. */
import { ascending, percentileOfSorted } from '../numbers/percentile.js';
import type { Returns } from '../returns/sample.js';

export interface Quantile {
  /** From 0 (the least) to 1 (the greatest). */
  readonly probability: number;
  readonly value: number;
}

const USUAL = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1];

/** Returns the linear percentiles at the probabilities given; missing returns are left out, and without any there is no row. */
export function returnQuantiles(returns: Returns, probabilities: readonly number[] = USUAL): readonly Quantile[] {
  const sorted = ascending(returns.filter(Number.isFinite));
  if (sorted.length === 0) return [];
  return probabilities.map((probability) => ({ probability, value: percentileOfSorted(sorted, probability) + 0 }));
}
