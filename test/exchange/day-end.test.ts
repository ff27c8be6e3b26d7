import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayEndFrom } from '../../src/exchange/day-end.js';
import { MINUTE, playBars, type Prices } from './play-bars.js';

const flat: Prices = [100, 100, 100, 100];
const minutes = (count: number): Prices[] => Array.from({ length: count }, () => flat);
const rest = { type: 'limit' as const, limitPrice: 50 };

describe('where the ends of trading days are known', () => {
  test('a DAY order ends with the bar that closes its session, not at midnight', () => {
    const { drafts } = playBars([{ ...rest, timeInForce: 'day' }], minutes(6), { dayEnds: { ACME: [4 * MINUTE, 9 * MINUTE] } });
    expect(drafts).toMatchObject([{ type: 'OrderExpired', data: { reason: 'day' } }]);
    expect(playBars([{ ...rest, timeInForce: 'day' }], minutes(3), { dayEnds: { ACME: [4 * MINUTE] } }).resting).toBe(1);
  });

  test('where the last bar of a session is missing, the next one ends it before anything fills', () => {
    const { ends, fills } = playBars([{ ...rest, timeInForce: 'day' }], [flat, flat, [40, 40, 40, 40]], { dayEnds: { ACME: [2 * MINUTE - 1, 9 * MINUTE] } });
    expect([ends.map(([, reason]) => reason), fills]).toEqual([['day'], []]);
  });

  test('an order at the close fills at the first close at or after the end, on half days too', () => {
    const { fills } = playBars([{ type: 'at-close' }], minutes(6), { dayEnds: { ACME: [3 * MINUTE, 9 * MINUTE] } });
    expect(fills.map(({ filledAt }) => filledAt)).toEqual([3 * MINUTE]);
  });

  test('an order at the open waits for the next session', () => {
    const { fills } = playBars([{ type: 'at-open' }], minutes(6), { dayEnds: { ACME: [3 * MINUTE, 9 * MINUTE] } });
    expect(fills.map(({ filledAt }) => filledAt)).toEqual([MINUTE]);
  });

  test('another instrument keeps its own days', () => {
    expect(playBars([{ ...rest, timeInForce: 'day' }], minutes(6), { dayEnds: { BOLT: [4 * MINUTE] } }).resting).toBe(1);
  });
});

test('the next end is the first at or after the instant; beyond the calendar days are those of UTC', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), { minLength: 1 }), fc.integer({ min: 0, max: 1_100 }), (list, instant) => {
      const ends = [...list].sort((a, b) => a - b);
      const expected = ends.find((end) => end >= instant) ?? 86_400_000_000;
      expect(dayEndFrom({ dayEnds: { ACME: ends } }, 'ACME', instant)).toBe(expected);
    }),
  );
});
