/**
 * One figure of a report. It never comes alone: the unit, the convention it follows, the number of
 * observations and the events it comes from stand beside it, and a figure that is not defined is
 * `null` with a reason.
 */

import type { Unit } from '../metrics/figure.js';

export type FigureUnit = Unit | 'microseconds';

export interface FigureInterval {
  readonly low: number;
  readonly high: number;
  /** Probability that lies inside, as a fraction. */
  readonly confidence: number;
  readonly convention: string;
}

export interface ReportFigure {
  readonly id: string;
  readonly label: string;
  readonly value: number | null;
  /** Why there is no value; absent where there is one. */
  readonly reason?: string;
  readonly unit: FigureUnit;
  /** Id of the convention, or a few words that say how it is computed. */
  readonly convention: string;
  /** Number of observations. */
  readonly n: number;
  /** What a record of this length could as well have shown; absent where nobody drew it again. */
  readonly interval?: FigureInterval;
  /** Offsets of the events it comes from: the first and the last, where there are many. */
  readonly offsets: readonly number[];
}

/** Returns a figure that counts events of the log. */
export function countFigure(id: string, label: string, offsets: readonly number[]): ReportFigure {
  return { id, label, value: offsets.length, unit: 'count', convention: 'events of the log', n: offsets.length, offsets: endsOf(offsets) };
}

/** Returns the first and the last of a list of offsets. */
export function endsOf(offsets: readonly number[]): readonly number[] {
  return offsets.length <= 2 ? offsets : [offsets[0], offsets[offsets.length - 1]];
}
