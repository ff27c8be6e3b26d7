import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY } from '../../src/core/instant.js';
import type { Fill } from '../../src/domain/fill.js';
import { bracket, type Wish } from './play-bars.js';
import { playMoments, type Print, type Quote } from './play-moments.js';

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
const brief = ({ orderId, side, quantityLots, price, halfSpread, label, liquidity, decidedBy }: Fill) => [orderId, side, quantityLots, rounded(price), rounded(halfSpread), label, liquidity, decidedBy].join(' ');
const quotes = (...pairs: readonly (readonly [bid: number, ask: number])[]): Quote[] => pairs.map(([bid, ask], place) => ({ at: 1 + place, bid, ask }));

describe('an order and the quotes after it', () => {
  test.each<[string, Wish & { at?: number }, readonly Quote[], readonly string[]]>([
    ['who buys at once pays the ask, half of the spread of which is its cost', {}, quotes([99, 101]), ['order-0 buy 10 101 1 exact taker quote']],
    ['who sells at once gets the bid', { side: 'sell' }, quotes([99, 101]), ['order-0 sell 10 99 1 exact taker quote']],
    ['a spread of an odd number of ticks is paid to the last', {}, quotes([100, 100.03]), ['order-0 buy 10 100.03 0.02 exact taker quote']],
    ['a limit that waited fills at its limit when the ask comes down to it', { type: 'limit', limitPrice: 98 }, quotes([98.5, 99], [97.5, 98]), ['order-0 buy 10 98 0 exact maker quote']],
    ['and at its limit too when the ask falls below it', { type: 'limit', limitPrice: 98 }, quotes([98.5, 99], [96, 97]), ['order-0 buy 10 98 0 exact maker quote']],
    ['the bid alone fills no buyer', { type: 'limit', limitPrice: 98 }, quotes([98.5, 99], [97, 98.01]), []],
    ['a limit that the first ask already meets takes it', { type: 'limit', limitPrice: 98 }, quotes([96, 97]), ['order-0 buy 10 97 0.5 exact taker quote']],
    ['a stop to sell wakes by the bid', { side: 'sell', type: 'stop', stopPrice: 98 }, quotes([99, 100], [97.5, 99.5]), ['order-0 sell 10 97.5 1 exact taker quote']],
    ['a stop to buy wakes by the ask', { type: 'stop', stopPrice: 102 }, quotes([101, 101.5], [101.5, 102]), ['order-0 buy 10 102 0.25 exact taker quote']],
    ['a trailing stop follows the side that it would trade at', { side: 'sell', type: 'trailing-stop', trailAmount: 2 }, quotes([100, 109], [103, 109], [101, 109]), ['order-0 sell 10 101 4 exact taker quote']],
    ['a quote of the very instant at which the order came is not the next', { at: 1 }, quotes([99, 101], [99, 102]), ['order-0 buy 10 102 1.5 exact taker quote']],
  ])('%s', (_, wish, shown, fills) => expect(playMoments([wish], shown).fills.map(brief)).toEqual(fills));

  test('what is taken of a quote is gone until its price or quantity changes', () => {
    const shown: Quote[] = [
      { at: 1, bid: 99, ask: 101, askQuantity: 12 },
      { at: 2, bid: 98, ask: 101, askQuantity: 12 },
      { at: 3, bid: 98, ask: 101, askQuantity: 13 },
      { at: 4, bid: 98, ask: 102, askQuantity: 13 },
    ];
    const { fills } = playMoments([{}, { quantityLots: 30 }], shown);
    expect(fills.map(({ orderId, quantityLots, filledAt }) => [orderId, quantityLots, filledAt])).toEqual([['order-0', 10, 1], ['order-1', 2, 1], ['order-1', 13, 3], ['order-1', 13, 4]]);
  });

  test('an exit woken by the bid ends its rival', () => {
    const played = playMoments(bracket({ type: 'market' }, { stopLoss: 98, takeProfit: 103 }), quotes([99.9, 100], [97, 98.1]));
    expect([played.fills.map(brief), played.ends]).toEqual([['entry buy 10 100 0.05 exact taker quote', 'stop-loss sell 10 97 0.55 exact taker quote'], [['take-profit', 'oco']]]);
  });

  test('the first quote of a day is one price for all who would trade there', () => {
    const shown: Quote[] = [{ at: 1, bid: 100, ask: 101 }, { at: DAY + 1, bid: 94, ask: 95 }];
    expect(playMoments([{ type: 'limit', limitPrice: 98 }], shown).fills.map(brief)).toEqual(['order-0 buy 10 95 0.5 open-gap taker quote']);
  });
});

describe('quotes and prints together', () => {
  const fine = { prints: true, quotes: true };

  test('prints wake stops, and what woke crosses the next quote', () => {
    const shown: (Quote | Print)[] = [{ at: 1, bid: 97, ask: 101 }, [2, 98], { at: 3, bid: 97.5, ask: 99 }];
    expect(playMoments([{ side: 'sell', type: 'stop', stopPrice: 98 }], shown, { fine }).fills.map(brief)).toEqual(['order-0 sell 10 97.5 0.75 exact taker quote']);
  });

  test('a limit fills by whichever reaches it first, and a print at the very limit is doubtful', () => {
    const wish: Wish = { type: 'limit', limitPrice: 98 };
    expect(playMoments([wish], [{ at: 1, bid: 98, ask: 99 }, [2, 97], { at: 3, bid: 96, ask: 97 }], { fine }).fills.map(brief)).toEqual(['order-0 buy 10 98 0 exact maker print']);
    expect(playMoments([wish], [{ at: 1, bid: 98, ask: 99 }, [2, 98]], { fine }).fills.map(brief)).toEqual(['order-0 buy 10 98 0 intrabar-ambiguous maker print']);
    expect(playMoments([wish], [{ at: 1, bid: 98, ask: 99 }, [2, 98]], { fine, queue: 'through' }).fills).toEqual([]);
  });

  test('a print before the first quote fills nobody: nobody knows whether the order waited or crossed', () => {
    expect(playMoments([{ type: 'limit', limitPrice: 98 }], [[1, 97], { at: 2, bid: 95, ask: 96 }], { fine }).fills.map(brief)).toEqual(['order-0 buy 10 96 0.5 exact taker quote']);
  });
});

test('property: nobody buys below the bid or above the ask unless it waited, limits hold, and nothing is taken twice', () => {
  const shown = fc.array(fc.record({ bid: fc.integer({ min: 9_900, max: 10_000 }), spread: fc.integer({ min: 0, max: 40 }), quantity: fc.integer({ min: 0, max: 30 }) }), { minLength: 1, maxLength: 40 });
  const wishes = fc.array(fc.record({ type: fc.constantFrom('market' as const, 'limit' as const, 'stop' as const), side: fc.constantFrom('buy' as const, 'sell' as const), level: fc.integer({ min: 9_900, max: 10_040 }), quantityLots: fc.integer({ min: 1, max: 60 }) }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(shown, wishes, (rows, wants) => {
      const stream = rows.map(({ bid, spread, quantity }, place): Quote => ({ at: 1 + Math.floor(place / 2), bid: bid / 100, ask: (bid + spread) / 100, bidQuantity: quantity, askQuantity: quantity }));
      const orders = wants.map(({ type, side, level, quantityLots }): Wish => ({ type, side, quantityLots, ...(type === 'limit' ? { limitPrice: level / 100 } : type === 'stop' ? { stopPrice: level / 100 } : {}) }));
      const taken = new Map<string, number>();
      for (const { orderId, side, price, liquidity, barOffset, quantityLots } of playMoments(orders, stream).fills) {
        const quote = stream[barOffset];
        const { limitPrice } = orders[Number(orderId.slice('order-'.length))];
        const touch = side === 'buy' ? quote.ask : quote.bid;
        if (liquidity === 'taker') expect(price).toBeCloseTo(touch, 9);
        else expect(price).toBe(limitPrice);
        if (limitPrice !== undefined) expect(side === 'buy' ? price <= limitPrice + 1e-9 : price >= limitPrice - 1e-9).toBe(true);
        const key = `${side} ${barOffset}`;
        taken.set(key, (taken.get(key) ?? 0) + quantityLots);
        expect(taken.get(key) ?? 0).toBeLessThanOrEqual(quote.askQuantity ?? 0);
      }
    }),
    { numRuns: 500 },
  );
});
