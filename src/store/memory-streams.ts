/** What streams in memory consist of. A new store over them is the same store after a restart. */
import type { Retention, Revision, StoredEvent, StreamName } from './event-store.js';

export interface MemoryStream {
  readonly events: StoredEvent[];
  /** Events below were deleted; all of them while the stream is soft-deleted. */
  visibleFrom: Revision;
  retention: Retention;
  isTombstoned: boolean;
}

export interface MemoryStreams {
  readonly streams: Map<StreamName, MemoryStream>;
  readonly all: StoredEvent[];
  readonly listeners: Set<() => void>;
}

/** Returns the first revision that is not hidden. */
export function firstVisible({ events, visibleFrom, retention }: MemoryStream): Revision {
  return Math.max(visibleFrom, retention.from ?? 0, events.length - (retention.last ?? Infinity));
}

export function memoryStreams(): MemoryStreams {
  return { streams: new Map(), all: [], listeners: new Set() };
}
