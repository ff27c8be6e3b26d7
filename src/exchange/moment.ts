/**
 * A moment inside a bar that finer data tell of: one trade of others, or the best bid and ask. What the venue
 * keeps of it is one object per book that is written over, so that a million moments nobody waits for allocate nothing.
 */
import type { Lots, Ticks } from '../core/fixed-point.js';
import type { Instant } from '../core/instant.js';
import type { Bar } from '../domain/bar.js';
import type { DataOf } from '../domain/catalogue.js';
import type { FineSource } from '../domain/fill.js';
import { priceOf, ticksOf, type Instrument } from '../domain/instrument.js';
import type { Side } from '../domain/order.js';
import type { BarTicks } from './bar-ticks.js';
import type { VenueRules } from './venue-rules.js';

/** Which finer data decide inside the bars of an instrument. */
export interface FineData {
  readonly prints?: boolean;
  readonly quotes?: boolean;
  readonly bars?: boolean;
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
  /** What buyers pay at once, and what sellers get; of a print both are its price. */
  ask: Ticks;
  bid: Ticks;
  /** How much is there for them; `Number.MAX_SAFE_INTEGER` where it is not known. */
  askLots: Lots;
  bidLots: Lots;
  /** Of that, what our own orders have taken and nobody has put back. */
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
    source: 'print', at: before, before, turn: before, offset: -1, ask: 0, bid: 0, askLots: 0, bidLots: 0, askTaken: 0, bidTaken: 0,
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
  moment.ask = moment.bid = ticksOf(instrument, data.price);
  moment.askLots = moment.bidLots = lotsOf(instrument, data.size);
  moment.askTaken = moment.bidTaken = 0;
  moment.trades = fine.quotes !== true;
  moment.wakes = true;
}

function lotsOf({ lotsPerUnit }: Instrument, quantity: number): Lots {
  return quantity < 0 ? UNBOUNDED : Math.floor(quantity * lotsPerUnit + 1e-9);
}

/** Returns the price that a side trades at, at once. */
export function touchOf({ ask, bid }: Moment, side: Side): Ticks {
  return side === 'buy' ? ask : bid;
}

/** Returns what is left for a side. A print is shared by both, and gives no more than the venue's share of it. */
export function offeredLots({ source, askLots, bidLots, askTaken, bidTaken }: Moment, side: Side, { participation }: VenueRules): Lots {
  if (source === 'print') {
    if (askLots === UNBOUNDED || participation === 'full') return UNBOUNDED;
    return Math.max(0, Math.floor(participation * askLots + 1e-9) - askTaken);
  }
  const [lots, taken] = side === 'buy' ? [askLots, askTaken] : [bidLots, bidTaken];
  return lots === UNBOUNDED ? UNBOUNDED : Math.max(0, lots - taken);
}

/** Returns the moment as the bar of one price that it is to whatever works on bars. */
export function barOfMoment({ at, turn, ask, bid, askLots, source }: Moment, instrument: Instrument): Bar {
  const price = priceOf(instrument, bid + Math.floor((ask - bid) / 2));
  const volume = source === 'print' && askLots !== UNBOUNDED ? askLots / instrument.lotsPerUnit : -1;
  return { instrument: instrument.id, openedAt: at, closedAt: turn, open: price, high: price, low: price, close: price, volume };
}

/** Returns what a side sees of the moment. */
export function ticksOfMoment(moment: Moment, side: Side): BarTicks {
  const ticks = touchOf(moment, side);
  return { open: ticks, high: ticks, low: ticks, close: ticks };
}

/** Tells whether anything finer was seen inside a bar, so that nothing of it is left to a policy. */
export function isCovered(moment: Moment | undefined, { openedAt }: Bar): boolean {
  if (moment === undefined) return false;
  return moment.source === 'finer-bar' ? moment.at > openedAt : moment.at >= openedAt;
}
