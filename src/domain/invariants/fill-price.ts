/** The laws of one fill: inside its bar, on the grids, and never worse than its limit. */
import type { AgentId } from '../../core/brand.js';
import type { Bar } from '../bar.js';
import { isOnTick, type Instrument } from '../instrument.js';
import type { InstrumentId, OrderId } from '../ids.js';
import type { Order } from '../order.js';
import { invariant, type Authorities, type Invariant } from './invariant.js';

/** Prices are floats that stand for ticks. */
const NOISE = 1e-9;

/** I12: the market gave the price inside the bar that filled the order. */
export function fillInsideBar({ venue, feed }: Authorities): Invariant {
  return invariant<Map<number, Bar>>({
    id: 'I12',
    law: 'The price that the market gave lies within the bar that filled the order.',
    initial: () => new Map(),
    check(event, bars) {
      if (event.type === 'BarClosed' && event.agent === feed) bars.set(event.offset, event.data.bar);
      if (event.type !== 'OrderFilled' || event.agent !== venue) return undefined;
      const { orderId, instrument, basePrice, barOffset } = event.data.fill;
      const bar = bars.get(barOffset);
      if (bar?.instrument !== instrument) return `order ${orderId} was filled by offset ${barOffset}, which is no bar of ${instrument}`;
      const room = NOISE * Math.max(1, Math.abs(bar.high));
      const isInside = basePrice >= bar.low - room && basePrice <= bar.high + room;
      return isInside ? undefined : `order ${orderId} got ${basePrice} in a bar from ${bar.low} to ${bar.high}`;
    },
  });
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

/** I14: a limit is kept. */
export function fillWithinLimit({ venue, gate }: Authorities): Invariant {
  return invariant<Map<OrderId, Order>>({
    id: 'I14',
    law: 'A limit order is never filled at a worse price than its limit.',
    initial: () => new Map(),
    check(event, orders) {
      if (event.type === 'OrderApproved' && event.agent === gate && event.data.order.limitPrice !== undefined) orders.set(event.data.order.id, event.data.order);
      if (event.type !== 'OrderFilled' || event.agent !== venue) return undefined;
      const { orderId, price, side } = event.data.fill;
      const limit = orders.get(orderId)?.limitPrice;
      if (limit === undefined) return undefined;
      const isKept = side === 'buy' ? price <= limit + NOISE * limit : price >= limit - NOISE * limit;
      return isKept ? undefined : `order ${orderId} to ${side} at ${limit} got ${price}`;
    },
  });
}
