/** Returns per calendar week, month, quarter or year, in UTC: the rows of a heat map. */
import { civilFromDays, daysFromCivil, DAY } from '../../core/instant.js';
import type { EquityCurve } from './equity-curve.js';

export type CalendarPeriod = 'week' | 'month' | 'quarter' | 'year';

export interface PeriodReturn {
  /** For weeks the year of the ISO 8601 week. */
  readonly year: number;
  /** ISO week, month or quarter of the year from 1; 1 for a year. */
  readonly number: number;
  /** Last value in the period ÷ last value before it − 1; `null` after ruin or where a value is missing. */
  readonly value: number | null;
}

/**
 * Returns one row per period in which the curve has a value, in order. The first point is the value to
 * start from: the period it lies in has a row only if another point lies there too.
 */
export function periodReturns(curve: EquityCurve, period: CalendarPeriod): readonly PeriodReturn[] {
  const rows: PeriodReturn[] = [];
  for (let from = 0; from + 1 < curve.length; ) {
    const key = keyOf(Math.floor(curve[from + 1].at / DAY), period);
    let last = from + 1;
    while (last + 1 < curve.length && sameKey(key, keyOf(Math.floor(curve[last + 1].at / DAY), period))) last += 1;
    rows.push({ ...key, value: ratio(curve[from].value, curve[last].value) });
    from = last;
  }
  return rows;
}

/** Returns the rows of the table of months. */
export function monthlyReturns(curve: EquityCurve): readonly PeriodReturn[] {
  return periodReturns(curve, 'month');
}

/** Returns the rows of the table of years. */
export function yearlyReturns(curve: EquityCurve): readonly PeriodReturn[] {
  return periodReturns(curve, 'year');
}

type Key = Pick<PeriodReturn, 'year' | 'number'>;

function keyOf(days: number, period: CalendarPeriod): Key {
  const { year, month } = civilFromDays(days);
  switch (period) {
    case 'week':
      return isoWeekOf(days);
    case 'month':
      return { year, number: month };
    case 'quarter':
      return { year, number: Math.ceil(month / 3) };
    case 'year':
      return { year, number: 1 };
  }
}

/** The ISO week belongs to the year of its Thursday. Day 0 of the epoch was a Thursday. */
function isoWeekOf(days: number): Key {
  const thursday = Math.floor((days + 3) / 7) * 7;
  const { year } = civilFromDays(thursday);
  const dayOfYear = thursday - daysFromCivil({ year, month: 1, day: 1 });
  return { year, number: Math.floor(dayOfYear / 7) + 1 };
}

function sameKey(left: Key, right: Key): boolean {
  return left.year === right.year && left.number === right.number;
}

function ratio(before: number, after: number): number | null {
  const value = after / before - 1;
  return before > 0 && Number.isFinite(value) ? Math.max(-1, value) + 0 : null;
}
