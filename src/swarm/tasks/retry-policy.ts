/**
 * How a failed attempt is tried again: a few times with growing waits, then, where a task is worth it, by
 * another worker, then once more from the last checkpoint, then with other work in its place, and no more.
 */
import { SECOND } from '../../core/instant.js';
import type { RetryPolicy, Rung } from '../../domain/task.js';

export const usualRetries: RetryPolicy = { retriesMax: 3, baseUs: SECOND, factor: 2, jitter: 0 };

/**
 * Returns how long to wait after a number of failures (1 or more), in µs; with the usual policy 1, 2 and 4 s, so that
 * attempts that fail at once begin at 0, 1, 3 and 7 s. `chance` is a draw in [0, 1), asked for only where there is jitter.
 */
export function backOffUs({ baseUs, factor, jitter }: RetryPolicy, failures: number, chance: () => number): number {
  let wait = baseUs;
  for (let i = 1; i < failures; i += 1) wait = Math.min(wait * factor, Number.MAX_SAFE_INTEGER / 4);
  return Math.round(jitter === 0 ? wait : wait * (1 + jitter * chance()));
}

export interface LadderQuestion {
  /** Failed attempts so far, this one among them. */
  readonly failures: number;
  readonly retriesMax: number;
  /** Whether there are rungs between the retries and the substitute. */
  readonly isLadder: boolean;
  readonly hasCheckpoint: boolean;
  readonly hasSubstitute: boolean;
  /** On which rung the attempt that failed stood; absent for the first. */
  readonly rung?: Rung | undefined;
  /** Whether the same may succeed another time. */
  readonly isRetriable: boolean;
}

/** Returns what is tried next. A rung is left for good: from a later one nobody climbs down. */
export function nextRung({ failures, retriesMax, isLadder, hasCheckpoint, hasSubstitute, rung, isRetriable }: LadderQuestion): Rung {
  if (rung === 'substitute') return 'give-up';
  const last = hasSubstitute ? 'substitute' : 'give-up';
  if (!isRetriable) return last;
  if (rung === 'checkpoint') return last;
  if (rung === 'reassign') return hasCheckpoint ? 'checkpoint' : last;
  if (failures <= retriesMax) return 'retry';
  return isLadder ? 'reassign' : last;
}
