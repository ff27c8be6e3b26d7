/**
 * The figures that analyzers of backtrader give about a run, under its conventions: standard deviations
 * of the whole population, drawdowns counted in bars, the first period measured from the starting cash.
 */
import { demandOfProfile, type ProfileBar } from '../profile-bar.js';
import { annualReturns, periodReturns, periodStats, rollingCalmar, sharpeRatio, variabilityWeightedReturn, type PeriodStats, type ValueLine } from './period-figures.js';
import { deviationOf, meanOf } from './population.js';
import type { BacktraderResult } from './run-backtrader.js';
import { periodOf, periodsToYear, timeFrameOf, type TimeFrame } from './time-frames.js';
import { tradeSummary, type TradeSummary } from './trade-summary.js';

export interface BacktraderFigures {
  readonly drawdown: {
    /** Bars, percent and money below the peak, now and at most. */
    readonly len: number;
    readonly drawdown: number;
    readonly moneydown: number;
    readonly max: { readonly len: number; readonly drawdown: number; readonly moneydown: number };
  };
  /** The same by another analyzer, whose lengths go on where the peak is only reached again. */
  readonly timeDrawdown: { readonly maxdrawdown: number; readonly maxdrawdownperiod: number };
  /** 0 with fewer than two trades, NaN where all are equal. */
  readonly sqn: number;
  /** Of yearly returns against 1 %, not scaled; NaN where it is not defined, as with a single year. */
  readonly sharpeYears: number;
  /** Of daily returns against nothing, not scaled. */
  readonly sharpeDays: number;
  /** Of daily returns against 1 % a year, times the root of 252. */
  readonly sharpeDaysAnnualised: number;
  /** Of monthly returns against 1 % a year, with the deviation of a sample. */
  readonly sharpeMonthsSample: number;
  /** Logarithmic, in all and per bar; compounded to a year, and that in per cent. */
  readonly returns: { readonly rtot: number; readonly ravg: number; readonly rnorm: number; readonly rnorm100: number };
  /** Rolling over 36 months, by the last day of the month; NaN before there are as many. */
  readonly calmar: Readonly<Record<string, number>>;
  readonly vwr: number;
  /** Of yearly returns. */
  readonly periodStats: PeriodStats;
  /** By year, the first from the value after its first bar. */
  readonly annualReturns: Readonly<Record<string, number>>;
  /** By the last day of the month. */
  readonly monthReturns: Readonly<Record<string, number>>;
  /** The largest share of the value that was not cash. */
  readonly leverageMax: number;
  readonly trades: TradeSummary;
}

const YEARLY_RISK_FREE = 0.01;

/**
 * Returns the figures of a finished run that began with `cash`. Every bar needs its `time`; what the bars
 * are is told from it unless `timeFrame` says it. Throws `profile-refused`.
 */
export function backtraderFigures(bars: readonly ProfileBar[], result: BacktraderResult, cash: number, timeFrame?: TimeFrame): BacktraderFigures {
  const { equity, trades } = result;
  demandOfProfile(equity.length <= bars.length, 'There is no more equity than bars.', { bars: bars.length });
  const values = [...Array.from({ length: bars.length - equity.length }, () => cash), ...equity];
  const times = bars.map(({ time }, index) => {
    demandOfProfile(time !== undefined, `Figures need the time of every bar (index ${index} has none).`, { index });
    return time;
  });
  const line: ValueLine = { times, values, start: cash };
  const returns = returnsOf(result.finalValue / cash, { bars: bars.length, frame: timeFrame ?? timeFrameOf(times) });
  return {
    drawdown: drawdownOf(values),
    timeDrawdown: timeDrawdownOf(values),
    sqn: qualityNumber(trades.map(({ pnlcomm }) => pnlcomm)),
    sharpeYears: sharpeRatio(line, { frame: 'years', rate: YEARLY_RISK_FREE }),
    sharpeDays: sharpeRatio(line, { frame: 'days', rate: 0 }),
    sharpeDaysAnnualised: sharpeRatio(line, { frame: 'days', rate: YEARLY_RISK_FREE, isAnnualised: true }),
    sharpeMonthsSample: sharpeRatio(line, { frame: 'months', rate: YEARLY_RISK_FREE, isSample: true }),
    returns,
    calmar: byMonth(rollingCalmar(line)),
    vwr: variabilityWeightedReturn(line, { perBar: returns.ravg, yearly: returns.rnorm }),
    periodStats: periodStats(periodReturns(line, 'years')),
    annualReturns: Object.fromEntries(annualReturns(line)),
    monthReturns: byMonth(monthReturns(line)),
    leverageMax: result.cashes.reduce((most, held, index) => Math.max(most, (equity[index] - held) / equity[index]), equity.length < bars.length ? 0 : -Infinity),
    trades: tradeSummary(trades, result.hasOpenTrade),
  };
}

function returnsOf(growth: number, { bars, frame }: { readonly bars: number; readonly frame: TimeFrame }): BacktraderFigures['returns'] {
  const rtot = Math.log(growth);
  const ravg = rtot / bars;
  const rnorm = Math.expm1(ravg * periodsToYear[frame]);
  return { rtot, ravg, rnorm, rnorm100: rnorm * 100 };
}

function monthReturns(line: ValueLine): ReadonlyMap<number, number> {
  const months = [...new Set(line.times.map((time) => periodOf(time, 'months')))];
  return new Map(periodReturns(line, 'months').map((value, index) => [months[index], value]));
}

function byMonth(values: ReadonlyMap<number, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...values].map(([month, value]) => [lastDayOf(month), value]));
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function lastDayOf(month: number): string {
  const year = Math.floor(month / 12);
  const place = month % 12;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = place === 1 && isLeap ? 29 : monthDays[place];
  return `${year}-${String(place + 1).padStart(2, '0')}-${days}`;
}

function drawdownOf(values: readonly number[]): BacktraderFigures['drawdown'] {
  let peak = -Infinity;
  const now = { len: 0, drawdown: 0, moneydown: 0 };
  const max = { len: 0, drawdown: 0, moneydown: 0 };
  for (const value of values) {
    peak = Math.max(peak, value);
    now.moneydown = peak - value;
    now.drawdown = (100 * now.moneydown) / peak;
    now.len = now.drawdown === 0 ? 0 : now.len + 1;
    max.len = Math.max(max.len, now.len);
    max.drawdown = Math.max(max.drawdown, now.drawdown);
    max.moneydown = Math.max(max.moneydown, now.moneydown);
  }
  return { ...now, max };
}

function timeDrawdownOf(values: readonly number[]): BacktraderFigures['timeDrawdown'] {
  let peak = -Infinity;
  let length = 0;
  let maxdrawdown = 0;
  let maxdrawdownperiod = 0;
  for (const value of values) {
    if (value > peak) {
      peak = value;
      length = 0;
    }
    const depth = (100 * (peak - value)) / peak;
    if (depth !== 0) length += 1;
    maxdrawdown = Math.max(maxdrawdown, depth);
    maxdrawdownperiod = Math.max(maxdrawdownperiod, length);
  }
  return { maxdrawdown, maxdrawdownperiod };
}

function qualityNumber(profits: readonly number[]): number {
  if (profits.length < 2) return 0;
  return (Math.sqrt(profits.length) * meanOf(profits)) / (deviationOf(profits, false) || Number.NaN);
}
