/**
 * Eigenvalues of a symmetric matrix: Householder reflections make it tridiagonal, then implicit QL steps make it diagonal.
 * Source: Golub and Van Loan, "Matrix Computations", 8.3. Two hundred trials take hundredths of a second.
 */
import { assert } from '../../core/assert.js';

const STEPS_MAX = 60;

/** What is smaller counts as nothing: its square is lost. */
const NOTHING = 1e-150;

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Beside the diagonal; the last is 0. */
  readonly beside: Float64Array;
}

/** Returns the eigenvalues, in no order; exact to the rounding of the largest. */
export function symmetricEigenvalues(matrix: readonly (readonly number[])[]): readonly number[] {
  const size = matrix.length;
  assert(matrix.every((row) => row.length === size), 'A matrix of correlations is square', { size });
  const { diagonal, beside } = tridiagonal(matrix.map((row) => Float64Array.from(row)));
  const largest = diagonal.reduce((most, value, index) => Math.max(most, Math.abs(value) + Math.abs(beside[index])), 0);
  for (let first = 0; first < size; first += 1) isolate({ diagonal, beside }, first, Math.max(NOTHING, Number.EPSILON * largest));
  return [...diagonal];
}

/** Overwrites the rows. */
function tridiagonal(rows: readonly Float64Array[]): Tridiagonal {
  const size = rows.length;
  const beside = new Float64Array(size);
  for (let k = 0; k < size - 2; k += 1) beside[k] = reflect(rows, k);
  if (size > 1) beside[size - 2] = rows[size - 1][size - 2];
  return { diagonal: Float64Array.from(rows, (row, index) => row[index]), beside };
}

/** Reflects what lies below and right of k so that column k has one value below the diagonal; returns that. */
function reflect(rows: readonly Float64Array[], k: number): number {
  const size = rows.length;
  const mirror = new Float64Array(size);
  let squares = 0;
  for (let i = k + 1; i < size; i += 1) {
    mirror[i] = rows[i][k];
    squares += mirror[i] * mirror[i];
  }
  if (squares <= NOTHING * NOTHING) return mirror[k + 1];
  const value = mirror[k + 1] > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
  const length = squares - mirror[k + 1] * value;
  mirror[k + 1] -= value;
  const image = new Float64Array(size);
  let along = 0;
  for (let i = k + 1; i < size; i += 1) {
    let sum = 0;
    for (let j = k + 1; j < size; j += 1) sum += rows[i][j] * mirror[j];
    image[i] = sum / length;
    along += image[i] * mirror[i];
  }
  for (let i = k + 1; i < size; i += 1) image[i] -= (along / (2 * length)) * mirror[i];
  for (let i = k + 1; i < size; i += 1) {
    for (let j = k + 1; j < size; j += 1) rows[i][j] -= mirror[i] * image[j] + image[i] * mirror[j];
  }
  return value;
}

/** Steps until nothing stands beside the value at `first`: what is not larger than the tolerance counts as nothing. */
function isolate(matrix: Tridiagonal, first: number, tolerance: number): void {
  const { diagonal, beside } = matrix;
  for (let step = 0; ; step += 1) {
    let last = first;
    while (last < diagonal.length - 1 && Math.abs(beside[last]) > tolerance) last += 1;
    if (last === first) return;
    assert(step < STEPS_MAX, 'Eigenvalues are found in a few steps', { first, step });
    stepOnce(matrix, first, last);
  }
}

/** One implicit QL step with Wilkinson's shift on the rows from `first` to `last`. */
function stepOnce({ diagonal, beside }: Tridiagonal, first: number, last: number): void {
  const half = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first]);
  const root = Math.sqrt(half * half + 1);
  let g = diagonal[last] - diagonal[first] + beside[first] / (half >= 0 ? half + root : half - root);
  let [sine, cosine, moved] = [1, 1, 0];
  for (let i = last - 1; i >= first; i -= 1) {
    const f = sine * beside[i];
    const b = cosine * beside[i];
    const length = Math.sqrt(f * f + g * g);
    beside[i + 1] = length;
    if (length === 0) {
      diagonal[i + 1] -= moved;
      beside[last] = 0;
      return;
    }
    sine = f / length;
    cosine = g / length;
    const rest = diagonal[i + 1] - moved;
    const turned = (diagonal[i] - rest) * sine + 2 * cosine * b;
    moved = sine * turned;
    diagonal[i + 1] = rest + moved;
    g = cosine * turned - b;
  }
  diagonal[first] -= moved;
  beside[first] = g;
  beside[last] = 0;
}
