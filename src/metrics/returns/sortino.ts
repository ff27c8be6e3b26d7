/** The Sortino ratio: reward over downside deviation. Source: Sortino and Price (1994). */
import { missing, quotient, type Figure, type FigureHead } from '../figure.js';
import { mean } from '../numbers/compensated-sum.js';
import { rootOfYear } from '../numbers/compounding.js';
import { shortfallDeviation, type TargetOptions } from './downside-deviation.js';
import { defectOf, inExcessOf, type Returns } from './sample.js';

const head: FigureHead = { id: 'sortino', unit: 'ratio', convention: 'mean(r-t)/sqrt(sum(min(r-t,0)^2)/n)*sqrt(p)' };

/** Returns mean(r − t) ÷ downside deviation·√p; `no-loss` if no return fell short. */
export function sortino(returns: Returns, { periodsPerYear, target = 0 }: TargetOptions): Figure {
  const defect = defectOf(returns, 2);
  if (defect) return missing(head, returns.length, defect);
  const excess = inExcessOf(returns, target);
  const over = mean(excess) * rootOfYear(periodsPerYear);
  return quotient(head, returns.length, { over, under: shortfallDeviation(excess), ifZero: 'no-loss' });
}
