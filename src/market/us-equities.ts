/**
 * The calendar of the US stock exchanges by its rules: holidays, half days, and the days on which they stayed
 * closed for a reason of their own. Rules as the New York Stock Exchange publishes them; from 1998 on, when
 * the day of Martin Luther King became one.
 */
import { DAY, daysFromCivil, formatDate, weekdayOf } from '../core/instant.js';
import type { SessionHours } from './session.js';

const YEAR_FROM = 1998;
const YEAR_UNTIL = 2061;
const [SUNDAY, MONDAY, THURSDAY, SATURDAY] = [0, 1, 4, 6];

/** Mourning, attack, storm. */
const CLOSED_ONCE: readonly string[] = Object.freeze([
  '2001-09-11', '2001-09-12', '2001-09-13', '2001-09-14', '2004-06-11', '2007-01-02', '2012-10-29', '2012-10-30', '2018-12-05', '2025-01-09',
]);
/** Half days that no rule gives: days before or after a holiday, as they were announced. */
const HALF_ONCE: readonly string[] = Object.freeze(['2002-07-05', '2003-12-26']);
/** Half days that the rule gives and that were whole. */
const WHOLE_ONCE: readonly string[] = Object.freeze(['1999-12-24', '2002-07-03']);

/** Returns the hours of US shares: 09:30 to 16:00 in New York, to 13:00 on half days. */
export function usEquityHours(): SessionHours {
  const holidays = [...CLOSED_ONCE];
  const halves = new Set(HALF_ONCE);
  for (let year = YEAR_FROM; year < YEAR_UNTIL; year += 1) {
    const closed = holidaysOf(year);
    holidays.push(...closed.map(formatDate));
    for (const day of halfDaysOf(year)) if (!closed.includes(day) && isWorkday(day)) halves.add(formatDate(day));
  }
  for (const date of WHOLE_ONCE) halves.delete(date);
  return {
    timeZone: 'America/New_York',
    ranges: [{ open: '09:30', close: '16:00' }],
    weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
    holidays: inOrder(holidays),
    earlyCloses: Object.fromEntries(inOrder(halves).map((date) => [date, '13:00'])),
  };
}

function inOrder(dates: Iterable<string>): string[] {
  return [...new Set(dates)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Returns days since the epoch. */
function holidaysOf(year: number): readonly number[] {
  const fixed = [day(year, 7, 4), day(year, 12, 25), ...(year >= 2022 ? [day(year, 6, 19)] : [])].map(observed);
  const newYear = day(year, 1, 1);
  // A new year's day on a Saturday is not made up for: the day before belongs to the old year's books.
  const first = weekdayOf(newYear * DAY) === SATURDAY ? [] : [observed(newYear)];
  const moving = [nth(year, 1, MONDAY, 3), nth(year, 2, MONDAY, 3), easterOf(year) - 2, lastMonday(year, 5), nth(year, 9, MONDAY, 1), nth(year, 11, THURSDAY, 4)];
  return [...first, ...moving, ...fixed];
}

/** The day after Thanksgiving, the eve of Christmas, the eve of Independence Day. */
function halfDaysOf(year: number): readonly number[] {
  return [nth(year, 11, THURSDAY, 4) + 1, day(year, 12, 24), day(year, 7, 3)];
}

function day(year: number, month: number, ofMonth: number): number {
  return daysFromCivil({ year, month, day: ofMonth });
}

function isWorkday(at: number): boolean {
  return weekdayOf(at * DAY) !== SATURDAY && weekdayOf(at * DAY) !== SUNDAY;
}

function observed(at: number): number {
  const weekday = weekdayOf(at * DAY);
  return weekday === SATURDAY ? at - 1 : weekday === SUNDAY ? at + 1 : at;
}

function nth(year: number, month: number, weekday: number, count: number): number {
  const first = day(year, month, 1);
  return first + ((weekday - weekdayOf(first * DAY) + 7) % 7) + (count - 1) * 7;
}

function lastMonday(year: number, month: number): number {
  const last = day(year, month + 1, 1) - 1;
  return last - ((weekdayOf(last * DAY) - MONDAY + 7) % 7);
}

/** Source: the anonymous Gregorian algorithm, in Meeus, "Astronomical Algorithms", 1991. */
function easterOf(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return day(year, Math.floor(f / 31), (f % 31) + 1);
}
