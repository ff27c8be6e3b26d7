/**
 * The catalogue of bad input, items 1 to 30: what comes in, and what is answered. Every answer is a code
 * of the table with a place and a way to mend it, never a stack trace.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { errorCodes, type ErrorCodeName } from '../../src/core/error-codes.js';
import { isHivetapeError, type HivetapeError } from '../../src/core/errors.js';
import { scanFile } from '../../src/host/file-bytes.js';
import { barCsv } from '../../src/market/bar-csv.js';
import { importBars, importBarTable } from '../../src/market/import-bars.js';
import type { ImportOptions } from '../../src/market/import-options.js';
import { temporaryFiles } from './temporary-files.js';

const files = temporaryFiles();
const HEADER = 'time,open,high,low,close,volume\n';
const MINUTES: ImportOptions = { instrument: 'X', stamp: 'open', barDuration: '1m' };
const row = (minute: number, rest = '10,12,9,11,100'): string => `2024-01-02T00:${String(minute).padStart(2, '0')}:00Z,${rest}\n`;

interface Refusal {
  readonly item: number;
  readonly title: string;
  readonly content: string | Uint8Array;
  readonly code: ErrorCodeName;
  readonly options?: ImportOptions;
  readonly line?: number;
  /** What the message or the help says. */
  readonly says?: RegExp;
}

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
const withCell = (cell: string): string => HEADER + row(0) + row(1, `${cell},12,9,11,100`);
const withTime = (time: string): string => `${HEADER}${row(0)}${time},10,12,9,11,100\n`;
const withSymbol = (symbol: string): string => `symbol,${HEADER}"${symbol}",${row(0)}`;

const refusals: readonly Refusal[] = [
  { item: 1, title: 'an empty file', content: '', code: 'data-empty', says: /no rows/ },
  { item: 2, title: 'a header alone', content: HEADER, code: 'data-empty', says: /no rows/ },
  { item: 3, title: 'no header', content: row(0) + row(1), code: 'header-missing', line: 1, says: /`columns: \[time, open, high, low, close, volume\]`/ },
  { item: 5, title: 'UTF-16', content: utf16(HEADER + row(0)), code: 'encoding-unsupported', says: /UTF-16LE/ },
  { item: 5, title: 'UTF-16 without a mark', content: Buffer.from(HEADER, 'utf16le'), code: 'encoding-unsupported', says: /UTF-16LE/ },
  { item: 8, title: 'a decimal comma', content: 'time;open;high;low;close;volume\n2024-01-02T00:00:00Z;10,5;12;9;11;100\n', code: 'decimal-comma', line: 2, says: /`decimal: ','`/ },
  { item: 9, title: 'thousands separators', content: withCell('"1,234.5"'), code: 'thousands-separator', line: 3 },
  { item: 9, title: 'thousands apostrophes', content: withCell("1'234.5"), code: 'thousands-separator', line: 3 },
  { item: 10, title: 'ragged rows', content: `${HEADER}${row(0)}${row(1, '1,2')}${row(2)}${row(3, '1')}${row(4, '1')}${row(5, '1')}`, code: 'row-ragged', line: 3, says: /4 rows in all, the first on lines 3, 5, 6/ },
  { item: 11, title: 'an unclosed quote', content: `${HEADER}${row(0)}"${row(1)}${row(2)}`, code: 'quote-invalid', line: 3 },
  { item: 11, title: 'an unclosed quote far from the end', content: `${HEADER}${row(0)}"${row(1).repeat(60_000)}`, code: 'quote-invalid', line: 3 },
  { item: 12, title: 'a NUL byte', content: `${HEADER}${row(0)}\0${row(1)}`, code: 'nul-byte', line: 3 },
  { item: 13, title: 'a line without end', content: HEADER + '1'.repeat(3_000_000), code: 'row-too-long', line: 2 },
  { item: 15, title: 'duplicate times', content: HEADER + row(0) + row(1) + row(1), code: 'time-duplicate', line: 4, says: /`duplicates: last`/ },
  { item: 16, title: 'unsorted rows', content: HEADER + row(1) + row(0), code: 'time-unsorted', line: 3, says: /`sort: true`/ },
  { item: 17, title: 'times without a zone', content: `${HEADER}2024-01-02 00:00:00,10,12,9,11,100\n`, code: 'time-zone-missing', line: 2, says: /`timeZone`/ },
  { item: 17, title: 'times of which only some have a zone', content: withTime('2024-01-02T00:01:00'), code: 'time-zone-missing', line: 3, says: /others in the file do/ },
  { item: 18, title: 'epoch units that change', content: `${HEADER}1704153600,1,1,1,1,1\n1704153660000,1,1,1,1,1\n`, code: 'time-invalid', line: 3 },
  { item: 19, title: '02/03/2024', content: withTime('02/03/2024'), code: 'date-ambiguous', line: 3 },
  { item: 20, title: 'the year 1900', content: withTime('1900-01-02T00:00:00Z'), code: 'time-invalid', line: 3 },
  { item: 20, title: 'the year 9999', content: withTime('9999-01-02T00:00:00Z'), code: 'time-invalid', line: 3 },
  { item: 20, title: '30 February', content: withTime('2024-02-30T00:00:00Z'), code: 'time-invalid', line: 3, says: /real day/ },
  { item: 21, title: 'a high below the low', content: HEADER + row(0, '10,8,9,10,1'), code: 'bar-inconsistent', line: 2, says: /`repair: true`/ },
  { item: 21, title: 'a close outside the range', content: HEADER + row(0, '10,12,9,13,1'), code: 'bar-inconsistent', line: 2 },
  { item: 21, title: 'a negative volume', content: HEADER + row(0, '10,12,9,11,-5'), code: 'bar-inconsistent', line: 2 },
  { item: 21, title: 'a volume of minus one', content: HEADER + row(0, '10,12,9,11,-1'), code: 'bar-inconsistent', line: 2 },
  { item: 22, title: 'a price of zero', content: HEADER + row(0, '0,12,0,11,1'), code: 'price-not-positive', line: 2, says: /allowNonPositive/ },
  { item: 22, title: 'a negative price', content: HEADER + row(0, '-37.63,12,-37.63,11,1'), code: 'price-not-positive', line: 2 },
  ...['NaN', 'null', '-', '', '1e400', '0x10', '１２', 'Infinity', '1e-400', '1_0'].map(
    (cell): Refusal => ({ item: 23, title: `the number ${JSON.stringify(cell)}`, content: withCell(cell), code: 'number-invalid', line: 3 }),
  ),
  { item: 24, title: '9007199254740993', content: HEADER + row(0, '10,12,9,11,9007199254740993'), code: 'number-imprecise', line: 2 },
  ...['../../x', 'con', 'x'.repeat(10_240), 'A\u202eB', '🚀', 'LPT1', '/etc/passwd', 'a\\b', 'AUX.csv', ' X'].map(
    (symbol): Refusal => ({ item: 26, title: `the symbol ${JSON.stringify(symbol.slice(0, 12))}`, content: withSymbol(symbol), code: 'symbol-invalid', line: 2 }),
  ),
  { item: 27, title: 'a gzip bomb', content: gzipSync(HEADER + '\n'.repeat(60_000_000)), code: 'gzip-refused', says: /200 times/ },
  { item: 27, title: 'a gzip file larger than the cap', content: gzipSync(HEADER + row(0).repeat(1_000)), code: 'file-too-large', options: { ...MINUTES, bytesMax: 10_000 } },
  { item: 27, title: 'a gzip file that was cut off', content: gzipSync(HEADER + row(0)).subarray(0, 40), code: 'gzip-refused' },
  { item: 28, title: 'a zip archive', content: Buffer.from('504b0304140000000800', 'hex'), code: 'archive-refused', says: /Unpack it first/ },
  { item: 28, title: 'an empty zip archive', content: Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex'), code: 'archive-refused' },
];

describe('bad input is refused with code, place and help', () => {
  test.each(refusals)('item $item: $title', async ({ item, content, code, options, line, says }) => {
    const path = files.write(`item-${item}`, content);
    const error = await refusalOf(() => importBars(path, options ?? MINUTES));
    expect(error.code).toBe(code);
    expect(errorCodes[error.code].exit).toBe(3);
    expect(error.details.place?.file).toBe(path);
    if (line !== undefined) expect(error.details.place?.line).toBe(line);
    expect(error.details.help ?? '').toMatch(/\.$/);
    if (says !== undefined) expect(`${error.message} ${error.details.help}`).toMatch(says);
    expect(error.message).not.toMatch(/[\u202e\0]/);
  });

  test('item 29: a directory', async () => {
    mkdirSync(files.path('folder'));
    expect((await refusalOf(() => importBars(files.path('folder'), MINUTES))).code).toBe('file-not-regular');
  });

  test('item 29: a FIFO, without waiting for its writer', async () => {
    execFileSync('mkfifo', [files.path('fifo')]);
    expect((await refusalOf(() => importBars(files.path('fifo'), MINUTES))).code).toBe('file-not-regular');
  });

  test('item 29: a device', async () => {
    expect((await refusalOf(() => importBars('/dev/zero', MINUTES))).code).toBe('file-not-regular');
  });

  test('item 30: a file that changes while it is read', async () => {
    const path = files.write('growing.csv', HEADER + row(0).repeat(20_000));
    let chunks = 0;
    const error = await refusalOf(() => scanFile(path, {}, () => chunks++ === 0 && appendFileSync(path, row(1))));
    expect(error.code).toBe('file-changed');
  });

  test('a file that is not there', async () => {
    expect((await refusalOf(() => importBars(files.path('nowhere'), MINUTES))).code).toBe('file-unreadable');
  });
});

describe('odd input that is no danger is taken, and said', () => {
  test('item 4: a byte-order mark', async () => {
    const table = await importBarTable(files.write('bom.csv', `\ufeff${HEADER}${row(0)}`), MINUTES);
    expect(table.notes.map(({ kind }) => kind)).toEqual(['byte-order-mark']);
  });

  test('item 6: CRLF, CR and LF mixed', async () => {
    const table = await importBarTable(files.write('ends.csv', (HEADER + row(0) + row(1) + row(2)).replace('\n', '\r\n').replace('100\n', '100\r')), MINUTES);
    expect(table.length).toBe(3);
    expect(table.notes[0]).toMatchObject({ kind: 'line-ends', note: expect.stringContaining('LF 2, CRLF 1, CR 1') });
  });

  test.each([';', '\t', '|'])('item 7: the separator %j', async (separator) => {
    const table = await importBarTable(files.write('separated.csv', (HEADER + row(0)).replaceAll(',', separator)), MINUTES);
    expect(table.notes[0]).toMatchObject({ kind: 'separator', note: expect.stringContaining(JSON.stringify(separator)) });
  });

  test('item 8: a decimal comma that was announced', async () => {
    const path = files.write('comma.csv', 'time;open;high;low;close;volume\n2024-01-02T00:00:00Z;10,5;12;9;11,25;100\n');
    const table = await importBarTable(path, { ...MINUTES, decimal: ',' });
    expect([table.open[0], table.close[0]]).toEqual([10.5, 11.25]);
  });

  test('item 14: a large file, in memory that does not grow with it', async () => {
    const path = files.write('large.csv', HEADER + row(0).repeat(1_000_000));
    const before = process.memoryUsage().arrayBuffers;
    let highest = 0;
    await scanFile(path, {}, () => (highest = Math.max(highest, process.memoryUsage().arrayBuffers - before)));
    expect(highest).toBeLessThan(16 * 1_048_576);
    const table = await importBarTable(path, { ...MINUTES, duplicates: 'first' });
    expect(table.length).toBe(1);
  });

  test.each([['first', 10], ['last', 20]] as const)('item 15: duplicates, of which the %s is kept', async (duplicates, open) => {
    const path = files.write('dupes.csv', HEADER + row(0) + row(0, '20,20,20,20,1'));
    const table = await importBarTable(path, { ...MINUTES, duplicates });
    expect([table.length, table.open[0]]).toEqual([1, open]);
    expect(table.notes[0]).toMatchObject({ kind: 'duplicate', count: 1 });
  });

  test('item 16: unsorted rows that are to be sorted', async () => {
    const sorted = await importBarTable(files.write('sorted.csv', HEADER + row(0) + row(1) + row(2)), MINUTES);
    const table = await importBarTable(files.write('mixed.csv', HEADER + row(2) + row(0) + row(1)), { ...MINUTES, sort: true });
    expect(table.digest).toBe(sorted.digest);
    expect(table.notes[0]).toMatchObject({ kind: 'sorted', count: 2 });
  });

  test.each([
    ['seconds', '1704153600'],
    ['milliseconds', '1704153600000'],
    ['microseconds', '1704153600000000'],
    ['nanoseconds', '1704153600000000999'],
  ])('item 18: the epoch in %s, found by its range and stated', async (unit, time) => {
    const table = await importBarTable(files.write('epoch.csv', `${HEADER}${time},10,12,9,11,100\n`), MINUTES);
    expect(table.openedAt[0]).toBe(1_704_153_600_000_000);
    expect(table.notes[0]).toMatchObject({ kind: 'epoch-unit', note: expect.stringContaining(unit) });
  });

  test('item 21: a broken bar that is to be repaired', async () => {
    const table = await importBarTable(files.write('repair.csv', HEADER + row(0, '10,8,9,13,-5')), { ...MINUTES, repair: true });
    expect([table.high[0], table.low[0], table.volume[0]]).toEqual([13, 8, 0]);
    expect(table.notes[0]).toMatchObject({ kind: 'repaired', count: 1, firstAt: table.closedAt[0] });
  });

  test('item 22: a negative price that was announced', async () => {
    const table = await importBarTable(files.write('oil.csv', HEADER + row(0, '-37.63,12,-37.63,11,1')), { ...MINUTES, allowNonPositive: true });
    expect(table.low[0]).toBe(-37.63);
  });

  test('item 25: a formula as symbol, kept as text and escaped when written', async () => {
    const table = await importBarTable(files.write('formula.csv', withSymbol('=HYPERLINK(""x"",A1)')), { stamp: 'open', barDuration: '1m' });
    expect(table.instrument).toBe('=HYPERLINK("x",A1)');
    expect([...barCsv(table)][1]).toMatch(/^"'=HYPERLINK\(""x"",A1\)",/);
  });
});

test('tells up to twenty problems of a file at once', async () => {
  const content = HEADER + Array.from({ length: 30 }, (_, minute) => row(minute, 'x,12,9,11,100')).join('');
  const error = await refusalOf(async () => importBars(files.write('many.csv', content), MINUTES));
  expect(error.details.others).toHaveLength(19);
  expect(error.details.values).toMatchObject({ count: 30, lines: [2, 3, 4] });
  expect(error.details.place).toMatchObject({ line: 2, column: 22 });
});

test('tells what one option mends three times, and counts the rest', async () => {
  const content = HEADER + Array.from({ length: 30 }, (_, minute) => row(29 - minute)).join('');
  const error = await refusalOf(async () => importBars(files.write('backwards.csv', content), MINUTES));
  const all = [error, ...(error.details.others ?? [])];
  expect(all.map(({ code, details }) => [code, details.place?.line])).toEqual([3, 4, 5].map((line) => ['time-unsorted', line]));
  expect(all.map(({ message }) => /29 rows in all, the first on lines 3, 4, 5\./.test(message))).toEqual([true, false, false]);
});

test('rows 1 to 30 of the catalogue have a test each', () => {
  const titles = [...refusals.map(({ item }) => item), ...[...readFileSync(import.meta.filename, 'utf8').matchAll(/'item (\d+):/g)].map(([, item]) => Number(item))];
  expect([...new Set(titles)].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, row) => row + 1));
});

async function refusalOf(work: () => Promise<unknown>): Promise<HivetapeError> {
  try {
    await work();
  } catch (error) {
    if (isHivetapeError(error)) return error;
    throw error;
  }
  expect.unreachable('The input is refused');
}
