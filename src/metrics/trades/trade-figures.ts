/** All figures of a list of round trips, in the order in which a report shows them. */
import { figure, type Figure, type FigureHead } from '../figure.js';
import { expectancy, expectancyInRisk, expectancyRatio, kellyTrades } from './expectancy.js';
import { averageLoss, averageWin, payoff, profitFactor } from './profit-factor.js';
import { resultsOf, type RoundTrips } from './round-trip.js';
import { sqn } from './sqn.js';
import { longestLossStreak, longestWinStreak } from './streaks.js';
import { tradeDurations } from './trade-duration.js';
import { tradeSizes } from './trade-size.js';
import { winRate, winRateInterval } from './win-rate.js';

const heads = {
  trades: { id: 'trades', unit: 'count', convention: 'round trips, flat to flat' },
  wins: { id: 'wins', unit: 'count', convention: 'profit > 0, net of all costs' },
  losses: { id: 'losses', unit: 'count', convention: 'profit < 0, net of all costs' },
  evens: { id: 'evens', unit: 'count', convention: 'profit = 0, net of all costs' },
} as const satisfies Record<string, FigureHead>;

/** Returns the figures of section 5; filter the round trips first for those of a tag, an agent or a side. */
export function tradeFigures(trips: RoundTrips): readonly Figure[] {
  const { wins, losses, evens } = resultsOf(trips);
  const n = trips.length;
  return [
    figure(heads.trades, n, n),
    figure(heads.wins, n, wins.length),
    figure(heads.losses, n, losses.length),
    figure(heads.evens, n, evens.length),
    winRate(trips),
    ...winRateInterval(trips),
    profitFactor(trips),
    expectancy(trips),
    expectancyInRisk(trips),
    expectancyRatio(trips),
    sqn(trips),
    kellyTrades(trips),
    ...tradeSizes(trips),
    averageWin(trips),
    averageLoss(trips),
    payoff(trips),
    longestWinStreak(trips),
    longestLossStreak(trips),
    ...tradeDurations(trips),
  ];
}
