/**
 * The one table of order types. A new type is one file with its fill rule and one line here; the
 * compiler points at the line that is missing.
 */
import type { Order, OrderType } from '../domain/order.js';
import type { FillRule } from './base-fill.js';
import { fillLimit } from './fill-limit.js';
import { fillMarket } from './fill-market.js';
import { fillStop } from './fill-stop.js';

export interface OrderKind {
  readonly fill: FillRule;
  /** Returns the price that the order waits for; `undefined` where it waits for none, or lacks it. */
  readonly levelOf: (order: Order) => number | undefined;
  readonly hasLevel: boolean;
  /** Which way price must go to reach the level of a buy. */
  readonly buysWhenPrice: 'falls' | 'rises' | 'is';
  /** Whether the final price may be worse than the level. */
  readonly capsPrice: boolean;
}

export const orderKinds: Readonly<Record<OrderType, OrderKind>> = {
  market: { fill: fillMarket, levelOf: () => undefined, hasLevel: false, buysWhenPrice: 'is', capsPrice: false },
  limit: { fill: fillLimit, levelOf: ({ limitPrice }) => limitPrice, hasLevel: true, buysWhenPrice: 'falls', capsPrice: true },
  stop: { fill: fillStop, levelOf: ({ stopPrice }) => stopPrice, hasLevel: true, buysWhenPrice: 'rises', capsPrice: false },
};
