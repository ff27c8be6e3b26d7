import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MINUTE, parseInstant } from '../../src/core/instant.js';
import { openParquetFile, type ParquetColumn, type ParquetValue } from '../../src/host/parquet-file.js';
import { barCsv } from '../../src/market/bar-csv.js';
import { importBarTable, importBars } from '../../src/market/import-bars.js';
import type { ImportOptions } from '../../src/market/import-options.js';
import { walkBars } from '../../src/market/walk.js';
import { temporaryFiles } from './temporary-files.js';
import { laterCodeOf } from '../core/code-of.js';

const files = temporaryFiles();
let made = 0;
const written = (content: string | Uint8Array): string => files.write(`format-${(made += 1)}`, content);

const walk = walkBars(200);
const rows = Array.from({ length: walk.length }, (_, row) => row);
const prices = (row: number): number[] => [walk.open[row], walk.high[row], walk.low[row], walk.close[row], walk.volume[row]];

describe('kline dumps', () => {
  const dump = (perUs: number): string =>
    rows.map((row) => `${walk.openedAt[row] / perUs},${prices(row).join(',')},${walk.closedAt[row] / perUs - 1},1,2,3,4,0\n`).join('');
  const header = 'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n';

  test.each([['ms', 1_000, ''], ['µs', 1, ''], ['ms with a header', 1_000, header], ['µs with a header', 1, header]])('in %s need no options: a row proves what it is', async (_, perUs, head) => {
    const table = await importBarTable(written(head + dump(perUs)), { instrument: 'WALK' });
    expect(table.digest).toBe(walk.digest);
  });

  test('twelve numbers that are no klines are not taken for them', async () => {
    expect(await laterCodeOf(importBars(written(dump(1_000).replaceAll(/(\d{13}),1,2/g, '0,1,2')), { instrument: 'WALK' }))).toBe('header-missing');
  });
});

describe('times in other places', () => {
  const body = (stamp: (row: number) => string): string => rows.map((row) => `${stamp(row)},${prices(row).join(',')}\n`).join('');
  const iso = (row: number): string => new Date(walk.openedAt[row] / 1_000).toISOString();
  const options: ImportOptions = { instrument: 'WALK', stamp: 'open', barDuration: '1m', timeZone: 'UTC' };

  test.each([
    ['MetaTrader', '<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>\n', (row: number) => `${iso(row).slice(0, 10).replaceAll('-', '.')},${iso(row).slice(11, 16)}`],
    ['Stooq', 'Date,Time,Open,High,Low,Close,Volume\n', (row: number) => `${iso(row).slice(0, 10)},${iso(row).slice(11, 19)}`],
    ['compact clocks', 'date,time,open,high,low,close,volume\n', (row: number) => `${iso(row).slice(0, 10).replaceAll('-', '')},${iso(row).slice(11, 19).replaceAll(':', '')}`],
    ['clocks of four digits', 'date,time,open,high,low,close,volume\n', (row: number) => `${iso(row).slice(0, 10).replaceAll('-', '')},${iso(row).slice(11, 16).replaceAll(':', '')}`],
    ['one compact stamp', 'time,open,high,low,close,volume\n', (row: number) => iso(row).slice(0, 19).replaceAll(/[-:]/g, '').replace('T', ' ')],
    ['compact milliseconds', 'time,open,high,low,close,volume\n', (row: number) => iso(row).slice(0, 23).replaceAll(/[-:.]/g, '').replace('T', ' ')],
  ])('%s is read', async (_, head, stamp) => {
    expect((await importBarTable(written(head + body(stamp)), options)).digest).toBe(walk.digest);
  });

  test('a clock of three digits could be minutes or seconds, and is refused', async () => {
    expect(await laterCodeOf(importBars(written('date,time,open,high,low,close\n20240102,930,1,1,1,1\n'), options))).toBe('time-invalid');
  });

  test('a lone time whose name says which end it is needs no option that says it again', async () => {
    const opened = written(`start,open,high,low,close,volume\n${body((row) => String(walk.openedAt[row] / 1_000_000))}`);
    expect((await importBarTable(opened, { instrument: 'WALK', barDuration: '1m' })).digest).toBe(walk.digest);
    const closed = written(`endTime,open,high,low,close,volume\n${body((row) => String(walk.closedAt[row] / 1_000 - 1))}`);
    expect((await importBarTable(closed, { instrument: 'WALK', barDuration: '1m', inclusiveClose: true })).digest).toBe(walk.digest);
  });

  test('rows that end early are refused, or read where nothing is missed', async () => {
    const file = written('openedAt,closedAt,open,high,low,close,split\n2018-01-01T00:00:00Z,2018-01-01T00:05:00Z,1,2,1,2\n');
    expect(await laterCodeOf(importBars(file, { instrument: 'X' }))).toBe('row-ragged');
    expect((await importBarTable(file, { instrument: 'X', shortRows: true })).length).toBe(1);
    const torn = written('openedAt,closedAt,open,high,low,close\n2018-01-01T00:00:00Z,2018-01-01T00:05:00Z,1,2,1\n');
    expect(await laterCodeOf(importBars(torn, { instrument: 'X', shortRows: true }))).toBe('row-ragged');
  });

  test('a symbol that is named in full may look like a path; the bars get another name', async () => {
    const file = written('pair,openedAt,closedAt,open,high,low,close\nETH/BTC,2018-01-01T00:00:00Z,2018-01-01T00:05:00Z,1,2,1,2\nLTC/BTC,2018-01-01T00:00:00Z,2018-01-01T00:05:00Z,1,2,1,2\n');
    const { tables } = await importBars(file, { symbol: 'ETH/BTC', instrument: 'ETH-BTC' });
    expect(tables.map(({ instrument, length }) => [instrument, length])).toEqual([['ETH-BTC', 1]]);
    expect(await laterCodeOf(importBars(file))).toBe('symbol-invalid');
  });
});

describe('JSON', () => {
  const objects = rows.map((row) => ({ start: String(walk.openedAt[row] / 1_000_000), open: walk.open[row], high: walk.high[row], low: walk.low[row], close: String(walk.close[row]), volume: walk.volume[row] }));
  const options: ImportOptions = { instrument: 'WALK', barDuration: '1m' };
  const columns = { s: 'ok', t: rows.map((row) => walk.openedAt[row] / 1_000_000), o: [...walk.open], h: [...walk.high], l: [...walk.low], c: [...walk.close], v: [...walk.volume] };
  const lists = rows.map((row) => [walk.openedAt[row] / 1_000, ...prices(row)]);

  test.each([
    ['a list of objects', objects, options],
    ['a list inside an object', { name: 'x', candles: objects }, options],
    ['one list per column', columns, { ...options, stamp: 'open' as const }],
    ['a list of lists', lists, { ...options, stamp: 'open' as const, columns: ['time', 'open', 'high', 'low', 'close', 'volume'] }],
    ['klines as an exchange answers', rows.map((row) => [walk.openedAt[row] / 1_000, ...prices(row).map(String), walk.closedAt[row] / 1_000 - 1, '1', 2, '3', '4', '0']), { instrument: 'WALK' }],
  ])('%s is read, plain and gzipped', async (_, value, how) => {
    const text = `\ufeff\n ${JSON.stringify(value, undefined, 1)}`;
    expect((await importBarTable(written(text), how)).digest).toBe(walk.digest);
    expect((await importBarTable(written(gzipSync(text)), how)).digest).toBe(walk.digest);
  });

  test.each(['{"a": 1}', '[1, 2]', '[{"open": 1}, 3]', '{"a": [1], "b": [2]}', '[{"open":', '{}'])('%s is refused', async (text) => {
    expect(await laterCodeOf(importBars(written(text), options))).toBe('json-refused');
  });

  test('an empty list has no rows, and a list without names says so', async () => {
    expect(await laterCodeOf(importBars(written('[]'), options))).toBe('data-empty');
    expect(await laterCodeOf(importBars(written(JSON.stringify(lists)), options))).toBe('header-missing');
  });
});

describe('Parquet', () => {
  const columns: readonly ParquetColumn[] = [
    { name: 'symbol', kind: 'text', optional: false },
    { name: 'openedAt', kind: 'instant', optional: false },
    { name: 'closedAt', kind: 'instant', optional: false },
    ...['open', 'high', 'low', 'close', 'volume'].map((name) => ({ name, kind: 'number' as const, optional: true })),
  ];
  async function parquet(values: readonly (readonly ParquetValue[])[]): Promise<string> {
    const path = files.path(`format-${(made += 1)}.parquet`);
    const file = await openParquetFile(path, columns);
    file.write(values);
    file.finish();
    return path;
  }
  const all = (): ParquetValue[][] => [rows.map(() => 'WALK'), [...walk.openedAt], [...walk.closedAt], [...walk.open], [...walk.high], [...walk.low], [...walk.close], [...walk.volume]];

  test('gives the rows that the same table gives as CSV, to the last bit', async () => {
    const fromParquet = await importBarTable(await parquet(all()));
    expect(fromParquet.digest).toBe(walk.digest);
    expect(fromParquet.digest).toBe((await importBarTable(written([...barCsv(walk)].join('')))).digest);
  });

  test('keeps microseconds, also before 1970', async () => {
    const closes = [parseInstant('1969-12-31T23:59:59.999999Z'), parseInstant('2024-01-01T00:00:00.000001Z')];
    const table = await importBarTable(await parquet([['A', 'A'], closes.map((at) => at - MINUTE), closes, [1, 1], [1, 1], [1, 1], [1, 1], [0, 0]]));
    expect([...table.closedAt]).toEqual(closes);
  });

  test('an empty cell is refused as it is in CSV, and a damaged file by name', async () => {
    const values = all();
    values[4] = values[4].map((value, row) => (row === 7 ? undefined : value));
    expect(await laterCodeOf(importBars(await parquet(values)))).toBe('number-invalid');
    expect(await laterCodeOf(importBars(written('PAR1 and nothing else')))).toBe('parquet-refused');
  });
});

test('any table, written as JSON columns or as CSV, is the same table', async () => {
  const table = fc.array(fc.record({ step: fc.integer({ min: 1, max: 1_000 }), price: fc.double({ min: 1e-6, max: 1e6, noNaN: true }) }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(table, async (bars) => {
      let at = 1_600_000_000_000;
      const times = bars.map(({ step }) => (at += step * 60_000));
      const list = bars.map(({ price }) => price);
      const options: ImportOptions = { instrument: 'X', stamp: 'open', barDuration: '1m' };
      const json = await importBarTable(written(JSON.stringify({ time: times, open: list, high: list, low: list, close: list })), options);
      const csv = await importBarTable(written(`time,open,high,low,close\n${times.map((time, row) => `${time},${`${list[row]},`.repeat(3)}${list[row]}\n`).join('')}`), options);
      expect(json.digest).toBe(csv.digest);
    }),
    { numRuns: 30 },
  );
});
