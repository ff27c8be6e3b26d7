/**
 * A moment inside a bar that finer data tell of: one trade of others, or the best bid and ask. What the venue
 * keeps of it is one object per book that is written over, so that a million moments nobody waits for allocate nothing.
 */
import type { Lots, Ticks } from '../core/fixed-point.js';
import type { Instant } from '../core/instant.js';
import type { Bar } from '../domain/bar.js';
import type { DataOf } from '../domain/catalogue.js';
import type { Fill, FineSource } from '../domain/fill.js';
import { priceOf, ticksOf, type Instrument } from '../domain/instrument.js';
import type { Side } from '../domain/order.js';
import { bestOf, type Depth } from './depth.js';
import type { VenueRules } from './venue-rules.js';

/** Which finer data decide inside the bars of an instrument. */
export interface FineData {
  readonly prints?: boolean;
  readonly quotes?: boolean;
  /** The order book, level by level. */
  readonly book?: boolean;
  readonly bars?: boolean;
  /** How long a quote tells a spread. */
  readonly staleAfterUs?: number;
}

/** Plain data, changed in place. */
export interface Moment {
  source: FineSource;
  at: Instant;
  /** The moment before at which orders could trade at once; one that came later is new to this one. */
  before: Instant;
  /** Stands for `at` where moments must be told apart: it rises even where stamps repeat. */
  turn: Instant;
  /** Place in the log; a moment that is repeated is never worked. */
  offset: number;
  /** Of a print. */
  price: Ticks;
  lots: Lots;
  /** Of the last quote: what buyers pay at once, and what sellers get. */
  ask: Ticks;
  bid: Ticks;
  /** How much is there for them; {@link UNBOUNDED} where it is not known. */
  askLots: Lots;
  bidLots: Lots;
  /** Of that, what our own orders have taken, until the quote shows something else. */
  askTaken: Lots;
  bidTaken: Lots;
  /** Whether orders that trade at once trade here, and whether stops wake. */
  trades: boolean;
  wakes: boolean;
  isNew: boolean;
  /** Whether moments have decided the inside of the last bar. */
  coversBar: boolean;
  /** Whether it concerns an order. */
  isCalled: boolean;
}

export const UNBOUNDED: Lots = Number.MAX_SAFE_INTEGER;

export function startMoment(before: Instant): Moment {
  return {
    source: 'print', at: before, before, turn: before, offset: -1, price: 0, lots: 0,
    ask: 0, bid: 0, askLots: 0, bidLots: 0, askTaken: 0, bidTaken: 0,
    trades: true, wakes: true, isNew: false, coversBar: false, isCalled: false,
  };
}

/** Moves on to the next moment; one that was delivered already is not new. */
function step(moment: Moment, at: Instant, offset: number): void {
  moment.isNew = offset > moment.offset;
  moment.isCalled = false;
  if (!moment.isNew) return;
  if (moment.trades) moment.before = moment.turn;
  moment.at = at;
  moment.turn = Math.max(at, moment.turn + 1);
  moment.offset = offset;
}

/** Notes a trade of others. Where quotes decide too, it fills only who waits at a limit, and wakes stops. */
export function notePrint(moment: Moment, instrument: Instrument, { offset, data }: { readonly offset: number; readonly data: Pick<DataOf<'PrintSeen'>, 'at' | 'price' | 'size'> }, fine: FineData): void {
  step(moment, data.at, offset);
  if (!moment.isNew) return;
  moment.source = 'print';
  moment.price = ticksOf(instrument, data.price);
  moment.lots = lotsOf(instrument, data.size);
  moment.trades = fine.quotes !== true && fine.book !== true;
  moment.wakes = true;
}

/** Notes best bid and ask. What our orders have taken of a side is gone until its price or its quantity changes. */
export function noteQuoted(moment: Moment, instrument: Instrument, { offset, data }: { readonly offset: number; readonly data: Pick<DataOf<'QuoteSeen'>, 'at' | 'bid' | 'ask' | 'bidQuantity' | 'askQuantity'> }, fine: FineData): void {
  step(moment, data.at, offset);
  if (!moment.isNew) return;
  const [ask, askLots] = [ticksOf(instrument, data.ask), lotsOf(instrument, data.askQuantity)];
  const [bid, bidLots] = [ticksOf(instrument, data.bid), lotsOf(instrument, data.bidQuantity)];
  if (ask !== moment.ask || askLots !== moment.askLots) moment.askTaken = 0;
  if (bid !== moment.bid || bidLots !== moment.bidLots) moment.bidTaken = 0;
  moment.source = 'quote';
  moment.ask = ask;
  moment.askLots = askLots;
  moment.bid = bid;
  moment.bidLots = bidLots;
  moment.trades = fine.book !== true;
  moment.wakes = fine.prints !== true;
}

/** Notes that the book changed. One that is lost, crossed or has an empty side fills nobody. */
export function noteDepth(moment: Moment, depth: Depth, { offset, at }: { readonly offset: number; readonly at: Instant }, fine: FineData): void {
  step(moment, at, offset);
  if (!moment.isNew) return;
  const [ask, bid] = [bestOf(depth.asks), bestOf(depth.bids)];
  moment.source = 'book';
  if (ask === undefined || bid === undefined || bid >= ask) {
    moment.isNew = false;
    moment.trades = false;
    return;
  }
  moment.ask = ask;
  moment.bid = bid;
  moment.trades = true;
  moment.wakes = fine.prints !== true && fine.quotes !== true;
}

/** Takes a recorded fill out of what the quote shows. */
export function takeQuoted(moment: Moment, { side, quantityLots }: Pick<Fill, 'side' | 'quantityLots'>): void {
  if (side === 'buy') moment.askTaken += quantityLots;
  else moment.bidTaken += quantityLots;
}

function lotsOf({ lotsPerUnit }: Instrument, quantity: number): Lots {
  return quantity < 0 ? UNBOUNDED : Math.floor(quantity * lotsPerUnit + 1e-9);
}

/** Returns the price that a side trades at, at once. */
export function touchOf({ source, price, ask, bid }: Moment, side: Side): Ticks {
  return source === 'print' ? price : side === 'buy' ? ask : bid;
}

/** Returns the price between both sides, down to the tick. */
export function middleOf({ source, price, ask, bid }: Moment): Ticks {
  return source === 'print' ? price : bid + Math.floor((ask - bid) / 2);
}

/** Returns what is there for a side. Of a print that is the share of its size that the venue admits; a quote shows it. */
export function offeredLots({ source, lots, askLots, bidLots, askTaken, bidTaken }: Moment, side: Side, { participation }: VenueRules): Lots {
  if (source === 'print') return lots === UNBOUNDED || participation === 'full' ? UNBOUNDED : Math.floor(participation * lots + 1e-9);
  const [shown, taken] = side === 'buy' ? [askLots, askTaken] : [bidLots, bidTaken];
  return shown === UNBOUNDED ? UNBOUNDED : Math.max(0, shown - taken);
}

/** Returns the moment as the bar of one price that it is to whatever works on bars. */
export function barOfMoment(moment: Moment, instrument: Instrument): Bar {
  const { at, turn, lots, source } = moment;
  const price = priceOf(instrument, middleOf(moment));
  const volume = source === 'print' && lots !== UNBOUNDED ? lots / instrument.lotsPerUnit : -1;
  return { instrument: instrument.id, openedAt: at, closedAt: turn, open: price, high: price, low: price, close: price, volume };
}

/** Tells whether anything finer was seen inside a bar, so that nothing of it is left to a policy. */
export function isCovered(moment: Moment | undefined, { openedAt }: Bar): boolean {
  if (moment === undefined) return false;
  return moment.source === 'finer-bar' ? moment.at > openedAt : moment.at >= openedAt;
}
