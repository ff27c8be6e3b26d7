/**
 * The orders that one bar concerns, on the floor of that bar: scratch copies of what rests in the book, so
 * that fills can be followed through before anything is recorded. What one order does to those that belong
 * to it happens here.
 */
import type { Ticks } from '../core/fixed-point.js';
import type { Fill } from '../domain/fill.js';
import type { CancelReason, ExpiryReason, Order, OrderId } from '../domain/order.js';
import type { BaseFill } from './base-fill.js';
import { fillLinked, takesPart, type Book } from './book.js';
import { executeOrder, type Desk } from './execute-order.js';
import type { Start } from './gate.js';
import { orderKinds } from './order-kinds.js';
import { awakeLots, isConcerned, isInGroupWith, isSpent, type Resting } from './resting.js';
import type { BarTicks } from './bar-ticks.js';

export interface Live {
  /** A scratch copy. */
  readonly resting: Resting;
  /** Where in the bar its time begins; `undefined` while it may not trade. */
  start: Start | undefined;
  /** The open has given it what there was. */
  isServed: boolean;
  /** On a walked path: gates passed so far, and where a trailing stop stood when it began. */
  passed: number;
  stopAtStart: Ticks | undefined;
  isEnded: boolean;
}

export interface BarFloor {
  readonly desk: Desk;
  readonly ticks: BarTicks;
  /** In order of acceptance. */
  readonly lives: Live[];
  readonly book: Pick<Book, 'instrument' | 'lastTicks' | 'closedBefore'> & { readonly resting: readonly Resting[] };
}

export function openFloor(book: Book, desk: Desk, ticks: BarTicks): BarFloor {
  const { bar, rules } = desk;
  // Orders that belong together may be woken or ended by a fill, wherever they wait.
  const concerned = book.linked > 0 ? book.resting : book.resting.filter((resting) => isConcerned(resting, ticks));
  const lives = concerned.map((original): Live => {
    const resting = { ...original };
    const isAwake = !resting.isAsleep && takesPart(resting, bar, rules);
    return { resting, start: isAwake ? { ticks: ticks.open } : undefined, isServed: false, passed: 0, stopAtStart: undefined, isEnded: false };
  });
  return { desk, ticks, lives, book: { instrument: book.instrument, lastTicks: ticks, closedBefore: book.closedBefore, resting: lives.map(({ resting }) => resting) } };
}

/** Executes an order, and ends, wakes and shrinks what has to be. Returns the orders that woke, in order. */
export function settle(floor: BarFloor, live: Live, base: BaseFill, after: Start | undefined): readonly Live[] {
  const { desk } = floor;
  const { resting } = live;
  const { fill, ending } = executeOrder(desk, resting, base);
  const woken = fill === undefined ? [] : followFill(floor, live, { fill, after });
  if (ending !== undefined) endLive(floor, live, ending);
  else if (resting.openLots === 0) markEnded(floor, live);
  else if (isSpent(resting)) endLive(floor, live, resting.reducedLots > 0 ? 'oco' : 'parent-ended');
  return woken.filter(({ isEnded }) => !isEnded);
}

function followFill(floor: BarFloor, live: Live, { fill, after }: { readonly fill: Fill; readonly after: Start | undefined }): readonly Live[] {
  const { rules, bar } = floor.desk;
  const { resting } = live;
  if (resting.order.oco === undefined && !floor.lives.some((one) => one.resting.order.parent === resting.order.id)) return [];
  fillLinked(floor.book, resting, { fill, rules });
  const woken: Live[] = [];
  for (const other of floor.lives) {
    if (other.isEnded) continue;
    if (isInGroupWith(resting, other.resting) && (fill.remainingLots === 0 || isSpent(other.resting))) endLive(floor, other, 'oco');
    const isChild = other.resting.order.parent === resting.order.id;
    if (!isChild || other.start !== undefined || after === undefined || !takesPart(other.resting, bar, rules)) continue;
    other.start = after;
    woken.push(other);
  }
  return woken;
}

/** Cancels or expires an order. */
export function endLive(floor: BarFloor, live: Live, reason: CancelReason | ExpiryReason): void {
  if (live.isEnded) return;
  const { id: orderId, instrument } = live.resting.order;
  const named = { orderId, instrument, openLots: live.resting.openLots ?? 0 };
  floor.desk.drafts.push(isExpiry(reason) ? { type: 'OrderExpired', data: { ...named, reason } } : { type: 'OrderCancelled', data: { ...named, reason } });
  markEnded(floor, live, reason === 'by-agent');
}

/** A limit that must not take is refused after all. */
export function refuseLive(floor: BarFloor, live: Live): void {
  const { id: orderId, instrument } = live.resting.order;
  floor.desk.drafts.push({ type: 'OrderRejected', data: { orderId, instrument, reason: 'would-cross' } });
  markEnded(floor, live);
}

/** Takes an ended order off the floor, answers a cancel that came too late for it, and ends children that will not wake. */
function markEnded(floor: BarFloor, live: Live, isAnswered = false): void {
  live.isEnded = true;
  const { order, cancelAt } = live.resting;
  if (cancelAt !== undefined && !isAnswered) {
    floor.desk.drafts.push({ type: 'OrderCancelRejected', data: { orderId: order.id, instrument: order.instrument, reason: 'too-late' } });
  }
  orphan(floor, order.id);
}

function orphan(floor: BarFloor, id: OrderId): void {
  for (const child of floor.lives) {
    if (child.isEnded || child.resting.order.parent !== id) continue;
    child.resting.isOrphan = true;
    if (isSpent(child.resting)) endLive(floor, child, 'parent-ended');
  }
}

function isExpiry(reason: CancelReason | ExpiryReason): reason is ExpiryReason {
  return reason === 'day' || reason === 'gtd' || reason === 'end-of-run';
}

/** Tells whether the inside of the bar can do anything to an order. */
export function waitsInside({ resting, start, isEnded, isServed }: Live): boolean {
  if (isEnded || isServed || start === undefined || awakeLots(resting) === 0) return false;
  return orderKinds[resting.order.type].session === 'any' && !isImmediate(resting.order);
}

/** Tells whether the open decides about the order: what it does not get there it does not get. */
export function isImmediate({ type, timeInForce }: Order): boolean {
  return timeInForce === 'ioc' || timeInForce === 'fok' || orderKinds[type].session === 'open';
}
