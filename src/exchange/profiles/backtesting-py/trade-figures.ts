/** What backtesting.py says of closed trades. All of them are NaN without one, but the count. */
import { ceilToStep, medianStep } from './index-step.js';
import type { BacktestingPyResult } from './run-backtesting-py.js';

export type TradeFigures = Readonly<
  Record<
    | '# Trades' | 'Win Rate [%]' | 'Best Trade [%]' | 'Worst Trade [%]' | 'Avg. Trade [%]' | 'Max. Trade Duration'
    | 'Avg. Trade Duration' | 'Profit Factor' | 'Expectancy [%]' | 'SQN' | 'Kelly Criterion',
    number
  >
>;

export function tradeFigures(trades: BacktestingPyResult['trades'], times: readonly number[]): TradeFigures {
  const profits = trades.map(({ pnl }) => pnl);
  const returns = trades.map(({ returnRatio }) => returnRatio);
  const lengths = trades.map(({ entryBar, exitBar }) => times[exitBar] - times[entryBar]);
  const step = medianStep(times);
  const winRate = trades.length === 0 ? Number.NaN : profits.filter((profit) => profit > 0).length / trades.length;
  const won = mean(profits.filter((profit) => profit > 0));
  const lost = -mean(profits.filter((profit) => profit < 0));
  const orNaN = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);
  return {
    '# Trades': trades.length,
    'Win Rate [%]': winRate * 100,
    'Best Trade [%]': orNaN(highest(returns) * 100),
    'Worst Trade [%]': orNaN(-highest(returns.map((one) => -one)) * 100),
    'Avg. Trade [%]': geometricMean(returns) * 100,
    'Max. Trade Duration': orNaN(ceilToStep(highest(lengths), step) / 1_000),
    'Avg. Trade Duration': orNaN(ceilToStep(mean(lengths), step) / 1_000),
    'Profit Factor': sum(returns.filter((one) => one > 0)) / (Math.abs(sum(returns.filter((one) => one < 0))) || Number.NaN),
    'Expectancy [%]': mean(returns) * 100,
    SQN: (Math.sqrt(trades.length) * mean(profits)) / (Math.sqrt(variance(profits)) || Number.NaN),
    'Kelly Criterion': winRate - (1 - winRate) / (won / lost),
  };
}

/** Returns the growth per step as a fraction; 0 once a step lost everything, NaN without steps. */
export function geometricMean(returns: readonly number[]): number {
  if (returns.some((one) => one <= -1)) return 0;
  return returns.length === 0 ? Number.NaN : Math.exp(sum(returns.map((one) => Math.log(1 + one))) / returns.length) - 1;
}

/** Returns the sample variance, NaN for fewer than two values. */
export function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.length < 2 ? Number.NaN : sum(values.map((value) => (value - middle) * (value - middle))) / (values.length - 1);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Minus infinity without values. */
function highest(values: readonly number[]): number {
  return values.reduce((most, one) => Math.max(most, one), -Infinity);
}

/** NaN without values. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
