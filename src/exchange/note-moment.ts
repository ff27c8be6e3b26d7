/** What a moment, or a bar that moments have decided, leaves in the book beside fills: stops that woke or moved, and days that began. */
import type { EventOf } from '../domain/catalogue.js';
import { priceOf, ticksOf } from '../domain/instrument.js';
import { beginBar, setBounds, takesPart, tradingDay, type Book } from './book.js';
import { seePulse, startPulse } from './daily-pulse.js';
import { isMet } from './gate.js';
import { shownAt } from './depth.js';
import { middleOf, touchOf, UNBOUNDED, type Moment } from './moment.js';
import { orderKinds } from './order-kinds.js';
import { gatesFor, isConcerned, setWait, type Resting } from './resting.js';
import { nearerStop, stopBehind, trailsInside } from './trailing.js';
import type { VenueRules } from './venue-rules.js';

/** Notes the moment that the book is at. One that concerns nobody costs a few comparisons. */
export function noteMoment(book: Book, moment: Moment, rules: VenueRules): void {
  if (!moment.isNew || book.resting.length === 0) return;
  if (book.isStale) setBounds(book);
  const { instrument } = book;
  const [high, low] = [touchOf(moment, 'buy'), touchOf(moment, 'sell')];
  moment.isCalled = book.urgent > 0 || priceOf(instrument, high) >= book.risesTo || priceOf(instrument, low) <= book.fallsTo;
  if (!moment.isCalled) return;
  const middle = middleOf(moment);
  book.lastTicks = { open: middle, high: middle, low: middle, close: middle };
  const range = { high, low };
  for (const resting of book.resting) {
    if (resting.acceptedAt >= moment.at || !isConcerned(resting, range)) continue;
    noteOne(book, resting, moment, rules);
    setWait(resting);
  }
  book.isStale = true;
}

function noteOne({ instrument }: Book, resting: Resting, moment: Moment, rules: VenueRules): void {
  const { order } = resting;
  const { turn } = moment;
  resting.firstBarAt ??= turn;
  if (order.timeInForce === 'day') resting.tradingDay ??= tradingDay(turn, rules, instrument.id);
  if (resting.isAsleep || !moment.wakes) return;
  const touch = touchOf(moment, order.side);
  const [gate] = gatesFor(resting, turn);
  if (gate !== undefined && !gate.isLimit && order.type !== 'trailing-stop' && isMet(gate, touch)) resting.triggeredAt ??= turn;
  if (trailsInside(order)) moveStop(resting, turn, nearerStop(order, resting.stopTicks, stopBehind(order, instrument, touch)));
}

function moveStop(resting: Resting, at: number, stopTicks: number): void {
  resting.stopBefore = resting.stopTicks;
  resting.movedAt = at;
  resting.stopTicks = stopTicks;
}

/** Notes a bar whose inside finer data have decided: what is left is its close. */
export function noteCovered(book: Book, event: Pick<EventOf<'BarClosed'>, 'offset' | 'data'>, rules: VenueRules): void {
  const { bar } = event.data;
  if (!beginBar(book, event)) return;
  if (rules.slippage.kind === 'square-root' && book.moment?.source !== 'finer-bar') seePulse((book.pulse ??= startPulse()), bar, { day: tradingDay(bar.closedAt, rules), days: rules.slippage.days });
  if (book.isStale) setBounds(book);
  book.isCalled = book.urgent > 0;
  if (!book.isCalled) return;
  const close = ticksOf(book.instrument, bar.close);
  book.lastTicks = { open: close, high: close, low: close, close };
  for (const resting of book.resting) {
    const { order } = resting;
    if (!resting.isUrgent || !takesPart(resting, bar, rules)) continue;
    resting.firstBarAt ??= bar.closedAt;
    if (order.timeInForce === 'day') resting.tradingDay ??= tradingDay(bar.closedAt, rules, book.instrument.id);
    const followsCloses = order.type === 'trailing-stop' && !trailsInside(order) && !resting.isAsleep;
    if (followsCloses) moveStop(resting, bar.closedAt, nearerStop(order, resting.stopTicks, stopBehind(order, book.instrument, close)));
    setWait(resting);
  }
  book.isStale = true;
}

/** Notes where limits stand in the queues of a book that has changed: behind what is shown when they come, and no further back than what is left of it. */
export function noteQueues({ resting, depth }: Book, moment: Moment): void {
  if (depth === undefined || !moment.isNew) return;
  for (const one of resting) {
    if (one.isAsleep || one.acceptedAt >= moment.at || !waitsAtLimit(one, moment)) continue;
    const shown = shownAt(depth, one.order.side, one.limitTicks);
    one.aheadLots = Math.min(one.aheadLots ?? shown, shown);
  }
}

/** Notes what a trade at the price of a limit leaves for it, when those before it are served. */
export function noteServed({ resting }: Book, moment: Moment): void {
  if (!moment.isNew || moment.lots === UNBOUNDED) return;
  for (const one of resting) {
    const { aheadLots } = one;
    if (aheadLots === undefined || one.limitTicks !== moment.price || !waitsAtLimit(one, moment)) continue;
    one.servedLots = Math.max(0, moment.lots - aheadLots);
    one.servedAt = moment.turn;
    one.aheadLots = Math.max(0, aheadLots - moment.lots);
  }
}

function waitsAtLimit(resting: Resting, { turn }: Moment): boolean {
  if (!orderKinds[resting.order.type].capsPrice) return false;
  const gates = gatesFor(resting, turn);
  return gates.length === 1 && gates[0].isLimit;
}
