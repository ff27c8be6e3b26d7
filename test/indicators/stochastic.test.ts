import fc from 'fast-check';
import { Stochastic } from 'technicalindicators';
import { expect, test } from 'vitest';
import type { PriceRange } from '../../src/indicators/indicator.js';
import { stochastic } from '../../src/indicators/stochastic.js';
import { expectClose, readingsOf, testIndicator } from './contract.js';
import { last, mean } from './definitions.js';
import { columnsOf, flatRange, rangeArbitrary, walk } from './series.js';

testIndicator({
  indicator: stochastic,
  options: fc.record({ bars: fc.integer({ min: 1, max: 15 }), signalBars: fc.integer({ min: 1, max: 6 }) }),
  input: rangeArbitrary,
  definition: (ranges, { bars, signalBars }) => {
    const ks = ranges
      .map((_, index) => ranges.slice(0, index + 1))
      .filter((past) => past.length >= bars)
      .map((past) => kOf(last(past, bars)));
    return { k: ks.at(-1) ?? NaN, d: mean(last(ks, signalBars)) };
  },
  flat: { input: flatRange, reading: () => ({ k: 0, d: 0 }) },
});

test('agrees with technicalindicators on 20,000 bars of a walk', () => {
  const ranges = walk(20_000);
  const expected = Stochastic.calculate({ ...columnsOf(ranges), period: 14, signalPeriod: 3, format: (value) => value });
  const readings = readingsOf(stochastic, { bars: 14, signalBars: 3 }, ranges).slice(15);
  expect(expected.slice(2)).toHaveLength(readings.length);
  readings.forEach((reading, index) => expectClose(reading, { ...expected[index + 2] }));
});

function kOf(window: readonly PriceRange[]): number {
  const highest = Math.max(...window.map(({ high }) => high));
  const lowest = Math.min(...window.map(({ low }) => low));
  return highest === lowest ? 0 : (100 * ((window.at(-1)?.close ?? NaN) - lowest)) / (highest - lowest);
}
