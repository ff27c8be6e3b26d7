/** What a calendar says of a table: days that are there, days that are missing, days that should not be. */
import { expect, test } from 'vitest';
import { DAY, HOUR, parseInstant } from '../../../src/core/instant.js';
import { instrumentId } from '../../../src/domain/instrument.js';
import { barTable, type BarNumbers } from '../../../src/market/bar-table.js';
import { calendarNames } from '../../../src/market/calendar-names.js';
import { calendarHours } from '../../../src/market/calendar.js';
import { sessionReport } from '../../../src/market/guard/session-report.js';
import { session, type SessionHours } from '../../../src/market/session.js';

const X = instrumentId('X');
const bar = (openedAt: number, closedAt: number): BarNumbers => ({ openedAt, closedAt, open: 1, high: 1, low: 1, close: 1, volume: 1 });

/** One bar for each trading day of a year. */
function year(hours: SessionHours, from: string): BarNumbers[] {
  const open = session(hours);
  const first = Math.floor(parseInstant(from) / DAY);
  return Array.from({ length: 365 }, (_, index) => open.dayAt(first + index)).flatMap(({ ranges, opensAt, closesAt }) => (ranges.length === 0 ? [] : [bar(opensAt, closesAt)]));
}

test('a whole year has all its sessions: 250 days in 2023, 9 holidays after the first, 2 half days, by either name of the exchange', () => {
  for (const name of ['us-equities', 'XNYS', 'XNAS'] as const) {
    const hours = calendarHours(name);
    expect(sessionReport(barTable(X, year(hours, '2023-01-01')), hours)).toEqual({ expected: 250, found: 250, missing: [], holidays: 9, unexpected: [], shortDays: 2, shortDaysOverrun: [] });
  }
  expect(calendarNames).toContain('XNYS');
});

test('J3: a missing day, bars on a holiday and a half day that goes on are named by their dates', () => {
  const hours = calendarHours('XNYS');
  const bars = year(hours, '2023-01-01');
  const christmas = parseInstant('2023-12-25T14:30:00Z');
  const planted = bars.flatMap((one) => (one.openedAt === parseInstant('2023-06-01T13:30:00Z') ? [] : one.openedAt === parseInstant('2023-07-03T13:30:00Z') ? [{ ...one, closedAt: one.closedAt + 3 * HOUR }] : one.openedAt > christmas && one.openedAt < christmas + 2 * DAY ? [bar(christmas, christmas + HOUR), one] : [one]));
  expect(sessionReport(barTable(X, planted), hours)).toMatchObject({ missing: ['2023-06-01'], unexpected: ['2023-12-25'], shortDaysOverrun: ['2023-07-03'] });
});

test('sessions that open on the evening before, and zones ahead of UTC, keep their dates', () => {
  const evening: SessionHours = { timeZone: 'America/Chicago', ranges: [{ open: '17:00', close: '16:00' }], weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'], holidays: ['2024-01-01'] };
  const sydney: SessionHours = { timeZone: 'Australia/Sydney', ranges: [{ open: '10:00', close: '16:00' }], weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'], holidays: ['2024-01-26'] };
  for (const hours of [evening, sydney]) {
    const bars = year(hours, '2024-01-01').slice(0, 60);
    const report = sessionReport(barTable(X, bars.filter((_, row) => row !== 30)), hours);
    expect([report?.expected, report?.found, report?.missing.length, report?.unexpected]).toEqual([60, 59, 1, []]);
  }
});

test('a market that never closes has no days to count', () => {
  expect(sessionReport(barTable(X, [bar(0, 1)]), calendarHours('always'))).toBeUndefined();
});
