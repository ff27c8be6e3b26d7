/**
 * The book of orders of one instrument, rebuilt from a snapshot and the changes after it, as exchanges send
 * them: numbered, with holes refused. The top of it is what a market order meets.
 */
import { assert } from '../../core/assert.js';
import { HivetapeError } from '../../core/errors.js';
import type { Instant } from '../../core/instant.js';
import { placeOnLadder } from '../../domain/price-ladder.js';

/** Price and quantity; a quantity of zero takes the level away. */
export type Level = readonly [price: number, quantity: number];

export interface BookSnapshot {
  readonly at: Instant;
  /** Number of the last change that is in it. */
  readonly lastUpdate: number;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

export interface BookChange {
  readonly at: Instant;
  /** Numbers of the first and the last change in it. */
  readonly firstUpdate: number;
  readonly lastUpdate: number;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

export interface BookTop {
  readonly at: Instant;
  readonly bid: number;
  readonly bidQuantity: number;
  readonly ask: number;
  readonly askQuantity: number;
}

export interface OrderBook {
  /** Number of the last change that was taken; `undefined` before the snapshot. */
  readonly lastUpdate: number | undefined;
  /** Takes a snapshot: what was there before is gone. */
  take(snapshot: BookSnapshot): void;
  /** Takes a change, and returns whether it was one: what the snapshot holds already is passed over. Throws `book-gap`. */
  change(change: BookChange): boolean;
  /** Returns the best prices, or `undefined` while a side is empty. */
  top(): BookTop | undefined;
  /** Whether the best bid is at or above the best ask, which no market of orders can be. */
  isCrossed(): boolean;
  /** Returns the best levels of a side, best first. */
  levels(side: 'bids' | 'asks', count: number): readonly Level[];
}

export function startOrderBook(): OrderBook {
  return new KeptBook();
}

/** One side, in order of price, best last: changes near the best move few levels. */
interface Side {
  readonly prices: number[];
  readonly quantities: number[];
  /** 1 for bids, -1 for asks: times the price, the best is the largest. */
  readonly sign: 1 | -1;
}

/** A resource: the levels, which change in place. */
class KeptBook implements OrderBook {
  lastUpdate: number | undefined;
  private at: Instant = 0;
  private readonly bids: Side = { prices: [], quantities: [], sign: 1 };
  private readonly asks: Side = { prices: [], quantities: [], sign: -1 };

  take({ at, lastUpdate, bids, asks }: BookSnapshot): void {
    this.at = at;
    this.lastUpdate = lastUpdate;
    for (const side of [this.bids, this.asks]) side.prices.length = side.quantities.length = 0;
    for (const level of bids) setLevel(this.bids, level);
    for (const level of asks) setLevel(this.asks, level);
  }

  change({ at, firstUpdate, lastUpdate, bids, asks }: BookChange): boolean {
    assert(firstUpdate <= lastUpdate, 'A change of a book ends after it begins', { firstUpdate, lastUpdate });
    if (this.lastUpdate === undefined || lastUpdate <= this.lastUpdate) return false;
    if (firstUpdate > this.lastUpdate + 1) {
      throw new HivetapeError('book-gap', `Changes of a book follow each other without a hole (found ${firstUpdate} after ${this.lastUpdate}).`, {
        help: 'Take a new snapshot after the hole: what the book was in between is not known.',
        values: { expected: this.lastUpdate + 1, found: firstUpdate },
      });
    }
    // A change that waited for its snapshot is known no earlier than that.
    this.at = Math.max(this.at, at);
    this.lastUpdate = lastUpdate;
    for (const level of bids) setLevel(this.bids, level);
    for (const level of asks) setLevel(this.asks, level);
    return true;
  }

  top(): BookTop | undefined {
    const [bid, ask] = [this.bids.prices.length - 1, this.asks.prices.length - 1];
    if (bid < 0 || ask < 0) return undefined;
    return { at: this.at, bid: this.bids.prices[bid], bidQuantity: this.bids.quantities[bid], ask: this.asks.prices[ask], askQuantity: this.asks.quantities[ask] };
  }

  isCrossed(): boolean {
    const top = this.top();
    return top !== undefined && top.bid >= top.ask;
  }

  levels(name: 'bids' | 'asks', count: number): readonly Level[] {
    const { prices, quantities } = this[name];
    return Array.from({ length: Math.min(count, prices.length) }, (_, place): Level => [prices[prices.length - 1 - place], quantities[prices.length - 1 - place]]);
  }
}

function setLevel({ prices, quantities, sign }: Side, [price, quantity]: Level): void {
  assert(price > 0 && quantity >= 0, 'A level of a book has a price above zero and a quantity', { price, quantity });
  const place = placeOnLadder(prices, sign, price);
  const isThere = prices[place] === price;
  if (quantity === 0) {
    if (isThere) {
      prices.splice(place, 1);
      quantities.splice(place, 1);
    }
  } else if (isThere) quantities[place] = quantity;
  else {
    prices.splice(place, 0, price);
    quantities.splice(place, 0, quantity);
  }
}
