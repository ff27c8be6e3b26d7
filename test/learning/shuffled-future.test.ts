/** Shuffled futures keep the past and the bars, and take away their order. */
import { expect, test } from 'vitest';
import { randomStream } from '../../src/core/random.js';
import { defaultDataSetOptions } from '../../src/learning/data-set.js';
import { foldDataSet } from '../../src/learning/fold-data-set.js';
import { shuffledOutcomes } from '../../src/learning/shuffled-future.js';
import { splitRows } from '../../src/learning/split-rows.js';
import type { Bar } from '../../src/domain/bar.js';
import { logOfBars, marketBars } from './markets.js';

const options = { ...defaultDataSetOptions, windowBars: 10, horizonBars: 3 };
const random = (seed: number) => randomStream({ seed, agent: 'test', purpose: 'future' });

test('where all bars are alike, every future is the one that came', () => {
  const rising = marketBars({ bars: 200 }).map((bar, index): Bar => {
    const close = 100 * Math.exp(0.01 * index);
    return { ...bar, open: close, high: close, low: close, close };
  });
  const set = foldDataSet([logOfBars(rising)], options);
  const { test: rows } = splitRows(set, { trainShare: 0.5, embargoBars: 0 });
  const directions = shuffledOutcomes(set, rows, random(1)).map(({ direction }) => direction);
  expect(directions).toEqual(rows.map(() => 1));
});

test('where the order is the pattern, a shuffled future does not have it', () => {
  const set = foldDataSet([logOfBars(marketBars({ bars: 1_500, drift: 1.5 }))], options);
  const { test: rows } = splitRows(set, { trainShare: 0.5, embargoBars: 0 });
  const truths = rows.map((row) => set.rows.labels.direction?.[row]);
  const agreements = [1, 2, 3, 4, 5].map((seed) => {
    const outcomes = shuffledOutcomes(set, rows, random(seed)).map(({ direction }) => direction);
    return outcomes.filter((value, row) => value === truths[row]).length / rows.length;
  });
  for (const agreement of agreements) expect(Math.abs(agreement - 0.5)).toBeLessThan(0.08);
  expect(shuffledOutcomes(set, rows, random(1))).toEqual(shuffledOutcomes(set, rows, random(1)));
});
