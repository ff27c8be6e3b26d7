/**
 * A figure under another tool's name, computed as that tool computes it. It stands beside ours and never
 * replaces it; where the tool would print NaN or an infinity, there is no value, and a reason.
 */
import type { Reason } from '../figure.js';
import type { Returns } from '../returns/sample.js';

export interface CompatFigure {
  /** As the tool calls it. */
  readonly name: string;
  readonly value: number | null;
  /** Present exactly when the value is `null`. */
  readonly reason?: Reason;
  /** Id of our figure of the same meaning, where there is one. */
  readonly ours?: string;
  /** In what it is not ours; absent where both mean the same. */
  readonly differs?: string;
}

export interface CompatInput {
  /** Simple returns per period. */
  readonly returns: Returns;
  /** Of the same periods; absent: figures against a benchmark have no value. */
  readonly benchmark?: Returns;
  /** Days since the epoch, one for each return. */
  readonly days: readonly number[];
  readonly periodsPerYear: number;
  /** A fraction per year. */
  readonly riskFreeAnnual: number;
  /** Profits of round trips in money, in the order in which they closed, the money they began with, and the days of the run; absent: figures of trades have no value. */
  readonly trades?: { readonly profits: readonly number[]; readonly start: number; readonly days: number };
}

/** What a row of a tool's table says: name, value, our id, in what it differs. */
export type CompatRow = readonly [name: string, value: number | undefined, ours?: string | undefined, differs?: string];

/** Returns the rows as figures. What is not finite is `not-applicable`, what is `undefined` has no benchmark. */
export function compatFigures(rows: readonly CompatRow[]): readonly CompatFigure[] {
  return rows.map(([name, value, ours, differs]) => ({
    name,
    ...valued(value),
    ...(ours === undefined ? {} : { ours }),
    ...(differs === undefined ? {} : { differs }),
  }));
}

function valued(value: number | undefined): Pick<CompatFigure, 'value' | 'reason'> {
  if (value === undefined) return { value: null, reason: 'missing-benchmark' };
  return Number.isFinite(value) ? { value: value + 0 } : { value: null, reason: 'not-applicable' };
}
