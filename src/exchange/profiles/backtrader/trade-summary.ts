/**
 * Closed trades summed up as backtrader's trade analyzer does it: a trade that earns nothing counts as won,
 * the best loss is 0, and a shortest length of nothing is forgotten by the next trade.
 */
import type { BacktraderTrade } from './trade-book.js';

export interface TradeSummary {
  readonly total: number;
  readonly open: number;
  readonly closed: number;
  readonly gross: number;
  readonly grossAverage: number;
  readonly net: number;
  readonly netAverage: number;
  readonly won: OutcomeGroup;
  readonly lost: OutcomeGroup;
  readonly long: SideGroup;
  readonly short: SideGroup;
  /** Bars held. */
  readonly length: TradeLengths & { readonly won: TradeLengths; readonly lost: TradeLengths; readonly long: SideLengths; readonly short: SideLengths };
}

export interface TradeGroup {
  readonly total: number;
  readonly net: number;
  readonly average: number;
}

export interface OutcomeGroup extends TradeGroup {
  /** The largest gain, or the deepest loss. */
  readonly most: number;
  readonly currentStreak: number;
  readonly longestStreak: number;
}

export interface SideGroup extends TradeGroup {
  readonly won: TradeGroup & { readonly most: number };
  readonly lost: TradeGroup & { readonly most: number };
}

export interface TradeLengths {
  readonly total: number;
  readonly average: number;
  readonly max: number;
  /** `UNSEEN` where no trade belongs. */
  readonly min: number;
}

type SideLengths = TradeLengths & { readonly won: TradeLengths; readonly lost: TradeLengths };
type Belongs = (trade: BacktraderTrade) => boolean;

/** The largest integer of the original: the shortest length before there is one. */
export const UNSEEN = 9_223_372_036_854_775_808;

const isWon: Belongs = ({ pnlcomm }) => pnlcomm >= 0;
const isLost: Belongs = (trade) => !isWon(trade);
const isLong: Belongs = ({ size }) => size > 0;
const isShort: Belongs = ({ size }) => size < 0;

export function tradeSummary(trades: readonly BacktraderTrade[], hasOpenTrade: boolean): TradeSummary {
  const closed = trades.length;
  const gross = sumOf(trades, ({ pnl }) => pnl);
  const net = sumOf(trades, ({ pnlcomm }) => pnlcomm);
  const lengthsOf = (belongs: Belongs): TradeLengths => lengths(trades.filter(belongs));
  return {
    total: closed + (hasOpenTrade ? 1 : 0),
    open: hasOpenTrade ? 1 : 0,
    closed, gross, net,
    grossAverage: gross / (closed || 1),
    netAverage: net / (closed || 1),
    won: outcomeOf(trades, isWon),
    lost: outcomeOf(trades, isLost),
    long: sideOf(trades.filter(isLong)),
    short: sideOf(trades.filter(isShort)),
    length: {
      ...lengths(trades),
      won: lengthsOf(isWon),
      lost: lengthsOf(isLost),
      long: sideLengths(trades.filter(isLong)),
      short: sideLengths(trades.filter(isShort)),
    },
  };
}

function outcomeOf(trades: readonly BacktraderTrade[], belongs: Belongs): OutcomeGroup {
  let currentStreak = 0;
  let longestStreak = 0;
  for (const trade of trades) {
    currentStreak = belongs(trade) ? currentStreak + 1 : 0;
    longestStreak = Math.max(longestStreak, currentStreak);
  }
  return { ...extremeOf(trades.filter(belongs)), currentStreak, longestStreak };
}

function sideOf(trades: readonly BacktraderTrade[]): SideGroup {
  return { ...groupOf(trades), won: extremeOf(trades.filter(isWon)), lost: extremeOf(trades.filter(isLost)) };
}

function groupOf(trades: readonly BacktraderTrade[]): TradeGroup {
  const net = sumOf(trades, ({ pnlcomm }) => pnlcomm);
  return { total: trades.length, net, average: net / (trades.length || 1) };
}

function extremeOf(trades: readonly BacktraderTrade[]): TradeGroup & { readonly most: number } {
  const most = trades.reduce((found, { pnlcomm }) => (Math.abs(pnlcomm) > Math.abs(found) ? pnlcomm : found), 0);
  return { ...groupOf(trades), most };
}

function sideLengths(trades: readonly BacktraderTrade[]): SideLengths {
  return { ...lengths(trades), won: lengths(trades.filter(isWon)), lost: lengths(trades.filter(isLost)) };
}

function lengths(trades: readonly BacktraderTrade[]): TradeLengths {
  let max = 0;
  let min = UNSEEN;
  for (const { barlen } of trades) {
    max = Math.max(max, barlen);
    min = Math.min(min === 0 ? UNSEEN : min, barlen);
  }
  const total = sumOf(trades, ({ barlen }) => barlen);
  return { total, max, min, average: total / (trades.length || 1) };
}

function sumOf(trades: readonly BacktraderTrade[], value: (trade: BacktraderTrade) => number): number {
  return trades.reduce((total, trade) => total + value(trade), 0);
}
