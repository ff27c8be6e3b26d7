import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isHivetapeError } from '../../src/core/errors.js';
import { instrumentId, type Instrument } from '../../src/domain/instrument.js';
import { barTable, type BarTable } from '../../src/market/bar-table.js';
import { onTickGrid } from '../../src/market/tick-grid.js';

const acme = (ticksPerUnit: number): Instrument => ({ id: instrumentId('ACME'), currency: 'USD', ticksPerUnit, lotsPerUnit: 1, multiplier: 1, shortable: true });
const tableOf = (prices: readonly number[]): BarTable =>
  barTable(instrumentId('ACME'), prices.map((price, row) => ({ openedAt: row, closedAt: row + 1, open: price, high: price, low: price, close: price, volume: 0 })));

test('prices between two ticks are refused before anything runs, with the tick that fits', () => {
  let thrown: unknown;
  try {
    onTickGrid(tableOf([0.73, 0.72508]), acme(10_000), { file: 'eos.csv', offTick: 'refuse' });
  } catch (error) {
    thrown = error;
  }
  expect(isHivetapeError(thrown) && [thrown.code, thrown.details.help, thrown.details.place]).toEqual(['price-off-tick', expect.stringContaining('tick: 0.00001 '), { file: 'eos.csv' }]);
  expect(() => onTickGrid(tableOf([0.123456789012]), acme(10_000), { file: 'x', offTick: 'refuse' })).toThrow(/0.123456789012/);
});

test('prices that lie on the grid pass, however many and however large', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 6 }), fc.array(fc.integer({ min: 1, max: 1_000_000_000 }), { minLength: 1, maxLength: 20 }), (decimals, ticks) => {
      const perUnit = Number(`1e${decimals}`);
      const table = tableOf(ticks.map((tick) => tick / perUnit));
      expect(onTickGrid(table, acme(perUnit), { file: 'x', offTick: 'refuse' })).toBe(table);
      expect(onTickGrid(table, acme(perUnit), { file: 'x', offTick: 'round' }).notes).toEqual([]);
    }),
  );
});

test('rounding moves no price by more than half a tick, keeps bars sound, and is noted', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 }), (prices) => {
      const table = tableOf(prices);
      const round = onTickGrid(table, acme(100), { file: 'x', offTick: 'round' });
      prices.forEach((price, row) => expect(Math.abs(round.close[row] - price)).toBeLessThanOrEqual(0.005 + 1e-9));
      expect(onTickGrid(round, acme(100), { file: 'x', offTick: 'refuse' })).toBe(round);
      const moved = prices.filter((price, row) => Math.abs(round.close[row] - price) > 1e-8).length;
      expect(round.notes.reduce((sum, { count }) => sum + count, 0)).toBe(moved);
    }),
  );
});

test('a price above zero is not rounded to nothing', () => {
  expect(() => onTickGrid(tableOf([0.73, 0.004]), acme(100), { file: 'x', offTick: 'round' })).toThrow(/stay above zero on a grid of 0.01 \(found 0.004/);
});
