/**
 * The order book of others as the venue sees it, as plain data: rebuilt from a snapshot and numbered changes. What
 * our own orders have taken of a level is gone until the market changes that level.
 */
import type { Lots, Ticks } from '../core/fixed-point.js';
import type { DataOf } from '../domain/catalogue.js';
import { ticksOf, type Instrument } from '../domain/instrument.js';
import type { Side } from '../domain/order.js';
import { placeOnLadder } from '../domain/price-ladder.js';

/** Levels in order of price, the best last: most changes are near it. All lists have one length. */
export interface DepthSide {
  readonly prices: Ticks[];
  readonly lots: Lots[];
  readonly taken: Lots[];
  /** 1 for bids, -1 for asks: times the price, the best is the largest. */
  readonly sign: 1 | -1;
}

export interface Depth {
  readonly bids: DepthSide;
  readonly asks: DepthSide;
  /** Number of the last change; `undefined` while the book is not known. */
  lastUpdate: number | undefined;
}

type Level = DataOf<'BookSeen'>['bids'][number];

export function emptyDepth(): Depth {
  return { bids: { prices: [], lots: [], taken: [], sign: 1 }, asks: { prices: [], lots: [], taken: [], sign: -1 }, lastUpdate: undefined };
}

/** Takes a snapshot: what was there before is gone. */
export function takeSnapshot(depth: Depth, instrument: Instrument, { lastUpdate, bids, asks }: Pick<DataOf<'BookSeen'>, 'lastUpdate' | 'bids' | 'asks'>): void {
  loseDepth(depth);
  depth.lastUpdate = lastUpdate;
  setLevels(depth.bids, instrument, bids);
  setLevels(depth.asks, instrument, asks);
}

/** Takes a change, and returns whether it was one: what is known already is passed over, and after a hole the book is lost. */
export function takeChange(depth: Depth, instrument: Instrument, { firstUpdate, lastUpdate, bids, asks }: Pick<DataOf<'BookChanged'>, 'firstUpdate' | 'lastUpdate' | 'bids' | 'asks'>): boolean {
  if (depth.lastUpdate === undefined || lastUpdate <= depth.lastUpdate) return false;
  if (firstUpdate > depth.lastUpdate + 1) {
    loseDepth(depth);
    return false;
  }
  depth.lastUpdate = lastUpdate;
  setLevels(depth.bids, instrument, bids);
  setLevels(depth.asks, instrument, asks);
  return true;
}

/** Forgets the book, until the next snapshot. */
export function loseDepth(depth: Depth): void {
  for (const side of [depth.bids, depth.asks]) side.prices.length = side.lots.length = side.taken.length = 0;
  depth.lastUpdate = undefined;
}

function setLevels(side: DepthSide, instrument: Instrument, levels: readonly Level[]): void {
  for (const { price, quantity } of levels) setLevel(side, ticksOf(instrument, price), Math.floor(quantity * instrument.lotsPerUnit + 1e-6));
}

function setLevel({ prices, lots, taken, sign }: DepthSide, price: Ticks, shown: Lots): void {
  const place = placeOnLadder(prices, sign, price);
  const isThere = prices[place] === price;
  if (shown === 0) {
    if (isThere) for (const list of [prices, lots, taken]) list.splice(place, 1);
  } else if (isThere) {
    lots[place] = shown;
    taken[place] = 0;
  } else {
    prices.splice(place, 0, price);
    lots.splice(place, 0, shown);
    taken.splice(place, 0, 0);
  }
}

/** Returns a copy of which lots can be taken without taking them. */
export function scratchOf({ bids, asks, lastUpdate }: Depth): Depth {
  return { bids: { ...bids, taken: bids.taken.slice() }, asks: { ...asks, taken: asks.taken.slice() }, lastUpdate };
}

/** Returns the side that somebody who buys or sells at once meets. */
export function oppositeOf({ bids, asks }: Depth, side: Side): DepthSide {
  return side === 'buy' ? asks : bids;
}

/** Returns the lots shown at a price on the side where an order waits. */
export function shownAt(depth: Depth, side: Side, price: Ticks): Lots {
  const { prices, lots, sign } = side === 'buy' ? depth.bids : depth.asks;
  const place = placeOnLadder(prices, sign, price);
  return prices[place] === price ? lots[place] : 0;
}

/** Returns the best price of a side; `undefined` while it is empty. */
export function bestOf({ prices }: DepthSide): Ticks | undefined {
  return prices.length === 0 ? undefined : prices[prices.length - 1];
}

/** Returns the lots that are left at prices no worse than a limit; all of the side without one. */
export function leftWithin({ prices, lots, taken, sign }: DepthSide, limit?: Ticks): Lots {
  let sum = 0;
  for (let place = prices.length - 1; place >= 0 && (limit === undefined || prices[place] * sign >= limit * sign); place -= 1) sum += Math.max(0, lots[place] - taken[place]);
  return sum;
}

/** Takes lots out of a side, the best first, down to a price. */
export function takeLots({ prices, lots, taken, sign }: DepthSide, wanted: Lots, limit: Ticks): void {
  let left = wanted;
  for (let place = prices.length - 1; place >= 0 && left > 0 && prices[place] * sign >= limit * sign; place -= 1) {
    const some = Math.min(left, Math.max(0, lots[place] - taken[place]));
    taken[place] += some;
    left -= some;
  }
}
