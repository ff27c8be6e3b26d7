/**
 * The port of a store of streams, for logs that several machines share: encoded events under explicit
 * revisions. It never serialises objects and offers nothing that a server cannot promise on disk. The
 * rules are those of `docs/eventstore.md`; the conformance suite of the test kit proves them.
 */
import type { Brand } from '../core/brand.js';
import type { HivetapeError } from '../core/errors.js';

export type StreamName = string;
/** 0-based place in a stream, dense. */
export type Revision = number;
/** What the stream looks like before the append. There is no "any": it would not survive a retry. */
export type Expected = 'no_stream' | Revision;
/** A place in the whole store. Opaque; texts compare like places. */
export type Checkpoint = Brand<string, 'Checkpoint'>;

export interface EncodedEvent {
  /** A UUID, unique over the store and equal at every retry. */
  readonly id: string;
  readonly type: string;
  /** Canonical bytes, kept and given back as they are. */
  readonly data: Uint8Array;
  /** For a server's own projections: derived from `data`, never read back. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface StoredEvent {
  readonly stream: StreamName;
  readonly revision: Revision;
  readonly checkpoint: Checkpoint;
  readonly id: string;
  readonly type: string;
  readonly data: Uint8Array;
}

export type StoreRefusal = 'stream-conflict' | 'stream-deleted' | 'append-too-large' | 'stream-request-invalid' | 'server-access-denied';

/** `unknown`: it may or may not be on the disk; the same bytes are sent again until it is known. */
export type AppendOutcome =
  | { readonly kind: 'committed'; readonly last: Revision; readonly checkpoint: Checkpoint }
  | { readonly kind: 'refused'; readonly code: StoreRefusal; readonly expected: Expected; readonly actual: Revision | 'no_stream' | 'unknown'; readonly message: string }
  | { readonly kind: 'unknown'; readonly cause: HivetapeError };

/** `from` is inclusive; backwards from beyond the end begins at the last event. `limit` is 1 or more. */
export interface StreamRange {
  readonly from?: Revision;
  readonly backwards?: boolean;
  readonly limit?: number;
}

export interface StoreRange {
  readonly from?: Checkpoint;
  readonly backwards?: boolean;
  readonly limit?: number;
}

/** Prefixes of a name, or the text of a regular expression. */
export interface EventFilter {
  readonly on: 'stream' | 'type';
  readonly prefixes?: readonly string[];
  readonly pattern?: string;
}

export type Signal =
  | { readonly kind: 'event'; readonly event: StoredEvent }
  | { readonly kind: 'caught-up' }
  /** Everything up to here was looked at, though nothing of it passed the filter. */
  | { readonly kind: 'checkpoint'; readonly checkpoint: Checkpoint };

/** Pulled, so a slow consumer slows the source down. After `unsubscribe` nothing more comes. */
export interface Subscription extends AsyncIterable<Signal> {
  unsubscribe(): Promise<void>;
}

/** What of a stream can be read: its events from a revision on, its last ones, or those that are both. */
export interface Retention {
  readonly from?: Revision;
  readonly last?: number;
}

export interface EventStore {
  /** Makes one attempt. All of the batch is written, or nothing. See `settledAppend` for who wants to know. */
  append(stream: StreamName, batch: readonly EncodedEvent[], expected: Expected): Promise<AppendOutcome>;
  /** Throws `stream-not-found`, `stream-deleted`, on iteration. */
  read(stream: StreamName, range?: StreamRange): AsyncIterable<StoredEvent>;
  /** Gives the events of all streams, those of the system left out. */
  readAll(range?: StoreRange): AsyncIterable<StoredEvent>;
  /** Gives what comes after a revision (all of it if absent), and goes on; waits for a stream that is not there yet. */
  subscribe(stream: StreamName, options?: { readonly after?: Revision }): Subscription;
  subscribeAll(options?: { readonly after?: Checkpoint; readonly filter?: EventFilter }): Subscription;
  /** Throws `stream-deleted`. */
  head(stream: StreamName): Promise<Revision | 'no_stream'>;
  /** A soft-deleted stream may be reopened; a tombstone is for ever. Throws `stream-conflict`. */
  remove(stream: StreamName, how: 'soft' | 'tombstone', expected: Revision): Promise<void>;
  /**
   * Hides the other events of a stream, at once and in the place of what was said before. Revisions are never used
   * again. What is hidden may be cleaned away by a server; a run of which anything is gone is no run any more.
   * Throws `stream-request-invalid`, `stream-not-found`.
   */
  retain(stream: StreamName, retention: Retention): Promise<void>;
  close(): Promise<void>;
}

/** Every store keeps a server's usual limit, so that a batch too large shows before a move. */
export const APPEND_BYTES_MAX = 1024 * 1024;
