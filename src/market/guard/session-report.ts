/** Which trading days of a calendar a table has bars of, which it misses, and what it holds on days that are none: for people. */
import { DAY, formatDate, type Instant } from '../../core/instant.js';
import { timeZone } from '../../host/time-zone.js';
import type { BarTable } from '../bar-table.js';
import { session, type Session, type SessionHours } from '../session.js';

export interface SessionReport {
  /** Trading days of the calendar between the first bar and the last. */
  readonly expected: number;
  readonly found: number;
  /** Dates without any bar, in order. */
  readonly missing: readonly string[];
  /** Dates on which the market is closed, weekends aside, between the first bar and the last. */
  readonly holidays: number;
  /** Dates with bars on which the market is closed. */
  readonly unexpected: readonly string[];
  /** Days that close early or open late, and those of them with bars beyond their hours. */
  readonly shortDays: number;
  readonly shortDaysOverrun: readonly string[];
}

/** Returns what a calendar says of a table; `undefined` where it does not know its trading days. */
export function sessionReport(table: BarTable, hours: SessionHours): SessionReport | undefined {
  const open = session(hours);
  if (!open.knowsDays || table.length === 0) return undefined;
  const dayOf = daysOf(hours, open);
  const bars = barsByDay(table, dayOf);
  const [first, last] = [dayOf(table.openedAt[0]), dayOf(table.openedAt[table.length - 1])];
  const report = { expected: 0, found: 0, missing: [] as string[], holidays: 0, unexpected: [] as string[], shortDays: 0, shortDaysOverrun: [] as string[] };
  for (let day = first; day <= last; day += 1) {
    const { ranges, opensAt, closesAt } = open.dayAt(day);
    const seen = bars.get(day);
    const date = formatDate(day);
    if (ranges.length === 0) {
      if (hours.holidays?.includes(date) === true) report.holidays += 1;
      if (seen !== undefined) report.unexpected.push(date);
      continue;
    }
    report.expected += 1;
    if (seen === undefined) report.missing.push(date);
    else report.found += 1;
    if (hours.earlyCloses?.[date] === undefined && hours.lateOpens?.[date] === undefined) continue;
    report.shortDays += 1;
    if (seen !== undefined && (seen.last > closesAt || seen.first < opensAt)) report.shortDaysOverrun.push(date);
  }
  return report;
}

/** Returns what tells the trading day of an instant, as days since the epoch; after an overnight session has closed, it is the next. */
function daysOf(hours: SessionHours, open: Session): (instant: Instant) => number {
  const zone = timeZone(hours.timeZone);
  const isOvernight = hours.ranges[0].open > hours.ranges[0].close;
  return (instant) => {
    const day = Math.floor((instant + zone.offsetUsAt(instant)) / DAY);
    return isOvernight && instant >= open.dayAt(day).closesAt ? day + 1 : day;
  };
}

function barsByDay({ openedAt, closedAt, length }: BarTable, dayOf: (instant: number) => number): ReadonlyMap<number, { first: number; last: number }> {
  const days = new Map<number, { first: number; last: number }>();
  for (let row = 0; row < length; row += 1) {
    const day = dayOf(openedAt[row]);
    const seen = days.get(day);
    if (seen === undefined) days.set(day, { first: openedAt[row], last: closedAt[row] });
    else seen.last = closedAt[row];
  }
  return days;
}
