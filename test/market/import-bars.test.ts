/** What files of bars may look like, and that however they are written the same bars come out. */
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parseInstant } from '../../src/core/instant.js';
import { instrumentId } from '../../src/domain/instrument.js';
import { barCsv } from '../../src/market/bar-csv.js';
import { barNumbersAt, barTable, type BarNumbers } from '../../src/market/bar-table.js';
import { importBars, importBarTable } from '../../src/market/import-bars.js';
import type { ImportOptions } from '../../src/market/import-options.js';
import { walkBars, walkCsv } from '../../src/market/walk.js';
import { temporaryFiles } from './temporary-files.js';

const files = temporaryFiles();
const HEADER = 'time,open,high,low,close,volume\n';
const MINUTES: ImportOptions = { instrument: 'X', stamp: 'open', barDuration: '1m' };

test('reads the walk in epoch milliseconds as it was made', async () => {
  const table = await importBarTable(files.write('walk.csv', walkCsv(2_000)), { ...MINUTES, instrument: 'WALK' });
  expect(table.digest).toBe(walkBars(2_000).digest);
});

test('reads gzip and plain text alike', async () => {
  const text = [...barCsv(walkBars(5_000))].join('');
  const plain = await importBars(files.write('plain.csv', text));
  const packed = await importBars(files.write('packed.csv.gz', gzipSync(text)));
  expect(packed.tables[0].digest).toBe(plain.tables[0].digest);
  expect([plain.file.gzipped, packed.file.gzipped]).toEqual([false, true]);
});

const price = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
const bars = fc.array(
  fc.record({ gapUs: fc.integer({ min: 0, max: 1e12 }), lengthUs: fc.integer({ min: 1, max: 1e11 }), prices: fc.tuple(price, price, price, price), volume: fc.double({ min: 0, max: 1e15, noNaN: true }) }),
  { minLength: 1, maxLength: 40 },
);

test('reads back exactly what it writes, for any bars', async () => {
  await fc.assert(
    fc.asyncProperty(bars, async (drawn) => {
      let at = parseInstant('2001-01-01');
      const rows = drawn.map(({ gapUs, lengthUs, prices, volume }): BarNumbers => {
        const openedAt = at + gapUs;
        at = openedAt + lengthUs;
        return { openedAt, closedAt: at, open: prices[0], close: prices[1], high: Math.max(...prices), low: Math.min(...prices), volume };
      });
      const table = barTable(instrumentId('A-1'), rows);
      const read = await importBarTable(files.write('round.csv', [...barCsv(table)].join('')));
      expect(read.digest).toBe(table.digest);
    }),
    { numRuns: 50 },
  );
});

test('takes a stamp for the opening or the close, as it is told', async () => {
  const path = files.write('stamp.csv', `${HEADER}2024-01-02T00:01:00Z,1,1,1,1,1\n`);
  const opening = await importBarTable(path, MINUTES);
  const close = await importBarTable(path, { ...MINUTES, stamp: 'close' });
  expect(opening.closedAt[0] - close.closedAt[0]).toBe(60_000_000);
  expect(close.closedAt[0]).toBe(parseInstant('2024-01-02T00:01:00Z'));
});

test.each([
  [{ instrument: 'X', barDuration: '1m' }, 'stamp-unstated'],
  [{ instrument: 'X', stamp: 'close' }, 'bar-duration-unstated'],
  [{ stamp: 'close', barDuration: '1m' }, 'symbol-unstated'],
  [{ ...MINUTES, rowsMax: 0 }, 'import-options-invalid'],
  [{ ...MINUTES, colour: 'red' } as ImportOptions, 'import-options-invalid'],
  [{ ...MINUTES, timeZone: 'Mars/Olympus' }, 'time-zone-unknown'],
  [{ ...MINUTES, columns: { open: 'Open price' } }, 'column-missing'],
  [{ ...MINUTES, rowsMax: 1 }, 'too-many-rows'],
] as const)('does not guess: %j is %s', async (options, code) => {
  const path = files.write('guess.csv', `${HEADER}2024-01-02T00:00:00Z,1,1,1,1,1\n2024-01-02T00:01:00Z,1,1,1,1,1\n`);
  await expect(importBars(path, options as ImportOptions)).rejects.toMatchObject({ code });
});

test('knows a daily bar at the close of its session, through the change of the clocks', async () => {
  const path = files.write('days.csv', 'Date,Open,High,Low,Close,Adj Close,Volume\n2024-03-08,1,1,1,1,1,1\n20240311,1,1,1,1,1,1\n');
  await expect(importBars(path, { instrument: 'X' })).rejects.toMatchObject({ code: 'session-unstated' });
  const table = await importBarTable(path, { instrument: 'X', timeZone: 'America/New_York', session: { open: '09:30', close: '16:00' } });
  expect([...table.openedAt]).toEqual([parseInstant('2024-03-08T14:30:00Z'), parseInstant('2024-03-11T13:30:00Z')]);
  expect([...table.closedAt]).toEqual([parseInstant('2024-03-08T21:00:00Z'), parseInstant('2024-03-11T20:00:00Z')]);
  expect(table.notes[0].note).toContain('Adj Close');
});

test('takes a date in UTC as a whole day', async () => {
  const table = await importBarTable(files.write('utc.csv', `${HEADER}2024-03-08,1,1,1,1,1\n`), { instrument: 'X', timeZone: 'UTC' });
  expect([table.openedAt[0], table.closedAt[0]]).toEqual([parseInstant('2024-03-08'), parseInstant('2024-03-09')]);
});

test('reads wall clocks in their zone, and refuses those that name no one instant', async () => {
  const read = (time: string) => importBarTable(files.write('wall.csv', `${HEADER}${time},1,1,1,1,1\n`), { ...MINUTES, timeZone: 'Europe/Berlin' });
  expect((await read('2024-07-01 12:00:00')).openedAt[0]).toBe(parseInstant('2024-07-01T10:00:00Z'));
  expect((await read('2024-03-31 03:00')).openedAt[0]).toBe(parseInstant('2024-03-31T01:00:00Z'));
  await expect(read('2024-03-31 02:30:00')).rejects.toMatchObject({ code: 'wall-clock-ambiguous' });
  await expect(read('2024-10-27 02:30:00')).rejects.toMatchObject({ code: 'wall-clock-ambiguous' });
});

test.each([
  ['day-first', '02/03/2024 10:00Z', '2024-03-02T10:00:00Z'],
  ['month-first', '02/03/2024 10:00Z', '2024-02-03T10:00:00Z'],
  ['epoch-s', '86400.5', '1970-01-02T00:00:00.500000Z'],
  ['epoch-us', '86400000001', '1970-01-02T00:00:00.000001Z'],
  ['iso', '2024-01-02T10:00:00.123456789+05:30', '2024-01-02T04:30:00.123456Z'],
  ['auto', '2024/1/2 9:05 UTC', '2024-01-02T09:05:00Z'],
] as const)('reads the time format %s', async (timeFormat, time, instant) => {
  const table = await importBarTable(files.write('format.csv', `${HEADER}${time},1,1,1,1,1\n`), { ...MINUTES, timeFormat });
  expect(table.openedAt[0]).toBe(parseInstant(instant));
});

test('parts a file of several symbols, or takes the one that is named', async () => {
  const path = files.write('several.csv', `symbol,${HEADER}B,2024-01-02T00:00:00Z,1,1,1,1,1\nA,2024-01-02T00:00:00Z,2,2,2,2,1\nB,2024-01-02T00:01:00Z,3,3,3,3,1\n`);
  const { tables } = await importBars(path, { stamp: 'open', barDuration: '1m' });
  expect(tables.map(({ instrument, length }) => [instrument, length])).toEqual([['B', 2], ['A', 1]]);
  const one = await importBarTable(path, { ...MINUTES, symbol: 'A' });
  expect([one.instrument, one.open[0]]).toEqual(['X', 2]);
  await expect(importBars(path, MINUTES)).rejects.toMatchObject({ code: 'symbol-unstated' });
  await expect(importBars(path, { ...MINUTES, symbol: 'C' })).rejects.toMatchObject({ code: 'data-empty' });
});

test('reads a file without header by the columns it is told', async () => {
  const path = files.write('headless.csv', '2024-01-02T00:00:00Z,9,1,4,2,3\n');
  const table = await importBarTable(path, { ...MINUTES, columns: ['time', '-', 'low', 'high', 'open', 'close'] });
  expect(barNumbersAt(table, 0)).toMatchObject({ open: 2, high: 4, low: 1, close: 3, volume: -1 });
  expect(table.notes[0].kind).toBe('volume-unknown');
});

test('does not care whether cells are quoted, padded, or the last line ends', async () => {
  const bare = await importBarTable(files.write('bare.csv', `${HEADER}2024-01-02T00:00:00Z,1.5,2,1,1.25,7\n`), MINUTES);
  const dressed = await importBarTable(files.write('dressed.csv', `"time","open","high","low","close","volume"\n\n"2024-01-02T00:00:00Z" ,"1.5", 2,1. ,+1.25,"7"`.replace('" ,"', '","')), MINUTES);
  expect(dressed.digest).toBe(bare.digest);
});
