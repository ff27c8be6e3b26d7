import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  libraryAtr,
  libraryCci,
  libraryEma,
  libraryMacd,
  libraryStochastic,
  libraryWma,
} from '../../src/indicators/library-indicator.js';
import { atr } from '../../src/indicators/atr.js';
import { ema } from '../../src/indicators/ema.js';
import { macd } from '../../src/indicators/macd.js';
import { stochastic } from '../../src/indicators/stochastic.js';
import { expectClose, readingsOf, testIndicator } from './contract.js';
import { emaOf, last, mean, trueRanges, wilderOf } from './definitions.js';
import { barsArbitrary, closesOf, flatRange, priceArbitrary, rangeArbitrary, walk } from './series.js';

testIndicator({
  indicator: libraryEma,
  options: barsArbitrary(),
  input: priceArbitrary,
  definition: (values, { bars }) => emaOf(values, bars),
  flat: { input: 0.1, reading: () => 0.1 },
  isPlain: false,
});

testIndicator({
  indicator: libraryWma,
  options: barsArbitrary(),
  input: priceArbitrary,
  definition: (values, { bars }) =>
    last(values, bars).reduce((sum, value, index) => sum + value * (index + 1), 0) / ((bars * (bars + 1)) / 2),
  flat: { input: 0.1, reading: () => 0.1 },
  isPlain: false,
});

testIndicator({
  indicator: libraryAtr,
  options: barsArbitrary(),
  input: rangeArbitrary,
  definition: (ranges, { bars }) => wilderOf(trueRanges(ranges), bars),
  flat: { input: flatRange, reading: () => 0 },
  isPlain: false,
});

test('our indicators and the library read the same, step by step', () => {
  const ranges = walk(3_000);
  const closes = closesOf(ranges);
  const macdOptions = { fastBars: 12, slowBars: 26, signalBars: 9 };
  const stochasticOptions = { bars: 14, signalBars: 3 };
  const pairs: [unknown[], unknown[]][] = [
    [readingsOf(libraryEma, { bars: 14 }, closes), readingsOf(ema, { bars: 14 }, closes)],
    [readingsOf(libraryMacd, macdOptions, closes), readingsOf(macd, macdOptions, closes)],
    [readingsOf(libraryAtr, { bars: 14 }, ranges), readingsOf(atr, { bars: 14 }, ranges)],
    [readingsOf(libraryStochastic, stochasticOptions, ranges), readingsOf(stochastic, stochasticOptions, ranges)],
  ];
  for (const [theirs, ours] of pairs) theirs.forEach((reading, index) => expectClose(reading, ours[index]));
});

test('the commodity channel index is the gap to the mean in units of 0.015 mean deviations', () => {
  const ranges = walk(200);
  const typical = ranges.map(({ high, low, close }) => (high + low + close) / 3);
  readingsOf(libraryCci, { bars: 20 }, ranges).forEach((reading, index) => {
    if (index < 19) return expect(reading).toBeUndefined();
    const window = last(typical.slice(0, index + 1), 20);
    const deviation = mean(window.map((value) => Math.abs(value - mean(window))));
    return expectClose(reading, ((typical[index] ?? NaN) - mean(window)) / (0.015 * deviation));
  });
});

test('keeps the library from being poisoned', () => {
  fc.assert(
    fc.property(fc.constantFrom(libraryEma, libraryWma), fc.constantFrom(NaN, Infinity), (indicator, value) => {
      expect(() => indicator.step(indicator.start({ bars: 3 }), value)).toThrow('finite');
    }),
  );
});
