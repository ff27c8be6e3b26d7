/** The contract that every order type keeps, under every policy, over random bars. One suite for all of the table. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fill } from '../../src/domain/fill.js';
import { policyNames } from '../../src/domain/fill.js';
import { orderTypes } from '../../src/domain/order.js';
import { orderKinds } from '../../src/exchange/order-kinds.js';
import { anyBar, anyFamily, anyShape, wishOf } from './any-orders.js';
import { playBars, type PlayOptions, type Prices, type Wish } from './play-bars.js';

const DAY = 86_400_000_000;
/** Every bar is a trading day of its own, so that auctions take place. */
const daily: PlayOptions = { barUs: DAY };
const policy = fc.constantFrom(...policyNames);

describe.each(orderTypes)('%s', (type) => {
  test('L1: fills inside its bar, never past its limit, and never better than the price it could first trade at', () => {
    let fills = 0;
    fc.assert(
      fc.property(anyShape([type]), fc.array(anyBar, { minLength: 1, maxLength: 4 }), policy, (shape, bars, chosen) => {
        const wish = wishOf(shape);
        const played = playBars([wish], bars, { ...daily, policy: chosen, mark: 100 });
        fills += played.fills.length;
        expect(played.fills.length + played.resting).toBe(1);
        for (const fill of played.fills) expectSound(fill, wish, bars[fill.barOffset]);
      }),
      { numRuns: 400 },
    );
    expect(fills).toBeGreaterThan(80);
  });

  test('gives the pessimist no more than the path, and the path no more than the optimist', () => {
    fc.assert(
      fc.property(anyShape([type]), anyBar, fc.constantFrom('nearer' as const, 'high' as const, 'low' as const), (shape, bar, pathFirst) => {
        const [worst, best, walked] = policyNames.map((chosen) => worthOf(wishOf(shape), playBars([wishOf(shape)], [bar], { ...daily, policy: chosen, mark: 100, pathFirst }).fills));
        expect(walked).toBeGreaterThanOrEqual(worst);
        expect(walked).toBeLessThanOrEqual(best);
      }),
      { numRuns: 400 },
    );
  });

  test('takes no more than its quantity, whatever the volume, and ends once', () => {
    fc.assert(
      fc.property(anyShape([type]), fc.array(anyBar, { minLength: 1, maxLength: 6 }), policy, fc.integer({ min: 0, max: 60 }), (shape, bars, chosen, volume) => {
        const { fills, ends, resting } = playBars([wishOf(shape)], bars, { ...daily, policy: chosen, volume, mark: 100 });
        const filled = fills.reduce((sum, { quantityLots }) => sum + quantityLots, 0);
        expect(filled + (fills[fills.length - 1]?.remainingLots ?? 10)).toBe(10);
        expect(ends.length + (filled === 10 ? 1 : 0) + resting).toBe(1);
        for (const { quantityLots } of fills) expect(quantityLots).toBeLessThanOrEqual(volume / 10);
      }),
      { numRuns: 200 },
    );
  });
});

/** What a fill is worth to the trader; a stop that was spared is worth more than any fill, a limit that was missed less. */
function worthOf({ type = 'market' }: Wish, [fill]: readonly Fill[]): number {
  const isFeared = orderKinds[type].family === 'stop' && type !== 'stop-limit';
  if (fill === undefined) return isFeared ? Infinity : -Infinity;
  return fill.side === 'sell' ? fill.basePrice : -fill.basePrice;
}

function expectSound(fill: Fill, { type = 'market', side, limitPrice, stopPrice }: Wish, [open, high, low, close]: Prices): void {
  const sign = side === 'sell' ? -1 : 1;
  expect(fill.basePrice).toBeGreaterThanOrEqual(low);
  expect(fill.basePrice).toBeLessThanOrEqual(high);
  if (limitPrice !== undefined) expect(sign * (limitPrice - fill.price)).toBeGreaterThanOrEqual(0);
  if (type === 'stop' && stopPrice !== undefined) expect(sign * (fill.basePrice - stopPrice)).toBeGreaterThanOrEqual(0);
  if (fill.basis === 'open') expect(fill.basePrice).toBe(open);
  if (fill.basis === 'close') expect(fill.basePrice).toBe(close);
  if (fill.liquidity === 'maker') expect(fill.price).toBe(limitPrice);
}

describe('families of orders', () => {
  test('seen in a mirror give every fill in the mirror, under every policy', () => {
    let fills = 0;
    fc.assert(
      fc.property(anyFamily, fc.array(anyBar, { minLength: 1, maxLength: 3 }), policy, (wishes, bars, chosen) => {
        // Of two extremes as near to the open, and a close at the open, the path takes the low first: that has no mirror.
        fc.pre(chosen !== 'ohlc-path' || bars.every(([open, high, low, close]) => open !== close || Math.abs(high + low - 2 * open) > 1e-9));
        // A ratio of a mirrored price is another distance.
        fc.pre(wishes.every(({ trailRatio }) => trailRatio === undefined));
        const played = playBars(wishes, bars, { policy: chosen });
        const mirrored = playBars(wishes.map(mirrorWish), bars.map(mirrorBar), { policy: chosen });
        fills += played.fills.length;
        const back = mirrored.fills.map((fill) => ({ ...fill, side: fill.side === 'buy' ? 'sell' : 'buy', price: mirror(fill.price), basePrice: mirror(fill.basePrice) }));
        expect(back).toEqual(played.fills);
        expect(mirrored.ends).toEqual(played.ends);
      }),
      { numRuns: 1_000 },
    );
    expect(fills).toBeGreaterThan(1_000);
  });

  test('fill along the path as they do when the path is played tick by tick', () => {
    let fills = 0;
    fc.assert(
      fc.property(anyFamily, fc.array(anyBar, { minLength: 1, maxLength: 3 }), fc.constantFrom('nearer' as const, 'high' as const, 'low' as const), (wishes, bars, pathFirst) => {
        const options = { policy: 'ohlc-path', pathFirst } as const;
        const whole = playBars(wishes, bars, options);
        const ticks = playBars(wishes, bars.flatMap((bar) => ticksOfPath(bar, pathFirst)), options);
        const outline = ({ fills: all, ends }: typeof whole): unknown => [all.map(({ orderId, basePrice }) => [orderId, basePrice]), ends.map(([id]) => id).sort()];
        fills += whole.fills.length;
        expect(outline(whole)).toEqual(outline(ticks));
      }),
      { numRuns: 1_000 },
    );
    expect(fills).toBeGreaterThan(1_000);
  });

  test('end once each: filled, cancelled for a reason, or still at rest', () => {
    fc.assert(
      fc.property(anyFamily, fc.array(anyBar, { minLength: 1, maxLength: 4 }), policy, fc.constantFrom(-1, 0, 40, 150), (wishes, bars, chosen, volume) => {
        const { fills, ends, resting } = playBars(wishes, bars, { policy: chosen, volume });
        const done = fills.filter(({ remainingLots }) => remainingLots === 0).map(({ orderId }) => orderId);
        const over: string[] = [...done, ...ends.map(([id]) => id)];
        expect(new Set(over).size).toBe(over.length);
        expect(over.length + resting).toBe(wishes.length);
      }),
      { numRuns: 1_000 },
    );
  });
});

const mirror = (price: number): number => Math.round((200 - price) * 100) / 100;
const mirrorBar = ([open, high, low, close]: Prices): Prices => [mirror(open), mirror(low), mirror(high), mirror(close)];
const mirrorWish = ({ side, limitPrice, stopPrice, ...rest }: Wish): Wish => ({
  ...rest,
  side: side === 'sell' ? 'buy' : 'sell',
  ...(limitPrice === undefined ? {} : { limitPrice: mirror(limitPrice) }),
  ...(stopPrice === undefined ? {} : { stopPrice: mirror(stopPrice) }),
});

/** Every tick that the path of a bar passes, as bars that only trade there. */
function ticksOfPath([open, high, low, close]: Prices, first: 'nearer' | 'high' | 'low'): readonly Prices[] {
  const [o, h, l, c] = [open, high, low, close].map((price) => Math.round(price * 100));
  const isHighFirst = first === 'nearer' ? (h - o === o - l ? c < o : h - o < o - l) : first === 'high';
  const stops = isHighFirst ? [o, h, l, c] : [o, l, h, c];
  const ticks = [o];
  for (const stop of stops) while (ticks[ticks.length - 1] !== stop) ticks.push(ticks[ticks.length - 1] + Math.sign(stop - ticks[ticks.length - 1]));
  return ticks.map((tick) => [tick / 100, tick / 100, tick / 100, tick / 100]);
}
