/**
 * The loop of the `backtesting.py` profile: broker, then strategy, from one bar after the warm-up; earlier
 * equity is filled back, and a ruined account stays at zero.
 */
import { checkProfileBars, demandOfProfile, type ProfileBar, type ProfileFill, type ProfileOrder } from '../profile-bar.js';
import {
  askToClose, endTrade, equityNow, lastClose, openBroker, type BacktestingPyBroker, type BacktestingPyOptions, type ClosedTrade,
} from './broker.js';
import { openDesk, type BacktestingPyDesk, type BacktestingPyStrategy } from './desk.js';
import { workQueue } from './work-queue.js';

export interface BacktestingPyResult {
  /** One value per bar. */
  readonly equity: readonly number[];
  /** Closed trades by exit, then entry. */
  readonly trades: readonly ClosedTrade[];
  readonly openTrades: readonly { readonly size: number; readonly entryBar: number; readonly entryPrice: number }[];
  /** Every execution, in order. */
  readonly fills: readonly ProfileFill[];
  /** Before the first decision the market is not compared with. */
  readonly warmUp: number;
}

/** Runs bars through the profile. Throws `profile-refused`. Source: backtesting.py 0.6.6, by behaviour. */
export function runBacktestingPy(bars: readonly ProfileBar[], strategy: BacktestingPyStrategy, options: BacktestingPyOptions = {}): BacktestingPyResult {
  checkProfileBars(bars);
  const broker = openBroker(bars, options);
  const desk = openDesk(broker);
  const start = 1 + strategy.warmUp;
  const equity: number[] = [];
  let isRuined = false;
  for (let index = start; index < bars.length && !isRuined; index += 1) {
    broker.index = index;
    isRuined = stepBroker(broker, equity);
    if (!isRuined) strategy.onBar(desk);
  }
  if (!isRuined && options.finalizeTrades === true && start < bars.length) finalize(broker, equity);
  const before = equity[start] ?? broker.cash;
  for (let index = 0; index < Math.min(start, bars.length); index += 1) equity[index] = before;
  return {
    equity,
    trades: sortTrades(broker.closed),
    openTrades: broker.trades.map(({ size, entryBar, entryPrice }) => ({ size, entryBar, entryPrice })),
    fills: broker.fills,
    warmUp: strategy.warmUp,
  };
}

/** Returns a strategy that sends given orders on the close of their bars and does nothing else. */
export function ordersForBacktestingPy(orders: readonly ProfileOrder[]): BacktestingPyStrategy {
  const send = (desk: BacktestingPyDesk, { trail, trailRatio, side, at: _at, ...wish }: ProfileOrder): void => {
    demandOfProfile(trail === undefined && trailRatio === undefined, 'backtesting.py has no trailing orders.', { trail, trailRatio });
    if (side === 'buy') desk.buy(wish);
    else desk.sell(wish);
  };
  return { warmUp: 0, onBar: (desk) => orders.filter(({ at }) => at === desk.index).forEach((order) => send(desk, order)) };
}

/** Returns whether the account is ruined; then everything is closed and stays at nothing. */
function stepBroker(broker: BacktestingPyBroker, equity: number[]): boolean {
  workQueue(broker);
  const { index, bars } = broker;
  equity[index] = equityNow(broker);
  if (equity[index] > 0) return false;
  // What is closed leaves the list that is walked, so that every second trade stays open: worth nothing, and not in the figures.
  for (const trade of broker.trades) endTrade(broker, trade, { price: lastClose(broker), bar: index });
  broker.cash = 0;
  for (let later = index; later < bars.length; later += 1) equity[later] = 0;
  return true;
}

/** Closes what is open by working the last bar once more, hence at its open. */
function finalize(broker: BacktestingPyBroker, equity: number[]): void {
  for (const trade of [...broker.trades].reverse()) askToClose(broker, trade);
  stepBroker(broker, equity);
}

function sortTrades(trades: readonly ClosedTrade[]): readonly ClosedTrade[] {
  return trades.map((trade, place) => ({ trade, place })).sort((a, b) => a.trade.exitBar - b.trade.exitBar || a.trade.entryBar - b.trade.entryBar || a.place - b.place).map(({ trade }) => trade);
}
