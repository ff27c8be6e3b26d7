/**
 * Sends the events of one run to a stream, in batches under the limit, one after the other. What the
 * stream holds already is compared byte for byte, because a server knows repetitions by their ids only.
 */
import { assert } from '../core/assert.js';
import { HivetapeError } from '../core/errors.js';
import type { Recorded } from '../core/event.js';
import { bytesOf } from './batch-check.js';
import { encodeEvent, streamOfRun } from './event-json.js';
import { APPEND_BYTES_MAX, type EncodedEvent, type EventStore, type Expected, type StoredEvent } from './event-store.js';
import { announceRun, checkSame, manifestEvent, manifestStreamOf, sealEvent, sharedRun, type SharedRun } from './shared-run.js';
import type { RunManifest, RunSeal } from './run-store.js';
import { retryBudget, settledAppend, type Append, type RetryBudget } from './settled-append.js';
import { refusedAppend } from './stream-errors.js';

export interface PusherOptions {
  readonly retry?: RetryBudget;
  readonly eventsPerBatch?: number;
  readonly bytesPerBatch?: number;
}

const EVENTS_PER_BATCH = 1_000;
/** Leaves room under the limit of a server. */
const BYTES_PER_BATCH = Math.floor(APPEND_BYTES_MAX * 0.9);

export class RunPusher {
  /** Events that were not there before. */
  written = 0;
  /** Events that are on the server for certain. */
  settled = 0;
  private batch: EncodedEvent[] = [];
  private bytes = 0;
  private next = 0;

  private constructor(
    private readonly store: EventStore,
    private readonly manifest: RunManifest,
    private readonly options: Required<PusherOptions>,
    /** What the stream held when this began, to compare with. */
    private readonly stored: AsyncIterator<StoredEvent> | undefined,
  ) {}

  /** Begins, or goes on with, a run on the server. Throws `run-diverged` if it is another one under this id. */
  static async begin(store: EventStore, run: Pick<SharedRun, 'manifest' | 'label'>, options: PusherOptions = {}): Promise<RunPusher> {
    const { runId } = run.manifest;
    const complete = { retry: retryBudget, eventsPerBatch: EVENTS_PER_BATCH, bytesPerBatch: BYTES_PER_BATCH, ...options };
    if ((await sharedRun(store, runId)) === undefined) {
      await announceRun(store, run, complete.retry);
      await committed(store, { stream: manifestStreamOf(runId), batch: [manifestEvent(run)], expected: 'no_stream' }, complete.retry);
    }
    const head = await store.head(streamOfRun(runId));
    const stored = head === 'no_stream' ? undefined : store.read(streamOfRun(runId), { limit: head + 1 })[Symbol.asyncIterator]();
    return new RunPusher(store, run.manifest, complete, stored);
  }

  get isFull(): boolean {
    return this.batch.length >= this.options.eventsPerBatch || this.bytes >= this.options.bytesPerBatch;
  }

  /** Takes the next event into the batch; synchronous. */
  add(event: Recorded): void {
    assert(event.offset === this.next, 'A run is sent in its order', { offset: event.offset, next: this.next });
    const encoded = encodeEvent(this.manifest.runId, event);
    this.batch.push(encoded);
    this.bytes += bytesOf(encoded);
    this.next += 1;
  }

  /** Returns when the batch is on the server. Throws `run-diverged`, `server-unreachable`, `append-too-large`. */
  async send(): Promise<void> {
    const { batch } = this;
    this.batch = [];
    this.bytes = 0;
    const rest = await this.withoutStored(batch);
    for (const part of parts(rest, this.options.bytesPerBatch)) {
      const expected: Expected = this.settled === 0 ? 'no_stream' : this.settled - 1;
      await committed(this.store, { stream: streamOfRun(this.manifest.runId), batch: part, expected }, this.options.retry);
      this.settled += part.length;
      this.written += part.length;
    }
  }

  /** Sends what is left, and seals the run there. */
  async finish(seal: RunSeal): Promise<void> {
    await this.send();
    assert(this.settled === seal.events, 'A sealed run is on the server to its last event', { settled: this.settled, ...seal });
    const { runId } = this.manifest;
    const more = await this.stored?.next();
    if (more !== undefined && more.done !== true) throw diverged(runId, `an event at ${seal.events}, behind the end`);
    const there = await sharedRun(this.store, runId);
    if (there?.seal !== undefined) return checkSame(runId, { here: seal, there: there.seal });
    await committed(this.store, { stream: manifestStreamOf(runId), batch: [sealEvent(runId, seal)], expected: 0 }, this.options.retry);
  }

  /** Leaves out what the stream holds already. */
  private async withoutStored(batch: readonly EncodedEvent[]): Promise<readonly EncodedEvent[]> {
    if (this.stored === undefined) return batch;
    for (const [index, event] of batch.entries()) {
      const { done, value } = await this.stored.next();
      if (done === true) return batch.slice(index);
      const same = value.data.length === event.data.length && value.data.every((byte: number, at: number) => byte === event.data[at]);
      if (!same || value.revision !== this.settled) throw diverged(this.manifest.runId, `other bytes at offset ${this.settled}`);
      this.settled += 1;
    }
    return [];
  }
}

/** Cuts a batch so that each part stays under the limit; an event that alone is too large is refused by the store. */
function* parts(batch: readonly EncodedEvent[], bytesMax: number): IterableIterator<readonly EncodedEvent[]> {
  let from = 0;
  let bytes = 0;
  for (let index = 0; index < batch.length; index += 1) {
    const size = bytesOf(batch[index]);
    if (index > from && bytes + size > bytesMax) {
      yield batch.slice(from, index);
      from = index;
      bytes = 0;
    }
    bytes += size;
  }
  if (from < batch.length) yield batch.slice(from);
}

async function committed(store: EventStore, append: Append, budget: RetryBudget): Promise<void> {
  const outcome = await settledAppend(store, append, budget);
  if (outcome.kind === 'refused') throw refusedAppend(append.stream, outcome);
}

function diverged(run: string, found: string): HivetapeError {
  return new HivetapeError('run-diverged', `One identity gives one log (found ${found} in what the server holds of run ${run}).`, {
    help: 'Other code or other data made that log. Nothing was changed.',
  });
}
