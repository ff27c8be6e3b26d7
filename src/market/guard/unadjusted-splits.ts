/**
 * Finds splits that nobody told of: a night over which the price changes by the ratio of a split, to a few percent, far beyond what its
 * nights usually do, and stays there. A crash is seldom so round, and an error in the data seldom lasts.
 */
import { formatInstant, HOUR, type Instant } from '../../core/instant.js';
import type { DatedAction } from '../actions.js';
import type { BarTable, QualityNote } from '../bar-table.js';
import { logOfNights, medianOf } from './nights.js';

export interface HiddenSplit {
  /** Close of the first bar after it. */
  readonly at: Instant;
  readonly into: number;
  readonly per: number;
}

const RATIOS: readonly (readonly [number, number])[] = [
  ...[2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 50, 100].flatMap((whole): [number, number][] => [[whole, 1], [1, whole]]),
  [3, 2], [5, 2], [2, 3], [2, 5],
];
/** How far the night's own move may take the price from the ratio. */
const TOLERANCE = 0.03;
/** The level after it must hold: the next close lies nearer to the ratio than this. */
const STAYS_WITHIN = 0.15;
/** A move that is usual for these nights is no split. */
const SIGMAS_MIN = 12;
const NIGHT = 4 * HOUR;

/** Returns the splits that prices show and actions do not tell, in order of time. Bars without a night between them are not judged. */
export function hiddenSplits(table: BarTable, actions: readonly DatedAction[] = []): readonly HiddenSplit[] {
  const nights = logOfNights(table, NIGHT);
  if (nights.length < 5) return [];
  const usual = 1.4826 * medianOf(nights.map(({ move }) => Math.abs(move)));
  return nights.flatMap(({ row, move }): HiddenSplit[] => {
    if (Math.abs(move) < SIGMAS_MIN * usual) return [];
    const ratio = RATIOS.find(([into, per]) => Math.abs(move + Math.log(into / per)) <= TOLERANCE);
    if (ratio === undefined || !stays(table, row, Math.log(ratio[0] / ratio[1]))) return [];
    const [from, to] = [table.closedAt[row - 1], table.closedAt[row]];
    const isTold = actions.some(({ kind, dueAt }) => (kind === 'split' || kind === 'delisting') && dueAt >= from - NIGHT && dueAt <= to);
    return isTold ? [] : [{ at: to, into: ratio[0], per: ratio[1] }];
  });
}

/** Returns the note of a table's hidden splits, the first five by name. */
export function splitNotes(table: BarTable, actions: readonly DatedAction[] = []): readonly QualityNote[] {
  const splits = hiddenSplits(table, actions);
  if (splits.length === 0) return [];
  const told = splits.slice(0, 5).map(({ at, into, per }) => `${into}:${per} at ${formatInstant(at)}`).join(', ');
  return [{ kind: 'unadjusted-split', count: splits.length, firstAt: splits[0].at, note: `Prices change over a night by the ratio of a split, and stay there: ${told}${splits.length > 5 ? ', …' : ''}.` }];
}

/** Tells whether the price stood before the night, and is after it where the split would have left it, for two closes. */
function stays({ close, length }: BarTable, row: number, told: number): boolean {
  const holds = (other: number): boolean => other >= length || Math.abs(Math.log(close[other] / close[row - 1]) + told) <= STAYS_WITHIN;
  const stood = row < 2 || Math.abs(Math.log(close[row - 1] / close[row - 2])) <= STAYS_WITHIN;
  return stood && holds(row) && holds(row + 1);
}
