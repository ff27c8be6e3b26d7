import { RSI } from 'technicalindicators';
import { expect, test } from 'vitest';
import { rsi } from '../../src/indicators/rsi.js';
import { readingsOf, testIndicator } from './contract.js';
import { differences, wilderOf } from './definitions.js';
import { barsArbitrary, closesOf, priceArbitrary, walk } from './series.js';

testIndicator({
  indicator: rsi,
  options: barsArbitrary(),
  input: priceArbitrary,
  definition: (values, { bars }) => {
    const gain = wilderOf(differences(values).map((change) => Math.max(0, change)), bars);
    const loss = wilderOf(differences(values).map((change) => Math.max(0, -change)), bars);
    if (gain === 0 && loss === 0) return 50;
    return loss === 0 ? 100 : 100 - 100 / (1 + gain / loss);
  },
  flat: { input: 0.1, reading: () => 50 },
});

test('K1: the relative strength agrees with technicalindicators as far as that does not round', () => {
  const values = closesOf(walk(20_000));
  const expected = RSI.calculate({ period: 14, values });
  const readings = readingsOf(rsi, { bars: 14 }, values).slice(14);
  expect(expected).toHaveLength(readings.length);
  readings.forEach((reading, index) => {
    expect(Math.abs((reading ?? NaN) - (expected[index] ?? NaN))).toBeLessThanOrEqual(0.005 + 1e-9);
  });
});

test('reads 100 when it only rises and 0 when it only falls', () => {
  expect(readingsOf(rsi, { bars: 3 }, [1, 2, 3, 4, 5]).slice(3)).toEqual([100, 100]);
  expect(readingsOf(rsi, { bars: 3 }, [5, 4, 3, 2, 1]).slice(3)).toEqual([0, 0]);
});
