/**
 * The resting orders of one instrument, as plain data. Two bounds and a count tell at once whether a bar
 * can concern anybody, so that a bar that touches no order costs nothing, however many rest.
 */
import type { Lots, Ticks } from '../core/fixed-point.js';
import { DAY, type Instant } from '../core/instant.js';
import type { Bar } from '../domain/bar.js';
import type { EventOf } from '../domain/catalogue.js';
import type { Fill } from '../domain/fill.js';
import { notionalMicros, ticksOf, type Instrument } from '../domain/instrument.js';
import type { Order, OrderId } from '../domain/order.js';
import { barTicks } from './bar-ticks.js';
import { addFee, noFees, type FeeTally } from './fees.js';
import { isStopTouched } from './fill-stop.js';
import { orderKinds } from './order-kinds.js';
import type { VenueRules } from './venue-rules.js';

export interface Resting {
  readonly order: Order;
  /** 0 for orders without a level. */
  readonly levelTicks: Ticks;
  readonly acceptedAt: Instant;
  /** Order of acceptance, over the whole venue. */
  readonly sequence: number;
  /** Absent until a share of funds has been turned into lots. */
  openLots: Lots | undefined;
  /** Close of the bar that touched the stop. */
  triggeredAt: Instant | undefined;
  /** Day of the first bar it took part in; noted for day orders only. */
  tradingDay: number | undefined;
  /** When a cancel arrived that must wait for the bar in progress. */
  cancelAt: Instant | undefined;
  fees: FeeTally;
}

export interface Book {
  readonly instrument: Instrument;
  /** In order of acceptance. */
  readonly resting: Resting[];
  /** How many must be looked at on every bar. */
  urgent: number;
  /** A bar that stays between these two reaches no level. */
  risesTo: number;
  fallsTo: number;
  /** {@link NEVER} before the first bar; a plain number, so that noting it allocates nothing. */
  lastClosedAt: Instant;
  /** Place in the log of the bar to be worked; a bar that is repeated or late is never worked. */
  barOffset: number;
}

/** Before any instant. */
export const NEVER: Instant = Number.MIN_SAFE_INTEGER;

export function emptyBook(instrument: Instrument): Book {
  return { instrument, resting: [], urgent: 0, risesTo: Number.MAX_VALUE, fallsTo: -Number.MAX_VALUE, lastClosedAt: NEVER, barOffset: -1 };
}

export function addToBook(book: Book, entry: Pick<Resting, 'order' | 'acceptedAt' | 'sequence'>): void {
  const level = orderKinds[entry.order.type].levelOf(entry.order);
  book.resting.push({
    ...entry,
    levelTicks: level === undefined ? 0 : ticksOf(book.instrument, level),
    openLots: entry.order.quantityLots,
    triggeredAt: undefined,
    tradingDay: undefined,
    cancelAt: undefined,
    fees: noFees,
  });
  setBounds(book);
}

export function findResting(book: Book, id: OrderId): Resting | undefined {
  return book.resting.find(({ order }) => order.id === id);
}

export function removeFromBook(book: Book, id: OrderId): void {
  const at = book.resting.findIndex(({ order }) => order.id === id);
  if (at < 0) return;
  book.resting.splice(at, 1);
  setBounds(book);
}

/** Takes a recorded fill out of the order it belongs to. */
export function reduceResting(book: Book, fill: Fill, rules: VenueRules): void {
  if (fill.remainingLots === 0) return removeFromBook(book, fill.orderId);
  const resting = findResting(book, fill.orderId);
  if (resting === undefined) return;
  const notional = Math.abs(notionalMicros(book.instrument, ticksOf(book.instrument, fill.price), fill.quantityLots));
  resting.openLots = fill.remainingLots;
  resting.fees = addFee(rules.fees, resting.fees, {
    instrument: book.instrument, lots: fill.quantityLots, notionalMicros: notional, liquidity: fill.liquidity,
  });
}

/** Notes a cancel that must wait until the bar in progress is known. */
export function askToCancel(book: Book, id: OrderId, at: Instant): void {
  const resting = findResting(book, id);
  if (resting === undefined || resting.cancelAt !== undefined) return;
  resting.cancelAt = at;
  setBounds(book);
}

/** Tells whether a bar cannot concern any resting order. */
export function isQuiet(book: Book, bar: Bar): boolean {
  return book.resting.length === 0 || (book.urgent === 0 && bar.high < book.risesTo && bar.low > book.fallsTo);
}

/** Remembers what the bar did to orders beside filling them: stops it touched, and days that began. */
export function noteBar(book: Book, event: Pick<EventOf<'BarClosed'>, 'offset' | 'data'>, rules: VenueRules): void {
  const { bar } = event.data;
  const isNew = bar.closedAt > book.lastClosedAt;
  book.barOffset = isNew ? event.offset : -1;
  if (!isNew) return;
  book.lastClosedAt = bar.closedAt;
  if (isQuiet(book, bar)) return;
  const ticks = barTicks(book.instrument, bar);
  for (const resting of book.resting) {
    if (!takesPart(resting, bar, rules)) continue;
    if (resting.order.timeInForce === 'day') resting.tradingDay ??= tradingDay(bar.closedAt, rules);
    if (resting.order.type !== 'stop' || resting.triggeredAt !== undefined) continue;
    if (isStopTouched({ side: resting.order.side, levelTicks: resting.levelTicks }, ticks)) resting.triggeredAt = bar.closedAt;
  }
  setBounds(book);
}

/** Tells whether the order was there when the bar took orders for its open. */
export function takesPart({ acceptedAt }: Resting, bar: Bar, { openingWindowUs }: VenueRules): boolean {
  return acceptedAt <= bar.openedAt + openingWindowUs && acceptedAt < bar.closedAt;
}

/** Returns the number of the trading day that an interval ending at this instant belongs to. */
export function tradingDay(closedAt: Instant, { dayEndsAtUs }: VenueRules): number {
  return Math.floor((closedAt - 1 - dayEndsAtUs) / DAY);
}

function setBounds(book: Book): void {
  book.urgent = 0;
  book.risesTo = Number.MAX_VALUE;
  book.fallsTo = -Number.MAX_VALUE;
  for (const resting of book.resting) {
    const { order, levelTicks } = resting;
    const way = orderKinds[order.type].buysWhenPrice;
    if (way === 'is' || order.timeInForce !== 'gtc' || resting.triggeredAt !== undefined || resting.cancelAt !== undefined) {
      book.urgent += 1;
      continue;
    }
    // Half a tick of room, so that no float noise can hide a touch.
    const falls = (way === 'falls') === (order.side === 'buy');
    if (falls) book.fallsTo = Math.max(book.fallsTo, (levelTicks + 0.5) / book.instrument.ticksPerUnit);
    else book.risesTo = Math.min(book.risesTo, (levelTicks - 0.5) / book.instrument.ticksPerUnit);
  }
}
