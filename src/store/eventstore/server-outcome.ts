/**
 * What an error of the client means. A rejected append is not a failed one: only what is recognised as
 * a refusal is a refusal, everything else is unknown.
 */
import { HivetapeError, isHivetapeError } from '../../core/errors.js';
import type { Expected, Revision, StoreRefusal, StreamName } from '../event-store.js';
import { streamConflict, streamDeleted, streamNotFound } from '../stream-errors.js';
import { withoutPassword } from './server-client.js';

interface ClientError {
  readonly type?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly details?: unknown;
  readonly actualVersion?: unknown;
}

/** `unknown`: it may have been done, and may succeed when it is tried again. */
export type ServerTrouble =
  | { readonly kind: 'refused'; readonly code: StoreRefusal | 'stream-not-found'; readonly actual: Revision | 'no_stream' | 'unknown' }
  | { readonly kind: 'unknown' };

const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

const refusals: Readonly<Record<string, StoreRefusal | 'stream-not-found'>> = {
  'wrong-expected-version': 'stream-conflict',
  'stream-deleted': 'stream-deleted',
  'stream-not-found': 'stream-not-found',
  'maximum-append-size-exceeded': 'append-too-large',
  'access-denied': 'server-access-denied',
};

export function troubleOf(error: unknown): ServerTrouble {
  const { type, code, actualVersion } = fieldsOf(error);
  const refusal = typeof type === 'string' && Object.hasOwn(refusals, type) ? refusals[type] : undefined;
  if (refusal !== undefined) return { kind: 'refused', code: refusal, actual: refusal === 'stream-conflict' ? revisionOf(actualVersion) : 'unknown' };
  if (code === PERMISSION_DENIED || code === UNAUTHENTICATED) return { kind: 'refused', code: 'server-access-denied', actual: 'unknown' };
  return { kind: 'unknown' };
}

/** Returns the typed error of what went wrong with a request other than an append. */
export function errorOfServer(error: unknown, stream: StreamName, expected: Expected = 'no_stream'): HivetapeError {
  if (isHivetapeError(error)) return error;
  const trouble = troubleOf(error);
  if (trouble.kind === 'unknown') return unreachable(error);
  switch (trouble.code) {
    case 'stream-not-found':
      return streamNotFound(stream);
    case 'stream-deleted':
      return streamDeleted(stream);
    case 'stream-conflict':
      return streamConflict(stream, { expected, actual: trouble.actual });
    default:
      return refusedBy(trouble.code, error, stream);
  }
}

/** Returns the error of an answer that never came or said nothing. */
export function unreachable(error: unknown): HivetapeError {
  return new HivetapeError('server-unreachable', `The server answers (found: ${messageOf(error)}).`, {
    help: 'Is it running, and does the address say tls=false if it is insecure?',
    values: { detail: messageOf(error) },
  });
}

/** Returns what the client says, in one line without credentials. */
export function messageOf(error: unknown): string {
  const { message, details, type } = fieldsOf(error);
  const said = [message, details, type].find((text) => typeof text === 'string' && text !== '');
  return withoutPassword(String(said ?? 'an error without a message')).split('\n')[0].slice(0, 200);
}

function refusedBy(code: StoreRefusal, error: unknown, stream: StreamName): HivetapeError {
  return new HivetapeError(code, `The server takes the request (found: ${messageOf(error)}).`, { values: { stream } });
}

function revisionOf(version: unknown): Revision | 'no_stream' | 'unknown' {
  if (typeof version === 'bigint') return version >= 0n && version <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(version) : 'unknown';
  return version === 'no_stream' ? 'no_stream' : 'unknown';
}

function fieldsOf(error: unknown): ClientError {
  return typeof error === 'object' && error !== null ? error : { message: String(error) };
}
