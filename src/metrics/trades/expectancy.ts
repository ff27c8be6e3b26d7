/** What one more round trip is worth: in money, in units of the initial risk, as a ratio, and as Kelly's fraction. */
import { unitsOf } from '../../core/fixed-point.js';
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { mean } from '../numbers/compensated-sum.js';
import { payoff } from './profit-factor.js';
import { profitOf, resultsOf, type RoundTrips } from './round-trip.js';

const heads = {
  money: { id: 'expectancy', unit: 'money', convention: 'mean profit, evens included' },
  risk: { id: 'expectancy-r', unit: 'ratio', convention: 'mean profit/initial risk, where a stop existed' },
  ratio: { id: 'expectancy-ratio', unit: 'ratio', convention: '(1+payoff)*w-1, w = wins/all' },
  kelly: { id: 'kelly-trades', unit: 'ratio', convention: 'w-(1-w)/payoff, w = wins/all, not halved' },
} as const satisfies Record<string, FigureHead>;

/** Returns the mean profit of a round trip, in money. */
export function expectancy(trips: RoundTrips): Figure {
  if (trips.length === 0) return missing(heads.money, 0, 'too-few');
  return figure(heads.money, trips.length, unitsOf(profitOf(trips)) / trips.length);
}

/** Returns the mean profit in units of what was at risk; `not-applicable` where no round trip had a stop. */
export function expectancyInRisk(trips: RoundTrips): Figure {
  if (trips.length === 0) return missing(heads.risk, 0, 'too-few');
  const multiples = trips.flatMap(({ profitMicros, riskMicros }) => (riskMicros ? [profitMicros / riskMicros] : []));
  return multiples.length === 0 ? missing(heads.risk, 0, 'not-applicable') : figure(heads.risk, multiples.length, mean(multiples));
}

/** Returns (1 + payoff)·w − 1: what one unit of average loss earns. */
export function expectancyRatio(trips: RoundTrips): Figure {
  return fromPayoff(heads.ratio, trips, (ratio, share) => (1 + ratio) * share - 1);
}

/** Returns w − (1 − w) ÷ payoff, a fraction of the account. */
export function kellyTrades(trips: RoundTrips): Figure {
  return fromPayoff(heads.kelly, trips, (ratio, share) => share - (1 - share) / ratio);
}

function fromPayoff(head: FigureHead, trips: RoundTrips, compute: (ratio: number, share: number) => number): Figure {
  const { value, reason } = payoff(trips);
  if (value === null) return missing(head, trips.length, reason ?? 'not-applicable');
  return figure(head, trips.length, compute(value, resultsOf(trips).wins.length / trips.length));
}
