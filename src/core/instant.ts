/**
 * Virtual time: whole microseconds since the Unix epoch, as a safe integer. No zone, no locale, no
 * `Date`: text is read and written by our own civil-calendar arithmetic, the same on every machine.
 */
import { assert } from './assert.js';
import { HivetapeError } from './errors.js';

/** Microseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

export const MICROSECOND = 1;
export const MILLISECOND = 1_000;
export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** Returns whole days since the epoch. Source: Hinnant, "chrono-compatible low-level date algorithms". */
export function daysFromCivil({ year, month, day }: CivilDate): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Returns the UTC date of a day count; the inverse of {@link daysFromCivil}. */
export function civilFromDays(days: number): CivilDate {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

export function civilOf(instant: Instant): CivilDate {
  return civilFromDays(Math.floor(instant / DAY));
}

export function isRealDate(date: CivilDate): boolean {
  if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31) return false;
  const back = civilFromDays(daysFromCivil(date));
  return back.year === date.year && back.month === date.month && back.day === date.day;
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2}))?$/;

/**
 * Returns the instant that ISO 8601 text names: a date (midnight UTC) or a date and time *with* a zone.
 * Fractions finer than a microsecond are floored. Throws `invalid-instant`, also outside the years 1684 to 2255.
 */
export function parseInstant(text: string): Instant {
  const match = ISO.exec(text);
  if (!match) throw invalid(text);
  const date = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  const hour = Number(match[4] ?? 0);
  const minute = Number(match[5] ?? 0);
  const second = Number(match[6] ?? 0);
  if (!isRealDate(date) || hour > 23 || minute > 59 || second > 59) throw invalid(text);
  const fraction = Number((match[7] ?? '').padEnd(6, '0').slice(0, 6));
  const zone = zoneOffset(match[8] ?? 'Z');
  if (zone === undefined) throw invalid(text);
  const instant = daysFromCivil(date) * DAY + hour * HOUR + minute * MINUTE + second * SECOND + fraction - zone;
  // Whole microseconds are exact from 1684 to 2255.
  if (!Number.isSafeInteger(instant)) throw invalid(text);
  return instant;
}

/** Returns ISO 8601 in UTC with as many digits as needed: 2020-01-31, 2020-01-31T09:30:00Z, …00.000001Z. */
export function formatInstant(instant: Instant): string {
  assert(Number.isSafeInteger(instant), 'An instant is a whole number of microseconds', { instant });
  const days = Math.floor(instant / DAY);
  const inDay = instant - days * DAY;
  const date = formatDate(days);
  if (inDay === 0) return date;
  const time = `${two(Math.floor(inDay / HOUR))}:${two(Math.floor(inDay / MINUTE) % 60)}:${two(Math.floor(inDay / SECOND) % 60)}`;
  const micros = inDay % SECOND;
  return micros === 0 ? `${date}T${time}Z` : `${date}T${time}.${String(micros).padStart(6, '0')}Z`;
}

export function formatDate(days: number): string {
  const { year, month, day } = civilFromDays(days);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** Returns 0 for Sunday to 6 for Saturday. */
export function weekdayOf(instant: Instant): number {
  return (((Math.floor(instant / DAY) + 4) % 7) + 7) % 7;
}

/** Returns µs east of Greenwich; `undefined` if no such zone can be. */
function zoneOffset(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * HOUR + minutes * MINUTE);
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function invalid(text: string): HivetapeError {
  return new HivetapeError('invalid-instant', `A time is ISO 8601 with a zone, or a date (found "${text.slice(0, 60)}").`, {
    help: 'Write 2020-01-31 or 2020-01-31T15:00:00Z.',
  });
}
