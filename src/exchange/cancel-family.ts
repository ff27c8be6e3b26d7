/** The end of an order between bars, and with it the end of the children that now will never wake. */
import type { EventDraft } from '../domain/catalogue.js';
import type { CancelReason } from '../domain/order.js';
import { childrenOf, type Book } from './book.js';
import type { Resting } from './resting.js';

/** Returns the cancel of an order, followed by those of its sleeping children, and of theirs. */
export function cancelFamily(book: Book, { order, openLots }: Resting, reason: CancelReason): readonly EventDraft[] {
  const own: EventDraft = { type: 'OrderCancelled', data: { orderId: order.id, instrument: order.instrument, reason, openLots: openLots ?? 0 } };
  if (book.linked === 0) return [own];
  const children = childrenOf(book, order.id).filter(({ isAsleep }) => isAsleep);
  return [own, ...children.flatMap((child) => cancelFamily(book, child, 'parent-ended'))];
}
