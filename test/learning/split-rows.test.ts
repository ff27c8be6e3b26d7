/** The cut between training and test (invariant 63): nothing on one side knows of the other. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultDataSetOptions } from '../../src/learning/data-set.js';
import { foldDataSet } from '../../src/learning/fold-data-set.js';
import { rowsAfter, splitRows } from '../../src/learning/split-rows.js';
import { logOfBars, marketBars } from './markets.js';

const options = { ...defaultDataSetOptions, windowBars: 10, horizonBars: 3 };
const sets = [1, 2].map((series) =>
  foldDataSet([logOfBars([...marketBars({ bars: 300 }), ...(series === 1 ? [] : marketBars({ bars: 200, seed: 3, instrument: 'NQ' }))])], options),
);

test('O1: no label of the training is known when the test begins, no window of the test holds a bar of the training, and the embargo is kept', () => {
  fc.assert(
    fc.property(fc.constantFrom(...sets), fc.double({ min: 0.2, max: 0.7, noNaN: true }), fc.integer({ min: 0, max: 40 }), (set, trainShare, embargoBars) => {
      const { train, test: tested, testFrom, trainKnownAt } = splitRows(set, { trainShare, embargoBars });
      expect(new Set([...train, ...tested]).size).toBe(train.length + tested.length);
      for (const row of train) expect(set.rows.labelKnownAt[row]).toBeLessThanOrEqual(trainKnownAt);
      expect(trainKnownAt).toBeLessThan(testFrom);
      for (const row of tested) {
        const { knownAt } = set.series[set.rows.series[row]];
        const first = set.rows.bar[row] - options.windowBars + 1;
        expect(knownAt[first]).toBeGreaterThan(trainKnownAt);
        const between = knownAt.filter((at, bar) => at > trainKnownAt && bar < set.rows.bar[row]).length;
        expect(between).toBeGreaterThanOrEqual(embargoBars);
      }
      expect(rowsAfter(set, trainKnownAt, embargoBars)).toEqual(tested);
    }),
    { numRuns: 60 },
  );
});

test('too few rows on either side are refused', () => {
  for (const trainShare of [0.01, 0.99]) {
    expect(() => splitRows(sets[0], { trainShare, embargoBars: 0 })).toThrow(expect.objectContaining({ code: 'data-set-empty' }));
  }
});
