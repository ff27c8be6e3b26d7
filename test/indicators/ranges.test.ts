import fc from 'fast-check';
import { ADX, ATR } from 'technicalindicators';
import { expect, test } from 'vitest';
import { adx } from '../../src/indicators/adx.js';
import { atr } from '../../src/indicators/atr.js';
import { highestLowest } from '../../src/indicators/highest-lowest.js';
import type { PriceRange } from '../../src/indicators/indicator.js';
import { expectClose, readingsOf, testIndicator } from './contract.js';
import { last, pairsOf, trueRanges, wilderOf } from './definitions.js';
import { barsArbitrary, columnsOf, flatRange, rangeArbitrary, walk } from './series.js';

testIndicator({
  indicator: atr,
  options: barsArbitrary(),
  input: rangeArbitrary,
  definition: (ranges, { bars }) => wilderOf(trueRanges(ranges), bars),
  flat: { input: flatRange, reading: () => 0 },
});

testIndicator({
  indicator: adx,
  options: barsArbitrary(1, 10),
  input: rangeArbitrary,
  definition: adxOf,
  flat: { input: flatRange, reading: () => ({ adx: 0, plus: 0, minus: 0 }) },
});

testIndicator({
  indicator: highestLowest,
  options: barsArbitrary(),
  input: rangeArbitrary,
  definition: (ranges, { bars }) => ({
    highest: Math.max(...last(ranges, bars).map(({ high }) => high)),
    lowest: Math.min(...last(ranges, bars).map(({ low }) => low)),
  }),
  flat: { input: flatRange, reading: () => ({ highest: 0.1, lowest: 0.1 }) },
});

test('the average true range agrees with technicalindicators on 20,000 bars of a walk', () => {
  const ranges = walk(20_000);
  const expected = ATR.calculate({ ...columnsOf(ranges), period: 14, format: (value: number) => value });
  const readings = readingsOf(atr, { bars: 14 }, ranges).slice(14);
  expect(expected).toHaveLength(readings.length);
  readings.forEach((reading, index) => expectClose(reading, expected[index]));
});

test('the directional movement agrees with technicalindicators on 20,000 bars of a walk', () => {
  const ranges = walk(20_000);
  const expected = ADX.calculate({ ...columnsOf(ranges), period: 14, format: (value: number) => value } as never);
  const readings = readingsOf(adx, { bars: 14 }, ranges).slice(27);
  expect(expected).toHaveLength(readings.length);
  readings.forEach((reading, index) => {
    const found = expected[index];
    expectClose(reading, { adx: found?.adx, plus: found?.pdi, minus: found?.mdi });
  });
});

test('refuses a bar whose low is above its high, and prices that are no numbers', () => {
  fc.assert(
    fc.property(fc.constantFrom(atr, adx, highestLowest), fc.constantFrom('high', 'low', 'close'), (indicator, part) => {
      const state = indicator.start({ bars: 2 });
      const step = indicator.step as (state: unknown, range: PriceRange) => unknown;
      expect(() => step(state, { high: 1, low: 2, close: 1 })).toThrow('at most its high');
      expect(() => step(state, { high: 3, low: 1, close: 2, [part]: NaN })).toThrow('finite');
    }),
  );
});

/** Source: Wilder (1978), with averages in place of his sums, which cancels out. */
function adxOf(ranges: readonly PriceRange[], { bars }: { readonly bars: number }): { adx: number; plus: number; minus: number } {
  const moves = pairsOf(ranges).map(([before, now]) => {
    const rise = now.high - before.high;
    const fall = before.low - now.low;
    return { up: rise > fall && rise > 0 ? rise : 0, down: fall > rise && fall > 0 ? fall : 0 };
  });
  const spans = trueRanges(ranges);
  const at = (count: number): { plus: number; minus: number; index: number } => {
    const span = wilderOf(spans.slice(0, count), bars);
    const plus = span === 0 ? 0 : (100 * wilderOf(moves.slice(0, count).map(({ up }) => up), bars)) / span;
    const minus = span === 0 ? 0 : (100 * wilderOf(moves.slice(0, count).map(({ down }) => down), bars)) / span;
    return { plus, minus, index: plus + minus === 0 ? 0 : (100 * Math.abs(plus - minus)) / (plus + minus) };
  };
  const indices = spans.map((_, index) => index + 1).filter((count) => count >= bars).map((count) => at(count).index);
  const { plus, minus } = at(spans.length);
  return { adx: wilderOf(indices, bars), plus, minus };
}
