/** The leaves under all figures: normal distribution, sums, percentiles, eigenvalues. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mean, sum } from '../../../src/metrics/numbers/compensated-sum.js';
import { deviation } from '../../../src/metrics/numbers/deviation.js';
import { normalCdf, normalQuantile } from '../../../src/metrics/numbers/normal-distribution.js';
import { percentile } from '../../../src/metrics/numbers/percentile.js';
import { symmetricEigenvalues } from '../../../src/metrics/overfitting/symmetric-eigenvalues.js';

describe('the normal distribution', () => {
  // Table 26.1 and 26.2 of Abramowitz and Stegun, to 15 digits.
  test.each([
    [0, 0.5],
    [1, 0.841344746068543],
    [1.96, 0.97500210485178],
    [-2, 0.0227501319481792],
    [-3, 0.00134989803163009],
    [-5, 2.86651571879194e-7],
    [-10, 7.61985302416053e-24],
  ])('at %d is %d, to 14 digits', (z, probability) => {
    expect(Math.abs(normalCdf(z) / probability - 1)).toBeLessThan(5e-14);
  });

  test('has a quantile that undoes it', () => {
    fc.assert(fc.property(fc.double({ min: -30, max: 5, noNaN: true }), (z) => {
      expect(Math.abs(normalQuantile(normalCdf(z)) - z)).toBeLessThan(1e-9);
    }));
  });

  test('never falls, and is symmetric', () => {
    fc.assert(fc.property(fc.double({ min: -9, max: 9, noNaN: true }), fc.double({ min: 1e-6, max: 3, noNaN: true }), (z, step) => {
      expect(normalCdf(z + step)).toBeGreaterThanOrEqual(normalCdf(z));
      expect(normalCdf(z) + normalCdf(-z)).toBeCloseTo(1, 14);
    }));
  });

  test('has its ends at infinity', () => {
    expect([normalQuantile(0), normalQuantile(1), normalCdf(-Infinity), normalCdf(Infinity)]).toEqual([-Infinity, Infinity, 0, 1]);
    expect(() => normalQuantile(1.5)).toThrow('between 0 and 1');
  });
});

describe('sums and spreads', () => {
  test('lose nothing where plain addition loses everything', () => {
    expect(sum([1, 1e100, 1, -1e100])).toBe(2);
    expect(mean([0.1, 0.2, 0.3])).toBeCloseTo(0.2, 16);
  });

  test('see no spread in constants, and one in what differs', () => {
    expect(deviation(Array.from({ length: 1_000 }, () => 0.01))).toBe(0);
    expect(deviation([1, 2, 3, 4])).toBeCloseTo(1.2909944487358056, 15);
  });

  test('interpolate percentiles as NumPy does', () => {
    expect([0, 0.1, 0.5, 1].map((probability) => percentile([4, 1, 3, 2], probability))).toEqual([1, 1.3, 2.5, 4]);
  });
});

test('eigenvalues keep the trace, and are those of a known matrix', () => {
  const found = [...symmetricEigenvalues([[2, 1, 0], [1, 2, 1], [0, 1, 2]])].sort((a, b) => a - b);
  [2 - Math.SQRT2, 2, 2 + Math.SQRT2].forEach((value, index) => expect(found[index]).toBeCloseTo(value, 13));
});
