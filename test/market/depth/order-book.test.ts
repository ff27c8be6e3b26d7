import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDepthStream } from '../../../src/market/depth/depth-stream.js';
import { startOrderBook, type Level } from '../../../src/market/depth/order-book.js';
import { codeOf } from '../../core/code-of.js';

const level = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 5 }));
const changes = fc.array(fc.record({ bids: fc.array(level, { maxLength: 6 }), asks: fc.array(level, { maxLength: 6 }) }), { maxLength: 30 });

/** What a book is, told as slowly and plainly as can be. */
function plainSide(all: readonly (readonly Level[])[], best: 'highest' | 'lowest'): Level[] {
  const levels = new Map<number, number>();
  for (const [price, quantity] of all.flat()) levels.set(price, quantity);
  return [...levels].filter(([, quantity]) => quantity > 0).sort(([a], [b]) => (best === 'highest' ? b - a : a - b));
}

describe('a book', () => {
  test('is what its snapshot and all changes say, on both sides, at every depth', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const book = startOrderBook();
        book.take({ at: 0, lastUpdate: 0, bids: [], asks: [] });
        list.forEach(({ bids, asks }, index) => book.change({ at: index, firstUpdate: index + 1, lastUpdate: index + 1, bids, asks: asks.map(([price, quantity]) => [price + 100, quantity] as const) }));
        expect(book.levels('bids', 99)).toEqual(plainSide(list.map(({ bids }) => bids), 'highest'));
        expect(book.levels('asks', 99)).toEqual(plainSide(list.map(({ asks }) => asks.map(([price, quantity]) => [price + 100, quantity] as const)), 'lowest'));
        expect(book.isCrossed()).toBe(false);
        const [bid] = book.levels('bids', 1);
        const [ask] = book.levels('asks', 1);
        if (bid === undefined || ask === undefined) expect(book.top()).toBeUndefined();
        else expect(book.top()).toMatchObject({ bid: bid[0], bidQuantity: bid[1], ask: ask[0], askQuantity: ask[1] });
      }),
    );
  });

  test('passes over what its snapshot contains, and refuses a hole', () => {
    const book = startOrderBook();
    const none = { bids: [], asks: [] };
    expect(book.change({ at: 0, firstUpdate: 1, lastUpdate: 2, ...none })).toBe(false);
    book.take({ at: 1, lastUpdate: 10, bids: [[99, 1]], asks: [[101, 1]] });
    expect(book.change({ at: 2, firstUpdate: 8, lastUpdate: 10, bids: [[100, 1]], asks: [] })).toBe(false);
    expect(book.change({ at: 2, firstUpdate: 9, lastUpdate: 12, bids: [[100, 2]], asks: [] })).toBe(true);
    expect(book.top()).toEqual({ at: 2, bid: 100, bidQuantity: 2, ask: 101, askQuantity: 1 });
    expect(codeOf(() => book.change({ at: 3, firstUpdate: 14, lastUpdate: 14, ...none }))).toBe('book-gap');
    book.change({ at: 4, firstUpdate: 13, lastUpdate: 13, bids: [[101, 1]], asks: [] });
    expect(book.isCrossed()).toBe(true);
  });
});

describe('a recorded stream', () => {
  const stamp = (second: number): string => `17231612${String(second).padStart(2, '0')}000000000`;
  const change = (first: number, last: number, bids: string[][]): string => JSON.stringify({ stream: 'x@depth', data: { e: 'depthUpdate', U: first, u: last, b: bids, a: [] } });
  const snapshot = JSON.stringify({ lastUpdateId: 5, bids: [['10.0', '1.0']], asks: [['11.0', '2.0']] });

  test('holds early changes back until the snapshot says which of them it contains', () => {
    const { tops, changes: count, passedOver, others } = readDepthStream([`${stamp(1)} ${change(4, 5, [['10.5', '1']])}`, `${stamp(2)} ${change(6, 7, [['10.2', '3']])}`, `${stamp(3)} ${snapshot}`, `${stamp(4)} {"data":{"e":"trade"}}`, '']);
    expect([count, passedOver, others]).toEqual([2, 1, 1]);
    expect(tops.map(({ bid, ask }) => [bid, ask])).toEqual([[10, 11], [10.2, 11]]);
  });

  test.each(['no stamp {}', `${stamp(1)} {`, `${stamp(1)} ${change(5, 4, [])}`, `${stamp(1)} ${change(1, 2, [['x', '1']])}`, `${stamp(1)} 7`])('%s is refused', (line) => {
    expect(codeOf(() => readDepthStream([line]))).toBe('book-stream-invalid');
  });
});

const trial = join(process.env['HIVETAPE_TRIAL_DATA'] ?? '', 'binance_btcusdt_stream_20240808.txt.gz');
if (existsSync(trial)) {
  test('a recorded hour of an exchange gives a book without holes that is never crossed', () => {
    const lines = gunzipSync(readFileSync(trial)).toString('utf8').split('\n');
    const { changes: count, crossed, passedOver, tops, others } = readDepthStream(lines);
    expect([count, others, crossed]).toEqual([3_451, 37_797, 0]);
    expect(passedOver).toBeLessThan(count / 10);
    expect(tops.length).toBeGreaterThan(2_000);
    expect(tops.every(({ bid, ask }, row) => bid < ask && (row === 0 || tops[row - 1].at <= tops[row].at))).toBe(true);
  });
}
