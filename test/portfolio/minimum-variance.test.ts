/** The least risk without shorts, held against its own condition: no weight can be moved to make it less. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { equalRiskShares } from '../../src/portfolio/equal-risk.js';
import { minimumVarianceShares } from '../../src/portfolio/minimum-variance.js';

/** Σ = F F′ + D: positive definite, of any size, with correlations of either sign. */
const covariances = fc
  .record({ size: fc.integer({ min: 1, max: 7 }), numbers: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 28, maxLength: 28 }) })
  .map(({ size, numbers }) => Array.from({ length: size }, (_, row) => Array.from({ length: size }, (__, column) =>
    [0, 1, 2].reduce((sum, factor) => sum + numbers[row * 3 + factor] * numbers[column * 3 + factor], 0) + (row === column ? 0.05 + Math.abs(numbers[21 + row]) : 0))));

function varianceOf(covariance: readonly (readonly number[])[], shares: readonly number[]): number {
  return covariance.reduce((sum, row, place) => sum + shares[place] * row.reduce((inner, value, column) => inner + value * shares[column], 0), 0);
}

describe('L7: the least risk that can be had without shorts', () => {
  test('is of shares that are 0 or more and add up to 1; each that holds something adds as much, each that does not would add more', () => {
    fc.assert(fc.property(covariances, (covariance) => {
      const shares = minimumVarianceShares(covariance) ?? [];
      expect(shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 10);
      const marginal = covariance.map((row) => row.reduce((sum, value, column) => sum + value * shares[column], 0));
      const least = Math.min(...marginal);
      shares.forEach((share, place) => {
        expect(share).toBeGreaterThanOrEqual(0);
        if (share > 1e-9) expect(marginal[place]).toBeCloseTo(least, 8);
      });
    }), { numRuns: 300 });
  });

  test('is never more than that of equal risk, or of the calmest alone', () => {
    fc.assert(fc.property(covariances, (covariance) => {
      const least = varianceOf(covariance, minimumVarianceShares(covariance) ?? []);
      expect(least).toBeLessThanOrEqual(varianceOf(covariance, equalRiskShares(covariance) ?? []) * (1 + 1e-9));
      expect(least).toBeLessThanOrEqual(Math.min(...covariance.map((row, place) => row[place])) * (1 + 1e-9));
    }), { numRuns: 300 });
  });

  test('is by inverse variance where nothing hangs together, which is a sum on paper', () => {
    expect(minimumVarianceShares([[4, 0], [0, 1]])).toEqual([expect.closeTo(0.2, 12), expect.closeTo(0.8, 12)]);
  });

  test('leaves out what does not move, and knows no answer where nothing does', () => {
    expect(minimumVarianceShares([[0, 0], [0, 2]])).toEqual([0, 1]);
    expect(minimumVarianceShares([[0]])).toBeUndefined();
  });
});
