/**
 * Time stamps, read from bytes: ISO 8601, dates alone, and seconds to nanoseconds of the epoch. What
 * could mean two things is refused rather than guessed. No `Date`: the calendar is our own.
 */
import { DAY, HOUR, MINUTE, SECOND, daysFromCivil, isRealDate, type Instant } from '../core/instant.js';
import type { TimeZone } from '../host/time-zone.js';
import type { TimeFormat } from './time-format.js';

export type EpochUnit = 's' | 'ms' | 'us' | 'ns';

export interface StampTrouble {
  readonly code: 'time-invalid' | 'date-ambiguous' | 'time-zone-missing' | 'wall-clock-ambiguous';
  readonly message: string;
  readonly help: string;
}

export interface StampReader {
  /**
   * Returns the instant of the stamp between `start` and `end`. Of a date alone: its midnight, read as if
   * it were UTC, and `isDate` is set. NaN if it cannot be read; then `trouble` says why.
   */
  read(bytes: Uint8Array, start: number, end: number): Instant;
  readonly isDate: boolean;
  readonly trouble: StampTrouble | undefined;
  /** Unit of the epoch stamps, once one was read. */
  readonly unit: EpochUnit | undefined;
}

const YEAR_MIN = 1901;
const YEAR_MAX = 2199;
const [ZERO, NINE, DASH, COLON, LETTER_T, SPACE, LETTER_Z] = [48, 57, 45, 58, 84, 32, 90];

export function stampReader(format: TimeFormat, zone: TimeZone | undefined): StampReader {
  return new Reader(format, zone);
}

/** A resource: remembers the last date and the unit, so that a million stamps of a few hundred days are read fast. */
class Reader implements StampReader {
  isDate = false;
  trouble: StampTrouble | undefined;
  unit: EpochUnit | undefined;
  private lastDate = -1;
  private lastDays = 0;
  private sawZone = false;

  constructor(
    private readonly format: TimeFormat,
    private readonly zone: TimeZone | undefined,
  ) {
    if (format.startsWith('epoch-')) this.unit = format.slice('epoch-'.length) as EpochUnit;
  }

  read(bytes: Uint8Array, start: number, end: number): Instant {
    this.isDate = false;
    this.trouble = undefined;
    const quick = bytes[start + 4] === DASH ? this.quickIso(bytes, start, end) : this.quickEpoch(bytes, start, end);
    if (quick === quick) return quick;
    const text = new TextDecoder().decode(bytes.subarray(start, end)).trim();
    return /^-?\d+(?:\.\d+)?$/.test(text) ? this.number(text) : this.words(text);
  }

  /** Reads 2020-01-31T15:00:00 and the same with Z, which is what most files hold. */
  private quickIso(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (length !== 19 && !(length === 20 && bytes[start + 19] === LETTER_Z)) return Number.NaN;
    if (bytes[start + 4] !== DASH || bytes[start + 7] !== DASH || bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) return Number.NaN;
    if (bytes[start + 10] !== LETTER_T && bytes[start + 10] !== SPACE) return Number.NaN;
    const date = digits(bytes, start, 4) * 10_000 + digits(bytes, start + 5, 2) * 100 + digits(bytes, start + 8, 2);
    const hour = digits(bytes, start + 11, 2);
    const minute = digits(bytes, start + 14, 2);
    const second = digits(bytes, start + 17, 2);
    if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN;
    if (date !== this.lastDate && !this.isDay(date)) return Number.NaN;
    const wallUs = this.lastDays * DAY + hour * HOUR + minute * MINUTE + second * SECOND;
    return length === 20 ? this.zoned(wallUs, 0) : this.local(wallUs);
  }

  /** Reads whole numbers in the unit that earlier rows have shown. */
  private quickEpoch(bytes: Uint8Array, start: number, end: number): number {
    const { unit } = this;
    const length = end - start;
    if (unit === undefined || (this.format === 'auto' && UNIT_OF_DIGITS[length] !== unit)) return Number.NaN;
    const cut = unit === 'ns' ? 3 : 0;
    if (length <= cut || length - cut > 16) return Number.NaN;
    for (let at = end - cut; at < end; at += 1) if (bytes[at] < ZERO || bytes[at] > NINE) return Number.NaN;
    const instant = digits(bytes, start, length - cut) * US_PER_UNIT[unit];
    return instant >= EARLIEST && instant < LATEST ? instant : Number.NaN;
  }

  private isDay(date: number): boolean {
    const civil = { year: Math.floor(date / 10_000), month: Math.floor(date / 100) % 100, day: date % 100 };
    if (!(civil.year >= YEAR_MIN && civil.year <= YEAR_MAX) || !isRealDate(civil)) return false;
    this.lastDate = date;
    this.lastDays = daysFromCivil(civil);
    return true;
  }

  private number(text: string): Instant {
    const compact = /^\d{8}$/.test(text) && !this.format.startsWith('epoch-') && this.unit === undefined;
    if (compact) return this.words(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`);
    const [whole, fraction = ''] = text.split('.');
    const unit = this.unitOf(whole);
    if (unit === undefined) return this.fail(unclear(text));
    this.unit = unit;
    const instant = epochInstant(whole, fraction, unit);
    const inRange = instant >= EARLIEST && instant < LATEST;
    return inRange ? instant : this.fail(impossible(text));
  }

  /** Tells the unit by the range of the number; a file keeps one unit. */
  private unitOf(whole: string): EpochUnit | undefined {
    if (this.format.startsWith('epoch-')) return this.unit;
    if (this.format !== 'auto') return undefined;
    const found = UNIT_OF_DIGITS[whole.length];
    return this.unit === undefined || this.unit === found ? found : undefined;
  }

  private words(text: string): Instant {
    const named = NAMED_ORDER.exec(text);
    if (named !== null) {
      if (this.format !== 'day-first' && this.format !== 'month-first') return this.fail(ambiguous(text));
      const [, first, second, year, rest] = named;
      const [month, day] = this.format === 'day-first' ? [second, first] : [first, second];
      return this.words(`${year}-${month}-${day}${rest}`);
    }
    const compact = COMPACT_TEXT.exec(text);
    if (compact !== null) {
      const [, year, month, day, hour, minute, second, millis = '000'] = compact;
      return this.words(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millis}`);
    }
    const match = ISO_TEXT.exec(text);
    if (match === null) return this.fail(unclear(text));
    const [, year, , month, day, hour, minute, second, fraction, zone] = match;
    if (!this.isDay(Number(year) * 10_000 + Number(month) * 100 + Number(day))) return this.fail(impossible(text));
    const midnight = this.lastDays * DAY;
    if (hour === undefined) {
      this.isDate = true;
      return midnight;
    }
    if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return this.fail(impossible(text));
    const micros = Number((fraction ?? '').padEnd(6, '0').slice(0, 6));
    const wallUs = midnight + Number(hour) * HOUR + Number(minute) * MINUTE + Number(second ?? 0) * SECOND + micros;
    return zone === undefined ? this.local(wallUs) : this.zoned(wallUs, offsetOf(zone));
  }

  private zoned(wallUs: number, offsetUs: number): Instant {
    this.sawZone = true;
    return wallUs - offsetUs;
  }

  private local(wallUs: number): Instant {
    if (this.zone === undefined) return this.fail(zoneMissing(this.sawZone));
    const instant = this.zone.instantOf(wallUs);
    return typeof instant === 'number' ? instant : this.fail(wallClock(this.zone.name, instant));
  }

  private fail(trouble: StampTrouble): number {
    this.trouble = trouble;
    return Number.NaN;
  }
}

const EARLIEST = daysFromCivil({ year: YEAR_MIN, month: 1, day: 1 }) * DAY;
const LATEST = daysFromCivil({ year: YEAR_MAX + 1, month: 1, day: 1 }) * DAY;

/** 1973 to 2286 in seconds, 1973 to 2286 in the others too: no two units share a length. */
const UNIT_OF_DIGITS: Readonly<Record<number, EpochUnit>> = Object.freeze({
  9: 's', 10: 's', 12: 'ms', 13: 'ms', 15: 'us', 16: 'us', 18: 'ns', 19: 'ns',
});

/** Of nanoseconds the last three digits are cut off, so that microseconds are left. */
const US_PER_UNIT: Readonly<Record<EpochUnit, number>> = Object.freeze({ s: 1_000_000, ms: 1_000, us: 1, ns: 1 });

const ISO_TEXT =
  /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[Tt ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$/;
/** 20200102 093000, with or without milliseconds. */
const COMPACT_TEXT = /^(\d{4})(\d{2})(\d{2})[ T_](\d{2}):?(\d{2}):?(\d{2})(\d{3})?$/;
const NAMED_ORDER = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(.*)$/;

function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index += 1) {
    const byte = bytes[index];
    if (byte < ZERO || byte > NINE) return Number.NaN;
    value = value * 10 + byte - ZERO;
  }
  return value;
}

/** Nanoseconds do not fit a double, so the digits below a microsecond are cut off as text: floored. */
function epochInstant(whole: string, fraction: string, unit: EpochUnit): Instant {
  const shift = { s: 6, ms: 3, us: 0, ns: -3 }[unit];
  const text = shift < 0 ? whole.slice(0, shift) || '0' : whole + fraction.padEnd(shift, '0').slice(0, shift);
  return Number(text);
}

function offsetOf(zone: string): number {
  if (!/^[+-]/.test(zone)) return 0;
  const minutes = zone.length > 3 ? Number(zone.slice(-2)) : 0;
  return (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * HOUR + minutes * MINUTE);
}

function unclear(text: string): StampTrouble {
  return {
    code: 'time-invalid',
    message: `A time is ISO 8601 or a number of the epoch, in one unit per file (found ${quoted(text)}).`,
    help: 'Write 2020-01-31T15:00:00Z, or say timeFormat.',
  };
}

function impossible(text: string): StampTrouble {
  return {
    code: 'time-invalid',
    message: `A time is a real day between ${YEAR_MIN} and ${YEAR_MAX}, and a time of day (found ${quoted(text)}).`,
    help: 'Mend the row.',
  };
}

function ambiguous(text: string): StampTrouble {
  return {
    code: 'date-ambiguous',
    message: `A date has its year first (found ${quoted(text)}, whose day and month could be either).`,
    help: 'Write 2024-03-02, or say timeFormat: day-first or month-first.',
  };
}

function zoneMissing(others: boolean): StampTrouble {
  return {
    code: 'time-zone-missing',
    message: `A time says its zone (this one says none${others ? ', though others in the file do' : ''}).`,
    help: 'Say `timeZone` in its options: the zone of the wall clock, as Europe/Berlin or UTC.',
  };
}

function wallClock(zone: string, trouble: 'skipped' | 'repeated'): StampTrouble {
  return {
    code: 'wall-clock-ambiguous',
    message: `A wall clock names one instant (this one ${trouble === 'skipped' ? 'was skipped' : 'came twice'} in ${zone}).`,
    help: 'Export the times in UTC.',
  };
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
