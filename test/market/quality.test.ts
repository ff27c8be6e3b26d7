/** Quality notes: each oddity is planted, and found where it was planted. */
import { expect, test } from 'vitest';
import { DAY, MINUTE, parseInstant } from '../../src/core/instant.js';
import { instrumentId } from '../../src/domain/instrument.js';
import { barNumbersAt, barTable, type BarNumbers, type BarTable } from '../../src/market/bar-table.js';
import { qualityNotes } from '../../src/market/quality.js';
import { walkBars } from '../../src/market/walk.js';

const walk = walkBars(500);
const rows = (): BarNumbers[] => Array.from({ length: walk.length }, (_, row) => barNumbersAt(walk, row));
const tableOf = (bars: readonly BarNumbers[]): BarTable => barTable(instrumentId('X'), bars);

test('has nothing to say of a clean walk', () => {
  expect(qualityNotes(walk)).toEqual([]);
});

test('finds gaps and counts what is missing in them', () => {
  const bars = rows().filter((_, index) => index !== 100 && (index < 200 || index > 203));
  expect(qualityNotes(tableOf(bars))).toEqual([
    { kind: 'gap', count: 2, firstAt: walk.closedAt[101], note: 'Bars are missing inside the trading hours: 5 of 60 seconds.' },
  ]);
});

test('takes no pause outside the trading hours for a gap', () => {
  const hours = { timeZone: 'UTC', ranges: [{ open: '00:00', close: '01:00' }, { open: '02:00', close: '03:00' }] };
  const bars = rows().filter((_, index) => index < 60 || (index >= 120 && index < 180));
  expect(qualityNotes(tableOf(bars), { hours })).toEqual([]);
  expect(qualityNotes(tableOf(bars.filter((_, index) => index !== 59 && index !== 60)), { hours })[0]).toMatchObject({ kind: 'gap', count: 1, note: expect.stringContaining(': 2 of') });
});

test('finds a long pause of daily bars, but no weekend', () => {
  const day = (offset: number): BarNumbers => {
    const openedAt = parseInstant('2024-01-05T01:30:00Z') + offset * DAY;
    return { openedAt, closedAt: openedAt + 330 * MINUTE, open: 1, high: 2, low: 1, close: 2 - (offset % 3) / 4, volume: 1 };
  };
  expect(qualityNotes(tableOf([day(0), day(3), day(4), day(5)]))).toEqual([]);
  expect(qualityNotes(tableOf([day(0), day(1), day(2), day(3), day(9)]))[0]).toMatchObject({ kind: 'gap', count: 1 });
});

test.each([
  ['spike', (bar: BarNumbers) => Object.assign(bar, { close: bar.close * 10, high: bar.high * 10 }), 2],
  ['zero-volume', (bar: BarNumbers) => Object.assign(bar, { volume: 0 }), 1],
  ['ohlc-violation', (bar: BarNumbers) => Object.assign(bar, { high: bar.low - 1 }), 1],
  ['price-not-positive', (bar: BarNumbers) => Object.assign(bar, { low: 0 }), 1],
] as const)('finds a planted %s', (kind, plant, count) => {
  const bars = rows();
  plant(bars[250]);
  expect(qualityNotes(tableOf(bars))).toEqual([expect.objectContaining({ kind, count, firstAt: walk.closedAt[250] })]);
});

test('finds a feed that stands still', () => {
  const bars = rows();
  for (let index = 301; index <= 315; index += 1) Object.assign(bars[index], { open: bars[300].close, high: bars[300].close, low: bars[300].close, close: bars[300].close });
  expect(qualityNotes(tableOf(bars)).filter(({ kind }) => kind === 'stale')).toEqual([expect.objectContaining({ count: 1, firstAt: walk.closedAt[310] })]);
});
