/**
 * A figure is a number that says what it is: unit, convention, size of its sample. What is undefined
 * is `null` with a reason, never NaN, an infinity or a sentinel. Every metric of this room answers one.
 */
import type { Instant } from '../core/instant.js';

/** Why a figure has no value. */
export const reasons = [
  'too-few',
  'no-variance',
  'no-loss',
  'no-drawdown',
  'ruined',
  'not-applicable',
  'missing-benchmark',
  'missing-data',
] as const;
export type Reason = (typeof reasons)[number];

/** `fraction` is shown as per cent, `ratio` is not; `money` is in the account's currency; `periods` are the caller's sampling. */
export type Unit = 'ratio' | 'fraction' | 'money' | 'count' | 'days' | 'years' | 'periods';

export interface FigureHead {
  readonly id: string;
  readonly unit: Unit;
  /** Which of the definitions that go by this name; printed beside the number. */
  readonly convention: string;
}

export interface SourceRange {
  readonly from: Instant;
  readonly to: Instant;
}

export interface Figure extends FigureHead {
  readonly value: number | null;
  /** Present exactly when the value is `null`. */
  readonly reason?: Reason;
  /** Size of the sample: returns, trades or trials. */
  readonly n: number;
  /** What it was computed over; a report's entry point fills it in. */
  readonly sourceRange?: SourceRange;
}

/**
 * Returns the figure of a computed number; -0 becomes 0. What a float cannot hold, itself or on the way
 * (a gain of 500 % a day, annualised; the variance of returns of 1e200), is `not-applicable`.
 */
export function figure(head: FigureHead, n: number, value: number): Figure {
  if (!Number.isFinite(value)) return missing(head, n, 'not-applicable');
  return { id: head.id, value: value + 0, unit: head.unit, convention: head.convention, n };
}

/** Returns the figure without a value, and the reason. */
export function missing(head: FigureHead, n: number, reason: Reason): Figure {
  return { id: head.id, value: null, reason, unit: head.unit, convention: head.convention, n };
}

/** Returns the figure of a quotient, or the reason given if the divisor is zero. */
export function quotient(head: FigureHead, n: number, parts: { over: number; under: number; ifZero: Reason }): Figure {
  return parts.under === 0 ? missing(head, n, parts.ifZero) : figure(head, n, parts.over / parts.under);
}

/** Returns the figure under another head: a derived metric keeps the reason of what it derives from. */
export function derived(head: FigureHead, from: Figure, compute: (value: number) => number): Figure {
  if (from.value === null) return missing(head, from.n, from.reason ?? 'not-applicable');
  return figure(head, from.n, compute(from.value));
}
