/** The figures of backtesting.py that are scaled to a year, from returns by day, week, month or year. */
import { yearAndMonth } from '../civil-date.js';
import { medianStep } from './index-step.js';
import { geometricMean, mean, variance } from './trade-figures.js';

export type YearlyFigures = Readonly<
  Record<'Return (Ann.) [%]' | 'Volatility (Ann.) [%]' | 'CAGR [%]' | 'Sharpe Ratio' | 'Sortino Ratio', number>
>;

const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 3;

export function yearlyFigures(times: readonly number[], equity: readonly number[]): YearlyFigures {
  const stepDays = Math.floor(medianStep(times) / DAY_MS);
  const perYear = periodsPerYear(stepDays, times);
  const returns = periodReturns(times, equity, stepDays);
  const growth = geometricMean(returns);
  const yearly = power(1 + growth, perYear) - 1;
  const squared = (1 + growth) * (1 + growth);
  const volatility = Math.sqrt(power(variance(returns) + squared, perYear) - power(squared, perYear));
  const downside = Math.sqrt(mean([0, ...returns].slice(1).map((one) => Math.min(0, one) * Math.min(0, one))));
  const years = (times[times.length - 1] - times[0]) / DAY_MS / 365.25;
  return {
    'Return (Ann.) [%]': yearly * 100,
    'Volatility (Ann.) [%]': volatility * 100,
    'CAGR [%]': years > 0 ? (power(equity[equity.length - 1] / equity[0], 1 / years) - 1) * 100 : Number.NaN,
    'Sharpe Ratio': yearly / (volatility || Number.NaN),
    'Sortino Ratio': yearly / (downside * Math.sqrt(perYear) || Number.NaN),
  };
}

function periodsPerYear(stepDays: number, times: readonly number[]): number {
  if (stepDays === 7) return 52;
  if (stepDays === 31) return 12;
  if (stepDays === 365) return 1;
  const weekends = times.filter((time) => (Math.floor(time / DAY_MS) + FIRST_WEEKDAY) % 7 >= 5).length / times.length;
  return weekends > (2 / 7) * 0.6 ? 365 : 252;
}

/** Returns from the last value of one period to that of the next; periods without a value are passed over. */
function periodReturns(times: readonly number[], equity: readonly number[], stepDays: number): number[] {
  const ends: number[] = [];
  times.forEach((time, index) => {
    const isLast = index === times.length - 1 || periodOf(times[index + 1], stepDays) !== periodOf(time, stepDays);
    if (isLast) ends.push(equity[index]);
  });
  return ends.slice(1).map((value, index) => value / ends[index] - 1);
}

/** Weeks end on Sundays. */
function periodOf(time: number, stepDays: number): number {
  const day = Math.floor(time / DAY_MS);
  if (stepDays === 7) return Math.floor((day + FIRST_WEEKDAY) / 7);
  if (stepDays !== 31 && stepDays !== 365) return day;
  const [year, month] = yearAndMonth(day);
  return stepDays === 31 ? year * 12 + month : year;
}

function power(base: number, exponent: number): number {
  return base <= 0 ? (base === 0 ? 0 : Number.NaN) : Math.exp(Math.log(base) * exponent);
}
