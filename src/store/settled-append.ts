/**
 * An append until it is known how it ended. An unknown outcome is answered with the same bytes, ids
 * and revision, which a store recognises, so however often it is sent it is written once.
 */
import { HivetapeError } from '../core/errors.js';
import { monotonicMs } from '../host/clock.js';
import { waitMs } from '../host/timers.js';
import type { AppendOutcome, EncodedEvent, EventStore, Expected, StreamName } from './event-store.js';

export interface RetryBudget {
  /** After so long an outcome that is still unknown becomes an error. */
  readonly totalMs: number;
  /** The first pause; each one after it is twice as long. */
  readonly pauseMs: number;
  readonly pauseMsMax: number;
}

export const retryBudget: RetryBudget = { totalMs: 60_000, pauseMs: 50, pauseMsMax: 5_000 };

export type SettledOutcome = Exclude<AppendOutcome, { kind: 'unknown' }>;

export interface Append {
  readonly stream: StreamName;
  readonly batch: readonly EncodedEvent[];
  readonly expected: Expected;
}

/** Returns how an append ended. Throws `server-unreachable` when the budget ends before that is known. */
export async function settledAppend(store: EventStore, { stream, batch, expected }: Append, budget: RetryBudget = retryBudget): Promise<SettledOutcome> {
  const startedMs = monotonicMs();
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await store.append(stream, batch, expected);
    if (outcome.kind !== 'unknown') return outcome;
    const pause = pauseAfter(attempt, budget);
    const spentMs = monotonicMs() - startedMs;
    if (spentMs + pause > budget.totalMs) throw unsettled(stream, { expected, attempts: attempt + 1, spentMs, cause: outcome.cause });
    await waitMs(pause);
  }
}

/** Returns how long to wait after an attempt, counted from 0. */
export function pauseAfter(attempt: number, { pauseMs, pauseMsMax }: RetryBudget): number {
  let pause = pauseMs;
  for (let step = 0; step < attempt && pause < pauseMsMax; step += 1) pause *= 2;
  return Math.min(pause, pauseMsMax);
}

function unsettled(stream: StreamName, { cause, spentMs, ...values }: { expected: Expected; attempts: number; spentMs: number; cause: HivetapeError }): HivetapeError {
  const message = `The server says within ${Math.round(spentMs / 1_000)} s how an append to "${stream}" ended (found ${values.attempts} attempts of unknown outcome).`;
  return new HivetapeError('server-unreachable', message, {
    help: `${cause.message} What was sent before is kept; push again and it goes on there.`,
    values: { stream, ...values },
    cause,
  });
}
