/**
 * A bracket as three orders: the entry, and two exits that sleep until it fills and of which one ends the
 * other. Send them together, in this order; the venue holds them from there on.
 */
import { assert } from '../core/assert.js';
import { orderId, type Order } from './order.js';

export interface BracketExits {
  readonly stopLoss?: number;
  readonly takeProfit?: number;
}

/** Returns the entry and its exits, named after it. They only reduce, and close all that the entry fills. */
export function bracketOrders(entry: Order, { stopLoss, takeProfit }: BracketExits): readonly Order[] {
  assert(entry.parent === undefined, 'An entry has no parent', { order: entry.id });
  const { id, instrument, owner, quantityLots } = entry;
  const exit = {
    instrument, owner,
    side: entry.side === 'buy' ? ('sell' as const) : ('buy' as const),
    // Of funds it is not known yet what they buy: all of it is closed.
    ...(quantityLots === undefined ? { fundsShare: 1 } : { quantityLots }),
    timeInForce: 'gtc' as const,
    reduceOnly: true,
    parent: id,
    oco: `${id}-exits`,
    ...(entry.tag === undefined ? {} : { tag: entry.tag }),
  };
  const orders: Order[] = [entry];
  if (stopLoss !== undefined) orders.push({ ...exit, id: orderId(`${id}-loss`), type: 'stop', stopPrice: stopLoss });
  if (takeProfit !== undefined) orders.push({ ...exit, id: orderId(`${id}-profit`), type: 'limit', limitPrice: takeProfit });
  return orders;
}
