import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, formatInstant, parseInstant } from '../../src/core/instant.js';
import { timeZone } from '../../src/host/time-zone.js';
import { barTable } from '../../src/market/bar-table.js';
import { calendarHours } from '../../src/market/calendar.js';
import { qualityNotes } from '../../src/market/quality.js';
import { resampleTable } from '../../src/market/resample.js';
import { session, sessionEnds, type SessionHours } from '../../src/market/session.js';
import { instrumentId } from '../../src/domain/instrument.js';

const newYork: SessionHours = { timeZone: 'America/New_York', ranges: [{ open: '09:30', close: '16:00' }], weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'] };
const globex: SessionHours = { timeZone: 'America/Chicago', ranges: [{ open: '17:00', close: '16:00' }], weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'] };
const zones = fc.constantFrom('America/New_York', 'Europe/Berlin', 'Australia/Sydney', 'America/Sao_Paulo', 'Asia/Tokyo', 'Pacific/Auckland', 'UTC', '+05:30');
const clock = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

describe('when the clocks change', () => {
  test('sessions open and close at the same wall clock all year, whatever that is in UTC', () => {
    fc.assert(
      fc.property(zones, fc.integer({ min: 4 * 60, max: 12 * 60 }), fc.integer({ min: 10, max: 600 }), fc.integer({ min: 1995, max: 2035 }), (zone, open, length, year) => {
        const hours: SessionHours = { timeZone: zone, ranges: [{ open: clock(open), close: clock(open + length) }] };
        const { offsetUsAt } = timeZone(zone);
        const { dayAt } = session(hours);
        const first = parseInstant(`${year}-01-01`) / DAY;
        let last = 0;
        for (let day = first; day < first + 365; day += 1) {
          const { opensAt, closesAt } = dayAt(day);
          expect(opensAt + offsetUsAt(opensAt)).toBe(day * DAY + open * 60_000_000);
          expect(closesAt + offsetUsAt(closesAt)).toBe(day * DAY + (open + length) * 60_000_000);
          expect(opensAt).toBeGreaterThan(last);
          last = closesAt;
        }
      }),
      { numRuns: 25 },
    );
  });

  test('every instant of a session belongs to its day, and ends stand in order, also over night', () => {
    fc.assert(
      fc.property(fc.constantFrom(newYork, globex), fc.integer({ min: 2000, max: 2030 }), fc.double({ min: 0, max: 1, noNaN: true }), (hours, year, share) => {
        const fromDay = parseInstant(`${year}-02-20`) / DAY;
        const { dayAt, dayOf } = session(hours);
        for (let day = fromDay; day < fromDay + 30; day += 1) {
          const { ranges: [range], closesAt } = dayAt(day);
          if (range === undefined) continue;
          const inside = Math.floor(range.opensAt + share * (range.closesAt - range.opensAt - 1));
          expect(dayOf(inside).closesAt, formatInstant(inside)).toBe(closesAt);
        }
        const ends = [...sessionEnds(hours, { fromDay, untilDay: fromDay + 300 })];
        expect(ends).toEqual([...new Set(ends)].sort((a, b) => a - b));
      }),
      { numRuns: 40 },
    );
  });

  test('New York closes at 21:00 UTC before the change of March and at 20:00 after it', () => {
    const ends = [...sessionEnds(newYork, { fromDay: parseInstant('2024-03-08') / DAY, untilDay: parseInstant('2024-03-12') / DAY })];
    expect(ends.map(formatInstant)).toEqual(['2024-03-08T21:00:00Z', '2024-03-11T20:00:00Z']);
  });

  test('a session over night is an hour shorter or longer in UTC on the day of the change', () => {
    const lengthOn = (date: string): number => {
      const { opensAt, closesAt } = session({ ...globex, weekdays: ['sun', 'mon'] }).dayAt(parseInstant(date) / DAY);
      return (closesAt - opensAt) / HOUR;
    };
    expect([lengthOn('2024-03-10'), lengthOn('2024-11-03'), lengthOn('2024-06-02')]).toEqual([22, 24, 23]);
  });
});

describe('a calendar of one’s own', () => {
  const own = calendarHours({ timeZone: 'UTC', hours: [{ open: '09:00', close: '11:00' }, { open: '12:00', close: '15:00' }], holidays: ['2024-01-02'], earlyCloses: { '2024-01-03': '11:30' }, lateOpens: { '2024-01-04': '13:00' } });
  const rangesOn = (date: string): string[] => session(own).dayAt(parseInstant(date) / DAY).ranges.map(({ opensAt, closesAt }) => `${formatInstant(opensAt).slice(11, 16)}-${formatInstant(closesAt).slice(11, 16)}`);

  test('has holidays, half days and late opens, that also cut ranges off', () => {
    expect(rangesOn('2024-01-01')).toEqual(['09:00-11:00', '12:00-15:00']);
    expect(rangesOn('2024-01-02')).toEqual([]);
    expect(rangesOn('2024-01-03')).toEqual(['09:00-11:00']);
    expect(rangesOn('2024-01-04')).toEqual(['13:00-15:00']);
    expect(rangesOn('2024-01-06')).toEqual([]);
  });

  test('tells gaps from holidays: what is closed is not missing, what is open is', () => {
    const id = instrumentId('X');
    const bar = (at: string): { openedAt: number; closedAt: number; open: number; high: number; low: number; close: number; volume: number } => {
      const openedAt = parseInstant(at);
      return { openedAt, closedAt: openedAt + HOUR, open: 1, high: 1, low: 1, close: 1, volume: 1 };
    };
    const over = barTable(id, ['2024-01-01T14:00:00Z', '2024-01-03T09:00:00Z', '2024-01-03T10:00:00Z'].map(bar));
    expect(qualityNotes(over, { hours: own }).filter(({ kind }) => kind === 'gap')).toEqual([]);
    const missing = barTable(id, ['2024-01-03T09:00:00Z', '2024-01-03T10:00:00Z', '2024-01-08T09:00:00Z', '2024-01-08T10:00:00Z', '2024-01-08T12:00:00Z', '2024-01-08T13:00:00Z'].map(bar));
    const [gap] = qualityNotes(missing, { hours: own }).filter(({ kind }) => kind === 'gap');
    expect(gap.note).toContain('7 of 3600 seconds');
    const night = barTable(id, ['2024-01-03T10:00:00Z', '2024-01-03T20:00:00Z', '2024-01-06T10:00:00Z'].map(bar));
    expect(qualityNotes(night, { hours: own }).find(({ kind }) => kind === 'off-session')?.count).toBe(2);
  });

  test('gives long bars that end with the session, half days too', () => {
    const bars = ['2024-01-01T09:00:00Z', '2024-01-01T14:00:00Z', '2024-01-03T09:00:00Z'].map((at) => ({ openedAt: parseInstant(at), closedAt: parseInstant(at) + HOUR, open: 1, high: 1, low: 1, close: 1, volume: 1 }));
    const long = resampleTable(barTable(instrumentId('X'), bars), { everyUs: DAY, hours: own }, parseInstant('2024-01-05'));
    expect([...long.closedAt].map(formatInstant)).toEqual(['2024-01-01T15:00:00Z', '2024-01-03T11:00:00Z']);
  });
});
