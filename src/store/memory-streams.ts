/** What streams in memory consist of. A new store over them is the same store after a restart. */
import type { Revision, StoredEvent, StreamName } from './event-store.js';

export interface MemoryStream {
  readonly events: StoredEvent[];
  /** Events below are hidden; all of them while the stream is soft-deleted. */
  visibleFrom: Revision;
  isTombstoned: boolean;
}

export interface MemoryStreams {
  readonly streams: Map<StreamName, MemoryStream>;
  readonly all: StoredEvent[];
  readonly listeners: Set<() => void>;
}

export function memoryStreams(): MemoryStreams {
  return { streams: new Map(), all: [], listeners: new Set() };
}
