/**
 * Lo's factor, by which a Sharpe ratio per period becomes annual when returns depend on the last one.
 * Source: Lo (2002), "The Statistics of Sharpe Ratios", equation 20.
 */
import { assert } from '../../core/assert.js';
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { sumOf } from '../numbers/compensated-sum.js';

const head: FigureHead = { id: 'lo-eta', unit: 'ratio', convention: 'lo-2002, AR(1), signed rho' };

export interface LoEtaInputs {
  /** Periods that are aggregated, a whole number. */
  readonly periods: number;
  /** Autocorrelation at lag 1; at lag k it is ρ^k. */
  readonly autocorrelation: number;
}

/** Returns q ÷ √(q + 2·Σ(q − k)·ρ^k), k from 1 to q − 1; √q without autocorrelation. */
export function loEta({ periods, autocorrelation }: LoEtaInputs): Figure {
  assert(Number.isInteger(periods) && periods > 0, 'Aggregated periods are a positive whole number', { periods });
  let power = 1;
  const pull = sumOf(periods - 1, (index) => {
    power *= autocorrelation;
    return (periods - 1 - index) * power;
  });
  const under = periods + 2 * pull;
  return under > 0 ? figure(head, periods, periods / Math.sqrt(under)) : missing(head, periods, 'not-applicable');
}
