/** The two annual returns of a sample: what it compounded to, and what it made on average. */
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { mean } from '../numbers/compensated-sum.js';
import { checkedPeriods, geometricAnnualRate } from '../numbers/compounding.js';
import { defectOf, type Annual, type Returns } from './sample.js';

const geometric: FigureHead = { id: 'ann-return-geo', unit: 'fraction', convention: 'W^(p/n)-1' };
const arithmetic: FigureHead = { id: 'ann-return-arith', unit: 'fraction', convention: 'mean*p' };

/** Returns Π(1 + r)^(p/n) − 1. */
export function annualReturnGeometric(returns: Returns, { periodsPerYear }: Annual): Figure {
  const defect = defectOf(returns, 1);
  if (defect) return missing(geometric, returns.length, defect);
  return figure(geometric, returns.length, geometricAnnualRate(returns, periodsPerYear));
}

/** Returns mean(r)·p. */
export function annualReturnArithmetic(returns: Returns, { periodsPerYear }: Annual): Figure {
  const defect = defectOf(returns, 1);
  if (defect) return missing(arithmetic, returns.length, defect);
  return figure(arithmetic, returns.length, mean(returns) * checkedPeriods(periodsPerYear));
}
