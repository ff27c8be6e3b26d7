/** Following streams in memory: pulled one by one from what is kept, so nothing is ever buffered. */
import { filterOf } from './event-filter.js';
import type { EventFilter, Signal, StoredEvent, StreamName, Subscription } from './event-store.js';
import { firstVisible, type MemoryStreams } from './memory-streams.js';
import { streamDeleted } from './stream-errors.js';

interface Following {
  readonly kept: MemoryStreams;
  /** Absent: all streams. */
  readonly stream?: StreamName;
  /** First place that is given. */
  readonly next: number;
  readonly filter?: EventFilter;
}

/** A checkpoint is told after so many events that did not pass. */
const CHECKPOINT_EVERY = 32;

export function followMemory({ kept, stream, next, filter }: Following): Subscription {
  const ending = { isEnded: false, wake: (): void => undefined };
  const passes = filterOf(filter);
  const source = (): readonly StoredEvent[] => (stream === undefined ? kept.all : (kept.streams.get(stream)?.events ?? []));
  async function* signals(): AsyncGenerator<Signal> {
    let passedOver = 0;
    let wasLive = false;
    for (let at = next; !ending.isEnded; ) {
      const found = stream === undefined ? undefined : kept.streams.get(stream);
      if (stream !== undefined && found?.isTombstoned === true) throw streamDeleted(stream);
      at = Math.max(at, found === undefined ? 0 : firstVisible(found));
      const event = source()[at];
      if (event === undefined) {
        if (!wasLive) yield { kind: 'caught-up' };
        wasLive = true;
        if (source().length <= at && !ending.isEnded) await somethingNew(kept, ending);
        continue;
      }
      at += 1;
      passedOver = passes(event) ? 0 : passedOver + 1;
      if (passedOver === 0) yield { kind: 'event', event };
      else if (passedOver % CHECKPOINT_EVERY === 0) yield { kind: 'checkpoint', checkpoint: event.checkpoint };
      else await Promise.resolve();
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

/** Returns when something was written, or when the follower leaves. */
function somethingNew({ listeners }: MemoryStreams, ending: { wake: () => void }): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      listeners.delete(wake);
      resolve();
    };
    ending.wake = wake;
    listeners.add(wake);
  });
}
