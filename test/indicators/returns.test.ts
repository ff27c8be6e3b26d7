import { expect, test } from 'vitest';
import { rateOfChange } from '../../src/indicators/rate-of-change.js';
import { returnDeviation } from '../../src/indicators/return-deviation.js';
import { testIndicator } from './contract.js';
import { last, pairsOf, populationDeviation } from './definitions.js';
import { barsArbitrary, priceArbitrary } from './series.js';

testIndicator({
  indicator: rateOfChange,
  options: barsArbitrary(),
  input: priceArbitrary,
  definition: (values, { bars }) => (values.at(-1) ?? NaN) / (values.at(-1 - bars) ?? NaN) - 1,
  flat: { input: 0.1, reading: () => 0 },
});

testIndicator({
  indicator: returnDeviation,
  options: barsArbitrary(),
  input: priceArbitrary,
  definition: (values, { bars }) => {
    const returns = pairsOf(values).map(([before, now]) => Math.log(now / before));
    return populationDeviation(last(returns, bars));
  },
  flat: { input: 0.1, reading: () => 0 },
});

test('refuses a price without a logarithm', () => {
  for (const price of [0, -1, NaN, Infinity]) {
    expect(() => returnDeviation.step(returnDeviation.start({ bars: 2 }), price)).toThrow('above 0');
  }
});
