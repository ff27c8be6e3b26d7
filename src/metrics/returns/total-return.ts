/** Total return, compounded. A ruined account keeps the return at which it was ruined: compounding stops there. */
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { compounded } from '../numbers/compounding.js';
import type { Returns } from './sample.js';

const head: FigureHead = { id: 'total-return', unit: 'fraction', convention: 'compounded' };

/** Returns Π(1 + r) − 1, a fraction of the starting value. */
export function totalReturn(returns: Returns): Figure {
  if (!returns.every(Number.isFinite)) return missing(head, returns.length, 'missing-data');
  if (returns.length === 0) return missing(head, 0, 'too-few');
  const ruined = returns.findIndex((value) => value <= -1);
  return figure(head, returns.length, compounded(ruined < 0 ? returns : returns.slice(0, ruined + 1)));
}
