/** The words of a band: a run valued under one policy, and the valuations side by side. Plain data. */
import type { PolicyName } from '../../domain/fill.js';
import type { ReportFigure } from '../figure.js';

/** The run under one policy. */
export interface Valuation {
  readonly policy: PolicyName;
  /** Whether this is how the run was recorded. */
  readonly isRecorded: boolean;
  readonly figures: readonly ReportFigure[];
  /** Days since the epoch, and the equity at their ends. */
  readonly day: readonly number[];
  readonly equity: readonly number[];
}

export interface Band {
  /** How the run was recorded. */
  readonly policy: PolicyName;
  /** Pessimistic, optimistic, and the run's own where it is neither. */
  readonly valuations: readonly Valuation[];
  /** Lowest and highest total return; `null` where one is not defined. */
  readonly lowest: number | null;
  readonly highest: number | null;
  /** What depends on the inside of bars: their difference, as a fraction of the start value. */
  readonly width: number | null;
  readonly sentence: string;
}

/** Returns the total return of a valuation. */
export function totalOf({ figures }: Valuation): number | null {
  return figures.find(({ id }) => id === 'total-return')?.value ?? null;
}
