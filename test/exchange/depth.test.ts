import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fill } from '../../src/domain/fill.js';
import { bestOf, emptyDepth, leftWithin, takeChange, takeSnapshot } from '../../src/exchange/depth.js';
import { acme, bracket, type Wish } from './play-bars.js';
import { playMoments, type Levels, type Print, type Quote } from './play-moments.js';

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
const brief = ({ orderId, side, quantityLots, price, slippage, label, liquidity, decidedBy }: Fill) => [orderId, side, quantityLots, rounded(price), rounded(slippage), label, liquidity, decidedBy].join(' ');
const play = (wishes: readonly (Wish & { at?: number })[], shown: readonly (Print | Quote | Levels)[], options: Parameters<typeof playMoments>[2] = {}): ReturnType<typeof playMoments> => playMoments(wishes, shown, { fine: { book: true }, ...options });
const book: Levels = { at: 1, bids: [[99, 10], [98, 20]], asks: [[101, 10], [102, 20], [104, 5]] };

describe('L4: an order that trades at once walks the book', () => {
  test.each<[string, Wish, readonly string[]]>([
    ['level after level, each a fill at its own price; what lies beyond the best is slippage', { quantityLots: 25 }, ['order-0 buy 10 101 0 exact taker book', 'order-0 buy 15 102 1 exact taker book']],
    ['down the bids for a seller', { side: 'sell', quantityLots: 15 }, ['order-0 sell 10 99 0 exact taker book', 'order-0 sell 5 98 1 exact taker book']],
    ['a limit no further than it goes', { type: 'limit', limitPrice: 102, quantityLots: 50 }, ['order-0 buy 10 101 0 exact taker book', 'order-0 buy 20 102 1 exact taker book']],
    ['what is not there is not filled', { quantityLots: 99 }, ['order-0 buy 10 101 0 exact taker book', 'order-0 buy 20 102 1 exact taker book', 'order-0 buy 5 104 3 exact taker book']],
  ])('%s', (_, wish, fills) => expect(play([wish], [book]).fills.map(brief)).toEqual(fills));

  test('what is taken is gone until the market changes that level', () => {
    const { fills } = play([{ quantityLots: 10 }, { quantityLots: 40 }], [book, { at: 2, bids: [[97, 1]] }, { at: 3, asks: [[101, 4]] }, { at: 4, asks: [[103, 3]] }]);
    expect(fills.map(({ orderId, quantityLots, price, filledAt }) => [orderId, quantityLots, rounded(price), filledAt])).toEqual([
      ['order-0', 10, 101, 1], ['order-1', 20, 102, 1], ['order-1', 5, 104, 1], ['order-1', 4, 101, 3], ['order-1', 3, 103, 4],
    ]);
  });

  test.each([
    ['ioc', 50, [['order-0', 'ioc']], 35],
    ['fok', 50, [['order-0', 'fok']], 0],
    ['fok', 35, [], 35],
  ] as const)('%s of %i lots', (timeInForce, quantityLots, ends, filled) => {
    const played = play([{ timeInForce, quantityLots }], [book, { at: 2, asks: [[101, 99]] }]);
    expect([played.ends, played.fills.reduce((sum, fill) => sum + fill.quantityLots, 0)]).toEqual([ends, filled]);
  });

  test('slippage beyond what is allowed ends the order where it would begin', () => {
    const played = play([{ quantityLots: 35 }], [book], { slippageMax: 0.012 });
    expect([played.fills.map(brief), played.ends]).toEqual([['order-0 buy 10 101 0 exact taker book', 'order-0 buy 20 102 1 exact taker book'], [['order-0', 'max-slippage']]]);
  });

  test('a stop wakes by the best price of its own side, and its children wake with each part', () => {
    const played = play(bracket({ type: 'stop', stopPrice: 101, quantityLots: 15 }, { stopLoss: 98, takeProfit: 110 }), [{ ...book, asks: [[100.5, 9]] }, { at: 2, asks: [[100.5, 0], [101, 10], [102, 20]] }, { at: 3, bids: [[99, 0], [98, 7], [97, 30]] }]);
    expect(played.fills.map(brief)).toEqual(['entry buy 10 101 0 exact taker book', 'entry buy 5 102 1 exact taker book', 'stop-loss sell 7 98 0 exact taker book', 'stop-loss sell 3 97 1 exact taker book']);
  });

  test.each([
    ['lost after a hole', { at: 2, missing: 3, asks: [[100, 9]] }],
    ['crossed', { at: 2, bids: [[103, 9]] }],
    ['without asks', { at: 2, asks: [[101, 0], [102, 0], [104, 0]] }],
  ] as const)('a book that is %s fills nobody', (_, shown) => {
    expect(play([{ at: 1 }], [book, shown]).fills).toEqual([]);
  });
});

describe('L4: a limit that waits in the book', () => {
  const limit: Wish = { type: 'limit', limitPrice: 99, quantityLots: 8 };

  test('trades at its limit with all who come to it', () => {
    expect(play([limit], [book, { at: 2, bids: [[99, 0]], asks: [[100, 50]] }]).fills).toEqual([]);
    expect(play([limit], [book, { at: 2, bids: [[99, 0], [98, 0], [97, 1]], asks: [[99, 3], [98.5, 2], [100, 50]] }]).fills.map(brief)).toEqual(['order-0 buy 5 99 0 exact maker book']);
  });

  test('trades of others serve the queue before it, then the order; what the queue loses moves it up', () => {
    const fine = { book: true, prints: true };
    const shown: (Levels | Print)[] = [book, [2, 99, 6], { at: 3, bids: [[99, 4]] }, [4, 99, 3], [5, 99, 3], [6, 99, 30]];
    const { fills } = play([limit], shown, { fine, participation: 'full' });
    // Ten stand before it; six are served, then three more, and two of the next three are its own.
    expect(fills.map(({ quantityLots, filledAt, label }) => [quantityLots, filledAt, label])).toEqual([[2, 5, 'intrabar-ambiguous'], [6, 6, 'intrabar-ambiguous']]);
    expect(play([limit], [book, { at: 2, bids: [[99, 1]] }, [3, 99, 3]], { fine, participation: 'full' }).fills.map(({ quantityLots }) => quantityLots)).toEqual([2]);
    expect(play([limit], shown, { fine, participation: 'full', queue: 'through' }).fills).toEqual([]);
    expect(play([limit], [book, [2, 98.5, 30]], { fine, participation: 'full' }).fills.map(brief)).toEqual(['order-0 buy 8 99 0 exact maker print']);
  });
});

type Rows = readonly { readonly bids: readonly (readonly [number, number])[]; readonly asks: readonly (readonly [number, number])[] }[];
const level = (low: number): fc.Arbitrary<readonly [number, number]> => fc.tuple(fc.integer({ min: low, max: low + 9 }), fc.integer({ min: 0, max: 9 }));
const rows: fc.Arbitrary<Rows> = fc.array(fc.record({ bids: fc.array(level(90), { maxLength: 4 }), asks: fc.array(level(101), { maxLength: 4 }) }), { minLength: 1, maxLength: 20 });

test('property: the book is what its snapshot and changes say, at every depth', () => {
  fc.assert(
    fc.property(rows, (list) => {
      const depth = emptyDepth();
      const plain = { bids: new Map<number, number>(), asks: new Map<number, number>() };
      list.forEach(({ bids, asks }, place) => {
        const named = (levels: Rows[number]['bids']): { price: number; quantity: number }[] => levels.map(([price, quantity]) => ({ price, quantity }));
        const data = { firstUpdate: place + 1, lastUpdate: place + 1, bids: named(bids), asks: named(asks) };
        if (place === 0) takeSnapshot(depth, acme, data);
        else takeChange(depth, acme, data);
        for (const [price, quantity] of bids) plain.bids.set(price, quantity);
        for (const [price, quantity] of asks) plain.asks.set(price, quantity);
      });
      for (const side of ['bids', 'asks'] as const) {
        const left = [...plain[side]].filter(([, quantity]) => quantity > 0);
        expect(leftWithin(depth[side])).toBe(left.reduce((sum, [, quantity]) => sum + quantity, 0));
        const prices = left.map(([price]) => price * 100);
        expect(bestOf(depth[side])).toBe(prices.length === 0 ? undefined : side === 'bids' ? Math.max(...prices) : Math.min(...prices));
      }
    }),
  );
});

test('property: no level gives more than it showed since it last changed, nobody pays more than the limit, and walking costs what the levels say', () => {
  const wishes = fc.array(fc.record({ side: fc.constantFrom('buy' as const, 'sell' as const), quantityLots: fc.integer({ min: 1, max: 30 }), limit: fc.option(fc.integer({ min: 92, max: 108 }), { nil: undefined }) }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(rows, wishes, (list, wants) => {
      const shown = list.map((row, place): Levels => ({ at: place + 1, ...row }));
      const orders = wants.map(({ side, quantityLots, limit }): Wish => ({ side, quantityLots, ...(limit === undefined ? {} : { type: 'limit', limitPrice: limit }) }));
      const { fills } = play(orders, shown);
      const given = new Map<string, number>();
      for (const { orderId, side, price, basePrice, halfSpread, slippage, liquidity, quantityLots, barOffset } of fills) {
        const { limitPrice } = orders[Number(orderId.slice('order-'.length))];
        if (limitPrice !== undefined) expect(side === 'buy' ? price <= limitPrice + 1e-9 : price >= limitPrice - 1e-9).toBe(true);
        expect(price).toBeCloseTo(side === 'buy' ? basePrice + halfSpread + slippage : basePrice - halfSpread - slippage, 9);
        if (liquidity === 'maker') continue;
        const named = side === 'buy' ? 'asks' : 'bids';
        const changes = shown.slice(0, barOffset + 1).flatMap((row, place) => (row[named] ?? []).filter(([at]) => at === price).map(([, quantity]) => ({ place, quantity })));
        const last = changes[changes.length - 1];
        expect(last).toBeDefined();
        const key = `${named} ${price} ${last?.place}`;
        given.set(key, (given.get(key) ?? 0) + quantityLots);
        expect(given.get(key)).toBeLessThanOrEqual(last?.quantity ?? 0);
      }
    }),
    { numRuns: 400 },
  );
});
