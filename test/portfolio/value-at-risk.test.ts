/** Value at risk: daily returns from closes, quantiles as the convention says. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/core/instant.js';
import { emptyHistory, quantile, seeClose, tailLosses } from '../../src/portfolio/value-at-risk.js';

test('takes the last close of each day, and knows a return when the next day begins', () => {
  const history = emptyHistory();
  const closes = [[1, 100], [2, 110], [25, 120], [26, 121], [49, 100], [73, 50]] as const;
  for (const [hour, close] of closes) seeClose(history, { close, closedAt: hour * HOUR }, 250);
  expect(history.returns).toEqual([121 / 110 - 1, 100 / 121 - 1]);
  seeClose(history, { close: 50, closedAt: 96 * HOUR }, 250);
  expect(history.returns).toHaveLength(2);
});

test('keeps the window and no more', () => {
  const history = emptyHistory();
  for (let day = 1; day <= 40; day += 1) seeClose(history, { close: 100 + day, closedAt: day * DAY }, 10);
  expect(history.returns).toHaveLength(10);
});

test('reads quantiles linearly between order statistics', () => {
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  expect(quantile([1, 2, 3, 4, 5], 0)).toBe(1);
  expect(quantile([1, 2, 3, 4, 5], 1)).toBe(5);
});

test('gives the loss of both sides, and nothing before enough days are known', () => {
  const sorted = Array.from({ length: 21 }, (_, day) => (day - 10) / 100);
  const history = { ...emptyHistory(), sorted };
  expect(tailLosses(history, 21)?.long).toBeCloseTo(0.09, 12);
  expect(tailLosses(history, 21)?.short).toBeCloseTo(0.09, 12);
  expect(tailLosses(history, 22)).toBeUndefined();
  expect(tailLosses({ ...history, sorted: [0.01, 0.02] }, 1)).toEqual({ long: 0, short: expect.closeTo(0.0195, 10) as number });
});

test('keeps the window sorted as it moves', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 50, max: 60 }), { maxLength: 60 }), (closes) => {
      const history = emptyHistory();
      closes.forEach((close, day) => seeClose(history, { close, closedAt: (day + 1) * DAY }, 12));
      expect(history.sorted).toEqual([...history.returns].sort((a, b) => a - b));
    }),
  );
});
