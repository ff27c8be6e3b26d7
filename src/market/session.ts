/**
 * Trading hours of an instrument, as wall-clock ranges of its zone, and where an instant lies in them. Which
 * days are trading days is known only where weekdays, holidays and early closes were told.
 */
import { DAY, formatDate, weekdayOf, type Instant } from '../core/instant.js';
import { HivetapeError } from '../core/errors.js';
import { timeZone, type TimeZone } from '../host/time-zone.js';
import { clockUs } from './clock-time.js';

export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof weekdays)[number];

export interface SessionHours {
  /** IANA name, UTC, or an offset. */
  readonly timeZone: string;
  /** Ranges of the day in order, as { open: "09:30", close: "11:30" }; "24:00" is the end of the day. The first may open after it closes: then it opens on the day before. */
  readonly ranges: readonly { readonly open: string; readonly close: string }[];
  /** Days on which it trades; absent: which days are trading days is not known, and every day may be one. */
  readonly weekdays?: readonly Weekday[];
  /** Dates on which it does not. */
  readonly holidays?: readonly string[];
  /** Dates on which it closes earlier than its ranges say. */
  readonly earlyCloses?: Readonly<Record<string, string>>;
  /** Dates on which it opens later. */
  readonly lateOpens?: Readonly<Record<string, string>>;
}

/** A stretch of time without a pause. */
export interface TradingRange {
  readonly opensAt: Instant;
  readonly closesAt: Instant;
}

export interface TradingDay {
  readonly opensAt: Instant;
  readonly closesAt: Instant;
  /** None on a day without trading; then both times are its midnight. */
  readonly ranges: readonly TradingRange[];
}

export interface Session {
  /** Returns the trading day of the wall-clock date on which the instant falls; after an overnight session has closed, the next. */
  dayOf(instant: Instant): TradingDay;
  /** Returns the trading day of a date, as days since the epoch. */
  dayAt(day: number): TradingDay;
  /** Whether it is known which days are trading days. */
  readonly knowsDays: boolean;
}

/** Hours of a market that never closes; its day is that of UTC. */
export const ALWAYS_OPEN: SessionHours = Object.freeze({ timeZone: 'UTC', ranges: Object.freeze([{ open: '00:00', close: '24:00' }]) });

/** Returns the session of these hours. Throws `time-zone-unknown`, `import-options-invalid`. */
export function session(hours: SessionHours): Session {
  checkRanges(hours);
  const zone = timeZone(hours.timeZone);
  const days = new Map<number, TradingDay>();
  const holidays = new Set(hours.holidays);
  const isOvernight = opensBefore(hours);
  const dayAt = (day: number): TradingDay => {
    let found = days.get(day);
    if (found === undefined) days.set(day, (found = tradingDay(day, { hours, zone, holidays })));
    return found;
  };
  return {
    knowsDays: hours.weekdays !== undefined || hours.holidays !== undefined,
    dayAt,
    dayOf(instant) {
      const day = Math.floor((instant + zone.offsetUsAt(instant)) / DAY);
      const found = dayAt(day);
      return isOvernight && instant >= found.closesAt ? dayAt(day + 1) : found;
    },
  };
}

/** Returns when each trading day of these years ends, in order: what a venue needs, and nothing of the machine in it. */
export function sessionEnds(hours: SessionHours, { fromDay, untilDay }: { readonly fromDay: number; readonly untilDay: number }): Float64Array {
  const { dayAt } = session(hours);
  const ends: number[] = [];
  for (let day = fromDay; day < untilDay; day += 1) {
    const { ranges, closesAt } = dayAt(day);
    if (ranges.length > 0) ends.push(closesAt);
  }
  return Float64Array.from(ends);
}

function opensBefore({ ranges: [first] }: SessionHours): boolean {
  return clockUs(first.open) > clockUs(first.close);
}

function checkRanges({ ranges }: SessionHours): void {
  let last = -1;
  ranges.forEach(({ open, close }, place) => {
    const isOvernight = place === 0 && clockUs(open) > clockUs(close);
    if (!isOvernight && !(clockUs(open) >= last && clockUs(close) > clockUs(open))) {
      throw new HivetapeError('import-options-invalid', `Ranges of a session are in order and do not overlap (found ${open} to ${close}).`, {
        help: 'Write them as 09:30 to 11:30, then 13:00 to 15:00; only the first may open on the evening before.',
      });
    }
    last = clockUs(close);
  });
  if (last < 0) throw new HivetapeError('import-options-invalid', 'A session has at least one range of hours (found none).');
}

interface Calendar {
  readonly hours: SessionHours;
  readonly zone: TimeZone;
  readonly holidays: ReadonlySet<string>;
}

function tradingDay(day: number, { hours, zone, holidays }: Calendar): TradingDay {
  const date = formatDate(day);
  const isClosed = holidays.has(date) || hours.weekdays?.includes(weekdays[weekdayOf(day * DAY)]) === false;
  const laid = isClosed ? [] : rangesOn(date, hours).map(({ open, close }) => ({ opensAt: wall(zone, day, open), closesAt: wall(zone, day, close) }));
  if (laid.length > 0) return { opensAt: laid[0].opensAt, closesAt: laid[laid.length - 1].closesAt, ranges: laid };
  const midnight = wall(zone, day, 0);
  return { opensAt: midnight, closesAt: midnight, ranges: [] };
}

/** Returns the ranges of a date in µs after its midnight, cut by an early close or a late open. */
function rangesOn(date: string, hours: SessionHours): readonly { readonly open: number; readonly close: number }[] {
  const closes = hours.earlyCloses?.[date];
  const opens = hours.lateOpens?.[date];
  return hours.ranges
    .map(({ open, close }) => ({ open: clockUs(open) > clockUs(close) ? clockUs(open) - DAY : clockUs(open), close: clockUs(close) }))
    .map(({ open, close }) => ({ open: opens === undefined ? open : Math.max(open, clockUs(opens)), close: closes === undefined ? close : Math.min(close, clockUs(closes)) }))
    .filter(({ open, close }) => open < close);
}

/** An hour that the change of the clocks skips or repeats is taken with the offset from before the change. */
function wall(zone: TimeZone, day: number, clock: number): Instant {
  const wallUs = day * DAY + clock;
  const instant = zone.instantOf(wallUs);
  return typeof instant === 'number' ? instant : wallUs - zone.offsetUsAt((day - 1) * DAY);
}
