/** What one bar gives one order: the worked examples, and what two other engines answer in the same cases. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { agentId } from '../../src/core/brand.js';
import type { Bar } from '../../src/domain/bar.js';
import { instrumentId, type Instrument } from '../../src/domain/instrument.js';
import { orderId, type Order } from '../../src/domain/order.js';
import type { Fill } from '../../src/domain/fill.js';
import { addToBook, emptyBook, noteBar, reduceResting } from '../../src/exchange/book.js';
import { venueRules, type VenueOptions } from '../../src/exchange/venue-rules.js';
import { workBar } from '../../src/exchange/work-bar.js';

const instrument: Instrument = { id: instrumentId('ACME'), currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true };
const MINUTE = 60_000_000;

const order = (wish: Partial<Order>): Order => ({
  id: orderId('a:1'), instrument: instrument.id, owner: agentId('a'), side: 'buy', type: 'market', quantityLots: 10, timeInForce: 'gtc', reduceOnly: false, ...wish,
});

const barAt = (index: number, [open, high, low, close]: readonly number[]): Bar => ({
  instrument: instrument.id, openedAt: index * MINUTE, closedAt: (index + 1) * MINUTE, open, high, low, close, volume: -1,
});

/** Returns the fills of one order over bars, the order being accepted before the first of them opens. */
function fillsOver(wish: Partial<Order>, bars: readonly Bar[], options: VenueOptions = {}): Fill[] {
  const rules = venueRules({ account: 'margin', ...options });
  const book = emptyBook(instrument);
  addToBook(book, { order: order(wish), acceptedAt: bars[0].openedAt, sequence: 0 });
  const fills: Fill[] = [];
  bars.forEach((bar, barOffset) => {
    noteBar(book, { offset: barOffset, data: { bar } }, rules);
    const purse = { cashMicros: 1e15, heldLots: 0, othersValueMicros: 0, othersGrossMicros: 0 };
    for (const draft of workBar({ rules, book, bar, barOffset, purse })) {
      if (draft.type !== 'OrderFilled') continue;
      fills.push(draft.data.fill);
      reduceResting(book, draft.data.fill, rules);
    }
  });
  return fills;
}

describe('on the bar O 100, H 104, L 97, C 101', () => {
  const bar = barAt(0, [100, 104, 97, 101]);
  const examples: readonly [wish: Partial<Order>, expected: readonly [price: number, label: string] | undefined][] = [
    [{ type: 'market' }, [100, 'exact']],
    [{ type: 'limit', limitPrice: 101 }, [100, 'open-gap']],
    [{ type: 'limit', limitPrice: 98 }, [98, 'exact']],
    [{ type: 'limit', limitPrice: 97 }, [97, 'intrabar-ambiguous']],
    [{ type: 'limit', limitPrice: 96 }, undefined],
    [{ type: 'stop', stopPrice: 99 }, [100, 'open-gap']],
    [{ type: 'stop', stopPrice: 102 }, [102, 'exact']],
    [{ type: 'stop', stopPrice: 104 }, [104, 'exact']],
    [{ type: 'stop', stopPrice: 105 }, undefined],
    [{ type: 'market', side: 'sell' }, [100, 'exact']],
    [{ type: 'limit', side: 'sell', limitPrice: 103 }, [103, 'exact']],
    [{ type: 'limit', side: 'sell', limitPrice: 104 }, [104, 'intrabar-ambiguous']],
    [{ type: 'stop', side: 'sell', stopPrice: 98 }, [98, 'exact']],
    [{ type: 'stop', side: 'sell', stopPrice: 100 }, [100, 'open-gap']],
  ];
  for (const [wish, expected] of examples) {
    const level = wish.limitPrice ?? wish.stopPrice ?? '';
    for (const policy of ['pessimistic', 'optimistic'] as const) {
      test(`a ${wish.side ?? 'buy'} ${wish.type} ${level} gives ${expected?.join(', ') ?? 'nothing'} under ${policy}`, () => {
        const fills = fillsOver(wish, [bar], { policy });
        expect(fills.map(({ basePrice, label }) => [basePrice, label])).toEqual(expected === undefined ? [] : [expected]);
      });
    }
  }

  test('a limit that is only touched waits if the queue must be traded through', () => {
    expect(fillsOver({ type: 'limit', limitPrice: 97 }, [bar], { queue: 'through' })).toEqual([]);
  });

  test('a touch names its ambiguity, and a limit at its own level is a maker', () => {
    expect(fillsOver({ type: 'limit', limitPrice: 97 }, [bar])).toMatchObject([{ ambiguity: 'touch-only', liquidity: 'maker', basis: 'level' }]);
    expect(fillsOver({ type: 'limit', limitPrice: 101 }, [bar])).toMatchObject([{ liquidity: 'taker', basis: 'open' }]);
  });
});

describe('what two other engines agree on', () => {
  interface OneOrderCase {
    readonly id: number;
    readonly bars: readonly (readonly number[])[];
    readonly order: { readonly type: 'market' | 'limit' | 'stop'; readonly side: 'buy' | 'sell'; readonly size: number; readonly limit?: number; readonly stop?: number };
    readonly fill: { readonly bar: number; readonly price: number } | null;
  }
  const cases = JSON.parse(readFileSync(new URL('../goldens/exchange/one-order-cases.json', import.meta.url), 'utf8')) as readonly OneOrderCase[];

  test('L1: gives the same bar and price in all 39 of 39 cases of market, limit and stop orders', () => {
    expect(cases).toHaveLength(39);
    for (const { id, bars, order: sent, fill } of cases) {
      const wish = { type: sent.type, side: sent.side, quantityLots: sent.size, ...(sent.limit && { limitPrice: sent.limit }), ...(sent.stop && { stopPrice: sent.stop }) };
      const seen = bars.map((prices, index) => barAt(index, prices)).slice(2);
      const ours = fillsOver(wish, seen).map(({ filledAt, price, quantityLots }) => ({ id, bar: filledAt / MINUTE - 1, price, quantityLots }));
      expect(ours).toEqual(fill === null ? [] : [{ id, ...fill, quantityLots: sent.size }]);
    }
  });
});
