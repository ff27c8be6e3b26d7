/** Kelly's fraction of the account, from mean and variance of returns. Never printed without its full name. */
import { missing, quotient, type Figure, type FigureHead } from '../figure.js';
import { mean } from '../numbers/compensated-sum.js';
import { deviation } from '../numbers/deviation.js';
import { defectOf, type Returns } from './sample.js';

const head: FigureHead = { id: 'kelly-mean-variance', unit: 'ratio', convention: 'mean/variance(ddof 1), not halved' };

/** Returns mean(r) ÷ variance(r). */
export function kellyMeanVariance(returns: Returns): Figure {
  const defect = defectOf(returns, 2);
  if (defect) return missing(head, returns.length, defect);
  const spread = deviation(returns);
  return quotient(head, returns.length, { over: mean(returns), under: spread * spread, ifZero: 'no-variance' });
}
