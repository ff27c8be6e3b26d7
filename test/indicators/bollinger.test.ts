import fc from 'fast-check';
import { BollingerBands } from 'technicalindicators';
import { expect, test } from 'vitest';
import { bollinger } from '../../src/indicators/bollinger.js';
import { expectClose, readingsOf, testIndicator } from './contract.js';
import { last, mean, populationDeviation } from './definitions.js';
import { closesOf, priceArbitrary, walk } from './series.js';

testIndicator({
  indicator: bollinger,
  options: fc.record({ bars: fc.integer({ min: 1, max: 20 }), deviations: fc.constantFrom(0, 1, 2, 2.5) }),
  input: priceArbitrary,
  definition: (values, { bars, deviations }) => {
    const window = last(values, bars);
    const middle = mean(window);
    const deviation = window.every((value) => value === window[0]) ? 0 : populationDeviation(window);
    const score = deviation === 0 ? 0 : ((window.at(-1) ?? NaN) - middle) / deviation;
    return { middle, upper: middle + deviations * deviation, lower: middle - deviations * deviation, score };
  },
  flat: { input: 0.1, reading: () => ({ middle: 0.1, upper: 0.1, lower: 0.1, score: 0 }) },
});

test('K1: Bollinger bands agree with technicalindicators on 20,000 bars of a walk', () => {
  const values = closesOf(walk(20_000));
  const expected = BollingerBands.calculate({ period: 20, stdDev: 2, values, format: (value) => value });
  const readings = readingsOf(bollinger, { bars: 20, deviations: 2 }, values).slice(19);
  expect(expected).toHaveLength(readings.length);
  readings.forEach((reading, index) => {
    const { middle, upper, lower } = expected[index] ?? {};
    expectClose({ middle: reading?.middle, upper: reading?.upper, lower: reading?.lower }, { middle, upper, lower });
  });
});

test('has a width of exactly nothing as soon as the window is flat, whatever came before', () => {
  const readings = readingsOf(bollinger, { bars: 5, deviations: 2 }, [1e6, 3, 0.1, 7, 1e5, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]);
  expect(readings.slice(-2)).toEqual([
    { middle: 0.1, upper: 0.1, lower: 0.1, score: 0 },
    { middle: 0.1, upper: 0.1, lower: 0.1, score: 0 },
  ]);
});
