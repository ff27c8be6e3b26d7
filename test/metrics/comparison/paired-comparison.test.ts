/** Two runs over the same periods: equal runs differ by nothing, a planted effect is found, chance is called chance. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomStream, type RandomStream } from '../../../src/core/random.js';
import { comparePaired, comparedFigures, type PairedComparison } from '../../../src/metrics/comparison/paired-comparison.js';
import { annualVolatility } from '../../../src/metrics/returns/annual-volatility.js';
import { maxDrawdown } from '../../../src/metrics/drawdown/max-drawdown.js';
import { sharpe } from '../../../src/metrics/returns/sharpe.js';
import { totalReturn } from '../../../src/metrics/returns/total-return.js';

const stream = (seed: number): RandomStream => randomStream({ seed, agent: 'test', purpose: 'paired comparison' });
const options = { periodsPerYear: 252, riskFree: 0, resamples: 200, confidence: 0.95 };

function noise(seed: number, periods: number, deviation = 0.01): number[] {
  const random = stream(seed);
  return Array.from({ length: periods }, () => random.normal() * deviation);
}

function compared(a: readonly number[], b: readonly number[], seed = 1): PairedComparison {
  const found = comparePaired({ ...options, a, b }, stream(seed));
  if (found === undefined) throw new Error('These can be compared');
  return found;
}

const returns = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 20, maxLength: 120 });

describe('two runs compared period by period', () => {
  test('a run compared with itself differs by nothing, anywhere', () => {
    fc.assert(
      fc.property(returns, (series) => {
        for (const { difference, low, high, larger } of compared(series, series).figures) {
          if (difference === null) continue;
          expect([difference, low, high, larger]).toEqual([0, 0, 0, 0.5]);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('each figure is that of the figure’s own definition', () => {
    fc.assert(
      fc.property(returns, (series) => {
        const byId = new Map(compared(series, series).figures.map(({ id, a }) => [id, a]));
        const equity = series.reduce((path, value) => [...path, (path.at(-1) ?? 1) * (1 + value)], [1]);
        const expected = { sharpe: sharpe(series, options), 'ann-volatility': annualVolatility(series, options), 'total-return': totalReturn(series), 'max-drawdown': maxDrawdown(equity) };
        for (const [id, { value }] of Object.entries(expected)) {
          const found = byId.get(id as (typeof comparedFigures)[number]);
          if (value === null || found === null || found === undefined) expect(found).toBe(null);
          else expect(Math.abs(found - value)).toBeLessThan(1e-9 * Math.max(1, Math.abs(value)));
        }
      }),
      { numRuns: 50 },
    );
  });

  test('turned round, every difference changes its sign', () => {
    const [a, b] = [noise(1, 300), noise(2, 300)];
    const [there, back] = [compared(a, b), compared(b, a)];
    there.figures.forEach(({ difference, low, high }, index) => {
      expect(back.figures[index].difference).toBeCloseTo(-(difference ?? 0), 12);
      expect(back.figures[index].low).toBeCloseTo(-(high ?? 0), 10);
      expect(back.figures[index].high).toBeCloseTo(-(low ?? 0), 10);
    });
  });

  test('a small gain on every day is found under the market that both share', () => {
    const market = noise(3, 1_000, 0.02);
    const better = market.map((value, index) => value + 0.0005 + noise(4, 1_000, 0.001)[index]);
    const [gain] = compared(market, better).figures;
    expect(gain.low).toBeGreaterThan(0);
    expect(gain.difference).toBeCloseTo(0.0005 * 252, 1);
    expect(gain.larger).toBe(1);
  });

  test('of a hundred pairs without any difference about five have an interval that leaves out 0', () => {
    const missed = Array.from({ length: 100 }, (_, pair) => compared(noise(100 + pair, 250), noise(500 + pair, 250), pair).figures[0]).filter(({ low, high }) => (low ?? 0) > 0 || (high ?? 0) < 0);
    expect(missed.length).toBeGreaterThan(0);
    expect(missed.length).toBeLessThan(15);
  });

  test('the same stream gives the same intervals', () => {
    const [a, b] = [noise(7, 100), noise(8, 100)];
    expect(compared(a, b, 5)).toEqual(compared(a, b, 5));
    expect(compared(a, b, 5)).not.toEqual(compared(a, b, 6));
  });

  test('too few periods, a gap or a ruin are no sample', () => {
    const sound = noise(9, 30);
    for (const strange of [noise(1, 19), [...sound.slice(1), Number.NaN], [...sound.slice(1), -1]]) {
      expect(comparePaired({ ...options, a: strange, b: strange }, stream(1))).toBeUndefined();
    }
  });

  test('returns that never vary have no Sharpe ratio, and everything else', () => {
    const flat = new Array<number>(40).fill(0.001);
    const { figures } = compared(flat, noise(11, 40));
    expect(figures.find(({ id }) => id === 'sharpe')).toMatchObject({ a: null, difference: null, low: null, larger: null });
    expect(figures.filter(({ difference }) => difference !== null)).toHaveLength(comparedFigures.length - 1);
  });
});
