/** Random bars and orders of every type, on a grid so coarse that touches, gaps and equal prices are frequent. */
import fc from 'fast-check';
import { orderTypes, type OrderType, type Side } from '../../src/domain/order.js';
import { orderKinds } from '../../src/exchange/order-kinds.js';
import type { Prices, Wish } from './play-bars.js';

/** Prices in ticks around 100.00. */
const tick = fc.integer({ min: 9_985, max: 10_015 });
const units = (ticks: number): number => ticks / 100;

export const anyBar: fc.Arbitrary<Prices> = fc.tuple(tick, tick, tick, tick).map(([a, b, open, close]) => {
  const all = [a, b, open, close];
  return [units(open), units(Math.max(...all)), units(Math.min(...all)), units(close)];
});

export interface OrderShape {
  readonly type: OrderType;
  readonly side: Side;
  readonly limit: number;
  readonly stop: number;
  readonly trail: number;
  readonly ratio: boolean;
}

export const anyShape = (types: readonly OrderType[] = orderTypes): fc.Arbitrary<OrderShape> =>
  fc.record({ type: fc.constantFrom(...types), side: fc.constantFrom('buy' as const, 'sell' as const), limit: tick, stop: tick, trail: fc.integer({ min: 1, max: 12 }), ratio: fc.boolean() });

/** Returns the order of a shape: the terms that its type needs, and no others. */
export function wishOf({ type, side, limit, stop, trail, ratio }: OrderShape): Wish {
  const { needs } = orderKinds[type];
  const trailing = ratio ? { trailRatio: trail / 10_000 } : { trailAmount: units(trail) };
  return {
    type, side,
    ...(needs.includes('limitPrice') && { limitPrice: units(limit) }),
    ...(needs.includes('stopPrice') && { stopPrice: units(stop) }),
    ...(needs.includes('trail') && trailing),
  };
}

/** An entry with children and a rival: parents, groups and sleepers in one market. */
export const anyFamily: fc.Arbitrary<readonly Wish[]> = fc
  .record({
    entry: anyShape(['market', 'limit', 'stop', 'market-if-touched', 'limit-if-touched']),
    children: fc.array(anyShape(['limit', 'stop', 'stop-limit', 'trailing-stop', 'market-if-touched']), { maxLength: 3 }),
    others: fc.array(anyShape(['market', 'limit', 'stop', 'stop-limit', 'trailing-stop', 'market-if-touched', 'limit-if-touched']), { maxLength: 3 }),
    groups: fc.tuple(fc.boolean(), fc.boolean()),
  })
  .map(({ entry, children, others, groups: [childrenAreRivals, othersAreRivals] }) => [
    { ...wishOf(entry), name: 'entry' },
    ...children.map((child, place): Wish => ({ ...wishOf(child), name: `child-${place}`, parent: 'entry', ...(childrenAreRivals && { oco: 'children' }) })),
    ...others.map((other, place): Wish => ({ ...wishOf(other), name: `other-${place}`, ...(othersAreRivals && { oco: 'others' }) })),
  ]);
