/** Distance from the benchmark, and the reward for keeping it: tracking error and information ratio. */
import { figure, missing, quotient, type Figure, type FigureHead } from '../figure.js';
import { mean } from '../numbers/compensated-sum.js';
import { rootOfYear } from '../numbers/compounding.js';
import { deviation } from '../numbers/deviation.js';
import type { Annual } from '../returns/sample.js';
import { activeReturns, defectOfPair, type Paired } from './paired-sample.js';

const errorHead: FigureHead = { id: 'tracking-error', unit: 'fraction', convention: 'sd(r-b, ddof 1)*sqrt(p)' };
const ratioHead: FigureHead = { id: 'information-ratio', unit: 'ratio', convention: 'mean(r-b)/sd(r-b, ddof 1)*sqrt(p)' };

/** Returns σ(r − b)·√p; 0 for an account that is its benchmark. */
export function trackingError(pair: Paired, { periodsPerYear }: Annual): Figure {
  const defect = defectOfPair(pair, 2);
  if (defect) return missing(errorHead, pair.returns.length, defect);
  return figure(errorHead, pair.returns.length, deviation(activeReturns(pair)) * rootOfYear(periodsPerYear));
}

/** Returns mean(r − b) ÷ σ(r − b)·√p. */
export function informationRatio(pair: Paired, { periodsPerYear }: Annual): Figure {
  const defect = defectOfPair(pair, 2);
  if (defect) return missing(ratioHead, pair.returns.length, defect);
  const active = activeReturns(pair);
  const over = mean(active) * rootOfYear(periodsPerYear);
  return quotient(ratioHead, pair.returns.length, { over, under: deviation(active), ifZero: 'no-variance' });
}
