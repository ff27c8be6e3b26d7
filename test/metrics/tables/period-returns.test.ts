/** Returns per calendar period, and quantiles of returns. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, parseInstant } from '../../../src/core/instant.js';
import { monthlyReturns, periodReturns, yearlyReturns } from '../../../src/metrics/tables/period-returns.js';
import { returnQuantiles } from '../../../src/metrics/tables/return-quantiles.js';

const point = (date: string, value: number) => ({ at: parseInstant(date), value });

describe('returns per period', () => {
  const curve = [point('2023-12-31', 100), point('2024-01-15', 105), point('2024-01-31', 110), point('2024-03-31', 99), point('2025-01-02', 198)];

  test('run from the last value before the period to the last one in it', () => {
    expect(monthlyReturns(curve).map(({ year, number, value }) => [year, number, Number(value?.toFixed(10))])).toEqual([
      [2024, 1, 0.1],
      [2024, 3, -0.1],
      [2025, 1, 1],
    ]);
    expect(yearlyReturns(curve).map(({ year, value }) => [year, Number(value?.toFixed(10))])).toEqual([[2024, -0.01], [2025, 1]]);
  });

  test('put a day into the ISO week of its Thursday', () => {
    const days = [point('2020-12-30', 1), point('2021-01-03', 2), point('2021-01-04', 4), point('2024-12-30', 8)];
    expect(periodReturns(days, 'week').map(({ year, number }) => [year, number])).toEqual([[2020, 53], [2021, 1], [2025, 1]]);
  });

  test('have no value after ruin', () => {
    const ruined = [point('2024-01-01', 1), point('2024-02-01', 0), point('2024-03-01', 1)];
    expect(monthlyReturns(ruined).map((row) => row.value)).toEqual([-1, null]);
  });

  test('of nothing are none', () => {
    expect(monthlyReturns([])).toEqual([]);
    expect(monthlyReturns([point('2024-01-01', 1)])).toEqual([]);
  });

  test('compound to the whole, whatever the period', () => {
    const curves = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 1_000 })), { minLength: 1, maxLength: 40 });
    fc.assert(fc.property(curves, fc.constantFrom('week', 'month', 'quarter', 'year'), (steps, period) => {
      let at = parseInstant('2021-06-15');
      const points = [{ at, value: 500 }, ...steps.map(([days, value]) => ({ at: (at += days * DAY), value }))];
      const growth = periodReturns(points, period).reduce((product, row) => product * (1 + (row.value ?? 0)), 1);
      expect(growth).toBeCloseTo(points[points.length - 1].value / 500, 9);
    }));
  });
});

describe('quantiles of returns', () => {
  test('run from the least to the greatest, and leave gaps out', () => {
    expect(returnQuantiles([0.3, Number.NaN, 0.1, 0.2], [0, 0.25, 1])).toEqual([
      { probability: 0, value: 0.1 },
      { probability: 0.25, value: 0.15000000000000002 },
      { probability: 1, value: 0.3 },
    ]);
    expect(returnQuantiles([])).toEqual([]);
  });
});
