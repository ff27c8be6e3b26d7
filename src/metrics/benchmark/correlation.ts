/** Pearson's correlation with the benchmark, and its square. */
import { derived, figure, missing, type Figure, type FigureHead } from '../figure.js';
import { covariance, deviation } from '../numbers/deviation.js';
import { defectOfPair, type Paired } from './paired-sample.js';

const correlationHead: FigureHead = { id: 'correlation', unit: 'ratio', convention: 'pearson' };
const squareHead: FigureHead = { id: 'r-squared', unit: 'ratio', convention: 'pearson squared' };

/** Returns cov(r, b) ÷ (σ(r)·σ(b)), from −1 to 1. */
export function correlation(pair: Paired): Figure {
  const n = pair.returns.length;
  const defect = defectOfPair(pair, 2);
  if (defect) return missing(correlationHead, n, defect);
  const spread = deviation(pair.returns) * deviation(pair.benchmark);
  if (spread === 0) return missing(correlationHead, n, 'no-variance');
  return figure(correlationHead, n, Math.max(-1, Math.min(1, covariance(pair.returns, pair.benchmark) / spread)));
}

/** Returns the share of the account's variance that the benchmark explains. */
export function rSquared(pair: Paired): Figure {
  return derived(squareHead, correlation(pair), (value) => value * value);
}
