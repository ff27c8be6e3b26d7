/** Alpha: what the account earned beyond its share of the benchmark, per period and annual. Source: Jensen (1968). */
import { derived, figure, missing, type Figure, type FigureHead } from '../figure.js';
import { mean } from '../numbers/compensated-sum.js';
import { checkedPeriods, raisedRate } from '../numbers/compounding.js';
import { inExcessOf } from '../returns/sample.js';
import type { SharpeOptions } from '../returns/sharpe.js';
import { beta } from './beta.js';
import type { Paired } from './paired-sample.js';

const perPeriod: FigureHead = { id: 'alpha-period', unit: 'fraction', convention: 'mean(r-rf-beta*(b-rf))' };
const annual: FigureHead = { id: 'alpha', unit: 'fraction', convention: '(1+mean(r-rf-beta*(b-rf)))^p-1' };

/** Returns mean(r − rf − β·(b − rf)), β over the same periods. */
export function alphaPerPeriod({ returns, benchmark }: Paired, { riskFree = 0 }: Pick<SharpeOptions, 'riskFree'> = {}): Figure {
  const slope = beta({ returns: inExcessOf(returns, riskFree), benchmark: inExcessOf(benchmark, riskFree) });
  return derived(perPeriod, slope, (value) => mean(inExcessOf(returns, riskFree)) - value * mean(inExcessOf(benchmark, riskFree)));
}

/** Returns the alpha per period, compounded over a year. */
export function alpha(pair: Paired, { periodsPerYear, riskFree = 0 }: SharpeOptions): Figure {
  const once = alphaPerPeriod(pair, { riskFree });
  if (once.value !== null && once.value <= -1) return missing(annual, once.n, 'not-applicable');
  if (once.value === null) return derived(annual, once, (value) => value);
  return figure(annual, once.n, raisedRate(once.value, checkedPeriods(periodsPerYear)));
}
