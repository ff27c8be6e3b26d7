/**
 * One bar against the queue of the `backtesting.py` profile, order by order, odd cases included: a stop
 * that is hit turns into a market or limit order for good; a limit that could only have been met before
 * the stop of the same bar waits; a bracket of a market order can end on the bar of its entry.
 */
import {
  dropOrder, entryPriceOf, freeMargin, isGuard, reduceTrade, endTrade, startTrade, type BacktestingPyBroker, type QueuedOrder,
} from './broker.js';
import { floorDivide } from '../floor-divide.js';

/** What a bar gives an order. */
interface Chance {
  readonly price: number;
  readonly bar: number;
  readonly isMarket: boolean;
  /** The stop that this bar hit. */
  readonly stop: number | undefined;
}

/** Works the queue as it stands; again as often as an entry asks for it. */
export function workQueue(broker: BacktestingPyBroker): void {
  let again = true;
  while (again) {
    again = false;
    for (const order of [...broker.queue]) {
      // The close of a trade takes its guards out of the queue.
      if (!broker.queue.includes(order)) continue;
      const chance = chanceOf(broker, order);
      if (chance === undefined) continue;
      if (order.trade !== undefined) closeFor(broker, order, chance);
      else if (enter(broker, order, chance)) again = true;
    }
  }
}

function chanceOf({ bars, index, tradeOnClose }: BacktestingPyBroker, order: QueuedOrder): Chance | undefined {
  const { open, high, low } = bars[index];
  const long = order.size > 0;
  const { stop, limit } = order;
  if (stop !== undefined) {
    if (long ? high < stop : low > stop) return undefined;
    order.stop = undefined;
  }
  const takesClose = tradeOnClose && !isGuard(order);
  if (limit === undefined) {
    const base = takesClose ? bars[index - 1].close : open;
    const price = stop === undefined ? base : long ? Math.max(base, stop) : Math.min(base, stop);
    return { price, bar: stop === undefined && takesClose ? index - 1 : index, isMarket: stop === undefined, stop };
  }
  const hit = long ? low <= limit : high >= limit;
  const wasBeforeStop = stop !== undefined && (long ? limit <= stop : limit >= stop);
  if (!hit || wasBeforeStop) return undefined;
  return { price: long ? Math.min(stop ?? open, limit) : Math.max(stop ?? open, limit), bar: index, isMarket: false, stop };
}

function closeFor(broker: BacktestingPyBroker, order: QueuedOrder, { price, bar }: Chance): void {
  const { trade } = order;
  if (trade === undefined) return;
  if (broker.trades.includes(trade)) {
    const units = Math.min(Math.abs(trade.size), Math.abs(order.size));
    const kind = order === trade.stopLoss ? 'stop-loss' : order === trade.takeProfit ? 'take-profit' : 'exit';
    reduceTrade(broker, trade, { price, bar, kind, size: order.size > 0 ? units : -units });
  }
  dropOrder(broker, order);
}

/** Returns whether the queue has to be worked again on this bar. */
function enter(broker: BacktestingPyBroker, order: QueuedOrder, chance: Chance): boolean {
  const { price, bar } = chance;
  const paid = entryPriceOf(broker, order.size, price);
  const paidAndCommission = paid + broker.commissionOf(order.size, price) / Math.abs(order.size);
  const wanted = unitsOf(broker, order, paidAndCommission);
  dropOrder(broker, order);
  if (wanted === 0) return false;
  const size = broker.hedging ? wanted : closeOpposite(broker, wanted, { price, bar });
  // Where the margin does not suffice the order is gone; what it closed stays closed.
  if (Math.abs(size) * paidAndCommission > freeMargin(broker) * broker.leverage || size === 0) return false;
  startTrade(broker, { size, price: paid, bar, order });
  return asksAgain(broker, order, chance);
}

/** A share of the free margin counts a fixed commission as if it were one per unit. */
function unitsOf(broker: BacktestingPyBroker, { size }: QueuedOrder, paidAndCommission: number): number {
  if (Math.abs(size) >= 1) return size;
  const units = Math.trunc(floorDivide(freeMargin(broker) * broker.leverage * Math.abs(size), paidAndCommission));
  return size < 0 ? -units : units;
}

/** Closes trades of the other direction, oldest first; returns what is left of the size. */
function closeOpposite(broker: BacktestingPyBroker, wanted: number, end: { readonly price: number; readonly bar: number }): number {
  let size = wanted;
  for (const trade of [...broker.trades]) {
    if (trade.size > 0 === wanted > 0) continue;
    if (Math.abs(size) < Math.abs(trade.size)) {
      reduceTrade(broker, trade, { ...end, size });
      return 0;
    }
    size += trade.size;
    endTrade(broker, trade, end);
    if (size === 0) return 0;
  }
  return size;
}

function asksAgain({ bars, index }: BacktestingPyBroker, { size, stopLoss, takeProfit, limit }: QueuedOrder, { isMarket, stop }: Chance): boolean {
  if (stopLoss === undefined && takeProfit === undefined) return false;
  if (isMarket) return true;
  if (stop === undefined || limit !== undefined || takeProfit === undefined) return false;
  const { high, low } = bars[index];
  return size > 0 ? takeProfit <= high && (stopLoss ?? -Infinity) < low : takeProfit >= low && (stopLoss ?? Infinity) > high;
}
