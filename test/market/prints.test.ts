import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agentId } from '../../src/core/brand.js';
import { isHivetapeError } from '../../src/core/errors.js';
import { formatInstant, HOUR, MINUTE, parseInstant } from '../../src/core/instant.js';
import type { DataOf } from '../../src/domain/catalogue.js';
import { instrumentId, type Instrument } from '../../src/domain/instrument.js';
import { barNumbersAt, firstRowFrom } from '../../src/market/bar-table.js';
import { calendarHours } from '../../src/market/calendar.js';
import { importBarTable } from '../../src/market/import-bars.js';
import { barsOfPoints, placesInSession } from '../../src/market/print-bars.js';
import { finerFeed, mergedSources, printFeed } from '../../src/market/print-feed.js';
import { printTable, readPrints, type PrintOptions, type PrintRow } from '../../src/market/prints.js';
import { resampleTable } from '../../src/market/resample.js';
import { ALWAYS_OPEN } from '../../src/market/session.js';
import { temporaryFiles } from './temporary-files.js';

const files = temporaryFiles();
const acme: Instrument = { id: instrumentId('ACME'), currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true };
let made = 0;
const read = (text: string, options: PrintOptions = {}, kind = 'csv'): ReturnType<typeof readPrints> => readPrints(files.write(`prints-${(made += 1)}.${kind}`, text), acme, options);

test('prints of one stamp stay in the order of the file, with what the exchange said of them', async () => {
  const table = await read('time,price,size,sale_condition\n2024-01-01T00:00:00.001Z,1.1,5,F\n2024-01-01T00:00:00.001Z,1.15,0,\n2024-01-01T00:00:01Z,1,7,F\n');
  expect([...table.price]).toEqual([1.1, 1.15, 1]);
  expect([...table.size]).toEqual([5, 0, 7]);
  expect([...(table.conditions ?? [])].map((place) => table.words[place])).toEqual(['F', '', 'F']);
  expect(formatInstant(table.at[1])).toBe('2024-01-01T00:00:00.001000Z');
});

test('the same prints as JSON, without a header, or without sizes are read too, and the digest is of what they say', async () => {
  const csv = await read('time,price,size\n1704067200000,1.1,5\n1704067201000,1.2,6\n');
  const json = await read('[{"time":1704067200000,"price":1.1,"size":5},{"time":1704067201000,"price":1.2,"size":6}]', {}, 'json');
  const bare = await read('1704067200000,1.1,x,5\n1704067201000,1.2,y,6\n', { columns: ['time', 'price', '-', 'size'] });
  expect([json.digest, bare.digest]).toEqual([csv.digest, csv.digest]);
  expect([...(await read('time,price\n1704067200000,1.1\n')).size]).toEqual([-1]);
});

test.each([
  ['no price', 'time,price,size\n2024-01-01T00:00:00Z,0,1\n', {}, 'prints-invalid'],
  ['a negative size', 'time,price,size\n2024-01-01T00:00:00Z,1,-1\n', {}, 'prints-invalid'],
  ['a price between two ticks', 'time,price,size\n2024-01-01T00:00:00Z,1.001,1\n', {}, 'prints-invalid'],
  ['a price that rounds to nothing', 'time,price,size\n2024-01-01T00:00:00Z,0.004,1\n', { offTick: 'round' as const }, 'prints-invalid'],
  ['time that goes back', 'time,price,size\n2024-01-01T00:00:01Z,1,1\n2024-01-01T00:00:00Z,1,1\n', {}, 'prints-invalid'],
  ['a date alone', 'time,price,size\n2024-01-01,1,1\n', {}, 'prints-invalid'],
  ['no column of prices', 'time,size\n2024-01-01T00:00:00Z,1\n', {}, 'column-missing'],
  ['another symbol', 'time,symbol,price\n2024-01-01T00:00:00Z,A,1\n', { symbol: 'B' }, 'data-empty'],
])('%s is refused', async (_, text, options, code) => {
  const error: unknown = await read(text, options).then(() => undefined, (thrown: unknown) => thrown);
  expect(isHivetapeError(error) && error.code).toBe(code);
});

test('prices between two ticks can be rounded, and suspicious prints left out; both are noted', async () => {
  const text = 'time,price,size,suspicious\n2024-01-01T00:00:00Z,1.006,1,0\n2024-01-01T00:00:01Z,9,1,1\n';
  const table = await read(text, { offTick: 'round', suspicious: 'drop' });
  expect([[...table.price], table.notes.map(({ kind, count }) => [kind, count])]).toEqual([[1.01], [['rounded', 1], ['suspicious', 1]]]);
  expect((await read(text, { offTick: 'round' })).length).toBe(2);
});

const rows = fc.array(fc.record({ after: fc.constantFrom(0, 0, 1, 977, 59_000_000, 61_000_000, HOUR), ticks: fc.integer({ min: 90, max: 110 }), size: fc.integer({ min: 0, max: 50 }) }), { minLength: 1, maxLength: 80 })
  .map((steps): PrintRow[] => {
    let at = parseInstant('2024-03-08T12:00:00Z');
    return steps.map(({ after, ticks, size }) => ({ at: (at += after), price: ticks / 100, size }));
  });

test('property: bars of prints are made of the prints of their interval alone, and joining them gives the longer bars of the same prints', () => {
  fc.assert(
    fc.property(rows, (prints) => {
      const table = printTable(acme, prints);
      const short = barsOfPoints(acme.id, table, { rule: { everyUs: MINUTE }, notes: [] });
      for (let row = 0; row < short.length; row += 1) {
        const bar = barNumbersAt(short, row);
        const inside = prints.filter(({ at }) => at >= bar.openedAt && at < bar.closedAt);
        const prices = inside.map(({ price }) => price);
        expect([bar.open, bar.high, bar.low, bar.close, bar.volume]).toEqual([prices[0], Math.max(...prices), Math.min(...prices), prices[prices.length - 1], inside.reduce((sum, { size }) => sum + size, 0)]);
      }
      expect(prints.reduce((sum, { size }) => sum + size, 0)).toBe([...short.volume].reduce((sum, volume) => sum + volume, 0));
      const long = barsOfPoints(acme.id, table, { rule: { everyUs: 5 * MINUTE }, notes: [] });
      expect(resampleTable(short, { everyUs: 5 * MINUTE }, Infinity).digest).toBe(long.digest);
    }),
  );
});

test('a feed says prints after the bar that closes with them and short bars before it, and never one from outside its span', () => {
  const agent = agentId('feed');
  const table = printTable(acme, [0, 1, 60, 60, 119, 120].map((second, place) => ({ at: second * 1_000_000, price: 1 + place / 100, size: 1 })));
  const bars = barsOfPoints(acme.id, table, { rule: { everyUs: MINUTE }, notes: [] });
  const feed = mergedSources([finerFeed([bars], { agent, from: 0, until: 121 * 1_000_000 }), printFeed(table, { agent, from: 1_000_000, until: 120 * 1_000_000 })]);
  const said: string[] = [];
  for (let at = feed.nextAt(); at !== undefined; at = feed.nextAt()) {
    const draft = feed.take();
    const price = draft?.type === 'PrintSeen' ? (draft.data as DataOf<'PrintSeen'>).price : (draft?.data as DataOf<'FinerBarClosed'>).bar.close;
    said.push(`${at / 1_000_000} ${draft?.type} ${price}`);
  }
  expect(said).toEqual(['1 PrintSeen 1.01', '60 FinerBarClosed 1.01', '60 PrintSeen 1.02', '60 PrintSeen 1.03', '119 PrintSeen 1.04', '120 FinerBarClosed 1.04']);
});

test('prints outside the session are told from those inside, on half days too', () => {
  const hours = calendarHours('us-equities');
  const at = ['2023-11-24T14:29:59Z', '2023-11-24T14:30:00Z', '2023-11-24T17:59:59Z', '2023-11-24T18:00:00Z', '2023-11-27T20:59:59Z'].map((text) => ({ at: parseInstant(text), price: 1, size: 1 }));
  expect(placesInSession(printTable(acme, at), hours)).toEqual([1, 2, 4]);
  expect(placesInSession(printTable(acme, at), ALWAYS_OPEN)).toBeUndefined();
});

const directory = process.env['HIVETAPE_TRIAL_DATA'] ?? '';
test.skipIf(directory === '' || !existsSync(join(directory, 'spy_ticks_20131007.csv.gz')))('the recorded hour of trades makes the minutes that its vendor made of them', async () => {
  const spy: Instrument = { ...acme, id: instrumentId('SPY'), ticksPerUnit: 10_000 };
  const hours = calendarHours('us-equities');
  const table = await readPrints(join(directory, 'spy_ticks_20131007.csv.gz'), spy, { timeZone: 'America/New_York' });
  expect([table.length, table.words.length]).toEqual([69_696, 13]);
  const bars = barsOfPoints(spy.id, table, { rule: { everyUs: MINUTE, hours }, notes: [] });
  const vendor = await importBarTable(join(directory, 'spy_minute_trade.csv.gz'), { instrument: 'SPY', timeZone: 'America/New_York', stamp: 'open', barDuration: '1m' });
  const first = firstRowFrom(vendor, bars.closedAt[0]);
  const differ = { open: 0, high: 0, low: 0, close: 0, volume: 0 };
  for (const column of ['open', 'high', 'low', 'close', 'volume'] as const) {
    for (let row = 0; row < bars.length; row += 1) if (bars[column][row] !== vendor[column][first + row]) differ[column] += 1;
  }
  // The vendor leaves out prints of some conditions, when it makes prices; its volume has nearly all of them.
  expect([bars.length, differ]).toEqual([60, { open: 6, high: 2, low: 11, close: 8, volume: 1 }]);
});
