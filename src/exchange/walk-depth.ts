/**
 * An order against the book of others: who trades at once takes level after level, each a fill at its own price, as far
 * as the limit goes; who waited at a limit trades there with all who come to it. What is taken is taken from the copy
 * of the book that is handed in.
 */
import type { Lots, Ticks } from '../core/fixed-point.js';
import { priceOf } from '../domain/instrument.js';
import { endLive, settle, type BarFloor, type Live } from './bar-floor.js';
import type { BaseFill } from './base-fill.js';
import { leftWithin, oppositeOf, takeLots, type Depth, type DepthSide } from './depth.js';
import { executeOrder, type Desk } from './execute-order.js';
import { orderKinds } from './order-kinds.js';
import { awakeLots, type Resting } from './resting.js';

export interface DepthWalk {
  readonly base: BaseFill;
  readonly depth: Depth;
  /** The best price of the side that the order meets. */
  readonly bestTicks: Ticks;
}

/** Executes what can be, and returns the orders that woke. */
export function walkDepth(floor: BarFloor, live: Live, { base, depth, bestTicks }: DepthWalk): readonly Live[] {
  const { resting } = live;
  const side = oppositeOf(depth, resting.order.side);
  if (base.liquidity === 'maker') return meetAtLimit(floor, live, { base, side });
  if (resting.order.timeInForce === 'fok') {
    if (!fillsWhole(floor.desk, resting, { base, side, bestTicks })) {
      endLive(floor, live, 'fok');
      return [];
    }
    // It is known to fill whole; level by level it could not be told from one that does not.
    Object.assign(resting, { order: { ...resting.order, timeInForce: 'ioc' } });
  }
  const woken: Live[] = [];
  eachLevel(resting, side, (place, left) => {
    floor.desk.quotedSlippage = slippageAt(floor.desk, side.prices[place], bestTicks);
    floor.desk.liquidityLots = left;
    woken.push(...settle(floor, live, base, { ticks: base.ticks }));
    side.taken[place] += left - floor.desk.liquidityLots;
    return floor.desk.liquidityLots < left && !live.isEnded;
  });
  floor.desk.quotedSlippage = 0;
  return woken;
}

function meetAtLimit(floor: BarFloor, live: Live, { base, side }: { readonly base: BaseFill; readonly side: DepthSide }): readonly Live[] {
  const left = leftWithin(side, base.ticks);
  floor.desk.liquidityLots = left;
  const woken = settle(floor, live, base, { ticks: base.ticks });
  takeLots(side, left - floor.desk.liquidityLots, base.ticks);
  return woken;
}

/** Visits the levels within the limit of an order that have lots left, the best first, until the visitor has had enough. */
function eachLevel(resting: Resting, { prices, lots, taken, sign }: DepthSide, visit: (place: number, left: Lots) => boolean): void {
  const isCapped = orderKinds[resting.order.type].capsPrice;
  for (let place = prices.length - 1; place >= 0 && awakeLots(resting) !== 0; place -= 1) {
    if (isCapped && prices[place] * sign < resting.limitTicks * sign) return;
    const left = Math.max(0, lots[place] - taken[place]);
    if (left > 0 && !visit(place, left)) return;
  }
}

function slippageAt({ instrument }: Desk, ticks: Ticks, bestTicks: Ticks): number {
  return priceOf(instrument, Math.abs(ticks - bestTicks));
}

/** Tries a whole order on copies of everything. */
function fillsWhole(desk: Desk, resting: Resting, { base, side, bestTicks }: { readonly base: BaseFill; readonly side: DepthSide; readonly bestTicks: Ticks }): boolean {
  const trial: Desk = { ...desk, purse: { ...desk.purse }, drafts: [] };
  const copy: Resting = { ...resting, order: { ...resting.order, timeInForce: 'ioc' } };
  eachLevel(copy, side, (place, left) => {
    trial.quotedSlippage = slippageAt(trial, side.prices[place], bestTicks);
    trial.liquidityLots = left;
    return executeOrder(trial, copy, base).ending === undefined;
  });
  return awakeLots(copy) === 0;
}
