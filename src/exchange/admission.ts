/** What the venue checks before it takes an order into its book. */
import type { Lots } from '../core/fixed-point.js';
import { isOnTick } from '../domain/instrument.js';
import type { Order, RejectionReason } from '../domain/order.js';
import type { Book } from './book.js';
import { orderKinds } from './order-kinds.js';
import type { VenueRules } from './venue-rules.js';

/** Returns why the venue refuses the order, or `undefined` if it takes it. */
export function refusalOf(order: Order, book: Book, { rules, heldLots }: { readonly rules: VenueRules; readonly heldLots: Lots }): RejectionReason | undefined {
  const kind = orderKinds[order.type];
  const level = kind.levelOf(order);
  if (kind.hasLevel !== (level !== undefined)) return 'unsupported-type';
  if (level !== undefined && !isOnTick(book.instrument, level)) return 'off-tick';
  if (!hasQuantity(order)) return 'below-min-quantity';
  if (opensShort(order, book, heldLots) && !mayShort(book, rules)) return 'not-shortable';
  return undefined;
}

/** Tells whether positions in the book's instrument may go below zero. */
export function mayShort(book: Book, rules: VenueRules): boolean {
  return rules.account === 'margin' && book.instrument.shortable;
}

function hasQuantity({ quantityLots, fundsShare }: Order): boolean {
  if (quantityLots !== undefined) return fundsShare === undefined && Number.isSafeInteger(quantityLots) && quantityLots >= 1;
  return fundsShare !== undefined && fundsShare > 0 && fundsShare <= 1;
}

/** Tells whether a sale is more than is held or on its way to be. What is left at the fill is decided there. */
function opensShort(order: Order, book: Book, heldLots: Lots): boolean {
  if (order.side === 'buy' || order.reduceOnly) return false;
  let coming = heldLots;
  for (const { order: other, openLots } of book.resting) if (other.side === 'buy') coming += openLots ?? Infinity;
  return (order.quantityLots ?? 1) > coming;
}
