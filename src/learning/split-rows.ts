/**
 * Divides a data set by time: the older rows train, the newer ones test, and between them lies an
 * embargo. No label of the training is known later than the test begins, and no window of the test
 * reaches back into bars that the labels of the training were made of.
 */
import { assert } from '../core/assert.js';
import { HivetapeError } from '../core/errors.js';
import { rowCount, type DataSet } from './data-set.js';

export interface SplitOptions {
  /** Share of the rows that lie before the cut. */
  readonly trainShare: number;
  /** Bars of each series that are left out after the last label of the training; a window less one is at least. */
  readonly embargoBars: number;
}

export interface Split {
  /** Places of rows, in order of time. */
  readonly train: readonly number[];
  readonly test: readonly number[];
  /** Decision of the first row of the test. */
  readonly testFrom: number;
  /** When the last label of the training became known. */
  readonly trainKnownAt: number;
}

const ROWS_MIN = 20;

/** Throws `data-set-empty` when either side has fewer than 20 rows. */
export function splitRows(set: DataSet, { trainShare, embargoBars }: SplitOptions): Split {
  assert(trainShare > 0 && trainShare < 1, 'The share of the training lies between 0 and 1', { trainShare });
  const { rows } = set;
  const cut = rows.decidedAt[Math.min(rowCount(set) - 1, Math.floor(rowCount(set) * trainShare))];
  const places = rows.bar.map((_, place) => place);
  const train = places.filter((place) => rows.labelKnownAt[place] < cut);
  const trainKnownAt = train.reduce((latest, place) => Math.max(latest, rows.labelKnownAt[place]), -Infinity);
  const test = rowsAfter(set, trainKnownAt, embargoBars);
  if (train.length < ROWS_MIN || test.length < ROWS_MIN) {
    throw new HivetapeError('data-set-empty', `Training and test have at least ${ROWS_MIN} rows each (found ${train.length} and ${test.length}).`, {
      help: 'Take longer runs, a shorter window or embargo, or another share.',
      values: { train: train.length, test: test.length },
    });
  }
  const testFrom = rows.decidedAt[test[0]];
  assert(trainKnownAt < testFrom, 'Every label of the training is known before the test begins', { trainKnownAt, testFrom });
  return { train, test, testFrom, trainKnownAt };
}

/**
 * Returns the rows whose whole window was told after a time, and after an embargo of so many bars of their
 * series: what a model that was valid at that time may be tested on.
 */
export function rowsAfter({ rows, series, options }: DataSet, time: number, embargoBars: number): number[] {
  const waitBars = Math.max(embargoBars, options.windowBars - 1);
  const opensAt = series.map(({ knownAt }) => {
    const first = knownAt.findIndex((at) => at > time);
    return first < 0 ? Infinity : first + waitBars;
  });
  return rows.bar.flatMap((bar, place) => (bar >= opensAt[rows.series[place]] ? [place] : []));
}
