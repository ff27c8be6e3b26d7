import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { agentId } from '../../../src/core/brand.js';
import { isHivetapeError } from '../../../src/core/errors.js';
import type { DataOf } from '../../../src/domain/catalogue.js';
import { instrumentId, type Instrument } from '../../../src/domain/instrument.js';
import { bookFeed } from '../../../src/market/depth/book-feed.js';
import { bookTape, readBookTape, type BookTape, type BookTapeOptions } from '../../../src/market/depth/book-tape.js';

const coin: Instrument = { id: instrumentId('COIN'), currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 100_000, multiplier: 1, shortable: true };
const stamp = (ms: number): string => `${1_700_000_000_000 + ms}000000`;
const change = (ms: number, first: number, last: number, more: object = {}): string => `${stamp(ms)} ${JSON.stringify({ data: { e: 'depthUpdate', U: first, u: last, b: [], a: [], ...more } })}`;
const snapshot = (ms: number, last: number, bids: unknown = [['99', '1']], asks: unknown = [['101', '2']]): string => `${stamp(ms)} ${JSON.stringify({ lastUpdateId: last, bids, asks })}`;
const said = ({ drafts }: BookTape): string[] => drafts.map(({ at, draft }) => `${at / 1_000 - 1_700_000_000_000} ${draft.type} ${(draft.data as Partial<DataOf<'BookSeen'>>).lastUpdate ?? ''}`.trim());
const tape = (lines: readonly string[], options: BookTapeOptions = {}): BookTape => bookTape(lines, coin, options);

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return isHivetapeError(error) ? `${error.code} ${error.details.place?.line ?? ''}`.trim() : String(error);
  }
}

describe('a recorded book', () => {
  test('begins with its snapshot: changes before it are known no earlier, and those it holds already are passed over', () => {
    const early = [change(1, 5, 8), change(2, 9, 12, { b: [['100', '3']] }), snapshot(3, 10), change(4, 13, 13)];
    expect(said(tape(early))).toEqual(['3 BookSeen 10', '3 BookChanged 12', '4 BookChanged 13']);
  });

  test('is the same whether its messages come from a combined stream or from one of their own', () => {
    const bare = (ms: number, message: object): string => `${stamp(ms)} ${JSON.stringify(message)}`;
    const own = tape([snapshot(3, 10), bare(4, { e: 'depthUpdate', U: 11, u: 12, b: [['100', '3']], a: [] }), bare(5, { e: 'trade', p: '100', q: '1' })]);
    expect(said(own)).toEqual(['3 BookSeen 10', '4 BookChanged 12']);
    expect(own.trades).toHaveLength(1);
  });

  test.each(['soon,1,2', '1700000000000,x,2', '1700000000000,1,'])('of a dump is refused with the line of a row whose stamp or numbers are none: %s', (numbers) => {
    const [at, first, last] = numbers.split(',');
    const rows = ['symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty,pu', `X,${at},${first},${last},b,snap,99,1,-1`];
    expect(codeOf(() => tape(rows))).toBe('book-stream-invalid 2');
  });

  test('with a hole is refused with its line, or lost until the next snapshot', () => {
    const holed = [snapshot(1, 10), change(2, 11, 12), change(3, 14, 15), change(4, 16, 16), snapshot(5, 15), change(6, 17, 17)];
    expect(codeOf(() => tape(holed))).toBe('book-gap 3');
    const resynced = tape(holed, { gaps: 'resync' });
    expect(said(resynced)).toEqual(['1 BookSeen 10', '2 BookChanged 12', '3 BookLost', '5 BookSeen 15', '5 BookChanged 16', '6 BookChanged 17']);
    expect(resynced.notes.map(({ kind, count }) => [kind, count])).toEqual([['book-gap', 1]]);
  });

  test('tells its trades, its best prices, and how often it was crossed', () => {
    const lines = [snapshot(1, 10), change(2, 11, 11, { b: [['101.5', '1']] }), change(3, 12, 12, { b: [['101.5', '0']] }), `${stamp(4)} {"data":{"e":"trade","p":"101","q":"0.5"}}`];
    const { trades, tops, notes } = tape(lines);
    expect([trades.map(({ price, size }) => [price, size]), tops.map(({ bid, ask }) => [bid, ask]), notes.map(({ kind, count }) => [kind, count])]).toEqual([[[101, 0.5]], [[99, 101], [99, 101]], [['crossed', 1]]]);
  });

  test('of futures follows the number that each change says came before it', () => {
    expect(said(tape([snapshot(1, 10), change(2, 30, 40, { pu: 10 }), change(3, 55, 60, { pu: 40 })]))).toHaveLength(3);
    expect(codeOf(() => tape([snapshot(1, 10), change(2, 30, 40, { pu: 20 })]))).toBe('book-gap 2');
  });

  test('of OKX is read too, signs of life aside', () => {
    const okx = (action: string, data: object): string => JSON.stringify({ action, data: [{ bids: [], asks: [], ts: '1700000000005', ...data }] });
    const lines = [okx('snapshot', { seqId: 7, prevSeqId: -1, bids: [['99', '1', '0', '1']] }), okx('update', { seqId: 9, prevSeqId: 7, asks: [['101', '2', '0', '1']] }), okx('update', { seqId: 9, prevSeqId: 9 }), '{"event":"subscribe"}'];
    expect(said(tape(lines))).toEqual(['5 BookSeen 7', '5 BookChanged 9']);
    expect(codeOf(() => tape([...lines, okx('update', { seqId: 12, prevSeqId: 11 })]))).toBe('book-gap 5');
  });

  test.each([
    ['changes alone', [change(1, 5, 8)], 'data-empty'],
    ['a price between two ticks', [snapshot(1, 10, [['99.001', '1']])], 'price-off-tick 1'],
    ['no message', ['x'], 'book-stream-invalid 1'],
    ['a negative quantity', [snapshot(1, 10, [['99', '-1']])], 'book-stream-invalid 1'],
  ] as const)('of %s is refused', (_, lines, code) => expect(codeOf(() => tape(lines))).toBe(code));

  test('is fed from any moment on: first what it had come to by then, as one snapshot', () => {
    const { drafts } = tape([snapshot(1, 10), change(2, 11, 11, { b: [['100', '3'], ['99', '0']] }), change(3, 12, 12, { a: [['102', '4']] }), change(9, 13, 13)]);
    const feed = bookFeed(drafts, { agent: agentId('feed'), from: drafts[2]?.at ?? 0, until: drafts[3]?.at ?? 0 });
    const first = feed.take()?.data as DataOf<'BookSeen'>;
    expect([first.lastUpdate, first.bids, first.asks]).toEqual([11, [{ price: 100, quantity: 3 }], [{ price: 101, quantity: 2 }]]);
    expect([feed.take()?.type, feed.nextAt()]).toEqual(['BookChanged', undefined]);
    const late = bookFeed(drafts, { agent: agentId('feed'), from: 2e18, until: 3e18 });
    expect([(late.take()?.data as DataOf<'BookSeen'>).lastUpdate, late.nextAt()]).toEqual([13, undefined]);
  });
});

const directory = process.env['HIVETAPE_TRIAL_DATA'] ?? '';
const trial = test.skipIf(directory === '' || !existsSync(join(directory, 'binance_depth_snapshot.csv')));

trial('a recorded stream is a tape without a hole', async () => {
  const { drafts, tops, trades, notes } = await readBookTape(join(directory, 'binance_btcusdt_stream_20240808.txt.gz'), coin);
  expect([drafts.length, trades.length, tops.length > 3_000, notes]).toEqual([3_450, 9_757, true, []]);
});

trial('a dumped snapshot and changes taken ten minutes later do not connect, and that is said', () => {
  const [before, after] = ['binance_depth_snapshot.csv', 'binance_depth_updates.csv'].map((name) => readFileSync(join(directory, name), 'utf8').split('\n'));
  expect(codeOf(() => tape([...(before ?? []), ...(after ?? [])]))).toBe('book-gap 104');
  expect(said(tape(before ?? []))).toHaveLength(1);
  expect(tape([...(before ?? []), ...(after ?? [])], { gaps: 'resync' }).drafts.map(({ draft }) => draft.type)).toEqual(['BookSeen', 'BookLost']);
});

trial('the shapes that OKX sends are read', () => {
  const [first, second] = ['ws_okx_books_snapshot.json', 'ws_okx_books_update.json'].map((name) => JSON.stringify(JSON.parse(readFileSync(join(directory, name), 'utf8'))));
  expect(said(tape([first ?? ''])).map((text) => text.split(' ')[1])).toEqual(['BookSeen']);
  expect(tape([first ?? '', second ?? ''], { gaps: 'resync' }).drafts.length).toBeGreaterThan(1);
});
