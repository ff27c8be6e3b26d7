/** Adjusted p-values against another implementation; haircuts by their properties. */
import { expect, test } from 'vitest';
import { adjustedPValues, corrections, haircutSharpe } from '../../../src/metrics/overfitting/multiple-testing.js';
import { correlationMatrix, meanCorrelation } from '../../../src/metrics/overfitting/trial-correlation.js';
import { golden } from '../golden-file.js';

const { pvalues, methods } = golden<{ readonly pvalues: number[]; readonly methods: Record<string, { readonly adjusted: number[] }> }>('multiple-testing');
const theirNames = { bonferroni: 'bonferroni', sidak: 'sidak', holm: 'holm', 'benjamini-hochberg': 'fdr_bh', 'benjamini-yekutieli': 'fdr_by' } as const;

test.each(corrections)('%s adjusts ten p-values as another implementation does', (correction) => {
  const theirs = methods[theirNames[correction]].adjusted;
  adjustedPValues(pvalues, correction).forEach((value, index) => expect(value).toBeCloseTo(theirs[index], 12));
});

test('a haircut takes nothing from a single trial, more the more trials there were, and keeps the sign', () => {
  const of = (sharpe: number, trials: number) => haircutSharpe({ sharpes: [sharpe], observations: 1_000, correction: 'bonferroni', trials }).value ?? Number.NaN;
  expect(of(0.1, 1)).toBeCloseTo(0.1, 9);
  expect(of(0.1, 10)).toBeLessThan(0.1);
  expect(of(0.1, 100)).toBeLessThan(of(0.1, 10));
  expect(of(-0.1, 10)).toBeCloseTo(-of(0.1, 10), 12);
  expect(of(0.01, 1_000)).toBe(0);
});

test('the mean correlation is that of the matrix, without the series that do not vary', () => {
  const series = [[1, 2, 3, 5], [2, 1, 4, 4], [0, 3, 1, 2], [7, 7, 7, 7]];
  const matrix = correlationMatrix(series);
  const pairs = [matrix[0][1], matrix[0][2], matrix[1][2]];
  expect(matrix).toHaveLength(3);
  expect(meanCorrelation(series)).toBeCloseTo(pairs.reduce((sum, value) => sum + value, 0) / 3, 12);
  expect(meanCorrelation([[1, 1]])).toBeUndefined();
});
