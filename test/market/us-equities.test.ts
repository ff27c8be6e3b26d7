import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DAY, formatInstant, parseInstant } from '../../src/core/instant.js';
import { session, sessionEnds } from '../../src/market/session.js';
import { usEquityHours } from '../../src/market/us-equities.js';

const hours = usEquityHours();
const trial = join(process.env['HIVETAPE_TRIAL_DATA'] ?? '', 'market_hours.json');

test.each([
  ['2024-03-29', 'Good Friday'], ['2023-01-02', 'a new year on a Sunday'], ['2021-07-05', 'the fourth of July on a Sunday'], ['2020-07-03', 'the fourth of July on a Saturday'],
  ['2022-06-20', 'Juneteenth on a Sunday'], ['2012-10-29', 'a hurricane'], ['2024-11-28', 'Thanksgiving'], ['2024-05-27', 'Memorial Day'],
])('%s is no trading day: %s', (date) => {
  expect(session(hours).dayOf(parseInstant(`${date}T17:00:00Z`)).ranges).toEqual([]);
});

test.each(['2021-12-31', '2010-12-31', '2024-07-05'])('%s is a trading day', (date) => {
  expect(session(hours).dayOf(parseInstant(`${date}T17:00:00Z`)).ranges).toHaveLength(1);
});

test('half days end at one in New York, whatever that is in UTC', () => {
  const ends = [...sessionEnds(hours, { fromDay: parseInstant('2024-07-01') / DAY, untilDay: parseInstant('2024-12-01') / DAY })].map(formatInstant);
  expect(ends.slice(0, 4)).toEqual(['2024-07-01T20:00:00Z', '2024-07-02T20:00:00Z', '2024-07-03T17:00:00Z', '2024-07-05T20:00:00Z']);
  expect(ends.slice(-2)).toEqual(['2024-11-27T21:00:00Z', '2024-11-29T18:00:00Z']);
});

test('a year has 252 trading days, or nearly', () => {
  for (let year = 1998; year < 2060; year += 1) {
    const days = sessionEnds(hours, { fromDay: parseInstant(`${year}-01-01`) / DAY, untilDay: parseInstant(`${year + 1}-01-01`) / DAY }).length;
    expect(days, String(year)).toBeGreaterThanOrEqual(248);
    expect(days, String(year)).toBeLessThanOrEqual(253);
  }
});

if (existsSync(trial)) {
  const iso = (text: string): string => {
    const [month, day, year] = text.split('/');
    return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  };
  const { holidays, earlyCloses } = (JSON.parse(readFileSync(trial, 'utf8')) as Record<string, { holidays: string[]; earlyCloses: Record<string, string> }>)['Equity-usa-[*]'];
  const known = (date: string): boolean => date >= '1998' && date < '2027';
  const isWorkday = (date: string): boolean => ![0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());

  test('the rules give the holidays and half days that another engine keeps as a list', () => {
    expect((hours.holidays ?? []).filter((date) => known(date) && isWorkday(date))).toEqual(holidays.map(iso).filter((date) => known(date) && isWorkday(date)).sort());
    // The list begins with the half days of 1999, and has one on a Sunday.
    const halves = (dates: readonly string[]): string[] => dates.filter((date) => known(date) && date >= '1999' && isWorkday(date)).sort();
    expect(halves(Object.keys(hours.earlyCloses ?? {}))).toEqual(halves(Object.keys(earlyCloses).map(iso)));
  });
}
