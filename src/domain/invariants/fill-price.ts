/** The laws of one fill: inside its bar, on the grids, and never worse than its limit. */
import type { AgentId } from '../../core/brand.js';
import type { DataOf, LogEvent } from '../catalogue.js';
import { isOnTick, type Instrument } from '../instrument.js';
import type { InstrumentId, OrderId } from '../ids.js';
import type { Order } from '../order.js';
import { invariant, type Authorities, type Invariant } from './invariant.js';

/** Prices are floats that stand for ticks. */
const NOISE = 1e-9;

/** Between which prices a fill may lie, by the offset of what filled it. */
interface Range {
  readonly instrument: InstrumentId;
  readonly low: number;
  readonly high: number;
  /** A moment fills who waited at a limit there, and that is no better than what others got. */
  readonly isMoment: boolean;
}

/** I12: the market gave the price inside the bar that filled the order, or at the moment that did. */
export function fillInsideBar({ venue, feed }: Authorities): Invariant {
  return invariant<Map<number, Range>>({
    id: 'I12',
    law: 'The price that the market gave lies within the bar that filled the order.',
    initial: () => new Map(),
    check(event, ranges) {
      const range = event.agent === feed ? rangeOf(event) : undefined;
      if (range !== undefined) ranges.set(event.offset, range);
      if (event.type !== 'OrderFilled' || event.agent !== venue) return undefined;
      const { orderId, instrument, basePrice, barOffset, liquidity, side } = event.data.fill;
      const found = ranges.get(barOffset);
      if (found?.instrument !== instrument) return `order ${orderId} was filled by offset ${barOffset}, which is no bar of ${instrument}`;
      const room = NOISE * Math.max(1, Math.abs(found.high));
      const waited = found.isMoment && liquidity === 'maker';
      const isAbove = basePrice >= found.low - room || (waited && side === 'sell');
      const isBelow = basePrice <= found.high + room || (waited && side === 'buy');
      return isAbove && isBelow ? undefined : `order ${orderId} got ${basePrice} in a bar from ${found.low} to ${found.high}`;
    },
  });
}

function rangeOf(event: LogEvent): Range | undefined {
  switch (event.type) {
    case 'BarClosed':
    case 'FinerBarClosed':
      return { instrument: event.data.bar.instrument, low: event.data.bar.low, high: event.data.bar.high, isMoment: false };
    case 'PrintSeen':
      return { instrument: event.data.instrument, low: event.data.price, high: event.data.price, isMoment: true };
    case 'QuoteSeen':
      return { instrument: event.data.instrument, low: event.data.bid, high: event.data.ask, isMoment: true };
    case 'BookSeen':
    case 'BookChanged':
      // A change does not say what the best prices are; whoever walks the book pays no less than they say.
      return { instrument: event.data.instrument, low: Number.NEGATIVE_INFINITY, high: Number.MAX_VALUE, isMoment: true };
    default:
      return undefined;
  }
}

/** I10: quantity in whole lots, price in whole ticks. */
export function fillOnGrid(venue: AgentId): Invariant {
  return invariant<Map<InstrumentId, Instrument>>({
    id: 'I10',
    law: 'A fill has a whole number of lots above 0, and a price on the tick.',
    initial: () => new Map(),
    check(event, instruments) {
      if (event.type === 'InstrumentListed') instruments.set(event.data.instrument.id, event.data.instrument);
      if (event.type !== 'OrderFilled' || event.agent !== venue) return undefined;
      const { orderId, instrument: id, quantityLots, price } = event.data.fill;
      const instrument = instruments.get(id);
      if (instrument === undefined) return `order ${orderId} was filled in ${id}, which is not listed`;
      const isOnGrid = Number.isSafeInteger(quantityLots) && quantityLots > 0 && isOnTick(instrument, price);
      return isOnGrid ? undefined : `order ${orderId} got ${quantityLots} lots at ${price}`;
    },
  });
}

/** A split moves the limit with the price. */
function noteAdjusted(orders: Map<OrderId, Order>, { orderId, limitPrice }: DataOf<'OrderAdjusted'>): void {
  const order = orders.get(orderId);
  if (order !== undefined && limitPrice !== undefined) orders.set(orderId, { ...order, limitPrice });
}

/** I14: a limit is kept. */
export function fillWithinLimit({ venue, gate }: Authorities): Invariant {
  return invariant<Map<OrderId, Order>>({
    id: 'I14',
    law: 'A limit order is never filled at a worse price than its limit.',
    initial: () => new Map(),
    check(event, orders) {
      if (event.type === 'OrderApproved' && event.agent === gate && event.data.order.limitPrice !== undefined) orders.set(event.data.order.id, event.data.order);
      if (event.type === 'OrderAdjusted' && event.agent === venue) noteAdjusted(orders, event.data);
      if (event.type !== 'OrderFilled' || event.agent !== venue) return undefined;
      const { orderId, price, side } = event.data.fill;
      const limit = orders.get(orderId)?.limitPrice;
      if (limit === undefined) return undefined;
      const isKept = side === 'buy' ? price <= limit + NOISE * limit : price >= limit - NOISE * limit;
      return isKept ? undefined : `order ${orderId} to ${side} at ${limit} got ${price}`;
    },
  });
}
