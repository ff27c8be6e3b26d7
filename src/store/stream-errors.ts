/** The refusals of a store of streams, in one wording for all stores. */
import { HivetapeError } from '../core/errors.js';
import type { AppendOutcome, Expected, Retention, Revision, StreamName } from './event-store.js';

export function streamNotFound(stream: StreamName): HivetapeError {
  return new HivetapeError('stream-not-found', `The store has the stream that is asked for (found no "${stream.slice(0, 120)}").`, { values: { stream } });
}

export function streamDeleted(stream: StreamName): HivetapeError {
  return new HivetapeError('stream-deleted', `A stream with a tombstone is gone for ever (found "${stream.slice(0, 120)}").`, { values: { stream } });
}

export function streamConflict(stream: StreamName, { expected, actual }: { readonly expected: Expected; readonly actual: Revision | 'no_stream' | 'unknown' }): HivetapeError {
  return new HivetapeError('stream-conflict', `"${stream.slice(0, 120)}" stands at revision ${expected} (found ${actual}).`, {
    help: 'Somebody else has written there: read it again.',
    values: { stream, expected, actual },
  });
}

export function requestInvalid(message: string): HivetapeError {
  return new HivetapeError('stream-request-invalid', message);
}

export function checkLimit(limit: number): void {
  if (limit === Infinity || (Number.isSafeInteger(limit) && limit > 0)) return;
  throw requestInvalid(`A read gives at least one event (found a limit of ${limit}).`);
}

export function checkRetention({ from = 0, last = 1 }: Retention): void {
  if (Number.isSafeInteger(from) && from >= 0 && Number.isSafeInteger(last) && last >= 1) return;
  throw requestInvalid(`A retention keeps the events from a revision on, or the last one or more (found from ${from}, last ${last}).`);
}

/** Returns the error of an append that was refused, for who must have it committed. */
export function refusedAppend(stream: StreamName, outcome: Extract<AppendOutcome, { kind: 'refused' }>): HivetapeError {
  if (outcome.code === 'stream-conflict') return streamConflict(stream, outcome);
  return new HivetapeError(outcome.code, outcome.message, { values: { stream, expected: outcome.expected } });
}
