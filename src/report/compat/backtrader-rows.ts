/** What backtrader's analyzers would print of the account at every bar and of the round trips, name by name. */
import { unitsOf } from '../../core/fixed-point.js';
import { backtraderFigures, type BacktraderFigures } from '../../exchange/profiles/backtrader/figures.js';
import type { BacktraderTrade } from '../../exchange/profiles/backtrader/trade-book.js';
import { compatFigures, type CompatFigure, type CompatRow } from '../../metrics/compat/compat-figure.js';
import type { Books } from '../folds/books-fold.js';
import { barAt, type BarEquity } from './bar-equity-fold.js';

export function backtraderRows({ closedAt, equity, cash }: BarEquity, { trades, daily }: Books): readonly CompatFigure[] {
  if (closedAt.length < 2) return [];
  const bars = closedAt.map((at) => ({ open: 1, high: 1, low: 1, close: 1, time: at / 1_000 }));
  const closed = trades.flatMap(({ trip }): BacktraderTrade[] => {
    if (trip === undefined) return [];
    const [barOpen, barClose] = [barAt(closedAt, trip.openedAt) + 1, barAt(closedAt, trip.closedAt) + 1];
    const size = trip.direction === 'long' ? trip.lots : -trip.lots;
    return [{ size, barOpen, barClose, price: trip.entryPrice, pnl: unitsOf(trip.grossMicros), pnlcomm: unitsOf(trip.profitMicros), commission: unitsOf(trip.feesMicros), barlen: barClose - barOpen }];
  });
  const result = {
    finalValue: equity[equity.length - 1], finalCash: cash[cash.length - 1], equity, cashes: cash, trades: closed,
    hasOpenTrade: trades.some(({ trip }) => trip === undefined), orders: [], fills: [],
  };
  return compatFigures(rowsOf(backtraderFigures(bars, result, daily.equity[0])));
}

function rowsOf(figures: BacktraderFigures): CompatRow[] {
  const { drawdown, timeDrawdown, returns, periodStats, trades } = figures;
  const calmar = Object.values(figures.calmar);
  return [
    ['drawdown.max.drawdown', drawdown.max.drawdown, 'max-drawdown-bars', 'per cent, told above zero'],
    ['drawdown.max.moneydown', drawdown.max.moneydown],
    ['drawdown.max.len', drawdown.max.len, 'drawdown-duration-periods', 'bars'],
    ['timedrawdown.maxdrawdownperiod', timeDrawdown.maxdrawdownperiod, 'drawdown-duration-periods', 'bars; goes on where the peak is only reached again'],
    ['returns.rtot', returns.rtot, 'total-return', 'logarithmic'],
    ['returns.ravg', returns.ravg],
    ['returns.rnorm100', returns.rnorm100, 'ann-return-geo', 'per cent; 252 days, and a bar for a year below a day'],
    ['sharpe (years, 1 %)', figures.sharpeYears, 'sharpe', 'of yearly returns, deviation of the population, not scaled'],
    ['sharpe (days, 0)', figures.sharpeDays, 'sharpe', 'deviation of the population, not scaled'],
    ['sharpe (days, 1 %, annualised)', figures.sharpeDaysAnnualised, 'sharpe', '252 days, deviation of the population, 1 % a year'],
    ['sharpe (months, 1 %, sample)', figures.sharpeMonthsSample, 'sharpe', 'of monthly returns, not scaled'],
    ['calmar (last month)', calmar[calmar.length - 1] ?? Number.NaN, 'calmar', 'growth per month over 36 months, by a drawdown in per cent'],
    ['vwr', figures.vwr],
    ['periodstats.average', periodStats.average],
    ['periodstats.stddev', periodStats.deviation],
    ...Object.entries(figures.annualReturns).map(([year, value]): CompatRow => [`annualreturn.${year}`, value]),
    ['leverage (largest)', figures.leverageMax, 'gross-leverage', 'share of the value that is not cash'],
    ['sqn', figures.sqn, 'sqn', 'deviation of the population'],
    ['trades.total.closed', trades.closed, 'trades'],
    ['trades.total.open', trades.open],
    ['trades.won.total', trades.won.total, 'wins', 'evens count as won'],
    ['trades.lost.total', trades.lost.total, 'losses'],
    ['trades.pnl.gross.total', trades.gross],
    ['trades.pnl.net.total', trades.net, 'trade-profit'],
    ['trades.pnl.net.average', trades.netAverage, 'avg-trade'],
    ['trades.won.pnl.average', trades.won.average, 'avg-win', 'evens count as won'],
    ['trades.lost.pnl.average', trades.lost.average, 'avg-loss'],
    ['trades.won.pnl.max', trades.won.most, 'best-trade'],
    ['trades.lost.pnl.max', trades.lost.most, 'worst-trade'],
    ['trades.streak.won.longest', trades.won.longestStreak, 'longest-win-streak', 'evens count as won'],
    ['trades.streak.lost.longest', trades.lost.longestStreak, 'longest-loss-streak'],
    ['trades.len.average', trades.length.average, 'trade-duration-mean', 'bars'],
    ['trades.len.max', trades.length.max, 'trade-duration-max', 'bars'],
  ];
}
