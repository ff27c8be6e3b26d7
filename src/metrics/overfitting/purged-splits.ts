/**
 * Combinatorial purged cross-validation: the record is cut into folds, every choice of some of them is a
 * test, and what is near a test, before or after it, is kept out of the training. Each fold is tested
 * several times, so that the tests join to several whole paths. Source: López de Prado (2018), chapter 12.
 */
import { assert } from '../../core/assert.js';
import { HivetapeError } from '../../core/errors.js';

export interface PurgedSplitsInput {
  readonly rows: number;
  /** The last fold takes the rows that are left over. */
  readonly folds: number;
  /** How many folds a test has, fewer than all. */
  readonly testFolds: number;
  /** Rows kept out of the training on either side of a test; 0 if absent. */
  readonly purgedRows?: number;
  /** Further rows kept out after it; 0 if absent. */
  readonly embargoRows?: number;
}

export interface PurgedSplit {
  /** Rows of the training, ascending. */
  readonly train: readonly number[];
  /** The folds that are tested, ascending, and the first and last row of each. */
  readonly testFolds: readonly number[];
  readonly tests: readonly { readonly from: number; readonly to: number }[];
  /** To which path each test belongs. */
  readonly paths: readonly number[];
}

/** Beyond this nobody waits for the models. */
const SPLITS_MAX = 100_000;

/** Returns how many splits and paths there are, without making them: C(N, k) and C(N, k)·k/N. */
export function countPurgedSplits({ folds, testFolds }: Pick<PurgedSplitsInput, 'folds' | 'testFolds'>): { readonly splits: number; readonly paths: number } {
  assert(Number.isInteger(testFolds) && testFolds >= 1 && testFolds < folds, 'A test has a fold or more, and leaves one for the training', { folds, testFolds });
  let splits = 1;
  for (let chosen = 1; chosen <= testFolds; chosen += 1) splits = (splits * (folds - testFolds + chosen)) / chosen;
  return { splits, paths: (splits * testFolds) / folds };
}

/** Returns the splits in lexicographic order of their test folds. Throws `too-many-splits`. */
export function purgedSplits(input: PurgedSplitsInput): readonly PurgedSplit[] {
  const { rows, folds, testFolds, purgedRows = 0, embargoRows = 0 } = input;
  const { splits } = countPurgedSplits(input);
  assert(rows >= folds, 'A fold has a row or more', { rows, folds });
  if (splits > SPLITS_MAX) throw tooMany(splits, input);
  const size = Math.floor(rows / folds);
  const tested = Array.from({ length: folds }, () => 0);
  return [...choices(folds, testFolds)].map((chosen): PurgedSplit => {
    const tests = chosen.map((fold) => ({ from: fold * size, to: fold === folds - 1 ? rows - 1 : (fold + 1) * size - 1 }));
    const isKept = (row: number): boolean => tests.every(({ from, to }) => row < from - purgedRows || row > to + purgedRows + embargoRows);
    return {
      train: Array.from({ length: rows }, (_, row) => row).filter(isKept),
      testFolds: chosen,
      tests,
      paths: chosen.map((fold) => (tested[fold] += 1) - 1),
    };
  });
}

/** Yields every choice of so many of the first `from` numbers, in lexicographic order. */
function* choices(from: number, count: number): Generator<number[]> {
  const chosen = Array.from({ length: count }, (_, index) => index);
  for (;;) {
    yield [...chosen];
    let place = count - 1;
    while (place >= 0 && chosen[place] === from - count + place) place -= 1;
    if (place < 0) return;
    chosen[place] += 1;
    for (let later = place + 1; later < count; later += 1) chosen[later] = chosen[later - 1] + 1;
  }
}

function tooMany(splits: number, { folds, testFolds }: PurgedSplitsInput): HivetapeError {
  return new HivetapeError('too-many-splits', `Purged cross-validation has at most ${SPLITS_MAX} splits (found ${splits}: ${testFolds} of ${folds} folds).`, {
    help: 'Take fewer folds, or fewer of them for a test.',
    values: { splits },
  });
}
