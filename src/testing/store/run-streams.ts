/**
 * A store of runs, seen as a store of streams: one stream for each run that is being written. So the
 * conformance suite can ask the same of it. What a store of runs has not (all streams in one order,
 * reopening a finished run, deleted streams) is said by its abilities, not acted.
 */
import { assert } from '../../core/assert.js';
import { runId, type RunId } from '../../core/brand.js';
import { isHivetapeError } from '../../core/errors.js';
import type { Recorded } from '../../core/event.js';
import { eventIdOf } from '../../core/ids.js';
import { batchTrouble } from '../../store/batch-check.js';
import { checkpointOf } from '../../store/checkpoint.js';
import { decodeEvent, encodeEvent, streamOfRun } from '../../store/event-json.js';
import type { AppendOutcome, EncodedEvent, EventStore, Expected, Revision, Signal, StoredEvent, StreamName, StreamRange, Subscription } from '../../store/event-store.js';
import type { RunStore, RunWriter } from '../../store/run-store.js';
import { checkLimit, streamNotFound } from '../../store/stream-errors.js';

const PREFIX = streamOfRun(runId(''));

export function runStreams(store: RunStore): EventStore {
  const writers = new Map<StreamName, RunWriter>();
  return {
    append: (stream, batch, expected) => Promise.resolve(append({ store, writers }, { stream, batch, expected })),
    read: (stream, range = {}) => read(store, stream, range),
    readAll: () => notOffered(),
    subscribe: (stream, { after = -1 } = {}) => follow(store, stream, after + 1),
    subscribeAll: () => notOffered(),
    head: (stream) => Promise.resolve(headOf(store, stream)),
    remove: () => notOffered(),
    retain: () => notOffered(),
    close: () => {
      for (const writer of writers.values()) writer.abandon(null);
      return Promise.resolve();
    },
  };
}

interface Kept {
  readonly store: RunStore;
  readonly writers: Map<StreamName, RunWriter>;
}

interface Request {
  readonly stream: StreamName;
  readonly batch: readonly EncodedEvent[];
  readonly expected: Expected;
}

function append({ store, writers }: Kept, { stream, batch, expected }: Request): AppendOutcome {
  const actual = headOf(store, stream);
  const refused = (code: 'stream-request-invalid' | 'stream-conflict', message: string): AppendOutcome => ({ kind: 'refused', code, expected, actual, message });
  const trouble = batchTrouble(stream, batch, expected);
  if (trouble !== undefined) return { kind: 'refused', ...trouble, expected, actual };
  const run = runOf(stream);
  const before = expected === 'no_stream' ? -1 : expected;
  const last = actual === 'no_stream' ? -1 : actual;
  if (before !== last) {
    const isRepeated = before + batch.length <= last && batch.every(({ id }, index) => id === eventIdOf(run, before + 1 + index));
    return isRepeated ? committed(before + batch.length) : refused('stream-conflict', 'The run stands at another offset.');
  }
  const events: Recorded[] = [];
  for (const [index, { id, data }] of batch.entries()) {
    const event = decoded(data);
    const offset = last + 1 + index;
    if (event?.offset !== offset || id !== eventIdOf(run, offset)) return refused('stream-request-invalid', `The event at ${offset} is not the one of its place.`);
    events.push(event);
  }
  const writer = writers.get(stream) ?? store.create({ runId: run, name: run, identity: run });
  writers.set(stream, writer);
  for (const event of events) writer.append(event);
  return committed(last + batch.length);
}

function committed(last: Revision): AppendOutcome {
  return { kind: 'committed', last, checkpoint: placeOf(last) };
}

function decoded(data: Uint8Array): Recorded | undefined {
  try {
    return decodeEvent(data);
  } catch (error) {
    if (isHivetapeError(error)) return undefined;
    throw error;
  }
}

async function* read(store: RunStore, stream: StreamName, { from, backwards = false, limit = Infinity }: StreamRange): AsyncGenerator<StoredEvent> {
  checkLimit(limit);
  if (headOf(store, stream) === 'no_stream') throw streamNotFound(stream);
  const run = runOf(stream);
  const range = { asWritten: true, ...(backwards ? { backwards, to: from === undefined ? Infinity : from + 1 } : { from: from ?? 0 }) };
  let given = 0;
  for (const event of store.open(run).events(range)) {
    if (given === limit) return;
    given += 1;
    yield await Promise.resolve(storedEvent(run, event));
  }
}

function follow(store: RunStore, stream: StreamName, from: Revision): Subscription {
  const run = runOf(stream);
  const ending = { isEnded: false, wake: (): void => undefined };
  async function* signals(): AsyncGenerator<Signal> {
    for (let next = from; !ending.isEnded; ) {
      const count = countOf(store, run);
      for (const event of count > next ? store.open(run).events({ from: next, to: count, asWritten: true }) : []) {
        if (ending.isEnded) return;
        yield { kind: 'event', event: storedEvent(run, event) };
      }
      next = Math.max(next, count);
      if (count > 0) yield { kind: 'caught-up' };
      if (!ending.isEnded && countOf(store, run) === count) await somethingNew(store, { run, next, ending });
    }
  }
  return {
    [Symbol.asyncIterator]: signals,
    unsubscribe: () => {
      ending.isEnded = true;
      ending.wake();
      return Promise.resolve();
    },
  };
}

/** The observable of a run rings the bell; what is read is pulled, so nothing piles up. */
function somethingNew(store: RunStore, { run, next, ending }: { run: RunId; next: number; ending: { wake: () => void } }): Promise<void> {
  return new Promise((resolve) => {
    const bell = store.subscribe(run, { from: next });
    const ringing = bell.subscribe({ next: () => ending.wake() });
    ending.wake = () => {
      ringing.unsubscribe();
      resolve();
    };
    if (countOf(store, run) > next) ending.wake();
  });
}

function headOf(store: RunStore, stream: StreamName): Revision | 'no_stream' {
  const count = stream.startsWith(PREFIX) ? countOf(store, runOf(stream)) : 0;
  return count === 0 ? 'no_stream' : count - 1;
}

function countOf(store: RunStore, run: RunId): number {
  try {
    return store.open(run).count;
  } catch (error) {
    if (isHivetapeError(error) && error.code === 'run-not-found') return 0;
    throw error;
  }
}

function storedEvent(run: RunId, event: Recorded): StoredEvent {
  const { id, type, data } = encodeEvent(run, event);
  return { stream: streamOfRun(run), revision: event.offset, checkpoint: placeOf(event.offset), id, type, data };
}

function placeOf(offset: number): StoredEvent['checkpoint'] {
  return checkpointOf({ commit: BigInt(offset), prepare: BigInt(offset) });
}

function runOf(stream: StreamName): RunId {
  return runId(stream.slice(PREFIX.length));
}

function notOffered(): never {
  assert(false, 'A store of runs is asked only for what it offers');
}
