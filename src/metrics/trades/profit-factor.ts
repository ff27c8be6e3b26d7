/** Money won against money lost: profit factor and payoff. Null without a loss, not zero or infinite. */
import { unitsOf } from '../../core/fixed-point.js';
import { figure, missing, quotient, type Figure, type FigureHead } from '../figure.js';
import { profitOf, resultsOf, type RoundTrips } from './round-trip.js';

const heads = {
  factor: { id: 'profit-factor', unit: 'ratio', convention: 'sum wins/abs(sum losses), money, net of all costs' },
  payoff: { id: 'payoff', unit: 'ratio', convention: 'avg win/abs(avg loss), money' },
  averageWin: { id: 'avg-win', unit: 'money', convention: 'mean profit of wins' },
  averageLoss: { id: 'avg-loss', unit: 'money', convention: 'mean profit of losses, negative' },
} as const satisfies Record<string, FigureHead>;

/** Returns Σ wins ÷ |Σ losses|. */
export function profitFactor(trips: RoundTrips): Figure {
  if (trips.length === 0) return missing(heads.factor, 0, 'too-few');
  const { wins, losses } = resultsOf(trips);
  return quotient(heads.factor, trips.length, { over: profitOf(wins), under: -profitOf(losses), ifZero: 'no-loss' });
}

/** Returns the average win ÷ |average loss|; without a win it is `not-applicable`. */
export function payoff(trips: RoundTrips): Figure {
  if (trips.length === 0) return missing(heads.payoff, 0, 'too-few');
  const { wins, losses } = resultsOf(trips);
  if (losses.length === 0) return missing(heads.payoff, trips.length, 'no-loss');
  if (wins.length === 0) return missing(heads.payoff, trips.length, 'not-applicable');
  return figure(heads.payoff, trips.length, profitOf(wins) / wins.length / (-profitOf(losses) / losses.length));
}

/** Returns the mean profit of the round trips that were won, in money. */
export function averageWin(trips: RoundTrips): Figure {
  return averageOf(heads.averageWin, resultsOf(trips).wins);
}

/** Returns the mean profit of the round trips that were lost, in money: a negative number. */
export function averageLoss(trips: RoundTrips): Figure {
  return averageOf(heads.averageLoss, resultsOf(trips).losses);
}

function averageOf(head: FigureHead, trips: RoundTrips): Figure {
  return trips.length === 0 ? missing(head, 0, 'too-few') : figure(head, trips.length, unitsOf(profitOf(trips)) / trips.length);
}
