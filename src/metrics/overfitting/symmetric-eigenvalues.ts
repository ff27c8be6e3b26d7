/** Eigenvalues of a small symmetric matrix by cyclic Jacobi rotations. Source: Golub and Van Loan, "Matrix Computations", 8.5. */
import { assert } from '../../core/assert.js';

const SWEEPS_MAX = 60;

/** Returns the eigenvalues in the order of the diagonal they end on. */
export function symmetricEigenvalues(matrix: readonly (readonly number[])[]): readonly number[] {
  const size = matrix.length;
  assert(matrix.every((row) => row.length === size), 'A matrix of correlations is square', { size });
  const a = matrix.map((row) => [...row]);
  for (let sweep = 0; sweep < SWEEPS_MAX && offDiagonal(a) > 0; sweep += 1) {
    for (let p = 0; p < size; p += 1) for (let q = p + 1; q < size; q += 1) rotate(a, p, q);
  }
  return a.map((row, index) => row[index]);
}

/** Makes a[p][q] zero. */
function rotate(a: number[][], p: number, q: number): void {
  if (a[p][q] === 0) return;
  const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (const row of a) {
    const left = row[p];
    row[p] = cosine * left - sine * row[q];
    row[q] = sine * left + cosine * row[q];
  }
  const upper = a[p].slice();
  a[p] = upper.map((value, k) => cosine * value - sine * a[q][k]);
  a[q] = upper.map((value, k) => sine * value + cosine * a[q][k]);
  a[p][q] = 0;
  a[q][p] = 0;
}

/** Sum of squares off the diagonal, 0 once it is lost in rounding. */
function offDiagonal(a: readonly (readonly number[])[]): number {
  let off = 0;
  let all = 0;
  a.forEach((row, i) => row.forEach((value, j) => {
    all += value * value;
    if (i !== j) off += value * value;
  }));
  return off <= 1e-32 * all ? 0 : off;
}
