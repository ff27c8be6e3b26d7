/**
 * Growth of returns, and rates over other spans of time. Powers are exp(p·log1p(x)), so that they come
 * out equal on every machine that rounds its logarithm alike, and small rates keep their digits.
 */
import { assert } from '../../core/assert.js';
import { sumOf } from './compensated-sum.js';

/** Returns Π(1 + r) − 1; exactly 0 for no returns, and unchanged by periods of 0. */
export function compounded(returns: readonly number[]): number {
  let growth = 1;
  for (const value of returns) growth *= 1 + value;
  return growth - 1;
}

/** Returns (1 + rate)^times − 1; the rate is above −1. */
export function raisedRate(rate: number, times: number): number {
  assert(rate > -1, 'A rate that is compounded loses less than everything', { rate });
  return Math.expm1(times * Math.log1p(rate));
}

/** Returns the rate per period that compounds to an annual rate: (1 + annual)^(1/p) − 1. */
export function periodRateOf(annualRate: number, periodsPerYear: number): number {
  return raisedRate(annualRate, 1 / checkedPeriods(periodsPerYear));
}

/** Returns the geometric annual rate of a sample that is not ruined: Π(1 + r)^(p/n) − 1. */
export function geometricAnnualRate(returns: readonly number[], periodsPerYear: number): number {
  assert(returns.length > 0, 'A rate has at least one return');
  const logGrowth = sumOf(returns.length, (index) => Math.log1p(returns[index]));
  return Math.expm1((checkedPeriods(periodsPerYear) / returns.length) * logGrowth);
}

/** Returns √p, by which a figure per period becomes annual. */
export function rootOfYear(periodsPerYear: number): number {
  return Math.sqrt(checkedPeriods(periodsPerYear));
}

export function checkedPeriods(periodsPerYear: number): number {
  assert(Number.isFinite(periodsPerYear) && periodsPerYear > 0, 'Periods per year are a positive number', { periodsPerYear });
  return periodsPerYear;
}
