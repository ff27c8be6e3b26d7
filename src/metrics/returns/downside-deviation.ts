/** Downside deviation: the root of the mean squared shortfall, over all periods and not only the bad ones. */
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { sumOf } from '../numbers/compensated-sum.js';
import { rootOfYear } from '../numbers/compounding.js';
import { defectOf, inExcessOf, type Annual, type PeriodRate, type Returns } from './sample.js';

const head: FigureHead = { id: 'downside-deviation', unit: 'fraction', convention: 'sqrt(sum(min(r-t,0)^2)/n)*sqrt(p)' };

export interface TargetOptions extends Annual {
  /** The least acceptable return per period; 0 if absent. */
  readonly target?: PeriodRate;
}

/** Returns the annual downside deviation below the target. */
export function downsideDeviation(returns: Returns, { periodsPerYear, target = 0 }: TargetOptions): Figure {
  const defect = defectOf(returns, 1);
  if (defect) return missing(head, returns.length, defect);
  return figure(head, returns.length, shortfallDeviation(inExcessOf(returns, target)) * rootOfYear(periodsPerYear));
}

/** Returns √(Σ min(x, 0)² ÷ n) of returns that are already in excess of their target. */
export function shortfallDeviation(excess: readonly number[]): number {
  const squares = sumOf(excess.length, (index) => (excess[index] < 0 ? excess[index] * excess[index] : 0));
  return Math.sqrt(squares / excess.length);
}
