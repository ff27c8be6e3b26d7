import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareAverages, startTickSum, stepTickSum, tickSum } from '../../src/indicators/tick-sum.js';
import { testIndicator } from './contract.js';
import { last } from './definitions.js';
import { barsArbitrary } from './series.js';

const ticksArbitrary = fc.integer({ min: 1, max: 1_000_000 });

testIndicator({
  indicator: tickSum,
  options: barsArbitrary(),
  input: ticksArbitrary,
  definition: (ticks, { bars }) => last(ticks, bars).reduce((sum, value) => sum + value, 0),
  flat: { input: 3, reading: ({ bars }) => 3 * bars },
});

test('compares two averages as exact fractions', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), fc.array(fc.integer({ min: 1, max: 5 })), (one, two, ticks) => {
      const first = startTickSum({ bars: one });
      const second = startTickSum({ bars: two });
      for (const value of ticks) {
        stepTickSum(first, value);
        stepTickSum(second, value);
      }
      const sumOf = (bars: number): number => last(ticks, bars).reduce((sum, value) => sum + value, 0);
      const expected = ticks.length < Math.max(one, two) ? 0 : Math.sign(sumOf(one) * two - sumOf(two) * one);
      expect(compareAverages(first, second)).toBe(expected);
    }),
  );
});

test('compares averages whose products no double holds', () => {
  const price = 4_000_000_000_000;
  const fast = startTickSum({ bars: 999 });
  const slow = startTickSum({ bars: 1_001 });
  for (let i = 0; i < 1_001; i += 1) {
    stepTickSum(fast, price);
    stepTickSum(slow, price);
  }
  expect(compareAverages(fast, slow)).toBe(0);
  stepTickSum(fast, price + 1);
  stepTickSum(slow, price + 1);
  expect(compareAverages(fast, slow)).toBe(1);
  expect(compareAverages(slow, fast)).toBe(-1);
});

test('refuses a price that is no whole number of ticks', () => {
  expect(() => stepTickSum(startTickSum({ bars: 2 }), 1.5)).toThrow('safe integer');
});
