/**
 * "Did you mean …?": the nearest of some words, by the number of slips between them. Used wherever a
 * person writes a name: keys of a scenario, commands, flags, kinds of agents, error names.
 */

/** Returns the candidate that is the fewest slips away, or `undefined` when none is near; ties go to the first. */
export function nearestWord(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.slice(0, 100).toLowerCase();
  const slipsMax = Math.max(1, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let bestSlips = slipsMax + 1;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const slips = isBeginningOf(wanted, other) ? Math.min(slipsMax, slipsBetween(wanted, other)) : slipsBetween(wanted, other);
    if (slips < bestSlips) {
      best = candidate;
      bestSlips = slips;
    }
  }
  return best;
}

/**
 * Returns how many letters must be put in, left out, changed or swapped with their neighbour.
 * Source: optimal string alignment, the restricted Damerau–Levenshtein distance.
 */
export function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let slips = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) slips = Math.min(slips, at(before, column - 2) + 1);
      current.push(slips);
    }
    before = last;
    last = current;
  }
  return at(last, b.length);
}

function isBeginningOf(word: string, other: string): boolean {
  return word.length >= 3 && other.startsWith(word);
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 0;
}
