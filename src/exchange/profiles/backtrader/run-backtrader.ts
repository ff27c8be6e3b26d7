/** The loop of the `backtrader` profile: the broker's step, then the strategy, on every bar. */
import { checkProfileBars, demandOfProfile, type ProfileBar, type ProfileFill, type ProfileOrder } from '../profile-bar.js';
import type { BacktraderOrderType, BacktraderWish } from './book-order.js';
import { openBroker, type BacktraderOptions, type OrderReport } from './broker.js';
import { openDesk, type BacktraderDesk, type BacktraderStrategy } from './desk.js';
import { stepBroker } from './step-broker.js';
import type { BacktraderTrade } from './trade-book.js';

export interface BacktraderResult {
  readonly finalValue: number;
  readonly finalCash: number;
  /** Value after the broker's step of every bar that the strategy was asked on, from `warmUp` on. */
  readonly equity: readonly number[];
  /** Cash at the same moments. */
  readonly cashes: readonly number[];
  readonly trades: readonly BacktraderTrade[];
  readonly hasOpenTrade: boolean;
  /** How orders ended, in order of notification. */
  readonly orders: readonly OrderReport[];
  readonly fills: readonly ProfileFill[];
}

/** Runs bars through the profile. Throws `profile-refused`. Source: backtrader 1.9.78, by behaviour. */
export function runBacktrader(bars: readonly ProfileBar[], strategy: BacktraderStrategy, options: BacktraderOptions = {}): BacktraderResult {
  checkProfileBars(bars);
  const broker = openBroker(bars, options);
  const desk = openDesk(broker);
  const equity: number[] = [];
  const cashes: number[] = [];
  let told = 0;
  for (let index = 0; index < bars.length; index += 1) {
    broker.index = index;
    if (index > strategy.warmUp && options.cheatOnOpen === true) strategy.onOpen?.(desk);
    stepBroker(broker);
    told = broker.reports.length;
    if (index < strategy.warmUp) continue;
    equity.push(broker.value);
    cashes.push(broker.cash);
    strategy.onBar(desk);
  }
  return {
    finalValue: broker.value,
    finalCash: broker.cash,
    equity,
    cashes,
    trades: broker.trades.closed,
    hasOpenTrade: broker.trades.running !== undefined,
    // Nobody is told any more of what happened after the last step.
    orders: broker.reports.slice(0, told),
    fills: broker.fills,
  };
}

/** Returns a strategy that sends given orders on the close of their bars and does nothing else. */
export function ordersForBacktrader(orders: readonly ProfileOrder[]): BacktraderStrategy {
  return { warmUp: 0, onBar: (desk) => orders.filter(({ at }) => at === desk.index).forEach((order) => send(desk, order)) };
}

function send(desk: BacktraderDesk, order: ProfileOrder): void {
  const { size = 1, limit, stop, trail, trailRatio, stopLoss, takeProfit } = order;
  const isTrailing = trail !== undefined || trailRatio !== undefined;
  demandOfProfile(!isTrailing || (limit === undefined && stop === undefined), 'A trailing order has neither limit nor stop.', { limit, stop });
  const price = stop ?? limit;
  const wish: BacktraderWish = {
    size,
    type: isTrailing ? 'stop-trail' : typeOf(limit, stop),
    ...(price === undefined ? {} : { price }),
    ...(limit === undefined || stop === undefined ? {} : { limit }),
    ...(trail === undefined ? {} : { trail }),
    ...(trailRatio === undefined ? {} : { trailRatio }),
    kind: 'entry',
  };
  desk.bracket(order.side === 'buy' ? 1 : -1, wish, { ...(stopLoss === undefined ? {} : { stopLoss }), ...(takeProfit === undefined ? {} : { takeProfit }) });
}

function typeOf(limit: number | undefined, stop: number | undefined): BacktraderOrderType {
  if (stop !== undefined) return limit === undefined ? 'stop' : 'stop-limit';
  return limit === undefined ? 'market' : 'limit';
}
