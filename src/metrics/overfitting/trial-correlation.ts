/** How alike the returns of trials are: the mean correlation at once, and the matrix where it is small. */
import { assert } from '../../core/assert.js';
import { sumOf } from '../numbers/compensated-sum.js';

/**
 * Returns the mean of all pairs' correlations, −1 to 1; `undefined` for fewer than two series that vary.
 * One pass over the standardised series: Σ_t (Σ_i z_it)² holds every pair, so thousands of trials are no matter.
 */
export function meanCorrelation(series: readonly ArrayLike<number>[]): number | undefined {
  const columns = series.flatMap((values) => standardised(values) ?? []);
  const count = columns.length;
  if (count < 2) return undefined;
  const squares = sumOf(columns[0].length, (row) => {
    let across = 0;
    for (const column of columns) across += column[row];
    return across * across;
  });
  const value = (squares - count) / (count * (count - 1));
  return Math.max(-1, Math.min(1, value));
}

/** Returns the correlations of the series that vary. */
export function correlationMatrix(series: readonly ArrayLike<number>[]): readonly (readonly number[])[] {
  const columns = series.flatMap((values) => standardised(values) ?? []);
  const rows = columns.map(() => new Array<number>(columns.length).fill(0));
  columns.forEach((left, i) => {
    for (let j = 0; j <= i; j += 1) rows[i][j] = rows[j][i] = dot(left, columns[j]);
  });
  return rows;
}

/** Returns the series with mean 0 and squares that sum to 1; `undefined` for one that does not vary. */
function standardised(values: ArrayLike<number>): readonly [Float64Array] | undefined {
  assert(values.length > 0, 'A series has a value or more');
  const center = sumOf(values.length, (row) => values[row]) / values.length;
  const column = new Float64Array(values.length);
  for (let row = 0; row < column.length; row += 1) column[row] = values[row] - center;
  const length = Math.sqrt(dot(column, column));
  if (length <= 1e-12 * Math.abs(center) * Math.sqrt(values.length)) return undefined;
  for (let row = 0; row < column.length; row += 1) column[row] /= length;
  return [column];
}

function dot(left: Float64Array, right: Float64Array): number {
  assert(left.length === right.length, 'Compared series have one length', { left: left.length, right: right.length });
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += left[index] * right[index];
  return sum;
}
