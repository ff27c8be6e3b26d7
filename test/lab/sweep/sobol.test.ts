/** Sobol's sequence against another implementation, and by what it is for: evenness. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sobolPoints, SOBOL_DIMENSIONS_MAX } from '../../../src/lab/sweep/sobol.js';

const { points: theirs } = JSON.parse(readFileSync(new URL('../../goldens/lab/sobol.json', import.meta.url), 'utf8')) as { readonly points: readonly (readonly number[])[] };
const take = (count: number, dimensions: number, seed: number): readonly (readonly number[])[] => {
  const points = sobolPoints(dimensions, seed);
  return Array.from({ length: count }, () => points.next().value);
};

test('is, up to its digital shift, the sequence of another implementation, in 21 dimensions', () => {
  const ours = take(64, SOBOL_DIMENSIONS_MAX, 5).map((point) => point.map((value) => value * 4_294_967_296));
  const unshifted = ours.map((point) => point.map((value, dimension) => (value ^ ours[0][dimension]) >>> 0));
  expect(unshifted).toEqual(theirs);
});

test('puts one of the first 2^k points into each of 2^k equal parts of every dimension, whatever the seed', () => {
  for (const seed of [0, 1, 99]) {
    const points = take(128, SOBOL_DIMENSIONS_MAX, seed);
    for (let dimension = 0; dimension < SOBOL_DIMENSIONS_MAX; dimension += 1) {
      expect(new Set(points.map((point) => Math.floor(point[dimension] * 128))).size).toBe(128);
    }
  }
});

test('another seed draws other points, the same seed the same', () => {
  expect(take(8, 3, 1)).toEqual(take(8, 3, 1));
  expect(take(8, 3, 1)).not.toEqual(take(8, 3, 2));
});
