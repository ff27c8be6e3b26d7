/**
 * Sums in the order given, with compensation, so that a long sample of small returns loses no digits.
 * Source: Neumaier (1974), "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen".
 */
import { assert } from '../../core/assert.js';

/** Returns the compensated sum; 0 for no values. */
export function sum(values: readonly number[]): number {
  return sumOf(values.length, (index) => values[index]);
}

/** Returns the compensated sum of `count` terms, asked for in order. */
export function sumOf(count: number, term: (index: number) => number): number {
  let total = 0;
  let lost = 0;
  for (let index = 0; index < count; index += 1) {
    const value = term(index);
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}

/** Returns the arithmetic mean of one value or more. */
export function mean(values: readonly number[]): number {
  assert(values.length > 0, 'A mean has at least one value');
  return sum(values) / values.length;
}
