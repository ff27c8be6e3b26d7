/**
 * The figures that backtesting.py prints about a run, under its names and conventions: they are the
 * profile's own and not those of the reports. Source: backtesting.py 0.6.6, by behaviour.
 */
import { demandOfProfile, type ProfileBar } from '../profile-bar.js';
import { drawdownFigures } from './drawdown-figures.js';
import type { BacktestingPyResult } from './run-backtesting-py.js';
import { tradeFigures } from './trade-figures.js';
import { yearlyFigures } from './yearly-figures.js';

/** By name of the original; durations are in seconds; NaN where the original says so. */
export type BacktestingPyFigures = Readonly<Record<string, number>>;

/** Returns the figures of a finished run. Every bar needs its `time`. Throws `profile-refused`. */
export function backtestingPyFigures(bars: readonly ProfileBar[], result: Pick<BacktestingPyResult, 'equity' | 'trades' | 'warmUp'>): BacktestingPyFigures {
  const { equity, trades, warmUp } = result;
  demandOfProfile(bars.length > 0 && equity.length === bars.length, 'Figures need one value of equity per bar, and at least one bar.', { bars: bars.length });
  const times = bars.map(({ time }, index) => {
    demandOfProfile(time !== undefined, `Figures need the time of every bar (index ${index} has none).`, { index });
    return time;
  });
  const first = equity[0];
  const last = equity[equity.length - 1];
  const closes = bars.map(({ close }) => close);
  const returned = ((last - first) / first) * 100;
  const held = ((closes[closes.length - 1] - closes[warmUp]) / closes[warmUp]) * 100;
  const yearly = yearlyFigures(times, equity);
  const drawdown = drawdownFigures(times, equity);
  const beta = betaOf(equity, closes);
  return {
    Duration: (times[times.length - 1] - times[0]) / 1_000,
    'Exposure Time [%]': exposureOf(bars.length, trades),
    'Equity Final [$]': last,
    'Equity Peak [$]': equity.reduce((peak, value) => Math.max(peak, value), -Infinity),
    'Commissions [$]': trades.reduce((sum, { commission }) => sum + commission, 0),
    'Return [%]': returned,
    'Buy & Hold Return [%]': held,
    ...yearly,
    'Calmar Ratio': yearly['Return (Ann.) [%]'] / (-drawdown['Max. Drawdown [%]'] || Number.NaN),
    'Alpha [%]': returned - beta * held,
    Beta: beta,
    ...drawdown,
    ...tradeFigures(trades, times),
  };
}

/** Share of the bars on which some closed trade was held, first and last bar included. */
function exposureOf(count: number, trades: BacktestingPyResult['trades']): number {
  const isHeld = new Uint8Array(count);
  for (const { entryBar, exitBar } of trades) isHeld.fill(1, entryBar, exitBar + 1);
  return (isHeld.reduce((sum, one) => sum + one, 0) / count) * 100;
}

/** Slope of the logarithmic returns of equity over those of the closes. */
function betaOf(equity: readonly number[], closes: readonly number[]): number {
  const own = logReturns(equity);
  const market = logReturns(closes);
  if (own.length < 2) return Number.NaN;
  const ownMean = mean(own);
  const marketMean = mean(market);
  let both = 0;
  let square = 0;
  market.forEach((value, index) => {
    both += (value - marketMean) * (own[index] - ownMean);
    square += (value - marketMean) * (value - marketMean);
  });
  return both / square;
}

function logReturns(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => Math.log(value / values[index]));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
