/** What a strategy of the `backtrader` profile sends to come to a wanted holding: a size, a value or a share of the account. */
import { floorDivide } from '../floor-divide.js';
import type { BacktraderWish } from './book-order.js';
import type { BacktraderBroker } from './broker.js';
import { boundValue, signedValue } from './commission.js';

/** A market order unless `wish` says another; `direction` is the side. */
export interface TargetOrder {
  readonly direction: 1 | -1;
  readonly wish: BacktraderWish;
}

type Terms = Omit<BacktraderWish, 'size'>;

/** Returns the order from what is held to `target` units, `undefined` where there is nothing to do. */
export function toTargetSize({ holding }: BacktraderBroker, target: number, terms: Terms = {}): TargetOrder | undefined {
  const missing = target - holding.size;
  if (missing === 0) return undefined;
  return { direction: missing > 0 ? 1 : -1, wish: { ...terms, size: Math.abs(missing) } };
}

/** Returns the order to a value at the order's price, or at the close; whole units, rounded down. A value of 0 closes. */
export function toTargetValue(broker: BacktraderBroker, target: number, terms: Terms = {}): TargetOrder | undefined {
  const { holding, costs, bars, index, options } = broker;
  if (target === 0 && holding.size !== 0) return toTargetSize(broker, 0, terms);
  const { close } = bars[index];
  const isShortWorthMore = options.shortCash === false && costs.isStockLike && holding.size < 0;
  const held = isShortWorthMore ? (2 * holding.price - close) * holding.size : signedValue(costs, holding.size, close);
  const missing = target - held;
  const price = terms.price ?? close;
  const size = Math.trunc(costs.leverage * floorDivide(Math.abs(missing), boundValue(costs, 1, price)));
  if (size === 0) return undefined;
  return { direction: missing > 0 ? 1 : -1, wish: { ...terms, size } };
}

/** Returns the order to a share of the account's value. */
export function toTargetShare(broker: BacktraderBroker, share: number, terms: Terms = {}): TargetOrder | undefined {
  return toTargetValue(broker, share * broker.value, terms);
}
