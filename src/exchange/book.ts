/**
 * The resting orders of one instrument, as plain data. Two bounds and a count tell at once whether a bar
 * can concern anybody, so that a bar that touches no order costs nothing, however many rest.
 */
import type { Instant } from '../core/instant.js';
import { DAY } from '../core/instant.js';
import type { Bar } from '../domain/bar.js';
import type { DataOf, EventOf } from '../domain/catalogue.js';
import type { Fill } from '../domain/fill.js';
import { notionalMicros, ticksOf, type Instrument } from '../domain/instrument.js';
import type { OrderId } from '../domain/order.js';
import { barTicks, type BarTicks } from './bar-ticks.js';
import type { Night } from './borrow.js';
import { seePulse, startPulse, type DailyPulse } from './daily-pulse.js';
import { dayEndFrom } from './day-end.js';
import { seeEntryBar } from './entry-bar.js';
import { addFee } from './fees.js';
import { isMet } from './gate.js';
import type { Depth } from './depth.js';
import type { Moment } from './moment.js';
import { gatesFor, isConcerned, isInGroupWith, restingOf, setWait, wakeChild, type Arrival, type Resting } from './resting.js';
import { stopAfter } from './trailing.js';
import type { VenueRules } from './venue-rules.js';

export interface Book {
  readonly instrument: Instrument;
  /** In order of acceptance. */
  readonly resting: Resting[];
  /** How many belong to a parent or a group. */
  linked: number;
  /** Orders have come, gone or changed since the bounds were set. */
  isStale: boolean;
  /** How many must be looked at on every bar. */
  urgent: number;
  /** A bar that stays between these two reaches no level. */
  risesTo: number;
  fallsTo: number;
  /** {@link NEVER} before the first bar; a plain number, so that noting it allocates nothing. */
  lastClosedAt: Instant;
  /** Close of the bar before the last. */
  closedBefore: Instant;
  /** Whether the last bar concerns an order. */
  isCalled: boolean;
  /** The last bar that did. */
  lastTicks: BarTicks | undefined;
  /** Place in the log of the bar to be worked; a bar that is repeated or late is never worked. */
  barOffset: number;
  /** Kept only where the rules ask for it. */
  pulse: DailyPulse | undefined;
  /** A short that was held over the end of a day, until the new day's first bar is answered. */
  night: Night | undefined;
  /** Nothing is traded any more. */
  isDelisted: boolean;
  /** Half of the spread that quotes show; `undefined` before the first. */
  spread: QuotedSpread | undefined;
  /** The last that finer data told; `undefined` where there are none. */
  moment: Moment | undefined;
  /** The order book of others; `undefined` where nothing tells of it. */
  depth: Depth | undefined;
}

/** Money per unit. A bar is worked when it closes, but its open was met by what was quoted before it. */
export interface QuotedSpread {
  /** As it was when the last bar began; `undefined` if the quote was too old by then. */
  atOpen: number | undefined;
  /** As it was when the next one begins, and when it was quoted. */
  next: number;
  nextAt: Instant;
  latest: number;
  latestAt: Instant;
  /** A quote that is older tells nothing; absent: it holds until the next. */
  readonly staleAfterUs?: number;
}

/** Before any instant. */
export const NEVER: Instant = Number.MIN_SAFE_INTEGER;

export function emptyBook(instrument: Instrument): Book {
  return {
    instrument, resting: [], linked: 0, isStale: false, urgent: 0, risesTo: Number.MAX_VALUE, fallsTo: -Number.MAX_VALUE,
    lastClosedAt: NEVER, closedBefore: NEVER, isCalled: false, lastTicks: undefined, barOffset: -1, pulse: undefined, night: undefined, isDelisted: false, spread: undefined, moment: undefined, depth: undefined,
  };
}

export function addToBook(book: Book, arrival: Arrival): void {
  const resting = restingOf(arrival, book.instrument);
  book.resting.push(resting);
  if (isLinked(resting)) book.linked += 1;
  book.isStale = true;
}

export function findResting(book: Book, id: OrderId): Resting | undefined {
  return book.resting.find(({ order }) => order.id === id);
}

/** Takes an ended order out, and leaves its children without a parent. */
export function removeFromBook(book: Book, id: OrderId): void {
  const at = book.resting.findIndex(({ order }) => order.id === id);
  if (at < 0) return;
  const [gone] = book.resting.splice(at, 1);
  book.isStale = true;
  if (isLinked(gone)) book.linked -= 1;
  if (book.linked > 0) for (const child of childrenOf(book, id)) child.isOrphan = true;
}

export function childrenOf({ resting }: Pick<Book, 'resting'>, id: OrderId): readonly Resting[] {
  return resting.filter(({ order }) => order.parent === id);
}

/** Takes a recorded fill out of the order it belongs to, and into the orders that belong to it. */
export function reduceResting(book: Book, fill: Fill, rules: VenueRules): void {
  const resting = findResting(book, fill.orderId);
  if (resting === undefined) return;
  book.isStale = true;
  if (book.linked > 0) fillLinked(book, resting, { fill, rules });
  if (fill.remainingLots === 0) return removeFromBook(book, fill.orderId);
  const notional = Math.abs(notionalMicros(book.instrument, ticksOf(book.instrument, fill.price), fill.quantityLots));
  resting.openLots = fill.remainingLots;
  resting.fees = addFee(rules.fees, resting.fees, {
    instrument: book.instrument, lots: fill.quantityLots, notionalMicros: notional, liquidity: fill.liquidity,
  });
}

/** What a fill does to the others: its children wake, and the rest of its group shrinks. */
export function fillLinked(book: Pick<Book, 'instrument' | 'lastTicks'> & { readonly resting: readonly Resting[] }, filled: Resting, { fill, rules }: { readonly fill: Fill; readonly rules: VenueRules }): void {
  for (const other of book.resting) {
    if (isInGroupWith(filled, other)) other.reducedLots += fill.quantityLots;
    if (other.order.parent !== filled.order.id) continue;
    wakeChild(other, fill, book.instrument);
    if (book.lastTicks !== undefined) seeEntryBar(other, { fill, filled, instrument: book.instrument, bar: book.lastTicks, rules });
    setWait(other);
  }
}

/** Notes a cancel that must wait until the bar in progress is known. */
export function askToCancel(book: Book, id: OrderId, at: Instant): void {
  const resting = findResting(book, id);
  if (resting === undefined || resting.cancelAt !== undefined) return;
  resting.cancelAt = at;
  setWait(resting);
  book.isStale = true;
}

/** Remembers what a quote shows, for orders that trade at once. Quotes inside a bar are for the next. */
export function noteQuote(book: Book, { bid, ask, at }: Pick<DataOf<'QuoteSeen'>, 'bid' | 'ask' | 'at'>, staleAfterUs?: number): void {
  const half = Math.max(0, ask - bid) / 2;
  const { spread } = book;
  if (spread === undefined) {
    book.spread = { atOpen: half, next: half, nextAt: at, latest: half, latestAt: at, ...(staleAfterUs === undefined ? {} : { staleAfterUs }) };
    return;
  }
  spread.latest = half;
  spread.latestAt = at;
  if (at > book.lastClosedAt) return;
  spread.next = half;
  spread.nextAt = at;
}

/** Remembers what the bar did to orders beside filling them: stops it touched or moved, and days that began. */
export function noteBar(book: Book, event: Pick<EventOf<'BarClosed'>, 'offset' | 'data'>, rules: VenueRules): void {
  const { bar } = event.data;
  if (!beginBar(book, event)) return;
  if (rules.slippage.kind === 'square-root') seePulse((book.pulse ??= startPulse()), bar, { day: tradingDay(bar.closedAt, rules), days: rules.slippage.days });
  if (book.isStale) setBounds(book);
  book.isCalled = !isQuiet(book, bar);
  if (!book.isCalled) return;
  const ticks = barTicks(book.instrument, bar);
  book.lastTicks = ticks;
  for (const resting of book.resting) {
    if (!isConcerned(resting, ticks) || !takesPart(resting, bar, rules)) continue;
    noteOne(book, resting, { bar, ticks, rules });
    setWait(resting);
  }
  book.isStale = true;
}

/** Moves on to a bar; returns whether it is news. */
export function beginBar(book: Book, { offset, data: { bar } }: Pick<EventOf<'BarClosed'>, 'offset' | 'data'>): boolean {
  const isNew = bar.closedAt > book.lastClosedAt;
  book.barOffset = isNew ? offset : -1;
  if (!isNew) return false;
  book.closedBefore = book.lastClosedAt;
  book.lastClosedAt = bar.closedAt;
  if (book.spread !== undefined) turnSpread(book.spread, bar.openedAt);
  return true;
}

/** What was quoted inside a bar counts from the next one on. */
function turnSpread(spread: QuotedSpread, openedAt: Instant): void {
  const { staleAfterUs = Infinity } = spread;
  spread.atOpen = openedAt - spread.nextAt > staleAfterUs ? undefined : spread.next;
  spread.next = spread.latest;
  spread.nextAt = spread.latestAt;
}

/** Tells whether a bar cannot concern any resting order. */
export function isQuiet(book: Book, bar: Bar): boolean {
  return book.resting.length === 0 || (book.urgent === 0 && bar.high < book.risesTo && bar.low > book.fallsTo);
}

/** Tells whether the order was there when the bar took orders for its open. */
export function takesPart({ acceptedAt }: Resting, bar: Bar, { openingWindowUs }: VenueRules): boolean {
  return acceptedAt <= bar.openedAt + openingWindowUs && acceptedAt < bar.closedAt;
}

/** Returns a number that tells the trading day of an interval that ends at this instant from others, and rises with them. */
export function tradingDay(closedAt: Instant, rules: Pick<VenueRules, 'dayEndsAtUs' | 'dayEnds'>, instrument?: string): number {
  const end = instrument === undefined || rules.dayEnds === undefined ? undefined : dayEndFrom(rules, instrument, closedAt);
  return end ?? Math.floor((closedAt - 1 - rules.dayEndsAtUs) / DAY);
}

function noteOne({ instrument }: Book, resting: Resting, { bar, ticks, rules }: { readonly bar: Bar; readonly ticks: BarTicks; readonly rules: VenueRules }): void {
  const { order } = resting;
  const { closedAt } = bar;
  resting.firstBarAt ??= closedAt;
  if (order.timeInForce === 'day') resting.tradingDay ??= tradingDay(closedAt, rules, instrument.id);
  if (resting.isAsleep) return;
  const [gate] = gatesFor(resting, closedAt);
  if (gate !== undefined && !gate.isLimit && order.type !== 'trailing-stop' && isMet(gate, gate.way === 'falls' ? ticks.low : ticks.high)) {
    resting.triggeredAt ??= closedAt;
  }
  if (order.type !== 'trailing-stop') return;
  resting.stopBefore = resting.stopTicks;
  resting.movedAt = closedAt;
  resting.stopTicks = stopAfter({ order, instrument, stopTicks: resting.stopBefore, start: { ticks: ticks.open }, bar: ticks });
}

/** Sets the two bounds and the count anew. */
export function setBounds(book: Book): void {
  book.isStale = false;
  book.urgent = 0;
  book.risesTo = Number.MAX_VALUE;
  book.fallsTo = -Number.MAX_VALUE;
  for (const { isUrgent, isAsleep, waitsForFall, waitTicks } of book.resting) {
    if (isUrgent) book.urgent += 1;
    if (isUrgent || isAsleep) continue;
    // Half a tick of room, so that no float noise can hide a touch.
    if (waitsForFall) book.fallsTo = Math.max(book.fallsTo, (waitTicks + 0.5) / book.instrument.ticksPerUnit);
    else book.risesTo = Math.min(book.risesTo, (waitTicks - 0.5) / book.instrument.ticksPerUnit);
  }
}

function isLinked({ order }: Resting): boolean {
  return order.parent !== undefined || order.oco !== undefined;
}
