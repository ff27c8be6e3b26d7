/** Trades of the `backtrader` profile: from flat to flat, with the averages and lengths that it reports. */
import { profitOf, type CostRule } from './commission.js';

export interface BacktraderTrade {
  /** Largest size held, signed. */
  readonly size: number;
  /** Counts of bars at opening and closing, from 1. */
  readonly barOpen: number;
  readonly barClose: number;
  readonly price: number;
  readonly pnl: number;
  /** After commission. */
  readonly pnlcomm: number;
  readonly commission: number;
  readonly barlen: number;
}

interface RunningTrade {
  size: number;
  sizeMost: number;
  barOpen: number;
  price: number;
  pnl: number;
  commission: number;
}

export interface TradeBook {
  running: RunningTrade | undefined;
  readonly closed: BacktraderTrade[];
}

export function emptyTrades(): TradeBook {
  return { running: undefined, closed: [] };
}

export interface TradePart {
  readonly size: number;
  readonly price: number;
  readonly commission: number;
  readonly bar: number;
}

/** Takes in the part of a fill that closes, or the part that opens. */
export function noteTrade(book: TradeBook, costs: CostRule, { size, price, commission, bar }: TradePart): void {
  const trade = (book.running ??= { size: 0, sizeMost: 0, barOpen: bar + 1, price: 0, pnl: 0, commission: 0 });
  const before = trade.size;
  trade.size += size;
  trade.commission += commission;
  if (Math.abs(trade.size) > Math.abs(before)) trade.price = (before * trade.price + size * price) / trade.size;
  else trade.pnl += profitOf(costs, -size, { from: trade.price, to: price });
  if (Math.abs(trade.size) > Math.abs(trade.sizeMost)) trade.sizeMost = trade.size;
  if (trade.size !== 0) return;
  book.running = undefined;
  const { sizeMost, barOpen, pnl } = trade;
  const barClose = bar + 1;
  book.closed.push({ size: sizeMost, barOpen, barClose, price: trade.price, pnl, pnlcomm: pnl - trade.commission, commission: trade.commission, barlen: barClose - barOpen });
}
