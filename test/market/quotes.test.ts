import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isHivetapeError } from '../../src/core/errors.js';
import { formatInstant } from '../../src/core/instant.js';
import { instrumentId, type Instrument } from '../../src/domain/instrument.js';
import { readQuotes, type QuoteOptions } from '../../src/market/quotes.js';
import { temporaryFiles } from './temporary-files.js';

const files = temporaryFiles();
const acme: Instrument = { id: instrumentId('ACME'), currency: 'USD', ticksPerUnit: 100_000, lotsPerUnit: 1, multiplier: 1, shortable: true };
let made = 0;
const read = (text: string, options: QuoteOptions = {}): ReturnType<typeof readQuotes> => readQuotes(files.write(`quotes-${(made += 1)}.csv`, text), acme, options);

test('ticks are known at their own time, and those of one instant stay in the order of the file', async () => {
  const { quotes, locked } = await read('time,bid,ask,bid_size\n2024-01-01T00:00:00.001Z,1.1,1.2,5\n2024-01-01T00:00:00.001Z,1.15,1.15,\n2024-01-01T00:00:01Z,1.0,1.1,7\n');
  expect(quotes.map(({ bid, ask, bidQuantity, askQuantity }) => [bid, ask, bidQuantity, askQuantity])).toEqual([[1.1, 1.2, 5, -1], [1.15, 1.15, -1, -1], [1, 1.1, 7, -1]]);
  expect([formatInstant(quotes[0].at), locked]).toEqual(['2024-01-01T00:00:00.001000Z', 1]);
});

test('a quote bar is known when it has closed, by its closing bid and ask', async () => {
  const text = 'symbol,time,bid_open,bid_close,ask_open,ask_close\nA,2024-01-02 09:30:00,1,1.01,1.1,1.05\nB,2024-01-02 09:30:00,3,3,4,4\n';
  const { quotes } = await read(text, { symbol: 'A', timeZone: 'America/New_York', barDuration: '1m' });
  expect(quotes.map(({ at, bid, ask }) => [formatInstant(at), bid, ask])).toEqual([['2024-01-02T14:31:00Z', 1.01, 1.05]]);
});

test('crossed quotes can be left out, and are counted; long-standing ones are counted too', async () => {
  const text = 'time,bid,ask\n2024-01-01T00:00:00Z,1.1,1.2\n2024-01-01T00:00:01Z,1.3,1.2\n2024-01-01T00:01:00Z,1,1.1\n';
  const { quotes, notes } = await read(text, { crossed: 'drop', staleAfter: '30s' });
  expect([quotes.length, notes.map(({ kind, count }) => [kind, count])]).toEqual([2, [['crossed', 1], ['stale-quotes', 1]]]);
});

test('a file without a header is read by the columns it is said to have', async () => {
  const { quotes } = await read('20200101 170000065,1.12120,1.12172,0\n', { columns: ['time', 'bid', 'ask', '-'], timeZone: '-05:00' });
  expect(quotes.map(({ at, bid, ask }) => [formatInstant(at), bid, ask])).toEqual([['2020-01-01T22:00:00.065000Z', 1.1212, 1.12172]]);
});

test.each([
  ['a bid above the ask', 'time,bid,ask\n2024-01-01T00:00:00Z,1.3,1.2\n', 'quotes-invalid'],
  ['a price between two ticks', 'time,bid,ask\n2024-01-01T00:00:00Z,1.123456,1.2\n', 'quotes-invalid'],
  ['time that goes back', 'time,bid,ask\n2024-01-01T00:00:01Z,1,2\n2024-01-01T00:00:00Z,1,2\n', 'quotes-invalid'],
  ['no number', 'time,bid,ask\n2024-01-01T00:00:00Z,x,2\n', 'quotes-invalid'],
  ['a date alone', 'time,bid,ask\n2024-01-01,1,2\n', 'quotes-invalid'],
  ['a missing column', 'time,bid\n2024-01-01T00:00:00Z,1\n', 'column-missing'],
  ['no rows', 'time,bid,ask\n', 'data-empty'],
])('%s is refused', async (_, text, code) => {
  const error: unknown = await read(text).then(() => undefined, (thrown: unknown) => thrown);
  expect(isHivetapeError(error) && error.code).toBe(code);
});

const directory = process.env['HIVETAPE_TRIAL_DATA'] ?? '';
const trials: readonly (readonly [file: string, options: QuoteOptions, count: number])[] = [
  ['usdjpy_ticks.csv', {}, 1_000],
  ['quote_ticks_2020.csv.gz', { timeZone: '-05:00', columns: ['time', 'bid', 'ask', '-'] }, 9_500],
  ['spy_minute_quote.csv.gz', { timeZone: 'America/New_York', barDuration: '1m' }, 4_557],
  ['eurusd_hour_quote.csv.gz', { barDuration: '1h' }, 74_439],
];
const present = trials.filter(([file]) => existsSync(join(directory, file)));
if (directory !== '' && present.length > 0) {
  test.each(present)('recorded quotes of %s are read as they are', async (file, options, count) => {
    const { quotes } = await readQuotes(join(directory, file), acme, options);
    expect(quotes.length).toBe(count);
  });
}
