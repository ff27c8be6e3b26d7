/** Trade figures on lists that have nothing to divide by, and laws that hold for every list. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY } from '../../../src/core/instant.js';
import type { Figure } from '../../../src/metrics/figure.js';
import type { RoundTrip } from '../../../src/metrics/trades/round-trip.js';
import { tradeFigures } from '../../../src/metrics/trades/trade-figures.js';

const trip = (profit: number, more: Partial<RoundTrip> = {}): RoundTrip => ({
  profitMicros: profit * 1_000_000,
  returnRatio: profit / 100,
  openedAt: 0,
  closedAt: DAY,
  feesMicros: 250_000,
  ...more,
});
const named = (trips: readonly RoundTrip[], id: string): Figure | undefined => tradeFigures(trips).find((figure) => figure.id === id);

describe('trade figures', () => {
  test('without trades count nothing and claim nothing', () => {
    const withValue = tradeFigures([]).filter((figure) => figure.value !== null);
    expect(withValue.every((figure) => figure.value === 0)).toBe(true);
    expect(named([], 'profit-factor')).toMatchObject({ value: null, reason: 'too-few' });
  });

  test('without a loss have no profit factor, neither zero nor infinite', () => {
    for (const id of ['profit-factor', 'payoff', 'expectancy-ratio', 'kelly-trades']) {
      expect(named([trip(1), trip(2)], id)).toMatchObject({ value: null, reason: 'no-loss' });
    }
  });

  test('without a win have a profit factor of zero', () => {
    expect(named([trip(-1), trip(-2)], 'profit-factor')?.value).toBe(0);
    expect(named([trip(-1), trip(-2)], 'payoff')).toMatchObject({ reason: 'not-applicable' });
    expect(named([trip(-1)], 'win-rate')?.value).toBe(0);
  });

  test('count runs of wins and losses, which an even ends', () => {
    const trips = [1, 2, 3, 0, 4, -1, -1, 5].map((profit) => trip(profit));
    expect([named(trips, 'longest-win-streak')?.value, named(trips, 'longest-loss-streak')?.value]).toEqual([3, 2]);
  });

  test('count risk, returns and excursions only where they are known', () => {
    const trips = [trip(6, { riskMicros: 3_000_000, maxAdverse: -0.02 }), trip(-3, { returnRatio: undefined })];
    expect(named(trips, 'expectancy-r')).toMatchObject({ value: 2, n: 1 });
    expect(named(trips, 'avg-trade-return')).toMatchObject({ value: 0.06, n: 1 });
    expect(named(trips, 'avg-mae')).toMatchObject({ value: -0.02, n: 1 });
    expect(named(trips, 'avg-mfe')).toMatchObject({ reason: 'too-few' });
  });

  test('of identical results have no quality number', () => {
    expect(named([trip(1), trip(1), trip(1)], 'sqn')).toMatchObject({ reason: 'no-variance' });
  });

  test('have a win rate inside its interval, and a profit that is the sum of all', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 40 }), (profits) => {
      const trips = profits.map((profit) => trip(profit));
      const rate = named(trips, 'win-rate')?.value;
      if (typeof rate === 'number') {
        expect(named(trips, 'win-rate-low')?.value).toBeLessThanOrEqual(rate + 1e-12);
        expect(named(trips, 'win-rate-high')?.value).toBeGreaterThanOrEqual(rate - 1e-12);
      }
      expect(named(trips, 'trade-profit')?.value).toBe(profits.reduce((a, b) => a + b, 0));
      expect(named(trips, 'fees')?.value).toBe(profits.length / 4);
    }));
  });
});
