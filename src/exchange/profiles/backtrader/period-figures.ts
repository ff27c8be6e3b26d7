/**
 * Figures by period as backtrader's analyzers give them: returns by month and year, the Sharpe ratio of
 * such returns, the rolling Calmar ratio, and the return weighted by its variability.
 */
import { meanOf, deviationOf } from './population.js';
import { periodOf, periodsToYear, type TimeFrame } from './time-frames.js';

/** One value of the account per bar; the starting cash before anything happened. */
export interface ValueLine {
  readonly times: readonly number[];
  readonly values: readonly number[];
  readonly start: number;
}

/** Returns growth from the end of one period to the end of the next; the first is measured from the start. */
export function periodReturns({ times, values, start }: ValueLine, frame: TimeFrame): readonly number[] {
  const returns: number[] = [];
  let before = start;
  values.forEach((value, index) => {
    const isLast = index === values.length - 1 || periodOf(times[index + 1], frame) !== periodOf(times[index], frame);
    if (!isLast) return;
    returns.push(value / before - 1);
    before = value;
  });
  return returns;
}

/** Returns growth by calendar year; the first year is measured from the value after its first bar. */
export function annualReturns({ times, values }: ValueLine): ReadonlyMap<number, number> {
  const years = new Map<number, number>();
  let before = values[0] ?? Number.NaN;
  values.forEach((value, index) => {
    const year = periodOf(times[index], 'years');
    if (index < values.length - 1 && periodOf(times[index + 1], 'years') === year) return;
    years.set(year, value / before - 1);
    before = value;
  });
  return years;
}

export interface SharpeWish {
  readonly frame: 'days' | 'weeks' | 'months' | 'years';
  /** Yearly rate of what bears no risk. */
  readonly rate: number;
  readonly isAnnualised?: boolean;
  /** Divides by one less than the number of returns. */
  readonly isSample?: boolean;
}

/** Returns mean over deviation of excess returns; NaN where the original has none. */
export function sharpeRatio(line: ValueLine, { frame, rate, isAnnualised = false, isSample = false }: SharpeWish): number {
  const returns = periodReturns(line, frame);
  const perYear = periodsToYear[frame];
  const perPeriod = Math.exp(Math.log(1 + rate) / perYear) - 1;
  const excess = returns.map((one) => one - perPeriod);
  if (excess.length - (isSample ? 1 : 0) <= 0) return Number.NaN;
  const ratio = meanOf(excess) / (deviationOf(excess, isSample) || Number.NaN);
  return isAnnualised ? ratio * Math.sqrt(perYear) : ratio;
}

const CALMAR_MONTHS = 36;

/**
 * Returns the rolling Calmar ratio by month (counted from year 0): logarithmic growth per month over the
 * last 36 values, by the deepest drawdown so far in per cent. Values are looked at on the first bar of each
 * month, and once more at the end; NaN until there are enough of them.
 */
export function rollingCalmar({ times, values, start }: ValueLine): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const seen: number[] = [start];
  let peak = -Infinity;
  let deepest = 0;
  const take = (value: number, month: number): void => {
    seen.push(value);
    const first = seen[seen.length - CALMAR_MONTHS] ?? Number.NaN;
    found.set(month, Math.log(value / first) / CALMAR_MONTHS / (deepest || Infinity));
  };
  values.forEach((value, index) => {
    const month = periodOf(times[index], 'months');
    if (index > 0 && periodOf(times[index - 1], 'months') === month) return;
    peak = Math.max(peak, value);
    deepest = Math.max(deepest, (100 * (peak - value)) / peak);
    take(value, month);
  });
  const last = values.length - 1;
  if (last >= 0) take(values[last], periodOf(times[last], 'months'));
  return found;
}

/** Returns the yearly return in per cent, less for straying from steady growth. Every bar is a period. */
export function variabilityWeightedReturn({ values, start }: ValueLine, { perBar, yearly }: { readonly perBar: number; readonly yearly: number }): number {
  const strays = values.map((value, index) => {
    const before = index === 0 ? start : values[index - 1];
    return value / (before * Math.exp(perBar * (index + 1))) - 1;
  });
  const deviation = deviationOf(strays, true);
  return yearly * 100 * (1 - Math.exp(Math.log(deviation / 2) * 0.2));
}

export interface PeriodStats {
  readonly average: number;
  readonly deviation: number;
  readonly positive: number;
  readonly negative: number;
  readonly unchanged: number;
  readonly best: number;
  readonly worst: number;
}

/** Returns what the returns by year are like, with the deviation of the population. */
export function periodStats(returns: readonly number[]): PeriodStats {
  return {
    average: meanOf(returns),
    deviation: deviationOf(returns, false),
    positive: returns.filter((one) => one > 0).length,
    negative: returns.filter((one) => one < 0).length,
    unchanged: returns.filter((one) => one === 0).length,
    best: returns.reduce((most, one) => Math.max(most, one), -Infinity),
    worst: returns.reduce((least, one) => Math.min(least, one), Infinity),
  };
}
