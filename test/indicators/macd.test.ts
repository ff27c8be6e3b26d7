import fc from 'fast-check';
import { MACD } from 'technicalindicators';
import { expect, test } from 'vitest';
import { macd, startMacd } from '../../src/indicators/macd.js';
import { expectClose, readingsOf, testIndicator } from './contract.js';
import { emaOf } from './definitions.js';
import { closesOf, priceArbitrary, walk } from './series.js';

export const macdOptions = fc
  .record({ fastBars: fc.integer({ min: 1, max: 8 }), gap: fc.integer({ min: 1, max: 8 }), signalBars: fc.integer({ min: 1, max: 8 }) })
  .map(({ fastBars, gap, signalBars }) => ({ fastBars, slowBars: fastBars + gap, signalBars }));

testIndicator({
  indicator: macd,
  options: macdOptions,
  input: priceArbitrary,
  definition: (values, { fastBars, slowBars, signalBars }) => {
    const gaps = values
      .map((_, index) => values.slice(0, index + 1))
      .filter((past) => past.length >= slowBars)
      .map((past) => emaOf(past, fastBars) - emaOf(past, slowBars));
    const signal = emaOf(gaps, signalBars);
    const line = gaps.at(-1) ?? NaN;
    return { macd: line, signal, histogram: line - signal };
  },
  flat: { input: 0.1, reading: () => ({ macd: 0, signal: 0, histogram: 0 }) },
});

test('K1: MACD agrees with technicalindicators on 20,000 bars of a walk', () => {
  const values = closesOf(walk(20_000));
  const expected = MACD.calculate({
    fastPeriod: 12,
    slowPeriod: 26,
    signalPeriod: 9,
    SimpleMAOscillator: false,
    SimpleMASignal: false,
    values,
    format: (value) => value,
  });
  const readings = readingsOf(macd, { fastBars: 12, slowBars: 26, signalBars: 9 }, values).slice(33);
  expect(expected.slice(8)).toHaveLength(readings.length);
  readings.forEach((reading, index) => {
    const found = expected[index + 8];
    expectClose(reading, { macd: found?.MACD, signal: found?.signal, histogram: found?.histogram });
  });
});

test('refuses a fast average that is not the shorter one', () => {
  expect(() => startMacd({ fastBars: 9, slowBars: 9, signalBars: 3 })).toThrow('shorter');
});
