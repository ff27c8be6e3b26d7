/** Beta: how much of the benchmark's move the account makes. Simple returns, both demeaned. */
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { covariance, deviation } from '../numbers/deviation.js';
import { defectOfPair, type Paired } from './paired-sample.js';

const head: FigureHead = { id: 'beta', unit: 'ratio', convention: 'cov/var of simple returns, ddof 1' };

/** Returns cov(r, b) ÷ var(b). */
export function beta(pair: Paired): Figure {
  const n = pair.returns.length;
  const defect = defectOfPair(pair, 2);
  if (defect) return missing(head, n, defect);
  const spread = deviation(pair.benchmark);
  if (spread === 0) return missing(head, n, 'no-variance');
  return figure(head, n, covariance(pair.returns, pair.benchmark) / (spread * spread));
}
