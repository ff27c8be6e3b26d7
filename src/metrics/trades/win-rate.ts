/** Win rate with the interval that its sample allows: 5 of 9 says little. */
import { assert } from '../../core/assert.js';
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { normalQuantile } from '../numbers/normal-distribution.js';
import { resultsOf, type RoundTrips } from './round-trip.js';

const heads = {
  rate: { id: 'win-rate', unit: 'fraction', convention: 'wins/(wins+losses), evens apart' },
  low: { id: 'win-rate-low', unit: 'fraction', convention: 'wilson, 95 %' },
  high: { id: 'win-rate-high', unit: 'fraction', convention: 'wilson, 95 %' },
} as const satisfies Record<string, FigureHead>;

/** Returns wins ÷ (wins + losses). */
export function winRate(trips: RoundTrips): Figure {
  const { wins, losses } = resultsOf(trips);
  const n = wins.length + losses.length;
  return n === 0 ? missing(heads.rate, 0, 'too-few') : figure(heads.rate, n, wins.length / n);
}

/** Returns the lower and the upper bound of the win rate. */
export function winRateInterval(trips: RoundTrips): readonly [low: Figure, high: Figure] {
  const { wins, losses } = resultsOf(trips);
  const n = wins.length + losses.length;
  if (n === 0) return [missing(heads.low, 0, 'too-few'), missing(heads.high, 0, 'too-few')];
  const { low, high } = wilsonInterval({ successes: wins.length, trials: n, confidence: 0.95 });
  return [figure(heads.low, n, low), figure(heads.high, n, high)];
}

/** Returns Wilson's score interval of a share. Source: Wilson (1927). */
export function wilsonInterval({ successes, trials, confidence }: { successes: number; trials: number; confidence: number }): {
  low: number;
  high: number;
} {
  assert(trials > 0 && successes >= 0 && successes <= trials, 'Successes are some of at least one trial', { successes, trials });
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const share = successes / trials;
  const square = (z * z) / trials;
  const middle = (share + square / 2) / (1 + square);
  const reach = (z * Math.sqrt((share * (1 - share) + square / 4) / trials)) / (1 + square);
  return { low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}
