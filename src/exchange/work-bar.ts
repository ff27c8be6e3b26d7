/**
 * The work of one bar for one instrument: expiries and cancels that came in time, the open, the levels
 * inside, the close, then what could not be cancelled and the end of the day. Later fills see what
 * earlier ones have used up: cash, position and volume.
 */
import type { Lots } from '../core/fixed-point.js';
import type { Bar } from '../domain/bar.js';
import type { EventDraft } from '../domain/catalogue.js';
import type { CancelReason } from '../domain/order.js';
import { mayShort } from './admission.js';
import { barTicks, type BarTicks } from './bar-ticks.js';
import type { BaseFill } from './base-fill.js';
import { takesPart, tradingDay, type Book, type Resting } from './book.js';
import { executeOrder, type Desk } from './execute-order.js';
import { fillAtClose } from './fill-market.js';
import { orderKinds } from './order-kinds.js';
import { sortByWork, type Candidate } from './policies.js';
import type { Purse } from './purse.js';
import type { VenueRules } from './venue-rules.js';

export interface BarWork {
  readonly rules: VenueRules;
  readonly book: Book;
  readonly bar: Bar;
  /** Place of the BarClosed in the log. */
  readonly barOffset: number;
  /** Scratch copy; used up. */
  readonly purse: Purse;
}

interface Tried extends Candidate {
  readonly resting: Resting;
}

/** Returns everything that the bar does to the orders of its book, in order of work. */
export function workBar(work: BarWork): readonly EventDraft[] {
  const { rules, book, bar } = work;
  const ticks = barTicks(book.instrument, bar);
  const desk = openDesk(work);
  const open = new Set<Resting>();
  for (const resting of book.resting) {
    if (isPastItsDay(resting, bar, rules)) expire(desk, resting, 'day');
    else if (resting.cancelAt !== undefined && resting.cancelAt <= bar.openedAt + rules.openingWindowUs) cancel(desk, resting, 'by-agent');
    else open.add(resting);
  }

  const tried: Tried[] = [];
  for (const resting of open) {
    const base = baseOf(resting, work, ticks);
    if (base !== undefined) tried.push({ resting, base, type: resting.order.type, sequence: resting.sequence });
  }
  for (const { resting, base } of sortByWork(tried, rules.policy, ticks.open)) {
    const outcome = executeOrder(desk, resting, base);
    if (outcome.ending !== undefined) cancel(desk, resting, outcome.ending, outcome.openLots);
    if (outcome.ending !== undefined || outcome.openLots === 0) close(desk, open, resting);
    else if (resting.order.timeInForce === 'ioc') endNow(desk, open, { resting, openLots: outcome.openLots, reason: 'ioc' });
  }
  finish(work, desk, open);
  return desk.drafts;
}

function openDesk({ rules, book, bar, barOffset, purse }: BarWork): Desk {
  const { participation } = rules;
  const limited = participation !== 'full' && bar.volume >= 0;
  const liquidityLots = limited ? Math.floor(participation * bar.volume * book.instrument.lotsPerUnit + 1e-9) : Number.MAX_SAFE_INTEGER;
  return { rules, instrument: book.instrument, bar, barOffset, purse, mayShort: mayShort(book, rules), liquidityLots, drafts: [], openLots: new Map() };
}

/** Returns what the bar gives the order if volume and money allow. */
function baseOf(resting: Resting, { rules, bar }: BarWork, ticks: BarTicks): BaseFill | undefined {
  const { order, levelTicks, triggeredAt } = resting;
  if (!takesPart(resting, bar, rules)) {
    const atClose = rules.late === 'bar-close' && order.type === 'market' && resting.acceptedAt < bar.closedAt;
    return atClose ? fillAtClose(ticks) : undefined;
  }
  const isTriggered = triggeredAt !== undefined && triggeredAt < bar.closedAt;
  const base = orderKinds[order.type].fill({ side: order.side, levelTicks, isTriggered, queue: rules.queue }, ticks);
  return order.timeInForce === 'ioc' && base?.basis === 'level' ? undefined : base;
}

/** Ends orders for immediate execution that got nothing, late cancels, and orders whose day ends with this bar. */
function finish({ rules, bar }: BarWork, desk: Desk, open: Set<Resting>): void {
  const dayEnds = tradingDay(bar.closedAt, rules) !== tradingDay(bar.closedAt + 1, rules);
  for (const resting of [...open]) {
    const openLots = desk.openLots.get(resting) ?? resting.openLots ?? 0;
    if (resting.order.timeInForce === 'ioc' && takesPart(resting, bar, rules)) endNow(desk, open, { resting, openLots, reason: 'ioc' });
    else if (resting.cancelAt !== undefined) cancel(desk, resting, 'by-agent', openLots);
    else if (dayEnds && resting.tradingDay !== undefined) expire(desk, resting, 'day', openLots);
  }
}

function isPastItsDay({ tradingDay: day }: Resting, bar: Bar, rules: VenueRules): boolean {
  return day !== undefined && tradingDay(bar.closedAt, rules) > day;
}

function endNow(desk: Desk, open: Set<Resting>, end: { readonly resting: Resting; readonly openLots: Lots; readonly reason: CancelReason }): void {
  cancel(desk, end.resting, end.reason, end.openLots);
  close(desk, open, end.resting);
}

/** Takes an ended order off the list, and answers a cancel that came too late for it. */
function close(desk: Desk, open: Set<Resting>, resting: Resting): void {
  open.delete(resting);
  if (resting.cancelAt === undefined) return;
  const { id: orderId, instrument } = resting.order;
  desk.drafts.push({ type: 'OrderCancelRejected', data: { orderId, instrument, reason: 'too-late' } });
}

function cancel(desk: Desk, { order, openLots }: Resting, reason: CancelReason, left: Lots = openLots ?? 0): void {
  desk.drafts.push({ type: 'OrderCancelled', data: { orderId: order.id, instrument: order.instrument, reason, openLots: left } });
}

function expire(desk: Desk, { order, openLots }: Resting, reason: 'day', left: Lots = openLots ?? 0): void {
  desk.drafts.push({ type: 'OrderExpired', data: { orderId: order.id, instrument: order.instrument, reason, openLots: left } });
}
