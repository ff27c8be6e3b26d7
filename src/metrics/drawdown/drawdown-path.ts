/**
 * The path of drawdowns of an equity curve. The start value is part of the curve: an account that
 * loses on its first day has a drawdown. Ruin is a drawdown of −1, whatever is owed beyond it.
 */
import type { Reason } from '../figure.js';
import type { Returns } from '../returns/sample.js';

/** Values of the account in order of time, the start value first; above zero until ruin. */
export type Equity = readonly number[];

/** Returns the curve that starts at 1 and grows by the returns; it stays at 0 after ruin. */
export function equityOf(returns: Returns): Equity {
  const values = [1];
  let value = 1;
  for (const step of returns) {
    value *= Math.max(0, 1 + step);
    values.push(value);
  }
  return values;
}

/** Returns equity ÷ peak so far − 1 for each value, from −1 to 0. */
export function drawdownPath(equity: Equity): readonly number[] {
  let peak = 0;
  return equity.map((value) => {
    peak = Math.max(peak, value);
    return value >= peak ? 0 : Math.max(0, value) / peak - 1;
  });
}

/** Returns why a curve has no drawdown figure, or `undefined`: it needs a start above zero and one value after it. */
export function defectOfEquity(equity: Equity): Reason | undefined {
  if (!equity.every(Number.isFinite)) return 'missing-data';
  if (equity.length > 0 && equity[0] <= 0) return 'not-applicable';
  return equity.length < 2 ? 'too-few' : undefined;
}
