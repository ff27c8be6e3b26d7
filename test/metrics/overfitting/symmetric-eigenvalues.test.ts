import fc from 'fast-check';
import { expect, test } from 'vitest';
import { symmetricEigenvalues } from '../../../src/metrics/overfitting/symmetric-eigenvalues.js';

const size = fc.integer({ min: 1, max: 24 });
const part = fc.double({ min: -1, max: 1, noNaN: true });
/** The mirror itself is made of squares, and must not get lost in them. */
const whither = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((millionths) => millionths / 1_000_000);

/** Returns a diagonal matrix, seen in a mirror that stands on a direction. */
function mirrored(values: readonly number[], direction: readonly number[]): number[][] {
  const length = direction.reduce((sum, value) => sum + value * value, 0);
  const mirror = direction.map((left, i) => direction.map((right, j) => (i === j ? 1 : 0) - (length === 0 ? 0 : (2 * left * right) / length)));
  return mirror.map((left) => mirror.map((right) => values.reduce((sum, value, k) => sum + left[k] * value * right[k], 0)));
}

test('eigenvalues are those that a matrix was made of, also where many are the same or nothing', () => {
  const made = size.chain((count) => fc.tuple(fc.array(fc.oneof(part, fc.constantFrom(0, 1)), { minLength: count, maxLength: count }), fc.array(whither, { minLength: count, maxLength: count })));
  fc.assert(fc.property(made, ([values, direction]) => {
    const found = [...symmetricEigenvalues(mirrored(values, direction))].sort((a, b) => a - b);
    [...values].sort((a, b) => a - b).forEach((value, index) => expect(found[index]).toBeCloseTo(value, 12));
  }));
});

test('eigenvalues of a symmetric matrix keep its trace and its sum of squares', () => {
  const matrix = size.chain((count) => fc.array(fc.array(part, { minLength: count, maxLength: count }), { minLength: count, maxLength: count }));
  fc.assert(fc.property(matrix, (rows) => {
    const symmetric = rows.map((row, i) => row.map((value, j) => (i <= j ? value : rows[j][i])));
    const found = symmetricEigenvalues(symmetric);
    const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
    expect(sum(found)).toBeCloseTo(sum(symmetric.map((row, i) => row[i])), 10);
    expect(sum(found.map((value) => value * value))).toBeCloseTo(sum(symmetric.flat().map((value) => value * value)), 10);
  }));
});

test('trials that are all the same are one: all of the spread lies in one eigenvalue', () => {
  const found = [...symmetricEigenvalues(Array.from({ length: 200 }, () => new Array<number>(200).fill(1)))].sort((a, b) => b - a);
  expect(found[0]).toBeCloseTo(200, 10);
  for (const value of found.slice(1)) expect(Math.abs(value)).toBeLessThan(1e-12);
});
