/** Orders of the `backtrader` profile: their kinds, their state, and how a trailing stop follows the market. */
import { demandOfProfile, type ProfileFill } from '../profile-bar.js';

export type BacktraderOrderType = 'market' | 'close' | 'limit' | 'stop' | 'stop-limit' | 'stop-trail' | 'stop-trail-limit';
export type BacktraderStatus = 'Created' | 'Submitted' | 'Accepted' | 'Partial' | 'Completed' | 'Canceled' | 'Expired' | 'Margin' | 'Rejected';

export interface BacktraderWish {
  /** Units, above 0. */
  readonly size: number;
  readonly type?: BacktraderOrderType;
  /** Limit or stop; of a trailing stop the price it starts to follow, the last close if absent. */
  readonly price?: number;
  /** Limit of a stop-limit. */
  readonly limit?: number;
  readonly trail?: number;
  readonly trailRatio?: number;
  /** Last bar time in epoch milliseconds at which it may be tried. */
  readonly valid?: number;
  readonly parent?: BookOrder;
  /** The first of a group of which one execution cancels the others. */
  readonly oco?: BookOrder;
  /** False for all of a bracket but its last order. */
  readonly transmit?: boolean;
  readonly kind?: ProfileFill['kind'];
}

export interface BookOrder {
  readonly id: number;
  readonly direction: 1 | -1;
  readonly type: BacktraderOrderType;
  /** Signed. */
  readonly size: number;
  /** The stop or limit; for market orders the close at creation. Trailing stops move it. */
  price: number;
  limit: number;
  readonly limitOffset: number;
  readonly trail: number;
  readonly trailRatio: number;
  readonly valid: number | undefined;
  readonly createdBar: number;
  readonly createdTime: number;
  readonly createdClose: number;
  readonly parent: BookOrder | undefined;
  readonly oco: BookOrder | undefined;
  readonly transmit: boolean;
  readonly kind: ProfileFill['kind'] | undefined;
  status: BacktraderStatus;
  isActive: boolean;
  isTriggered: boolean;
  /** Close of a bar of the session in progress, for orders at the close. */
  notedClose: number | undefined;
  readonly done: { size: number; price: number; commission: number; pnl: number };
}

export interface Creation {
  readonly id: number;
  readonly direction: 1 | -1;
  readonly bar: number;
  readonly time: number;
  readonly close: number;
}

export function createOrder(wish: BacktraderWish, { id, direction, bar, time, close }: Creation): BookOrder {
  const { type = 'market', trail = 0, trailRatio = 0, parent, oco, transmit = true, valid, kind } = wish;
  demandOfProfile(wish.size > 0 && Number.isFinite(wish.size), `An order has a size above 0 (found ${wish.size}).`, { size: wish.size });
  const isTrailing = type === 'stop-trail' || type === 'stop-trail-limit';
  const needsPrice = type === 'limit' || type === 'stop' || type === 'stop-limit';
  demandOfProfile(!needsPrice || wish.price !== undefined, `A ${type} order has a price.`, { type });
  demandOfProfile(type !== 'stop-limit' || wish.limit !== undefined, 'A stop-limit order has a limit.', { type });
  const price = wish.price ?? close;
  const limit = type === 'limit' ? price : (wish.limit ?? price);
  const order: BookOrder = {
    id, direction, type, price, limit, trail, trailRatio, parent, oco, transmit, valid, kind,
    size: direction * wish.size,
    limitOffset: price - limit,
    createdBar: bar,
    createdTime: time,
    createdClose: close,
    status: 'Created',
    isActive: parent === undefined,
    isTriggered: false,
    notedClose: undefined,
    done: { size: 0, price: 0, commission: 0, pnl: 0 },
  };
  if (isTrailing) {
    order.price = direction * Infinity;
    followMarket(order, price);
  }
  return order;
}

/** Moves a trailing stop towards a price, in the trader's favour only. */
export function followMarket(order: BookOrder, price: number): void {
  const distance = order.trail !== 0 ? order.trail : order.trailRatio !== 0 ? price * order.trailRatio : 0;
  const stop = order.direction > 0 ? price + distance : price - distance;
  if (order.direction > 0 ? stop >= order.price : stop <= order.price) return;
  order.price = stop;
  if (order.type === 'stop-trail-limit') order.limit = stop - order.limitOffset;
}

export function isAlive({ status }: BookOrder): boolean {
  return status === 'Created' || status === 'Submitted' || status === 'Accepted' || status === 'Partial';
}

export function restOf({ size, done }: BookOrder): number {
  return size - done.size;
}
