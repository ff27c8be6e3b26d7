/** What a strategy of the `backtesting.py` profile may see and do, once per bar, after the broker's step. */
import type { ProfileBar } from '../profile-bar.js';
import { demandOfProfile } from '../profile-bar.js';
import {
  askToClose, dropOrder, entryPriceOf, equityNow, guardTrade, isGuard, lastClose, NEARLY_ALL, type BacktestingPyBroker, type OpenTrade, type QueuedOrder,
} from './broker.js';

export interface BacktestingPyWish {
  /** Whole units, or a share of the free margin in (0, 1); nearly all of it if absent. */
  readonly size?: number;
  readonly limit?: number;
  readonly stop?: number;
  readonly stopLoss?: number;
  readonly takeProfit?: number;
}

export interface BacktestingPyDesk {
  /** Index of the bar that closed last; later bars are not to be looked at. */
  readonly index: number;
  readonly bars: readonly ProfileBar[];
  readonly close: number;
  readonly equity: number;
  /** Signed units held. */
  readonly position: number;
  readonly trades: readonly OpenTrade[];
  readonly orders: readonly QueuedOrder[];
  readonly buy: (wish?: BacktestingPyWish) => void;
  readonly sell: (wish?: BacktestingPyWish) => void;
  /** Closes a share of every trade at the next bar. */
  readonly closePosition: (share?: number) => void;
  readonly closeTrade: (trade: OpenTrade, share?: number) => void;
  readonly cancelOrders: () => void;
  /** Moves the stop-loss of a trade; takes it away without a price. */
  readonly setStopLoss: (trade: OpenTrade, price: number | undefined) => void;
  readonly setTakeProfit: (trade: OpenTrade, price: number | undefined) => void;
}

export interface BacktestingPyStrategy {
  /** Largest index of the first defined value over its indicators; the first decision comes one bar later. */
  readonly warmUp: number;
  readonly onBar: (desk: BacktestingPyDesk) => void;
}

export function openDesk(broker: BacktestingPyBroker): BacktestingPyDesk {
  return {
    bars: broker.bars,
    trades: broker.trades,
    orders: broker.queue,
    get index() {
      return broker.index;
    },
    get close() {
      return lastClose(broker);
    },
    get equity() {
      return equityNow(broker);
    },
    get position() {
      return broker.trades.reduce((sum, { size }) => sum + size, 0);
    },
    buy: (wish = {}) => placeWish(broker, 1, wish),
    sell: (wish = {}) => placeWish(broker, -1, wish),
    closePosition: (share) => {
      for (const trade of broker.trades) askToClose(broker, trade, share);
    },
    closeTrade: (trade, share) => askToClose(broker, trade, share),
    cancelOrders: () => cancelOrders(broker),
    setStopLoss: (trade, price) => {
      dropOrder(broker, trade.stopLoss);
      trade.stopLoss = price === undefined ? undefined : guardTrade(broker, trade, { stop: price });
    },
    setTakeProfit: (trade, price) => {
      dropOrder(broker, trade.takeProfit);
      trade.takeProfit = price === undefined ? undefined : guardTrade(broker, trade, { limit: price });
    },
  };
}

function placeWish(broker: BacktestingPyBroker, direction: 1 | -1, wish: BacktestingPyWish): void {
  const { size = NEARLY_ALL, limit, stop, stopLoss, takeProfit } = wish;
  const isSize = (size > 0 && size < 1) || (size >= 1 && Number.isInteger(size));
  demandOfProfile(isSize, `A size is a share in (0, 1) or a whole number of units (found ${size}).`, { size });
  const entry = limit ?? stop ?? entryPriceOf(broker, direction, lastClose(broker));
  const [below, above] = direction > 0 ? [stopLoss, takeProfit] : [takeProfit, stopLoss];
  const isBracket = (below ?? -Infinity) < entry && entry < (above ?? Infinity);
  demandOfProfile(isBracket, 'A long order has stop-loss < entry < take-profit, a short one the reverse.', { entry, stopLoss, takeProfit });
  if (broker.exclusiveOrders) {
    // What is cancelled leaves the list that is walked, so that the order behind it is passed over.
    for (const order of broker.queue) if (!isGuard(order)) dropOrder(broker, order);
    for (const trade of broker.trades) askToClose(broker, trade);
  }
  broker.queue.push({ size: direction * size, limit, stop, stopLoss, takeProfit, trade: undefined });
}

/** Cancels everything in the queue, the guards of trades too. */
function cancelOrders({ queue }: BacktestingPyBroker): void {
  for (const order of queue) {
    if (order.trade?.stopLoss === order) order.trade.stopLoss = undefined;
    if (order.trade?.takeProfit === order) order.trade.takeProfit = undefined;
  }
  queue.length = 0;
}
