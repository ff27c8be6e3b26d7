/** The random walk: lawful bars on the grid, the same for one seed, and without an edge. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomStream } from '../../src/core/random.js';
import { instrumentId, isOnTick } from '../../src/domain/instrument.js';
import { qualityNotes } from '../../src/market/quality.js';
import { randomWalkBars } from '../../src/market/random-walk.js';

const instrument = { id: instrumentId('R'), currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true };
const walk = (seed: number, volatility = 0.01, drift = 0, bars = 300) =>
  randomWalkBars({ instrument, bars, startPrice: 100, volatility, drift, barDurationUs: 60_000_000, startAt: 0, random: randomStream({ seed, agent: 'feed', purpose: 'walk' }) });

test('draws bars that are lawful and on the grid', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 0.5, noNaN: true }), (seed, volatility) => {
      const table = walk(seed, volatility);
      expect(qualityNotes(table).filter(({ kind }) => kind !== 'spike' && kind !== 'stale')).toEqual([]);
      expect(table.low.every((low) => low > 0 && isOnTick(instrument, low))).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test('draws one walk for one seed', () => {
  expect(walk(7).digest).toBe(walk(7).digest);
  expect(walk(7).digest).not.toBe(walk(8).digest);
});

test('has the volatility and drift it is asked for', () => {
  const table = walk(1, 0.01, 0.0005, 50_000);
  const returns = table.close.slice(1).map((close, row) => Math.log(close / table.close[row]));
  const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
  const sigma = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / returns.length);
  expect(sigma).toBeCloseTo(0.01, 3);
  expect(Math.abs(mean - 0.0005)).toBeLessThan(0.0002);
});
