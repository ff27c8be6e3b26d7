/** An equity curve with its times, and the two things a table asks of it: returns, and the part it shares with another. */
import { assert } from '../../core/assert.js';
import type { Instant } from '../../core/instant.js';
import type { Returns } from '../returns/sample.js';

/** One value of the account. The caller decides on the sampling, one a day say; returns are over that. */
export interface EquityPoint {
  readonly at: Instant;
  /** In the account's currency. */
  readonly value: number;
}

export type EquityCurve = readonly EquityPoint[];

/** Returns the curve up to the value at which the account was ruined; all of it if it was not. */
export function untilRuin(curve: EquityCurve): EquityCurve {
  curve.forEach((point, index) =>
    assert(index === 0 || point.at > curve[index - 1].at, 'An equity curve runs forward in time', { index, at: point.at }),
  );
  const ruined = curve.findIndex((point) => point.value <= 0);
  return ruined < 0 ? curve : curve.slice(0, ruined + 1);
}

/** Returns the simple returns between successive values; NaN where there is none to compare with, or nothing to lose. */
export function returnsOf(curve: EquityCurve): Returns {
  return curve.slice(1).map(({ value }, index) => {
    const before = curve[index].value;
    return before > 0 ? value / before - 1 : Number.NaN;
  });
}

/** Returns both curves at the instants that they share. */
export function sharedBy(left: EquityCurve, right: EquityCurve): readonly [EquityCurve, EquityCurve] {
  const times = new Set(left.map((point) => point.at));
  const kept = right.filter((point) => times.has(point.at));
  const shared = new Set(kept.map((point) => point.at));
  return [left.filter((point) => shared.has(point.at)), kept];
}
