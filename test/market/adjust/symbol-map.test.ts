/** Instruments that changed their ticker: one table out of several symbols, and no bar of another firm. */
import { expect, test } from 'vitest';
import { DAY, parseInstant } from '../../../src/core/instant.js';
import { instrumentId } from '../../../src/domain/instrument.js';
import { dayStarts } from '../../../src/market/adjust/day-start.js';
import { delistedAt, readSymbolMap, splicedTable } from '../../../src/market/adjust/symbol-map.js';
import { barTable, type BarTable } from '../../../src/market/bar-table.js';
import { temporaryFiles } from '../temporary-files.js';

const files = temporaryFiles();
const dayStart = dayStarts('America/New_York');
const table = (ticker: string, from: string, days: number, price: number): BarTable =>
  barTable(instrumentId(ticker), Array.from({ length: days }, (_, day) => {
    const openedAt = parseInstant(`${from}T14:30:00Z`) + day * DAY;
    return { openedAt, closedAt: openedAt + DAY / 4, open: price, high: price, low: price, close: price, volume: 1 };
  }));

test('bars of each ticker count in its own time; of the same ticker before the listing, they are another firm’s', async () => {
  const spans = await readSymbolMap(files.write('map.csv', '20240103,OLD,Q\n20240105,OLD,Q\n20501231,NEW,Q\n'), 'NEW');
  const tableOf = new Map([['OLD', table('OLD', '2024-01-01', 9, 1)], ['NEW', table('NEW', '2024-01-01', 9, 2)]]);
  const one = splicedTable(instrumentId('NEW'), spans, { tableOf, dayStart });
  expect([...one.close]).toEqual([1, 1, 1, 2, 2, 2, 2]);
  expect(one.openedAt[0]).toBe(parseInstant('2024-01-03T14:30:00Z'));
  expect(one.notes).toEqual([{ kind: 'renamed', count: 1, note: 'It went by other names: OLD at first, NEW from 2024-01-06.' }]);
  expect(delistedAt(spans, dayStart)).toBeUndefined();
});

test('the end of a map is the delisting, on the day after, and a ticker without bars is told', async () => {
  const spans = await readSymbolMap(files.write('ended.csv', 'symbol,date,mapped_symbol,exchange\nGONE,2024-01-01,GONE,N\nGONE,2024-01-04,GONE,N\nELSE,2024-01-01,ELSE,N\n'), 'GONE');
  expect(delistedAt(spans, dayStart)).toBe(parseInstant('2024-01-05T05:00:00Z'));
  expect(splicedTable(instrumentId('GONE'), spans, { tableOf: new Map(), dayStart }).notes[0]).toMatchObject({ kind: 'symbols-absent' });
});

test.each([['20240105,A\n20240104,A\n', /in order of their dates/], ['20240105,\n', /ticker/]])('a map that cannot be is refused: %j', async (content, says) => {
  await expect(readSymbolMap(files.write('wrong.csv', content), 'A')).rejects.toMatchObject({ code: 'dated-file-invalid', message: expect.stringMatching(says) as string });
});
