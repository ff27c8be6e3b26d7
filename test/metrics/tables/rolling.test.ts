/** Rolling figures equal those of each window by itself, and take time in proportion to the series, not to the window. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { equityOf } from '../../../src/metrics/drawdown/drawdown-path.js';
import { maxDrawdown } from '../../../src/metrics/drawdown/max-drawdown.js';
import { slideWindow } from '../../../src/metrics/numbers/sliding-window.js';
import { annualVolatility } from '../../../src/metrics/returns/annual-volatility.js';
import { sharpe } from '../../../src/metrics/returns/sharpe.js';
import { rollingMaxDrawdown, rollingSharpe, rollingVolatility } from '../../../src/metrics/tables/rolling.js';

const returns = fc.array(fc.integer({ min: -900, max: 900 }).map((value) => value / 1_000), { maxLength: 50 });
const year = { periodsPerYear: 252 };
const windows = (values: readonly number[], size: number): readonly (readonly number[])[] =>
  Array.from({ length: Math.max(0, values.length - size + 1) }, (_, from) => values.slice(from, from + size));

describe('a rolling figure', () => {
  test('equals the figure of each window', () => {
    fc.assert(fc.property(returns, fc.integer({ min: 2, max: 12 }), (values, windowPeriods) => {
      const options = { windowPeriods, ...year };
      const parts = windows(values, windowPeriods);
      const alike = (ours: readonly (number | null)[], theirs: readonly (number | null)[]): void => {
        expect(ours.length).toBe(theirs.length);
        ours.forEach((value, index) => {
          const other = theirs[index];
          if (value === null || other === null) expect(value).toBe(other);
          else expect(Math.abs(value - other)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(other)));
        });
      };
      alike(rollingSharpe(values, options), parts.map((part) => sharpe(part, year).value));
      alike(rollingVolatility(values, options), parts.map((part) => annualVolatility(part, year).value));
      alike(rollingMaxDrawdown(values, options), parts.map((part) => maxDrawdown(equityOf(part)).value));
    }));
  });

  test('keeps its digits after a huge return has left the window', () => {
    const calm = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 0.001 : 0.002));
    const shaken = rollingVolatility([1e9, ...calm], { windowPeriods: 10, ...year }).at(-1);
    expect(shaken).toBeCloseTo(annualVolatility(calm.slice(-10), year).value ?? 0, 14);
  });

  test('finds no variance in a window of constants', () => {
    expect(rollingSharpe([0.5, 0.01, 0.01, 0.01], { windowPeriods: 3, ...year })[1]).toBeNull();
  });

  test('has no value where a return is missing, and heals', () => {
    const found = rollingVolatility([0.1, Number.NaN, 0.1, 0.2, 0.1], { windowPeriods: 2, ...year });
    expect(found.map((value) => value === null)).toEqual([true, true, false, false]);
  });

  test('merges at most three times per value, whatever the window', () => {
    const values = Array.from({ length: 3_000 }, (_, index) => index);
    for (const size of [1, 10, 500, 2_999]) {
      let merges = 0;
      slideWindow(values, size, { one: (value) => value, merge: (a, b) => ((merges += 1), a + b) });
      expect(merges).toBeLessThanOrEqual(3 * values.length);
    }
  });
});
