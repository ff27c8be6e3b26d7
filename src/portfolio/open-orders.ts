/**
 * What open orders could still do. A limit is kept only if it holds even when every open order fills, so
 * they are counted at their worst: all buys and no sells, or all sells and no buys, at the worst price.
 */
import type { Lots, Ticks } from '../core/fixed-point.js';
import type { DataOf } from '../domain/catalogue.js';
import type { Order, OrderId, Side } from '../domain/order.js';
import type { Position } from './position.js';
import { worthMicros } from '../domain/instrument.js';

export interface OpenOrder {
  /** Place of the instrument in the ledger. */
  readonly place: number;
  readonly side: Side;
  /** What is left of it; for a share of funds, what it could buy when it was approved. */
  lots: Lots;
  /** The price that it waits for; absent for market orders. */
  readonly levelTicks?: Ticks;
  readonly reduceOnly: boolean;
  /** Of orders with the same word only one fills. */
  readonly group?: string;
}

/** By order id, in order of approval. */
export type OpenOrders = Record<string, OpenOrder>;

/** Takes a report into account: fewer lots are open, or none. */
export function settleOpenOrder(orders: OpenOrders, id: OrderId, openLots: Lots): void {
  if (!Object.hasOwn(orders, id)) return;
  if (openLots === 0) delete orders[id];
  else orders[id].lots = openLots;
}

/** Takes in that a split changed the terms of an open order. What was approved for a share of funds is estimated anew. */
export function adjustOpenOrder(orders: OpenOrders, { orderId, into, per, openLots }: DataOf<'OrderAdjusted'>): void {
  if (Object.hasOwn(orders, orderId)) orders[orderId] = adjusted(orders[orderId], { into, per, openLots });
}

/** Returns the open order after a split. */
export function adjusted(order: OpenOrder, { into, per, openLots }: Pick<DataOf<'OrderAdjusted'>, 'into' | 'per' | 'openLots'>): OpenOrder {
  const lots = openLots >= 0 ? openLots : Math.ceil((order.lots * into) / per);
  return { ...order, lots, ...(order.levelTicks === undefined ? {} : { levelTicks: Math.ceil((order.levelTicks * per) / into) }) };
}

export interface WorstCase {
  /** Greatest holdings that open orders can lead to: long ≥ 0 and short ≥ 0. */
  readonly longLots: Lots;
  readonly shortLots: Lots;
  /** Highest price concerned: the mark, or the level of an order. */
  readonly ticks: Ticks;
}

/** Returns the worst case of one instrument. Orders that only reduce are left out: they cannot enlarge anything. */
export function worstCaseOf(position: Position, orders: readonly OpenOrder[]): WorstCase {
  let ticks = position.markTicks;
  for (const { reduceOnly, levelTicks } of orders) if (!reduceOnly) ticks = Math.max(ticks, levelTicks ?? ticks);
  const buys = worstLots(orders, 'buy');
  const sells = worstLots(orders, 'sell');
  return { longLots: Math.max(0, position.lots + buys), shortLots: Math.max(0, sells - position.lots), ticks };
}

/** Returns the lots of one side if all fill that can: of a group, the largest. */
function worstLots(orders: readonly OpenOrder[], side: Side): Lots {
  let lots = 0;
  const groups = new Map<string, Lots>();
  for (const order of orders) {
    if (order.reduceOnly || order.side !== side) continue;
    if (order.group === undefined) lots += order.lots;
    else groups.set(order.group, Math.max(order.lots, groups.get(order.group) ?? 0));
  }
  for (const most of groups.values()) lots += most;
  return lots;
}

/** Returns the larger of both sides in money. */
export function worstValue(position: Position, { longLots, shortLots, ticks }: WorstCase): number {
  return worthMicros(position.instrument, ticks, Math.max(longLots, shortLots));
}

export function openOrdersAt(orders: OpenOrders, place: number): OpenOrder[] {
  return Object.values(orders).filter((order) => order.place === place);
}

export function isSized(order: Order): boolean {
  const { quantityLots, fundsShare } = order;
  if (quantityLots !== undefined) return fundsShare === undefined && Number.isSafeInteger(quantityLots) && quantityLots > 0;
  return fundsShare !== undefined && fundsShare > 0 && fundsShare <= 1;
}
