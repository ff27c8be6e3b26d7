/**
 * Folds of a sliding window in O(n) for anything that can be merged, without ever subtracting what
 * leaves: two stacks, so a rolling deviation keeps its digits after a huge return has left the window.
 */
import { assert } from '../../core/assert.js';

export interface Mergeable<Summary> {
  readonly one: (value: number) => Summary;
  /** Summary of the earlier part followed by the later one; associative. */
  readonly merge: (earlier: Summary, later: Summary) => Summary;
}

/** Returns one summary per full window: entry i covers values i to i + size − 1; empty if there are fewer. */
export function slideWindow<Summary>(values: readonly number[], size: number, { one, merge }: Mergeable<Summary>): Summary[] {
  assert(Number.isInteger(size) && size > 0, 'A window is a whole number of values, 1 or more', { size });
  const summaries: Summary[] = [];
  // Suffix summaries of the block on the left, and the summary of what has come since.
  for (let block = 0; block + size <= values.length; block += size) {
    const suffixes = suffixesOf(values.slice(block, block + size), { one, merge });
    summaries.push(suffixes[0]);
    let since: Summary | undefined;
    for (let start = block + 1; start < block + size && start + size <= values.length; start += 1) {
      const entering = one(values[start + size - 1]);
      since = since === undefined ? entering : merge(since, entering);
      summaries.push(merge(suffixes[start - block], since));
    }
  }
  return summaries;
}

function suffixesOf<Summary>(values: readonly number[], { one, merge }: Mergeable<Summary>): Summary[] {
  const suffixes = values.map(one);
  for (let index = values.length - 2; index >= 0; index -= 1) suffixes[index] = merge(suffixes[index], suffixes[index + 1]);
  return suffixes;
}
