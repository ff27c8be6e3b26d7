/**
 * Streams in memory, with a server's rules: explicit revisions, retries recognised by their ids, whole
 * batches. For tests, and behind the test server.
 */
import { checkpointOf, positionOf } from './checkpoint.js';
import { batchTrouble } from './batch-check.js';
import type { AppendOutcome, EncodedEvent, EventStore, Expected, Retention, Revision, StoredEvent, StoreRange, StreamName, StreamRange } from './event-store.js';
import { firstVisible, memoryStreams, type MemoryStream, type MemoryStreams } from './memory-streams.js';
import { followMemory } from './memory-subscription.js';
import { checkLimit, checkRetention, streamConflict, streamDeleted, streamNotFound } from './stream-errors.js';

/** A place in `all` is a place in the store; gaps between checkpoints are like a server's. */
const STEP = 100n;

export function memoryEventStore(kept: MemoryStreams = memoryStreams()): EventStore {
  return {
    append: (stream, batch, expected) => Promise.resolve(appendTo(kept, { stream, batch, expected })),
    read: (stream, range = {}) => readStream(kept, stream, range),
    readAll: (range = {}) => readEverything(kept, range),
    subscribe: (stream, { after = -1 } = {}) => followMemory({ kept, stream, next: after + 1 }),
    subscribeAll: ({ after, filter } = {}) => followMemory({ kept, next: after === undefined ? 0 : indexAfter(kept, after), ...(filter && { filter }) }),
    head: (stream) => Promise.resolve().then(() => headOf(kept, stream)),
    remove: (stream, how, expected) => Promise.resolve().then(() => removeFrom(kept, { stream, how, expected })),
    retain: (stream, retention) => Promise.resolve().then(() => retain(kept, stream, retention)),
    close: () => Promise.resolve(),
  };
}

export interface AppendRequest {
  readonly stream: StreamName;
  readonly batch: readonly EncodedEvent[];
  readonly expected: Expected;
}

function appendTo(kept: MemoryStreams, request: AppendRequest): AppendOutcome {
  const { stream, batch, expected } = request;
  const trouble = batchTrouble(stream, batch, expected);
  const found = kept.streams.get(stream);
  const actual = found === undefined ? 'no_stream' : currentOf(found);
  if (trouble !== undefined) return { kind: 'refused', ...trouble, expected, actual };
  if (found?.isTombstoned === true) return { kind: 'refused', code: 'stream-deleted', expected, actual, message: 'The stream has a tombstone.' };
  const last = found === undefined ? -1 : found.events.length - 1;
  const before = expected === 'no_stream' ? -1 : expected;
  const reopens = expected === 'no_stream' && actual === 'no_stream';
  if (before === last || reopens) return write(kept, { stream, batch });
  const repeated = found === undefined || before > last ? undefined : repetition(found, batch, before);
  if (repeated !== undefined) return { kind: 'committed', last: repeated.revision, checkpoint: repeated.checkpoint };
  return { kind: 'refused', code: 'stream-conflict', expected, actual, message: 'The stream stands at another revision.' };
}

/** Returns the last event of an earlier append of the same ids, if this is its repetition. */
function repetition({ events }: MemoryStream, batch: readonly EncodedEvent[], before: number): StoredEvent | undefined {
  const isSame = batch.every(({ id }, index) => events[before + 1 + index]?.id === id);
  return isSame ? events[before + batch.length] : undefined;
}

function write(kept: MemoryStreams, { stream, batch }: Pick<AppendRequest, 'stream' | 'batch'>): AppendOutcome {
  const known = kept.streams.get(stream);
  const into = known ?? { events: [], visibleFrom: 0, retention: {}, isTombstoned: false };
  if (known === undefined) kept.streams.set(stream, into);
  for (const { id, type, data } of batch) {
    const place = BigInt(kept.all.length) * STEP;
    const event = { stream, revision: into.events.length, checkpoint: checkpointOf({ commit: place, prepare: place }), id, type, data: data.slice() };
    into.events.push(event);
    kept.all.push(event);
  }
  const { revision, checkpoint } = into.events[into.events.length - 1];
  for (const wake of [...kept.listeners]) wake();
  return { kind: 'committed', last: revision, checkpoint };
}

function currentOf({ events, visibleFrom }: MemoryStream): Revision | 'no_stream' {
  return events.length === 0 || visibleFrom >= events.length ? 'no_stream' : events.length - 1;
}

function headOf(kept: MemoryStreams, stream: StreamName): Revision | 'no_stream' {
  const found = kept.streams.get(stream);
  if (found === undefined) return 'no_stream';
  if (found.isTombstoned) throw streamDeleted(stream);
  return currentOf(found);
}

async function* readStream(kept: MemoryStreams, stream: StreamName, { from, backwards = false, limit = Infinity }: StreamRange): AsyncGenerator<StoredEvent> {
  checkLimit(limit);
  if (headOf(kept, stream) === 'no_stream') throw streamNotFound(stream);
  const found = kept.streams.get(stream) as MemoryStream;
  const { events } = found;
  const visibleFrom = firstVisible(found);
  const end = events.length;
  const step = backwards ? -1 : 1;
  const start = backwards ? Math.min(from ?? end - 1, end - 1) : Math.max(from ?? 0, visibleFrom);
  let given = 0;
  for (let index = start; index >= visibleFrom && index < end && given < limit; index += step) {
    given += 1;
    yield await Promise.resolve(events[index]);
  }
}

async function* readEverything({ all }: MemoryStreams, { from, backwards = false, limit = Infinity }: StoreRange): AsyncGenerator<StoredEvent> {
  checkLimit(limit);
  const chosen = all.filter(({ checkpoint }) => from === undefined || (backwards ? checkpoint <= from : checkpoint >= from));
  if (backwards) chosen.reverse();
  for (const event of chosen.slice(0, limit)) yield await Promise.resolve(event);
}

function indexAfter({ all }: MemoryStreams, after: StoredEvent['checkpoint']): number {
  const { commit } = positionOf(after);
  return Math.min(all.length, Number(commit / STEP) + 1);
}

function retain(kept: MemoryStreams, stream: StreamName, retention: Retention): void {
  checkRetention(retention);
  const found = kept.streams.get(stream);
  if (found === undefined || headOf(kept, stream) === 'no_stream') throw streamNotFound(stream);
  found.retention = retention;
}

function removeFrom(kept: MemoryStreams, { stream, how, expected }: { stream: StreamName; how: 'soft' | 'tombstone'; expected: Revision }): void {
  const found = kept.streams.get(stream);
  const actual = headOf(kept, stream);
  if (found === undefined || actual !== expected) throw streamConflict(stream, { expected, actual });
  found.visibleFrom = found.events.length;
  found.isTombstoned = how === 'tombstone';
  for (const wake of [...kept.listeners]) wake();
}
