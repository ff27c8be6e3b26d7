import fc from 'fast-check';
import { EMA, SMA, WEMA } from 'technicalindicators';
import { expect, test } from 'vitest';
import { ema } from '../../src/indicators/ema.js';
import { sma } from '../../src/indicators/sma.js';
import { wilderAverage } from '../../src/indicators/wilder-average.js';
import { expectClose, readingsOf, testIndicator } from './contract.js';
import { emaOf, last, mean, wilderOf } from './definitions.js';
import { barsArbitrary, closesOf, priceArbitrary, walk } from './series.js';

const flat = { input: 0.1, reading: () => 0.1 };
const common = { options: barsArbitrary(), input: priceArbitrary, flat };

testIndicator({ ...common, indicator: sma, definition: (values, { bars }) => mean(last(values, bars)) });
testIndicator({ ...common, indicator: ema, definition: (values, { bars }) => emaOf(values, bars) });
testIndicator({ ...common, indicator: wilderAverage, definition: (values, { bars }) => wilderOf(values, bars) });

test('agrees with technicalindicators on 20,000 bars of a walk', () => {
  const values = closesOf(walk(20_000));
  const period = 14;
  const pairs = [
    [sma, SMA.calculate({ period, values, format: (value) => value })],
    [ema, EMA.calculate({ period, values, format: (value) => value })],
    [wilderAverage, WEMA.calculate({ period, values, format: (value) => value })],
  ] as const;
  for (const [indicator, expected] of pairs) {
    const readings = readingsOf<{ bars: number }, never, number, number>(indicator as never, { bars: period }, values).slice(period - 1);
    expect(expected).toHaveLength(readings.length);
    readings.forEach((reading, index) => expectClose(reading, expected[index]));
  }
});

test('refuses periods that are no whole number of bars, and inputs that are no number', () => {
  for (const bars of [0, -1, 1.5, NaN]) {
    for (const indicator of [sma, ema, wilderAverage]) expect(() => indicator.start({ bars })).toThrow('whole number of bars');
  }
  fc.assert(
    fc.property(fc.constantFrom(NaN, Infinity, -Infinity), (value) => {
      expect(() => sma.step(sma.start({ bars: 2 }), value)).toThrow('finite');
      expect(() => ema.step(ema.start({ bars: 2 }), value)).toThrow('finite');
    }),
  );
});
