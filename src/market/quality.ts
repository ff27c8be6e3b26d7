/**
 * What is odd about a table of bars, counted. Nothing is mended here and nothing is hidden: a note says
 * how often something occurs, and when first. Notes look at the whole table, so they are for people and
 * reports; an agent must not hear them before the data they speak of.
 */
import { DAY, HOUR, type Instant } from '../core/instant.js';
import type { DatedAction } from './actions.js';
import { firstRowFrom, type BarTable, type QualityNote } from './bar-table.js';
import { splitNotes } from './guard/unadjusted-splits.js';
import { session, type Session, type SessionHours, type TradingRange } from './session.js';

export interface QualityOptions {
  /** Trading hours; absent: intraday bars are expected around the clock, daily bars on most days. */
  readonly hours?: SessionHours;
  /** A move of more than this many robust standard deviations is a spike; 20 if absent. */
  readonly spikeSigmas?: number;
  /** So many bars in a row at one price are a stale run; 10 if absent. */
  readonly staleBars?: number;
  /** What is known of splits; with it, those that nobody told of are looked for. Absent for what is never split, as an index. */
  readonly actions?: readonly DatedAction[];
}

/** Kinds of notes that say something is wrong; the others are odd, and may well have happened. */
const DEFECTS: ReadonlySet<string> = new Set(['gap', 'overlap', 'ohlc-violation', 'price-not-positive', 'duplicate', 'sorted', 'repaired', 'crossed', 'unadjusted-split']);

/** Tells what is wrong with data from what is only odd about them. */
export function isDefect({ kind }: Pick<QualityNote, 'kind'>): boolean {
  return DEFECTS.has(kind);
}

/** Daily bars may pause for a long weekend. */
const DAILY_PAUSE_MAX = 4 * DAY;
/** Of a normal distribution, the standard deviation is 1.4826 times the median absolute deviation. */
const SIGMA_PER_DEVIATION = 1.4826;

/** Returns the notes of a table, its importer's first. */
export function qualityNotes(table: BarTable, options: QualityOptions = {}): readonly QualityNote[] {
  const open = options.hours === undefined ? undefined : session(options.hours);
  return [
    ...table.notes,
    ...gapNotes(table, open),
    ...(open?.knowsDays === true ? offSessionNotes(table, open) : []),
    ...violationNotes(table),
    ...volumeNotes(table),
    ...spikeNotes(table, options.spikeSigmas ?? 20, options.actions ?? []),
    ...staleNotes(table, options.staleBars ?? 10),
    ...(options.actions === undefined ? [] : splitNotes(table, options.actions)),
  ];
}

interface Tally {
  count: number;
  firstAt: Instant | undefined;
}

function tally(): Tally {
  return { count: 0, firstAt: undefined };
}

function hit(to: Tally, at: Instant, times = 1): void {
  to.count += times;
  to.firstAt ??= at;
}

function noteOf(kind: string, { count, firstAt }: Tally, note: string): readonly QualityNote[] {
  return firstAt === undefined ? [] : [{ kind, count, firstAt, note }];
}

/** Returns the most frequent length of a bar. */
export function usualStepUs(table: BarTable): number {
  const counts = new Map<number, number>();
  for (let row = 0; row < table.length; row += 1) {
    const step = table.closedAt[row] - table.openedAt[row];
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  let usual = 0;
  for (const [step, count] of counts) if (count > (counts.get(usual) ?? 0)) usual = step;
  return usual;
}

/** Bars that usually close most of a day apart are daily ones, however short their session. */
function isDaily(table: BarTable): boolean {
  const rows = table.closedAt.length;
  const distances = new Float64Array(Math.max(0, rows - 1));
  for (let row = 1; row < rows; row += 1) distances[row - 1] = table.closedAt[row] - table.closedAt[row - 1];
  return distances.length > 0 && median(distances) > 20 * HOUR;
}

function gapNotes(table: BarTable, open: Session | undefined): readonly QualityNote[] {
  const gaps = tally();
  const overlaps = tally();
  const step = usualStepUs(table);
  const daily = isDaily(table);
  let missing = 0;
  for (let row = 1; row < table.length; row += 1) {
    const [from, to] = [table.closedAt[row - 1], table.openedAt[row]];
    if (to < from) hit(overlaps, table.closedAt[row]);
    if (to <= from) continue;
    if (daily && open?.knowsDays === true) {
      const days = rangesBetween(open, from, to).length;
      if (days > 0) hit(gaps, table.closedAt[row]);
      missing += days;
      continue;
    }
    if (daily && to - from <= DAILY_PAUSE_MAX) continue;
    const bars = daily ? 1 : Math.round((open === undefined ? to - from : openTimeBetween(open, from, to)) / step);
    if (bars === 0) continue;
    hit(gaps, table.closedAt[row]);
    missing += bars;
  }
  const told = daily && open?.knowsDays === true ? `Bars of ${missing} trading days are missing.` : daily ? 'More than four days without a bar.' : `Bars are missing inside the trading hours: ${missing} of ${step / 1_000_000} seconds.`;
  return [...noteOf('gap', gaps, told), ...noteOf('overlap', overlaps, 'Bars open before the one before has closed.')];
}

/** Trading time between two bars; on their own days only where it is not known which days between were holidays. */
function openTimeBetween(open: Session, from: Instant, to: Instant): number {
  const first = open.dayOf(from - 1);
  const last = open.dayOf(to);
  const ranges = first.opensAt === last.opensAt ? first.ranges : [...first.ranges, ...(open.knowsDays ? rangesBetween(open, from, to) : []), ...last.ranges];
  return ranges.reduce((sum, { opensAt, closesAt }) => sum + Math.max(0, Math.min(to, closesAt) - Math.max(from, opensAt)), 0);
}

/** Ranges of the trading days that neither bar lies on. */
function rangesBetween(open: Session, from: Instant, to: Instant): readonly TradingRange[] {
  const [first, last] = [open.dayOf(from - 1).opensAt, open.dayOf(to).opensAt];
  const ranges: TradingRange[] = [];
  for (let day = Math.floor(from / DAY) - 1; day <= Math.ceil(to / DAY) + 1; day += 1) {
    const { opensAt, ranges: own } = open.dayAt(day);
    if (opensAt > first && opensAt < last) ranges.push(...own);
  }
  return ranges;
}

function violationNotes(table: BarTable): readonly QualityNote[] {
  const broken = tally();
  const nonPositive = tally();
  for (let row = 0; row < table.length; row += 1) {
    const { open, high, low, close } = table;
    const within = high[row] >= Math.max(open[row], close[row]) && low[row] <= Math.min(open[row], close[row]);
    if (!within) hit(broken, table.closedAt[row]);
    if (low[row] <= 0) hit(nonPositive, table.closedAt[row]);
  }
  return [
    ...noteOf('ohlc-violation', broken, 'Open or close lies outside low and high.'),
    ...noteOf('price-not-positive', nonPositive, 'Prices of zero or below.'),
  ];
}

function volumeNotes(table: BarTable): readonly QualityNote[] {
  const zero = tally();
  for (let row = 0; row < table.length; row += 1) if (table.volume[row] === 0) hit(zero, table.closedAt[row]);
  return noteOf('zero-volume', zero, 'Nothing traded; orders do not fill on these bars where volume counts.');
}

/** Bars at times at which the market is closed: a wrong zone, a wrong calendar, or trading outside the session. */
function offSessionNotes(table: BarTable, open: Session): readonly QualityNote[] {
  const outside = tally();
  for (let row = 0; row < table.length; row += 1) {
    const [opensAt, closesAt] = [table.openedAt[row], table.closedAt[row]];
    const isInside = open.dayOf(opensAt).ranges.some((range) => opensAt < range.closesAt && closesAt > range.opensAt);
    if (!isInside) hit(outside, closesAt);
  }
  return noteOf('off-session', outside, 'Bars lie outside the trading hours of the calendar.');
}

/** Moves from close to close, over known splits too. Intraday only between bars that touch: the night is not a spike. */
function spikeNotes(table: BarTable, sigmas: number, actions: readonly DatedAction[]): readonly QualityNote[] {
  const daily = isDaily(table);
  const moves = new Float64Array(table.length);
  const touching = (row: number): boolean => daily || table.openedAt[row] === table.closedAt[row - 1];
  let count = 0;
  for (let row = 1; row < table.length; row += 1) {
    if (touching(row) && table.close[row - 1] !== 0) moves[count++] = table.close[row] / table.close[row - 1] - 1;
  }
  const sigma = robustSigma(moves.subarray(0, count));
  if (!(sigma > 0)) return [];
  const splits = new Map(actions.filter(({ kind }) => kind === 'split').map(({ value, per, dueAt }) => [firstRowFrom(table, dueAt + 1), value / per]));
  const spikes = tally();
  for (let row = 1; row < table.length; row += 1) {
    if (!touching(row) || table.close[row - 1] === 0) continue;
    const split = splits.get(row) ?? 1;
    if (Math.abs((table.close[row] * split) / table.close[row - 1] - 1) > sigmas * sigma) hit(spikes, table.closedAt[row]);
  }
  return noteOf('spike', spikes, `The close moved by more than ${sigmas} robust standard deviations (${(sigma * 100).toPrecision(3)} % each). It may have happened.`);
}

/** Returns the standard deviation as the median absolute deviation tells it, which a few spikes do not move. */
function robustSigma(values: Float64Array): number {
  if (values.length === 0) return 0;
  const center = median(values.slice());
  const deviations = values.map((value) => Math.abs(value - center));
  return SIGMA_PER_DEVIATION * median(deviations);
}

/** Returns the upper median. Reorders the values. Source: Hoare, "Find", 1961. */
function median(values: Float64Array): number {
  const middle = values.length >>> 1;
  let [left, right] = [0, values.length - 1];
  while (left < right) {
    const pivot = values[(left + right) >>> 1];
    let [low, high] = [left, right];
    while (low <= high) {
      while (values[low] < pivot) low += 1;
      while (values[high] > pivot) high -= 1;
      if (low > high) break;
      const held = values[low];
      values[low++] = values[high];
      values[high--] = held;
    }
    if (middle <= high) right = high;
    else if (middle >= low) left = low;
    else return values[middle];
  }
  return values[middle];
}

function staleNotes(table: BarTable, barsMin: number): readonly QualityNote[] {
  const stale = tally();
  let run = 0;
  for (let row = 1; row < table.length; row += 1) {
    const before = table.close[row - 1];
    const still = table.high[row] === before && table.low[row] === before;
    run = still ? run + 1 : 0;
    if (run === barsMin) hit(stale, table.closedAt[row]);
  }
  return noteOf('stale', stale, `Runs of ${barsMin} or more bars at one price.`);
}
