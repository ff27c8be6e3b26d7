/** Where a value stands, or would stand, among sorted ones: samples are kept sorted, so that no step sorts them anew. */

/** Returns the first place in sorted values that holds the value or more. */
export function placeIn(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
