/**
 * The work of one bar for one instrument: expiries and cancels that came in time, the open, what lies
 * inside, the close, then what could not be cancelled and the end of the day. Later fills see what
 * earlier ones have used up: cash, position and volume.
 */
import { DAY } from '../core/instant.js';
import type { Bar } from '../domain/bar.js';
import type { EventDraft } from '../domain/catalogue.js';
import type { FineSource } from '../domain/fill.js';
import { shortLotsMax } from './admission.js';
import { endLive, isImmediate, openFloor, refuseLive, settle, type BarFloor, type Live } from './bar-floor.js';
import { barTicks } from './bar-ticks.js';
import { fillAtClose, fillAtOpen } from './base-fill.js';
import { takesPart, tradingDay, type Book } from './book.js';
import { dayEndFrom } from './day-end.js';
import { pulseFigures } from './daily-pulse.js';
import type { Desk } from './execute-order.js';
import { isMet } from './gate.js';
import { orderKinds } from './order-kinds.js';
import { policies } from './policies.js';
import type { Purse } from './purse.js';
import { awakeLots, gatesFor, type Resting } from './resting.js';
import type { VenueRules } from './venue-rules.js';
import { walkPath } from './walk-path.js';
import { workInside } from './work-inside.js';

export interface BarWork {
  readonly rules: VenueRules;
  readonly book: Book;
  readonly bar: Bar;
  /** Place of the BarClosed in the log. */
  readonly barOffset: number;
  /** Scratch copy; used up. */
  readonly purse: Purse;
  /** Set for a bar below the ones that agents decide on. */
  readonly decidedBy?: FineSource;
}

/** Returns everything that the bar does to the orders of its book, in order of work. */
export function workBar(work: BarWork): readonly EventDraft[] {
  const { rules, book, bar } = work;
  const ticks = barTicks(book.instrument, bar);
  const floor = openFloor(book, openDesk(work), ticks);
  for (const live of floor.lives) expireDue(floor, live);
  workOpen(floor);
  if (policies[rules.policy].walks) walkPath(floor);
  else workInside(floor);
  workClose(floor);
  finish(floor);
  return floor.desk.drafts;
}

/**
 * Returns what is left to the close of a bar whose inside finer data have decided: orders at the close, late cancels,
 * and the end of the day.
 */
export function workCovered(work: BarWork): readonly EventDraft[] {
  const { book, bar } = work;
  const rules: VenueRules = { ...work.rules, late: 'next-bar' };
  const floor = openFloor(book, openDesk({ ...work, rules }), barTicks(book.instrument, bar));
  for (const live of floor.lives) expireDue(floor, live);
  workClose(floor);
  finish(floor);
  return floor.desk.drafts;
}

function openDesk({ rules, book, bar, barOffset, purse, decidedBy }: BarWork): Desk {
  const { participation } = rules;
  const limited = participation !== 'full' && bar.volume >= 0;
  const liquidityLots = limited ? Math.floor(participation * bar.volume * book.instrument.lotsPerUnit + 1e-9) : Number.MAX_SAFE_INTEGER;
  return { rules, instrument: book.instrument, bar, barOffset, purse, shortLotsMax: shortLotsMax(book, rules), liquidityLots, drafts: [], pulse: book.pulse && pulseFigures(book.pulse), quotedHalfSpread: book.spread?.atOpen, decidedBy };
}

/** Ends an order whose time is up, or whose cancel came before. */
export function expireDue(floor: BarFloor, live: Live): void {
  const { bar, rules } = floor.desk;
  const { order, cancelAt, tradingDay: day } = live.resting;
  if (day !== undefined && tradingDay(bar.closedAt, rules, bar.instrument) > day) endLive(floor, live, 'day');
  else if (order.expiresAt !== undefined && bar.openedAt >= order.expiresAt) endLive(floor, live, 'gtd');
  else if (cancelAt !== undefined && cancelAt <= bar.openedAt + rules.openingWindowUs) endLive(floor, live, 'by-agent');
}

/** The open is one price for all: first come, first served; orders that wake take their turn behind. */
function workOpen(floor: BarFloor): void {
  const { ticks } = floor;
  const queue = floor.lives.filter(({ start }) => start !== undefined);
  for (let place = 0; place < queue.length; place += 1) {
    const live = queue[place];
    const { resting } = live;
    if (live.isEnded || !tradesAtOpen(floor, resting)) continue;
    const isNew = resting.firstBarAt === floor.desk.bar.closedAt;
    if (resting.order.postOnly === true && isNew) {
      refuseLive(floor, live);
      continue;
    }
    const hasWaited = gatesFor(resting, floor.desk.bar.closedAt).length > 0;
    live.isServed = true;
    queue.push(...settle(floor, live, fillAtOpen(ticks.open, hasWaited), { ticks: ticks.open }));
    if (!live.isEnded && isImmediate(resting.order)) endLive(floor, live, 'ioc');
  }
}

function tradesAtOpen({ desk: { bar, rules }, ticks, book }: BarFloor, resting: Resting): boolean {
  const { session } = orderKinds[resting.order.type];
  if (session === 'close' || awakeLots(resting) === 0) return false;
  if (session === 'open') return tradingDay(bar.closedAt, rules, bar.instrument) !== tradingDay(book.closedBefore, rules, bar.instrument);
  return gatesFor(resting, bar.closedAt).every((gate) => isMet(gate, ticks.open));
}

/** Orders at the close, and market orders that came too late for the open where the venue takes them. */
function workClose(floor: BarFloor): void {
  const { desk: { bar, rules }, ticks } = floor;
  for (const live of floor.lives) {
    const { resting } = live;
    if (live.isEnded || resting.isAsleep || resting.acceptedAt >= bar.closedAt) continue;
    const isLate = !takesPart(resting, bar, rules);
    if (isLate && rules.late !== 'bar-close') continue;
    const { session } = orderKinds[resting.order.type];
    const isDue = session === 'close' ? bar.closedAt >= sessionEnd(resting, rules) : isLate && resting.order.type === 'market';
    if (!isDue) continue;
    settle(floor, live, fillAtClose(ticks.close), undefined);
    if (!live.isEnded && session === 'close') endLive(floor, live, 'ioc');
  }
}

/** The end of the trading day in which the order came. */
function sessionEnd({ acceptedAt, order }: Resting, rules: VenueRules): number {
  const { dayEndsAtUs } = rules;
  return dayEndFrom(rules, order.instrument, acceptedAt + 1) ?? (Math.floor((acceptedAt - dayEndsAtUs) / DAY) + 1) * DAY + dayEndsAtUs;
}

/** Ends orders for immediate execution that got nothing, late cancels, and orders whose day ends with this bar. */
function finish(floor: BarFloor): void {
  const { bar, rules } = floor.desk;
  const dayEnds = tradingDay(bar.closedAt, rules, bar.instrument) !== tradingDay(bar.closedAt + 1, rules, bar.instrument);
  for (const live of floor.lives) {
    if (live.isEnded) continue;
    const { order, cancelAt, tradingDay: day } = live.resting;
    const { start } = live;
    const isTried = start !== undefined && start.way === undefined && orderKinds[order.type].session === 'any';
    if (isTried && isImmediate(order)) endLive(floor, live, order.timeInForce === 'fok' ? 'fok' : 'ioc');
    else if (cancelAt !== undefined) endLive(floor, live, 'by-agent');
    else if (dayEnds && day !== undefined) endLive(floor, live, 'day');
  }
}
