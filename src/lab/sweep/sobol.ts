/**
 * Sobol's sequence: points that fill a cube evenly, each new one into the largest gap. A digital shift
 * by a seed makes different sweeps draw different points and keeps the evenness.
 * Source: Joe and Kuo (2008), "Constructing Sobol sequences with better two-dimensional projections".
 */
import { assert } from '../../core/assert.js';
import { randomStream } from '../../core/random.js';

/** Degree, coefficients and first direction numbers of the primitive polynomials, from the second dimension on. */
const DIRECTIONS: readonly (readonly [degree: number, coefficients: number, first: readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
  [6, 1, [1, 3, 3, 9, 7, 49]],
  [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]],
  [6, 19, [1, 1, 1, 15, 7, 5]],
  [6, 22, [1, 3, 1, 15, 13, 25]],
  [6, 25, [1, 1, 5, 5, 19, 61]],
  [7, 1, [1, 3, 7, 11, 23, 15, 103]],
  [7, 4, [1, 3, 7, 13, 13, 15, 69]],
];

export const SOBOL_DIMENSIONS_MAX = DIRECTIONS.length + 1;
const BITS = 32;
const TWO_TO_32 = 4_294_967_296;

/** Yields points of the unit cube, each coordinate from 0 to below 1. */
export function* sobolPoints(dimensions: number, seed: number): Generator<readonly number[], never> {
  assert(dimensions >= 1 && dimensions <= SOBOL_DIMENSIONS_MAX, 'A Sobol sequence has 1 to 21 dimensions', { dimensions });
  const directions = Array.from({ length: dimensions }, (_, dimension) => directionsOf(dimension));
  const chance = randomStream({ seed, agent: 'lab', purpose: 'sobol shift' });
  const state = Array.from({ length: dimensions }, () => chance.uint32());
  for (let index = 0; ; index += 1) {
    yield state.map((bits) => (bits >>> 0) / TWO_TO_32);
    assert(index < TWO_TO_32 - 1, 'A Sobol sequence has 2^32 points', { index });
    // Gray code: the next point differs in the direction of the lowest zero bit of the index.
    const bit = 31 - Math.clz32(~index & (index + 1));
    for (let dimension = 0; dimension < dimensions; dimension += 1) state[dimension] ^= directions[dimension][bit];
  }
}

function directionsOf(dimension: number): readonly number[] {
  if (dimension === 0) return Array.from({ length: BITS }, (_, bit) => (1 << (31 - bit)) >>> 0);
  const [degree, coefficients, first] = DIRECTIONS[dimension - 1];
  const numbers = first.map((value, bit) => (value << (31 - bit)) >>> 0);
  for (let bit = degree; bit < BITS; bit += 1) {
    let next = numbers[bit - degree] ^ (numbers[bit - degree] >>> degree);
    for (let term = 1; term < degree; term += 1) {
      if (((coefficients >>> (degree - 1 - term)) & 1) === 1) next ^= numbers[bit - term];
    }
    numbers.push(next >>> 0);
  }
  return numbers;
}
