/** Closed trades summed up as backtrader's trade analyzer does it: a trade that earns nothing counts as won. */
import type { BacktraderTrade } from './trade-book.js';

export interface TradeSummary {
  readonly total: number;
  readonly open: number;
  readonly closed: number;
  readonly gross: number;
  readonly net: number;
  readonly won: TradeGroup;
  readonly lost: TradeGroup;
  readonly long: TradeGroup;
  readonly short: TradeGroup;
  /** Bars held. */
  readonly length: { readonly total: number; readonly max: number; readonly min: number };
}

export interface TradeGroup {
  readonly total: number;
  readonly net: number;
  readonly longestStreak: number;
}

export function tradeSummary(trades: readonly BacktraderTrade[], hasOpenTrade: boolean): TradeSummary {
  const lengths = trades.map(({ barlen }) => barlen);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    total: trades.length + (hasOpenTrade ? 1 : 0),
    open: hasOpenTrade ? 1 : 0,
    closed: trades.length,
    gross: sum(trades.map(({ pnl }) => pnl)),
    net: sum(trades.map(({ pnlcomm }) => pnlcomm)),
    won: groupOf(trades, ({ pnlcomm }) => pnlcomm >= 0),
    lost: groupOf(trades, ({ pnlcomm }) => pnlcomm < 0),
    long: groupOf(trades, ({ size }) => size > 0),
    short: groupOf(trades, ({ size }) => size < 0),
    length: { total: sum(lengths), max: lengths.reduce((most, one) => Math.max(most, one), 0), min: lengths.reduce((least, one) => Math.min(least, one), Infinity) },
  };
}

function groupOf(trades: readonly BacktraderTrade[], belongs: (trade: BacktraderTrade) => boolean): TradeGroup {
  let total = 0;
  let net = 0;
  let streak = 0;
  let longestStreak = 0;
  for (const trade of trades) {
    streak = belongs(trade) ? streak + 1 : 0;
    longestStreak = Math.max(longestStreak, streak);
    if (streak === 0) continue;
    total += 1;
    net += trade.pnlcomm;
  }
  return { total, net, longestStreak };
}
