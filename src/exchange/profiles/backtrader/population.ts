/** Mean and deviation as backtrader has them: sums without loss, of the whole population unless said. */

/** NaN without values. */
export function meanOf(values: readonly number[]): number {
  return sumOf(values) / values.length;
}

/** NaN where there are too few values. */
export function deviationOf(values: readonly number[], isSample: boolean): number {
  const mean = meanOf(values);
  const count = values.length - (isSample ? 1 : 0);
  return count <= 0 ? Number.NaN : Math.sqrt(sumOf(values.map((value) => (value - mean) * (value - mean))) / count);
}

/** Compensated, so that equal values have no deviation. Source: Neumaier (1974). */
function sumOf(values: readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const value of values) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}
