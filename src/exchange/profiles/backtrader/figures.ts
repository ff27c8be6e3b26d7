/**
 * The figures that analyzers of backtrader give about a run, under its conventions: standard deviations
 * of the whole population, drawdowns counted in bars, the first period measured from the starting cash.
 */
import { yearAndMonth } from '../civil-date.js';
import { demandOfProfile, type ProfileBar } from '../profile-bar.js';
import type { BacktraderResult } from './run-backtrader.js';
import { tradeSummary, type TradeSummary } from './trade-summary.js';

export interface BacktraderFigures {
  readonly drawdown: {
    /** Bars, percent and money below the peak, now and at most. */
    readonly len: number;
    readonly drawdown: number;
    readonly moneydown: number;
    readonly max: { readonly len: number; readonly drawdown: number; readonly moneydown: number };
  };
  /** 0 with fewer than two trades, NaN where all are equal. */
  readonly sqn: number;
  /** Of yearly returns against 1 %, not scaled; NaN where it is not defined, as with a single year. */
  readonly sharpeYears: number;
  /** Of daily returns against nothing, not scaled. */
  readonly sharpeDays: number;
  readonly returns: { readonly rtot: number; readonly ravg: number };
  readonly trades: TradeSummary;
}

const YEARLY_RISK_FREE = 0.01;
const DAY_MS = 86_400_000;

/** Returns the figures of a finished run that began with `cash`. Every bar needs its `time`. Throws `profile-refused`. */
export function backtraderFigures(bars: readonly ProfileBar[], result: BacktraderResult, cash: number): BacktraderFigures {
  const { equity, trades } = result;
  demandOfProfile(equity.length <= bars.length, 'There is no more equity than bars.', { bars: bars.length });
  const values = [...Array.from({ length: bars.length - equity.length }, () => cash), ...equity];
  const times = bars.map(({ time }, index) => {
    demandOfProfile(time !== undefined, `Figures need the time of every bar (index ${index} has none).`, { index });
    return time;
  });
  const years = periodReturns(values, times.map((time) => yearAndMonth(Math.floor(time / DAY_MS))[0]), cash);
  const days = periodReturns(values, times.map((time) => Math.floor(time / DAY_MS)), cash);
  const rtot = Math.log(result.finalValue / cash);
  return {
    drawdown: drawdownOf(values),
    sqn: qualityNumber(trades.map(({ pnlcomm }) => pnlcomm)),
    sharpeYears: ratioOf(years.map((one) => one - YEARLY_RISK_FREE)),
    sharpeDays: ratioOf(days),
    returns: { rtot, ravg: rtot / bars.length },
    trades: tradeSummary(trades, result.hasOpenTrade),
  };
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

function qualityNumber(profits: readonly number[]): number {
  return profits.length < 2 ? 0 : Math.sqrt(profits.length) * ratioOf(profits);
}

/** Mean over the deviation of the population; NaN where that is nothing. */
function ratioOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length);
  return deviation === 0 ? Number.NaN : mean / deviation;
}

/** Growth from the end of one period to the end of the next. */
function periodReturns(values: readonly number[], periods: readonly number[], start: number): readonly number[] {
  const returns: number[] = [];
  let before = start;
  values.forEach((value, index) => {
    if (index < values.length - 1 && periods[index + 1] === periods[index]) return;
    returns.push(value / before - 1);
    before = value;
  });
  return returns;
}
