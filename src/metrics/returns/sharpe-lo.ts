/** The Sharpe ratio corrected for autocorrelation: smooth returns look better than they are. */
import { derived, missing, type Figure, type FigureHead } from '../figure.js';
import { mean, sumOf } from '../numbers/compensated-sum.js';
import { rootOfYear } from '../numbers/compounding.js';
import { loEta } from './lo-eta.js';
import { inExcessOf, type Returns } from './sample.js';
import { sharpe, type SharpeOptions } from './sharpe.js';

const head: FigureHead = { id: 'sharpe-lo', unit: 'ratio', convention: 'sharpe/sqrt(p)*eta(p), lo-2002, AR(1), signed rho' };

/** Returns the annual Sharpe ratio with √p replaced by Lo's η(p); p is rounded to a whole number for η. */
export function sharpeLo(returns: Returns, options: SharpeOptions): Figure {
  const plain = sharpe(returns, options);
  if (plain.value === null) return derived(head, plain, (value) => value);
  const rho = lagOneAutocorrelation(inExcessOf(returns, options.riskFree ?? 0));
  const periods = Math.max(1, Math.round(options.periodsPerYear));
  const eta = loEta({ periods, autocorrelation: rho }).value;
  if (eta === null) return missing(head, returns.length, 'not-applicable');
  return derived(head, plain, (value) => (value / rootOfYear(options.periodsPerYear)) * eta);
}

/** Returns Σ(x_t − m)(x_{t−1} − m) ÷ Σ(x_t − m)², within (−1, 1); 0 if nothing varies. */
export function lagOneAutocorrelation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const center = mean(values);
  const total = sumOf(values.length, (index) => (values[index] - center) * (values[index] - center));
  if (total === 0) return 0;
  return sumOf(values.length - 1, (index) => (values[index + 1] - center) * (values[index] - center)) / total;
}
