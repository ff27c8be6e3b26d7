/**
 * The Sharpe ratio, and the geometric one that other tools print under the same name.
 * Source: Sharpe (1994), "The Sharpe Ratio", with the deviation of the excess returns.
 */
import { figure, missing, quotient, type Figure, type FigureHead } from '../figure.js';
import { mean } from '../numbers/compensated-sum.js';
import { geometricAnnualRate, rootOfYear } from '../numbers/compounding.js';
import { deviation } from '../numbers/deviation.js';
import { defectOf, inExcessOf, type Annual, type PeriodRate, type Returns } from './sample.js';

const arithmetic: FigureHead = { id: 'sharpe', unit: 'ratio', convention: 'mean(r-rf)/sd(r-rf, ddof 1)*sqrt(p)' };
const geometric: FigureHead = { id: 'sharpe-geo', unit: 'ratio', convention: 'ann-return-geo/ann-volatility of r-rf' };

export interface SharpeOptions extends Annual {
  /** Per period; 0 if absent. */
  readonly riskFree?: PeriodRate;
}

/** Returns mean(r − rf) ÷ σ(r − rf)·√p. */
export function sharpe(returns: Returns, { periodsPerYear, riskFree = 0 }: SharpeOptions): Figure {
  const defect = defectOf(returns, 2);
  if (defect) return missing(arithmetic, returns.length, defect);
  const excess = inExcessOf(returns, riskFree);
  const spread = deviation(excess);
  if (spread === 0) return missing(arithmetic, returns.length, 'no-variance');
  return figure(arithmetic, returns.length, (mean(excess) / spread) * rootOfYear(periodsPerYear));
}

/** Returns the geometric annual excess return ÷ annual volatility, as PerformanceAnalytics has it. */
export function sharpeGeometric(returns: Returns, { periodsPerYear, riskFree = 0 }: SharpeOptions): Figure {
  const excess = inExcessOf(returns, riskFree);
  const defect = defectOf(returns, 2) ?? defectOf(excess, 2);
  if (defect) return missing(geometric, returns.length, defect);
  const under = deviation(excess) * rootOfYear(periodsPerYear);
  const over = geometricAnnualRate(excess, periodsPerYear);
  return quotient(geometric, returns.length, { over, under, ifZero: 'no-variance' });
}
