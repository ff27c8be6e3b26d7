/** What the venue checks before it takes an order into its book. */
import type { Lots, Ticks } from '../core/fixed-point.js';
import { isOnTick, ticksOf } from '../domain/instrument.js';
import type { Order, RejectionReason } from '../domain/order.js';
import { findResting, type Book } from './book.js';
import { borrowTerms } from './borrow.js';
import { orderKinds } from './order-kinds.js';
import type { VenueRules } from './venue-rules.js';

export interface Applicant {
  readonly rules: VenueRules;
  readonly heldLots: Lots;
  /** Last known price; `undefined` before there was one. */
  readonly markTicks: Ticks | undefined;
}

/** Returns why the venue refuses the order, or `undefined` if it takes it. */
export function refusalOf(order: Order, book: Book, applicant: Applicant): RejectionReason | undefined {
  if (!hasTerms(order)) return 'unsupported-type';
  for (const level of [order.limitPrice, order.stopPrice, order.trailAmount]) {
    if (level !== undefined && !isOnTick(book.instrument, level)) return 'off-tick';
  }
  if (!hasQuantity(order)) return 'below-min-quantity';
  const family = refusalOfFamily(order, book, applicant.markTicks);
  if (family !== undefined) return family;
  if (opensShort(order, book, applicant.heldLots + shortLotsMax(book, applicant.rules))) return 'not-shortable';
  return undefined;
}

/** Returns how far below zero positions in the book's instrument may go: 0 where nothing is lent. */
export function shortLotsMax({ instrument }: Book, { account, borrow }: VenueRules): Lots {
  if (account !== 'margin' || !instrument.shortable) return 0;
  const { quantityMax } = borrowTerms(borrow, instrument.id);
  return quantityMax === undefined ? Number.MAX_SAFE_INTEGER : Math.floor(quantityMax * instrument.lotsPerUnit + 1e-9);
}

/** Tells whether the order has the terms of its type and time, and no others. */
function hasTerms(order: Order): boolean {
  const { needs } = orderKinds[order.type];
  if (needs.includes('limitPrice') !== (order.limitPrice !== undefined)) return false;
  if (needs.includes('stopPrice') !== (order.stopPrice !== undefined)) return false;
  if ((order.timeInForce === 'gtd') !== (order.expiresAt !== undefined)) return false;
  if (order.postOnly === true && (order.type !== 'limit' || order.timeInForce === 'ioc' || order.timeInForce === 'fok')) return false;
  return needs.includes('trail') ? hasTrail(order) : order.trailAmount === undefined && order.trailRatio === undefined && order.trailOn === undefined;
}

function hasTrail({ trailAmount, trailRatio }: Order): boolean {
  if (trailAmount !== undefined) return trailRatio === undefined && trailAmount > 0;
  return trailRatio !== undefined && trailRatio > 0 && trailRatio < 1;
}

function hasQuantity({ quantityLots, fundsShare }: Order): boolean {
  if (quantityLots !== undefined) return fundsShare === undefined && Number.isSafeInteger(quantityLots) && quantityLots >= 1;
  return fundsShare !== undefined && fundsShare > 0 && fundsShare <= 1;
}

/** A child comes while its parent rests, and on the right side of the parent's entry if it is to close it. */
function refusalOfFamily(order: Order, book: Book, markTicks: Ticks | undefined): RejectionReason | undefined {
  if (order.parent === undefined) return undefined;
  const parent = findResting(book, order.parent);
  if (parent === undefined || parent.order.owner !== order.owner) return 'parent-ended';
  const { side, limitPrice, stopPrice } = parent.order;
  if (side === order.side) return undefined;
  const entry = limitPrice ?? stopPrice;
  const entryTicks = entry === undefined ? markTicks : ticksOf(book.instrument, entry);
  const level = order.stopPrice ?? order.limitPrice;
  if (entryTicks === undefined || level === undefined) return undefined;
  const gap = ticksOf(book.instrument, level) - entryTicks;
  const gains = side === 'buy' ? gap : -gap;
  const isSound = orderKinds[order.type].family === 'stop' ? gains < 0 : gains > 0;
  return isSound ? undefined : 'invalid-bracket';
}

/** Tells whether a sale is more than can be sold: held, lent, or on its way. What is left at the fill is decided there. */
function opensShort(order: Order, book: Book, sellableLots: Lots): boolean {
  if (order.side === 'buy' || order.reduceOnly) return false;
  let coming = sellableLots;
  for (const { order: other, openLots } of book.resting) if (other.side === 'buy') coming += openLots ?? Infinity;
  return (order.quantityLots ?? 1) > coming;
}
