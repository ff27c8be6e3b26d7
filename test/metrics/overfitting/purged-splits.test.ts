/** Purged splits against skfolio: rows, paths and counts. */
import { describe, expect, test } from 'vitest';
import { countPurgedSplits, purgedSplits } from '../../../src/metrics/overfitting/purged-splits.js';
import { golden } from '../golden-file.js';

interface Case {
  readonly n: number;
  readonly folds: number;
  readonly testFolds: number;
  readonly purged: number;
  readonly embargo: number;
  readonly nSplits: number;
  readonly nPaths: number;
  readonly testSets: readonly (readonly number[])[];
  readonly pathIds: readonly (readonly number[])[];
  readonly recombinedPaths: readonly (readonly number[])[];
  readonly splits: readonly { readonly train: readonly (number | readonly number[])[]; readonly test: readonly (readonly number[])[]; readonly ranges?: boolean }[];
}

const { cases, counts } = golden<{ cases: readonly Case[]; counts: { readonly rows: readonly (readonly [number, number, number, number])[] } }>('cpcv');

test(`are as many as they should be: ${counts.rows.length} settings`, () => {
  for (const [folds, testFolds, splits, paths] of counts.rows) expect(countPurgedSplits({ folds, testFolds })).toEqual({ splits, paths });
});

test.each(cases)('of $n rows, $testFolds of $folds folds, purged $purged, embargo $embargo, have the rows and paths of skfolio: $nSplits', (one) => {
  const { n, folds, testFolds, purged, embargo, splits, pathIds, recombinedPaths, testSets, nPaths } = one;
  const ours = purgedSplits({ rows: n, folds, testFolds, purgedRows: purged, embargoRows: embargo });
  expect(ours.map((split) => split.testFolds)).toEqual(testSets);
  expect(ours.map(({ paths }) => paths)).toEqual(pathIds);
  expect(Math.max(...ours.flatMap(({ paths }) => paths)) + 1).toBe(nPaths);
  recombinedPaths.forEach((expected, fold) => expect(ours.flatMap((split, index) => (split.testFolds.includes(fold) ? [index] : []))).toEqual(expected));
  splits.forEach((split, index) => {
    const train = split.ranges === true ? split.train.flatMap((range) => spread(range as readonly number[])) : split.train;
    expect(ours[index].train).toEqual(train);
    expect(ours[index].tests).toEqual(split.test.map((rows) => ({ from: rows[0], to: rows[rows.length - 1] })));
  });
});

describe('a choice that nobody can wait for', () => {
  test('is refused with a code', () => {
    expect(() => purgedSplits({ rows: 100, folds: 30, testFolds: 10 })).toThrow(expect.objectContaining({ code: 'too-many-splits' }));
  });
});

function spread([from, to]: readonly number[]): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
