/** How the best days compare with the worst: the tail ratio, and the common-sense ratio built on it. */
import { derived, figure, missing, type Figure, type FigureHead } from '../figure.js';
import { ascending, percentileOfSorted } from '../numbers/percentile.js';
import { omega } from './omega.js';
import { defectOf, type Returns } from './sample.js';

const tailHead: FigureHead = { id: 'tail-ratio', unit: 'ratio', convention: 'abs(P95)/abs(P5), linear percentile' };
const commonSenseHead: FigureHead = { id: 'common-sense', unit: 'ratio', convention: 'tail-ratio*profit factor of returns' };

/** Returns |95th percentile| ÷ |5th percentile|. */
export function tailRatio(returns: Returns): Figure {
  const defect = defectOf(returns, 1);
  if (defect) return missing(tailHead, returns.length, defect);
  const sorted = ascending(returns);
  const low = Math.abs(percentileOfSorted(sorted, 0.05));
  if (low === 0) return missing(tailHead, returns.length, sorted[0] < 0 ? 'not-applicable' : 'no-loss');
  return figure(tailHead, returns.length, Math.abs(percentileOfSorted(sorted, 0.95)) / low);
}

/** Returns the tail ratio × Σ gains ÷ Σ losses of returns. */
export function commonSense(returns: Returns): Figure {
  const profitFactor = omega(returns);
  const tail = tailRatio(returns);
  const { value } = tail;
  if (value === null) return derived(commonSenseHead, tail, (same) => same);
  return derived(commonSenseHead, profitFactor, (factor) => factor * value);
}
