import fc from 'fast-check';
import { expect, test } from 'vitest';
import { thinnedIndices, thinningNote } from '../../src/report/thinning.js';

const series = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 400 });

test('a short series is kept whole, and nothing is said about it', () => {
  expect(thinnedIndices([[3, 1, 2]], 10)).toEqual([0, 1, 2]);
  expect(thinningNote(3, 3)).toBeUndefined();
});

test('a thinned series keeps its highest and its lowest value, its ends, its order, and the bound', () => {
  fc.assert(fc.property(series, fc.integer({ min: 8, max: 60 }), (values, max) => {
    const kept = thinnedIndices([values], max);
    const drawn = kept.map((index) => values[index]);
    expect(kept.length).toBeLessThanOrEqual(Math.max(max, 0));
    expect([...kept]).toEqual([...new Set(kept)].sort((a, b) => a - b));
    expect(Math.max(...drawn)).toBe(Math.max(...values));
    expect(Math.min(...drawn)).toBe(Math.min(...values));
    expect([kept[0], kept[kept.length - 1]]).toEqual([0, values.length - 1]);
  }));
});

test('series that are thinned together each keep their extremes', () => {
  const up = Array.from({ length: 1_000 }, (_, index) => (index === 613 ? 9_999 : index));
  const down = Array.from({ length: 1_000 }, (_, index) => (index === 217 ? -9_999 : -index));
  const kept = thinnedIndices([up, down], 40);
  expect(kept).toContain(613);
  expect(kept).toContain(217);
});

test('the page says how many points are left out', () => {
  expect(thinningNote(10_000, 48_000)).toBe('10,000 of 48,000 points are drawn: the lowest and the highest of each bin. The figures use all of them.');
});
