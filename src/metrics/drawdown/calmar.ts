/** What the account earned per unit of its deepest drawdown: annually (Calmar), and over all its life (recovery factor). */
import { missing, quotient, type Figure, type FigureHead } from '../figure.js';
import { geometricAnnualRate, compounded } from '../numbers/compounding.js';
import { defectOf, type Annual, type Returns } from '../returns/sample.js';
import { drawdownPath, equityOf } from './drawdown-path.js';

const calmarHead: FigureHead = { id: 'calmar', unit: 'ratio', convention: 'ann-return-geo/abs(max-drawdown), whole sample' };
const recoveryHead: FigureHead = { id: 'recovery-factor', unit: 'ratio', convention: 'total-return(compounded)/abs(max-drawdown)' };

/** Returns `ann-return-geo` ÷ |max drawdown|. */
export function calmar(returns: Returns, { periodsPerYear }: Annual): Figure {
  return perDrawdown(calmarHead, returns, () => geometricAnnualRate(returns, periodsPerYear));
}

/** Returns total return ÷ |max drawdown|. */
export function recoveryFactor(returns: Returns): Figure {
  return perDrawdown(recoveryHead, returns, () => compounded(returns));
}

function perDrawdown(head: FigureHead, returns: Returns, gain: () => number): Figure {
  const defect = defectOf(returns, 1);
  if (defect) return missing(head, returns.length, defect);
  const deepest = drawdownPath(equityOf(returns)).reduce((least, value) => Math.min(least, value), 0);
  return quotient(head, returns.length, { over: gain(), under: Math.abs(deepest), ifZero: 'no-drawdown' });
}
