import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY } from '../../src/core/instant.js';
import type { Fill } from '../../src/domain/fill.js';
import { bracket, MINUTE, playBars, type Prices, type Wish } from './play-bars.js';
import { playPrints, type Print } from './play-moments.js';

const brief = ({ orderId, side, quantityLots, basePrice, basis, label, liquidity, decidedBy }: Fill) => [orderId, side, quantityLots, basePrice, basis, label, liquidity, decidedBy].join(' ');
const at = (prices: readonly number[], stepUs = 1_000): Print[] => prices.map((price, place) => [1 + place * stepUs, price]);

describe('an order and the prints after it', () => {
  test.each<[string, Wish & { at?: number }, readonly Print[], readonly string[]]>([
    ['a market order trades at the next print, whatever its price', {}, at([101, 99]), ['order-0 buy 10 101 open exact taker print']],
    ['a print of the very instant at which the order came is not the next', { at: 1 }, at([101, 99]), ['order-0 buy 10 99 open exact taker print']],
    ['a limit that waited fills at its limit when a print passes through it', { type: 'limit', limitPrice: 98 }, at([100, 97]), ['order-0 buy 10 98 level exact maker print']],
    ['a print at the very limit fills by the assumption about the queue', { type: 'limit', limitPrice: 98 }, at([100, 98]), ['order-0 buy 10 98 level intrabar-ambiguous maker print']],
    ['a limit that the first print already passes takes it at its price', { type: 'limit', limitPrice: 98 }, at([97]), ['order-0 buy 10 97 open exact taker print']],
    ['a stop trades at the print that woke it, not at a price that nobody paid', { side: 'sell', type: 'stop', stopPrice: 98 }, at([100, 97.5]), ['order-0 sell 10 97.5 open exact taker print']],
    ['a stop-limit that price jumped over waits at its limit', { side: 'sell', type: 'stop-limit', stopPrice: 98, limitPrice: 97.8 }, at([100, 97.5, 97.6, 97.9]), ['order-0 sell 10 97.8 level exact maker print']],
    ['a trailing stop follows the prints and trades where it is hit', { side: 'sell', type: 'trailing-stop', trailAmount: 2 }, at([100, 103, 101.5, 100.9]), ['order-0 sell 10 100.9 open exact taker print']],
    ['what waits to be touched is touched by a print', { type: 'market-if-touched', stopPrice: 98 }, at([100, 97.9]), ['order-0 buy 10 97.9 open exact taker print']],
  ])('%s', (_, wish, prints, fills) => expect(playPrints([wish], prints).fills.map(brief)).toEqual(fills));

  test('with `queue: through` a print at the very limit fills nobody', () => {
    expect(playPrints([{ type: 'limit', limitPrice: 98 }], at([100, 98]), { queue: 'through' }).fills).toEqual([]);
  });

  test('prints of one stamp are told apart: the second meets a stop that the first has woken', () => {
    const prints: Print[] = [[5, 100], [9, 97.5, 100], [9, 97.4, 1_000]];
    expect(playPrints([{ side: 'sell', type: 'stop', stopPrice: 98, quantityLots: 50 }], prints).fills.map(brief)).toEqual(['order-0 sell 10 97.5 open exact taker print', 'order-0 sell 40 97.4 open exact taker print']);
  });

  test('a print gives its share of its size, first come first served, and never more', () => {
    const { fills } = playPrints([{ quantityLots: 15 }, { quantityLots: 15 }], [[1, 100, 200], [2, 101, 50], [3, 102, 300]]);
    expect(fills.map(({ orderId, quantityLots, basePrice }) => [orderId, quantityLots, basePrice])).toEqual([['order-0', 15, 100], ['order-1', 5, 100], ['order-1', 5, 101], ['order-1', 5, 102]]);
  });

  test.each([['ioc', [['order-0', 'ioc']], 1], ['fok', [['order-0', 'fok']], 0]] as const)('%s gets what the next print gives, or nothing', (timeInForce, ends, fills) => {
    const played = playPrints([{ timeInForce, quantityLots: 100 }], [[1, 100, 200], [2, 100, 9_000]]);
    expect([played.ends, played.fills.length]).toEqual([ends, fills]);
  });

  test('post-only is refused where the first print could have traded with it, and rests otherwise', () => {
    const limit = { type: 'limit', limitPrice: 98, postOnly: true } as const;
    expect(playPrints([limit], at([98, 97])).ends).toEqual([['order-0', 'would-cross']]);
    expect(playPrints([limit], at([99, 97])).fills.map(brief)).toEqual(['order-0 buy 10 98 level exact maker print']);
  });

  test('the first print of a day is an auction: one price for all who would trade there', () => {
    const limit = { type: 'limit', limitPrice: 98 } as const;
    const prints: Print[] = [[1, 100], [DAY + 1, 95], [DAY + 2, 94]];
    expect(playPrints([limit, { type: 'at-open' }], prints).fills.map(brief)).toEqual(['order-0 buy 10 95 open open-gap taker print', 'order-1 buy 10 95 open exact taker print']);
  });

  test('a bracket wakes with the fill and its exits end each other', () => {
    const played = playPrints(bracket({ type: 'market' }, { stopLoss: 98, takeProfit: 103 }), at([100, 99, 103.5, 97]));
    expect(played.fills.map(brief)).toEqual(['entry buy 10 100 open exact taker print', 'take-profit sell 10 103 level exact maker print']);
    expect(played.ends).toEqual([['stop-loss', 'oco']]);
  });

  test('a day order ends with the first print of the next day, unfilled', () => {
    const played = playPrints([{ type: 'limit', limitPrice: 90, timeInForce: 'day' }], [[1, 100], [2, 99], [DAY + 5, 80]]);
    expect([played.ends, played.fills]).toEqual([[['order-0', 'day']], []]);
  });

  test('where quotes decide too, prints fill only who waited at a limit, and wake stops', () => {
    const fine = { prints: true, quotes: true };
    expect(playPrints([{}, { side: 'sell', type: 'stop', stopPrice: 98 }], at([100, 97]), { fine }).fills).toEqual([]);
  });
});

/** A walk in steps of one tick, so that a bar's path is its prints and nothing is jumped. */
const walks = fc.tuple(fc.integer({ min: 50, max: 150 }), fc.array(fc.constantFrom(-1, 0, 1), { minLength: 12, maxLength: 60 })).map(([start, steps]) => {
  const path = [100 * 100 + start];
  for (const step of steps) path.push(path[path.length - 1] + step);
  return path.map((ticks) => ticks / 100);
});
const levels = fc.integer({ min: -12, max: 12 });
const sides = fc.constantFrom('buy' as const, 'sell' as const);
const types = fc.constantFrom('market' as const, 'limit' as const, 'stop' as const, 'market-if-touched' as const);

function wishOf(type: 'market' | 'limit' | 'stop' | 'market-if-touched', side: 'buy' | 'sell', level: number): Wish {
  if (type === 'market') return { type, side };
  return type === 'limit' ? { type, side, limitPrice: level } : { type, side, stopPrice: level };
}

function barsOf(prices: readonly number[], length: number): Prices[] {
  const bars: Prices[] = [];
  for (let from = 0; from < prices.length; from += length) {
    const inside = prices.slice(from, from + length);
    bars.push([inside[0], Math.max(...inside), Math.min(...inside), inside[inside.length - 1]]);
  }
  return bars;
}

test('property: where price moves tick by tick, an order never does better on pessimistic bars than on the prints they are made of', () => {
  fc.assert(
    fc.property(walks, types, sides, levels, fc.integer({ min: 3, max: 9 }), (prices, type, side, level, length) => {
      const wish = wishOf(type, side, (Math.round(prices[0] * 100) + level) / 100);
      const stamped = prices.map((price, place): Print => [1 + Math.floor(place / length) * MINUTE + (place % length) * 1_000, price]);
      const [onPrints] = playPrints([wish], stamped, { dayEndsAtUs: DAY - 1 }).fills;
      const [onBars] = playBars([wish], barsOf(prices, length), {}).fills;
      if (onBars === undefined) return;
      expect(onPrints).toBeDefined();
      const better = (side === 'buy' ? onPrints.basePrice - onBars.basePrice : onBars.basePrice - onPrints.basePrice) > 1e-9;
      expect(better).toBe(false);
    }),
    { numRuns: 500 },
  );
});

test('property: a fill by prints is never worse than its limit, never better than the print unless it waited, and prints never give more than their share', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ ticks: fc.integer({ min: 9_900, max: 10_100 }), size: fc.integer({ min: 0, max: 400 }) }), { minLength: 1, maxLength: 40 }), fc.array(fc.tuple(types, sides, levels, fc.integer({ min: 1, max: 60 })), { minLength: 1, maxLength: 6 }), (rows, wants) => {
      const prints = rows.map(({ ticks, size }, place): Print => [1 + Math.floor(place / 3), ticks / 100, size]);
      const wishes = wants.map(([type, side, level, quantityLots]) => ({ ...wishOf(type, side, (10_000 + 10 * level) / 100), quantityLots }));
      const { fills } = playPrints(wishes, prints);
      const given = new Map<number, number>();
      for (const fill of fills) {
        const wish = wishes[Number(fill.orderId.slice('order-'.length))];
        const [, price, size = 0] = prints[fill.barOffset];
        if (wish.limitPrice !== undefined) expect(fill.side === 'buy' ? fill.price <= wish.limitPrice + 1e-9 : fill.price >= wish.limitPrice - 1e-9).toBe(true);
        if (fill.liquidity === 'taker') expect(fill.basePrice).toBe(price);
        else expect(fill.side === 'buy' ? fill.basePrice >= price : fill.basePrice <= price).toBe(true);
        given.set(fill.barOffset, (given.get(fill.barOffset) ?? 0) + fill.quantityLots);
        expect(given.get(fill.barOffset) ?? 0).toBeLessThanOrEqual(Math.floor(0.1 * size + 1e-9));
      }
      for (const [place, { quantityLots }] of wishes.entries()) {
        const sum = fills.filter(({ orderId }) => orderId === `order-${place}`).reduce((total, fill) => total + fill.quantityLots, 0);
        expect(sum).toBeLessThanOrEqual(quantityLots);
      }
    }),
    { numRuns: 500 },
  );
});
