import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isHivetapeError } from '../../src/core/errors.js';
import { civilFromDays, civilOf, DAY, daysFromCivil, formatInstant, isRealDate, MILLISECOND, parseInstant, weekdayOf } from '../../src/core/instant.js';

const safe = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
const wholeMs = fc.integer({ min: -9_000_000_000_000, max: 9_000_000_000_000 });

test('what is written is read back', () => {
  fc.assert(fc.property(safe, (instant) => void expect(parseInstant(formatInstant(instant))).toBe(instant)), { numRuns: 2_000 });
});

test('agrees with the native date on every whole millisecond', () => {
  fc.assert(
    fc.property(wholeMs, (ms) => {
      const iso = new Date(ms).toISOString();
      expect(parseInstant(iso)).toBe(ms * MILLISECOND);
      expect(Date.parse(formatInstant(ms * MILLISECOND))).toBe(ms);
      expect(weekdayOf(ms * MILLISECOND)).toBe(new Date(ms).getUTCDay());
      const native = new Date(ms);
      expect(civilOf(ms * MILLISECOND)).toEqual({ year: native.getUTCFullYear(), month: native.getUTCMonth() + 1, day: native.getUTCDate() });
    }),
    { numRuns: 2_000 },
  );
});

test('counts days over the whole range of the calendar', () => {
  fc.assert(
    fc.property(fc.integer({ min: -800_000, max: 3_000_000 }), (days) => {
      const date = civilFromDays(days);
      expect(daysFromCivil(date)).toBe(days);
      expect(isRealDate(date)).toBe(true);
      const native = new Date(days * 86_400_000);
      expect([date.year, date.month, date.day]).toEqual([native.getUTCFullYear(), native.getUTCMonth() + 1, native.getUTCDate()]);
    }),
    { numRuns: 2_000 },
  );
});

test('the text sorts as the instants do, among instants written with a time of day', () => {
  const withTime = safe.filter((instant) => instant % DAY !== 0 && instant % 1_000_000 !== 0);
  fc.assert(fc.property(withTime, withTime, (a, b) => void expect(formatInstant(a) < formatInstant(b)).toBe(a < b)));
});

test('a zone is taken off', () => {
  const zone = fc.record({ sign: fc.constantFrom('+', '-'), hours: fc.integer({ min: 0, max: 14 }), minutes: fc.constantFrom(0, 15, 30, 45), colon: fc.constantFrom(':', '') });
  fc.assert(
    fc.property(zone, ({ sign, hours, minutes, colon }) => {
      const two = (value: number) => String(value).padStart(2, '0');
      const text = `2020-03-01T00:30:00${sign}${two(hours)}`;
      expect(parseInstant(`${text}${colon}${two(minutes)}`)).toBe(Date.parse(`${text}:${two(minutes)}`) * 1_000);
    }),
  );
});

test.each([
  ['2020-01-31', 1_580_428_800_000_000],
  ['2020-02-29T23:59:59.999999Z', 1_583_020_799_999_999],
  ['2020-01-31 15:00Z', 1_580_482_800_000_000],
  ['1969-12-31T23:59:59.9999999Z', -1],
  ['1970-01-01T00:00:00.000000999Z', 0],
])('reads %s', (text, instant) => expect(parseInstant(text)).toBe(instant));

test.each([
  [0, '1970-01-01'],
  [1, '1970-01-01T00:00:00.000001Z'],
  [-1, '1969-12-31T23:59:59.999999Z'],
  [34_200_000_000, '1970-01-01T09:30:00Z'],
])('writes %d', (instant, text) => expect(formatInstant(instant)).toBe(text));

describe('refuses', () => {
  test.each([
    '', 'today', '2020', '2020-1-31', '31.01.2020', '01/31/2020', '2020-02-30', '2021-02-29', '2020-13-01', '2020-00-10', '2020-01-00',
    '2020-01-31T15:00:00', '2020-01-31T24:00:00Z', '2020-01-31T15:60:00Z', '2020-01-31T15:00:60Z', '2020-01-31T15:00:00+24:00',
    '2020-01-31T15:00:00+01:60', '2020-01-31T15:00:00z', ' 2020-01-31', '2020-01-31\n', '2020-01-31T15:00:00.Z', '2020-01-31T15:00:00.0000000000Z',
    '٢٠٢٠-٠١-٣١', '0001-01-01', '9999-12-31', '1500-01-01T00:00:00Z',
  ])('"%s"', (text) => {
    let caught: unknown;
    try {
      parseInstant(text);
    } catch (error) {
      caught = error;
    }
    expect(isHivetapeError(caught) && caught.code).toBe('invalid-instant');
  });

  test('to write what is no whole microsecond', () => {
    expect(() => formatInstant(0.5)).toThrow('whole number of microseconds');
    expect(() => formatInstant(Number.NaN)).toThrow();
  });
});
