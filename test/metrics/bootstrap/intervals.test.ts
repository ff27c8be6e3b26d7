/** Block bootstrap: blocks are blocks, seeds decide, and intervals hold what they should as often as they say. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../src/core/random.js';
import { blockSchemes, drawBlocks, usualBlockRows } from '../../../src/metrics/bootstrap/block-indices.js';
import { bootstrapIntervals, intervalFigures } from '../../../src/metrics/bootstrap/intervals.js';
import { equityOf } from '../../../src/metrics/drawdown/drawdown-path.js';
import { maxDrawdown } from '../../../src/metrics/drawdown/max-drawdown.js';
import { annualReturnGeometric } from '../../../src/metrics/returns/annual-return.js';
import { annualVolatility } from '../../../src/metrics/returns/annual-volatility.js';
import { sharpe } from '../../../src/metrics/returns/sharpe.js';
import { sortino } from '../../../src/metrics/returns/sortino.js';
import { totalReturn } from '../../../src/metrics/returns/total-return.js';

const stream = (seed: number) => randomStream({ seed, agent: 'test', purpose: 'bootstrap' });
const normals = (count: number, seed: number, mean = 0.0005, deviation = 0.01): number[] => {
  const random = stream(seed);
  return Array.from({ length: count }, () => mean + deviation * random.normal());
};
const annual = { periodsPerYear: 252 };

describe('blocks', () => {
  test('of the circular scheme are whole and go on where the sample begins again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 30 }), fc.nat(1_000), (rows, blockRows, seed) => {
        const into = new Uint32Array(rows);
        drawBlocks({ rows, blockRows, scheme: 'circular' }, stream(seed), into);
        for (let place = 0; place < rows; place += 1) {
          expect(into[place]).toBeLessThan(rows);
          if (place % blockRows !== 0) expect(into[place]).toBe((into[place - 1] + 1) % rows);
        }
      }),
    );
  });

  test('of the stationary scheme have the mean length that was asked for', () => {
    for (const blockRows of [1, 4, 12]) {
      const into = new Uint32Array(50_000);
      drawBlocks({ rows: 50_000, blockRows, scheme: 'stationary' }, stream(3), into);
      const begun = into.filter((row, place) => place === 0 || row !== (into[place - 1] + 1) % 50_000).length;
      expect(50_000 / begun).toBeGreaterThan(blockRows * 0.95);
      expect(50_000 / begun).toBeLessThan(blockRows * 1.05);
    }
  });

  test.each(blockSchemes)('take every row equally often (%s)', (scheme) => {
    const counts = new Uint32Array(20);
    const random = stream(1);
    const into = new Uint32Array(20);
    for (let round = 0; round < 5_000; round += 1) {
      drawBlocks({ rows: 20, blockRows: 5, scheme }, random, into);
      for (const row of into) counts[row] += 1;
    }
    for (const count of counts) expect(Math.abs(count - 5_000)).toBeLessThan(400);
  });

  test('are usually as long as the cube root of the sample', () => {
    expect([1, 8, 27, 28, 1_000, 5_105].map(usualBlockRows)).toEqual([1, 2, 3, 4, 10, 18]);
  });
});

describe('intervals', () => {
  test('are the same for one seed and others for another', () => {
    const returns = normals(300, 1);
    expect(bootstrapIntervals(returns, annual)).toEqual(bootstrapIntervals(returns, annual));
    expect(bootstrapIntervals(returns, { ...annual, seed: 2 })).not.toEqual(bootstrapIntervals(returns, annual));
    expect(bootstrapIntervals(returns, annual).map(({ id }) => id)).toEqual(intervalFigures);
  });

  test('of blocks as long as the sample close upon the figures themselves: the path is only turned', () => {
    const returns = normals(200, 5);
    const [total, growth, volatility, ratio, downside] = bootstrapIntervals(returns, { ...annual, scheme: 'circular', blockRows: 200, resamples: 50 });
    const figures = [totalReturn(returns), annualReturnGeometric(returns, annual), annualVolatility(returns, annual), sharpe(returns, annual), sortino(returns, annual)];
    [total, growth, volatility, ratio, downside].forEach(({ low, high }, index) => {
      expect(low).toBeCloseTo(figures[index].value ?? Number.NaN, 9);
      expect(high).toBeCloseTo(figures[index].value ?? Number.NaN, 9);
    });
  });

  test('hold the deepest fall of the record itself within what other orders of it show', () => {
    const returns = normals(500, 8);
    const deepest = maxDrawdown(equityOf(returns)).value ?? Number.NaN;
    const drawdown = bootstrapIntervals(returns, { ...annual, confidence: 0.999 }).find(({ id }) => id === 'max-drawdown');
    expect(drawdown?.low).toBeLessThan(deepest);
    expect(drawdown?.high).toBeGreaterThan(deepest);
    expect(drawdown?.high).toBeLessThanOrEqual(0);
  });

  test('hold the true Sharpe ratio about as often as they say: 95 of 100 samples, give or take six', () => {
    const truth = (0.0005 / 0.01) * Math.sqrt(252);
    let held = 0;
    for (let sample = 0; sample < 100; sample += 1) {
      const found = bootstrapIntervals(normals(400, 100 + sample), { ...annual, resamples: 300 }).find(({ id }) => id === 'sharpe');
      if (found !== undefined && found.low <= truth && truth <= found.high) held += 1;
    }
    expect(held).toBeGreaterThanOrEqual(89);
    expect(held).toBeLessThanOrEqual(100);
  });

  test('of returns that hang together are wider in blocks than row by row', () => {
    let last = 0;
    const returns = normals(1_000, 4).map((value) => (last = 0.7 * last + value));
    const width = (blockRows: number): number => {
      const found = bootstrapIntervals(returns, { ...annual, blockRows, resamples: 400 }).find(({ id }) => id === 'sharpe');
      return found === undefined ? Number.NaN : found.high - found.low;
    };
    expect(width(20)).toBeGreaterThan(width(1) * 1.5);
  });

  test('are not drawn of a sample that is too short, ruined, unknown or flat', () => {
    for (const returns of [normals(19, 1), [...normals(30, 1), -1], [...normals(30, 1), Number.NaN], Array.from({ length: 50 }, () => 0.01), []]) {
      expect(bootstrapIntervals(returns, annual)).toEqual([]);
    }
  });
});
