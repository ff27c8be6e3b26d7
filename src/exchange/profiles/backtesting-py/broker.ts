/**
 * The books of the `backtesting.py` profile: cash, trades and one queue of orders. What belongs to a
 * trade (its stop-loss, its closing) goes to the front of the queue, so that it is worked before anything
 * new. Semantics: backtesting.py 0.6.6, its odd cases included.
 */
import { demandOfProfile, type ProfileBar, type ProfileFill } from '../profile-bar.js';

/** (fixed, share of the notional), or a function of signed size and price. */
export type Commission = number | readonly [fixed: number, ratio: number] | ((size: number, price: number) => number);

export interface BacktestingPyOptions {
  readonly cash?: number;
  /** Share of the price that entries pay on top; exits pay nothing. */
  readonly spread?: number;
  readonly commission?: Commission;
  /** 1 ÷ leverage. */
  readonly margin?: number;
  readonly tradeOnClose?: boolean;
  readonly hedging?: boolean;
  readonly exclusiveOrders?: boolean;
  readonly finalizeTrades?: boolean;
}

export interface QueuedOrder {
  size: number;
  readonly limit: number | undefined;
  /** Cleared when it is hit: from then on the order is a market or limit order for good. */
  stop: number | undefined;
  readonly stopLoss: number | undefined;
  readonly takeProfit: number | undefined;
  /** The trade that it closes, if it does. */
  readonly trade: OpenTrade | undefined;
}

/** Tells whether an order guards a trade: its stop-loss or take-profit. One that just closes it does not. */
export function isGuard(order: QueuedOrder): boolean {
  return order.trade !== undefined && (order === order.trade.stopLoss || order === order.trade.takeProfit);
}

export interface OpenTrade {
  size: number;
  readonly entryBar: number;
  readonly entryPrice: number;
  stopLoss: QueuedOrder | undefined;
  takeProfit: QueuedOrder | undefined;
}

export interface ClosedTrade {
  /** Signed units. */
  readonly size: number;
  readonly entryBar: number;
  readonly exitBar: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  /** After commissions. */
  readonly pnl: number;
  /** Of both sides. */
  readonly commission: number;
  /** As a fraction of what was entered, after commissions. */
  readonly returnRatio: number;
}

/** Changed in place while a run goes on. */
export interface BacktestingPyBroker {
  readonly bars: readonly ProfileBar[];
  readonly leverage: number;
  readonly spread: number;
  readonly tradeOnClose: boolean;
  readonly hedging: boolean;
  readonly exclusiveOrders: boolean;
  readonly commissionOf: (size: number, price: number) => number;
  cash: number;
  /** Index of the bar that is known last. */
  index: number;
  readonly queue: QueuedOrder[];
  readonly trades: OpenTrade[];
  readonly closed: ClosedTrade[];
  readonly fills: ProfileFill[];
}

/** All of the free margin but the last unit that a double can hold, hence 99 of 100 units. */
export const NEARLY_ALL = 1 - 2.220446049250313e-16;

export function openBroker(bars: readonly ProfileBar[], options: BacktestingPyOptions): BacktestingPyBroker {
  const { cash = 10_000, spread = 0, commission = 0, margin = 1 } = options;
  demandOfProfile(cash > 0, `Cash is above 0 (found ${cash}).`, { cash });
  demandOfProfile(margin > 0 && margin <= 1, `A margin lies in (0, 1] (found ${margin}).`, { margin });
  return {
    bars, spread, cash,
    leverage: 1 / margin,
    tradeOnClose: options.tradeOnClose ?? false,
    hedging: options.hedging ?? false,
    exclusiveOrders: options.exclusiveOrders ?? false,
    commissionOf: commissionRule(commission),
    index: 0,
    queue: [], trades: [], closed: [], fills: [],
  };
}

function commissionRule(commission: Commission): (size: number, price: number) => number {
  if (typeof commission === 'function') return commission;
  const [fixed, ratio] = typeof commission === 'number' ? [0, commission] : commission;
  return (size, price) => fixed + Math.abs(size) * price * ratio;
}

export function lastClose(broker: BacktestingPyBroker): number {
  return broker.bars[broker.index].close;
}

export function equityNow(broker: BacktestingPyBroker): number {
  const close = lastClose(broker);
  let profit = 0;
  for (const { size, entryPrice } of broker.trades) profit += size * (close - entryPrice);
  return broker.cash + profit;
}

export function freeMargin(broker: BacktestingPyBroker): number {
  const close = lastClose(broker);
  let used = 0;
  for (const { size } of broker.trades) used += (Math.abs(size) * close) / broker.leverage;
  return Math.max(0, equityNow(broker) - used);
}

/** Returns the price that an entry pays: the spread is on it, once. */
export function entryPriceOf(broker: BacktestingPyBroker, size: number, price: number): number {
  return price * (1 + (size < 0 ? -broker.spread : broker.spread));
}

/** Puts an order of a trade into the queue: stops to the front, limits to the back. */
export function guardTrade(broker: BacktestingPyBroker, trade: OpenTrade, guard: { readonly stop?: number; readonly limit?: number }): QueuedOrder {
  const order: QueuedOrder = { size: -trade.size, limit: guard.limit, stop: guard.stop, stopLoss: undefined, takeProfit: undefined, trade };
  if (guard.stop === undefined) broker.queue.push(order);
  else broker.queue.unshift(order);
  return order;
}

/** Asks to close a share of a trade at the next bar; before anything else. */
export function askToClose(broker: BacktestingPyBroker, trade: OpenTrade, share = 1): void {
  const units = Math.max(1, roundHalfToEven(Math.abs(trade.size) * share));
  broker.queue.unshift({ size: trade.size > 0 ? -units : units, limit: undefined, stop: undefined, stopLoss: undefined, takeProfit: undefined, trade });
}

export function dropOrder({ queue }: BacktestingPyBroker, order: QueuedOrder | undefined): void {
  const place = order === undefined ? -1 : queue.indexOf(order);
  if (place >= 0) queue.splice(place, 1);
}

export function startTrade(broker: BacktestingPyBroker, start: { readonly size: number; readonly price: number; readonly bar: number; readonly order: QueuedOrder }): void {
  const { size, price, bar, order } = start;
  const trade: OpenTrade = { size, entryBar: bar, entryPrice: price, stopLoss: undefined, takeProfit: undefined };
  broker.trades.push(trade);
  broker.fills.push({ kind: 'entry', bar, price, size });
  broker.cash -= broker.commissionOf(size, price);
  if (order.takeProfit !== undefined) trade.takeProfit = guardTrade(broker, trade, { limit: order.takeProfit });
  if (order.stopLoss !== undefined) trade.stopLoss = guardTrade(broker, trade, { stop: order.stopLoss });
}

export interface TradeEnd {
  readonly price: number;
  readonly bar: number;
  readonly kind?: ProfileFill['kind'];
}

/** Closes a trade and takes its guards out of the queue. */
export function endTrade(broker: BacktestingPyBroker, trade: OpenTrade, { price, bar, kind = 'exit' }: TradeEnd): void {
  broker.trades.splice(broker.trades.indexOf(trade), 1);
  dropOrder(broker, trade.stopLoss);
  dropOrder(broker, trade.takeProfit);
  const { size, entryBar, entryPrice } = trade;
  const gross = size * (price - entryPrice);
  const atExit = broker.commissionOf(size, price);
  broker.cash += gross - atExit;
  const commission = atExit + broker.commissionOf(size, entryPrice);
  const direction = size > 0 ? 1 : -1;
  const returnRatio = direction * (price / entryPrice - 1) - commission / (Math.abs(size) * entryPrice);
  broker.closed.push({ size, entryBar, exitBar: bar, entryPrice, exitPrice: price, pnl: gross - commission, commission, returnRatio });
  broker.fills.push({ kind, bar, price, size: -size });
}

/** Closes part of a trade, or all of it; `size` is signed against the trade. */
export function reduceTrade(broker: BacktestingPyBroker, trade: OpenTrade, { size, ...end }: TradeEnd & { readonly size: number }): void {
  const left = trade.size + size;
  if (left === 0) return endTrade(broker, trade, end);
  trade.size = left;
  if (trade.stopLoss !== undefined) trade.stopLoss.size = -left;
  if (trade.takeProfit !== undefined) trade.takeProfit.size = -left;
  const part: OpenTrade = { size: -size, entryBar: trade.entryBar, entryPrice: trade.entryPrice, stopLoss: undefined, takeProfit: undefined };
  broker.trades.push(part);
  endTrade(broker, part, end);
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}
