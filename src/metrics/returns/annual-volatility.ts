/** Annual volatility; that of constant returns is 0, which is a value and not a gap. */
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { rootOfYear } from '../numbers/compounding.js';
import { deviation } from '../numbers/deviation.js';
import { defectOf, type Annual, type Returns } from './sample.js';

const head: FigureHead = { id: 'ann-volatility', unit: 'fraction', convention: 'sd(ddof 1)*sqrt(p)' };

/** Returns σ·√p with the sample deviation (n − 1). */
export function annualVolatility(returns: Returns, { periodsPerYear }: Annual): Figure {
  const defect = defectOf(returns, 2);
  if (defect) return missing(head, returns.length, defect);
  return figure(head, returns.length, deviation(returns) * rootOfYear(periodsPerYear));
}
