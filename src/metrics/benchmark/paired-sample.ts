/** The returns of an account beside those of its benchmark, period by period, and what must hold of both. */
import { assert } from '../../core/assert.js';
import type { Reason } from '../figure.js';
import { defectOf, type Returns } from '../returns/sample.js';

export interface Paired {
  readonly returns: Returns;
  /** Of the same periods. */
  readonly benchmark: Returns;
}

export function defectOfPair({ returns, benchmark }: Paired, fewest: number): Reason | undefined {
  assert(returns.length === benchmark.length, 'Account and benchmark have returns of the same periods', {
    returns: returns.length,
    benchmark: benchmark.length,
  });
  if (!benchmark.every(Number.isFinite)) return 'missing-data';
  return defectOf(returns, fewest);
}

/** Returns the periods in which the benchmark rose, or fell; periods in which it stood still belong to neither. */
export function periodsWhere({ returns, benchmark }: Paired, move: 'up' | 'down'): Paired {
  const kept = benchmark.map((value) => (move === 'up' ? value > 0 : value < 0));
  return { returns: returns.filter((_, index) => kept[index]), benchmark: benchmark.filter((_, index) => kept[index]) };
}

export function activeReturns({ returns, benchmark }: Paired): readonly number[] {
  return returns.map((value, index) => value - benchmark[index]);
}
