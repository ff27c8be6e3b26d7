/**
 * What every figure over returns asks of its sample first: are there enough, are all of them numbers,
 * and did the account survive. Nothing is guessed and nothing is dropped.
 */
import { assert } from '../../core/assert.js';
import type { Reason } from '../figure.js';

/** Simple returns per period, in order of time. */
export type Returns = readonly number[];

/** A rate per period: one for all, or one for each return. */
export type PeriodRate = number | readonly number[];

export interface Annual {
  /** From the manifest: 252, 365, 12, …; never guessed. */
  readonly periodsPerYear: number;
}

export interface AnnualRiskFree extends Annual {
  /** A fraction per year; 0 if absent. */
  readonly riskFreeAnnual?: number;
}

/** Returns why a sample carries no figure that wants at least `fewest` returns, or `undefined` if it does. */
export function defectOf(returns: Returns, fewest: number): Reason | undefined {
  if (!returns.every(Number.isFinite)) return 'missing-data';
  if (returns.some((value) => value <= -1)) return 'ruined';
  return returns.length < fewest ? 'too-few' : undefined;
}

/** Returns r − rate, period by period. */
export function inExcessOf(returns: Returns, rate: PeriodRate): readonly number[] {
  if (typeof rate === 'number') return rate === 0 ? returns : returns.map((value) => value - rate);
  assert(rate.length === returns.length, 'A dated rate has one value for each return', { rates: rate.length, returns: returns.length });
  return returns.map((value, index) => value - rate[index]);
}
