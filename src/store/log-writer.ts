/**
 * Writes one log: events into columns, full blocks into the chain and onto the shelf. Synchronous, like
 * the kernel that calls it. Followers in the same process hear each event as soon as it is taken.
 */
import { assert } from '../core/assert.js';
import type { Json } from '../core/canonical.js';
import type { Recorded } from '../core/event.js';
import { BlockEncoder } from './block-encoder.js';
import { chainNext, chainStart, fingerprintOf, type ChainHead } from './chain.js';
import type { RunSlot, ShelvedRun } from './run-shelf.js';
import type { RunManifest, RunSeal, RunWriter } from './run-store.js';
import type { TypeLayouts } from './type-layouts.js';

interface Follower {
  readonly next: (event: Recorded) => void;
  readonly end: () => void;
}

export interface LogWriterParts {
  readonly slot: RunSlot;
  readonly layouts: TypeLayouts;
  readonly manifest: RunManifest;
  /** Events of earlier versions are taken too. */
  readonly isCopy?: boolean | undefined;
  /** Seals what is written; absent in a run that is not sealed, and in a copy, whose events are sealed already. */
  readonly sealer?: ((event: Recorded) => Recorded) | undefined;
  /** Where an incomplete log goes on: after a full block, with the events of the next one so far. */
  readonly resumed?: { readonly from: number; readonly head: ChainHead; readonly pending: readonly Recorded[] };
}

export class LogWriter implements RunWriter {
  seal: RunSeal | undefined;
  isEnded = false;
  private readonly slot: RunSlot;
  private readonly encoder: BlockEncoder;
  private readonly sealer: ((event: Recorded) => Recorded) | undefined;
  private readonly followers = new Set<Follower>();
  private head: ChainHead;
  private taken: number;
  private ended: () => void = () => undefined;
  private failure: unknown;
  /** Events that were committed by name. */
  private committed = 0;

  constructor({ slot, layouts, manifest, isCopy, sealer, resumed }: LogWriterParts) {
    this.slot = slot;
    this.sealer = sealer;
    this.taken = resumed?.from ?? manifest.parent?.at ?? 0;
    this.encoder = new BlockEncoder(layouts, this.taken, isCopy === true || sealer !== undefined);
    this.head = resumed?.head ?? chainStart(manifest);
    for (const event of resumed?.pending ?? []) {
      this.encoder.add(event);
      this.taken += 1;
    }
  }

  get count(): number {
    return this.taken;
  }

  get safeTo(): number {
    return this.slot.safeTo;
  }

  append(event: Recorded): void {
    if (this.failure !== undefined) throw this.failure;
    assert(!this.isEnded, 'An ended run takes no more events', { offset: event.offset });
    const written = this.sealer === undefined ? event : this.sealer(event);
    this.encoder.add(written);
    this.taken += 1;
    // Most events only go into columns; a function for each of them would cost as much as its place in the log.
    if (this.slot.acknowledge !== undefined || this.encoder.isFull) this.settleEvent(written);
    // Who follows in this process hears what was said, as a later reader with the key does.
    if (this.followers.size > 0) for (const follower of [...this.followers]) follower.next(event);
  }

  commit(): void {
    if (this.committed === this.taken) return;
    this.whileSound(() => this.slot.commit(this.encoder.count === 0 ? undefined : this.encoder.encode()));
    this.committed = this.taken;
  }

  finish(environment: Json): RunSeal {
    if (this.failure !== undefined) throw this.failure;
    assert(!this.isEnded, 'A run ends once');
    return this.whileSound(() => {
      this.closeBlock();
      const seal = { fingerprint: fingerprintOf(this.head), events: this.taken };
      this.slot.close(environment, seal);
      this.seal = seal;
      this.end();
      return seal;
    });
  }

  abandon(environment: Json): void {
    if (this.isEnded) return;
    this.whileSound(() => {
      this.closeBlock();
      this.slot.close(environment, undefined);
      this.end();
    });
  }

  /** Sets what the store does once the log is closed. */
  whenEnded(ended: () => void): void {
    this.ended = ended;
  }

  flush(): void {
    if (!this.isEnded) this.whileSound(() => this.slot.flush());
  }

  follow(next: (event: Recorded) => void, end: () => void): () => void {
    const follower = { next, end };
    this.followers.add(follower);
    return () => this.followers.delete(follower);
  }

  /** Returns the run as shelved, with the block in the making added, so that what was taken can be read at once. */
  withUnfinishedBlock(run: ShelvedRun): ShelvedRun {
    if (this.encoder.count === 0) return run;
    const { content, bytes } = this.encoder.encode();
    const block = { content, head: chainNext(this.head, bytes), file: 'memory', position: 0, end: bytes.length };
    const last = run.blocks.length;
    return { ...run, blocks: [...run.blocks, block], loose: [], load: (index) => (index === last ? bytes : run.load(index)) };
  }

  private settleEvent(event: Recorded): void {
    this.whileSound(() => {
      this.slot.acknowledge?.(event);
      if (this.encoder.isFull) this.closeBlock();
    });
  }

  private closeBlock(): void {
    if (this.encoder.count === 0) return;
    const { content, bytes } = this.encoder.encode();
    this.head = chainNext(this.head, bytes);
    this.slot.put({ content, head: this.head, bytes, earlierCorrelations: this.encoder.earlierCorrelations() });
    this.encoder.clear();
  }

  /** A log that the machine let down ends here, incomplete: nobody can say what a second try would write. */
  private whileSound<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (this.isEnded) throw error;
      this.failure = error;
      try {
        this.end();
      } catch {
        // The first failure is the one to tell.
      }
      throw error;
    }
  }

  private end(): void {
    this.isEnded = true;
    try {
      this.ended();
    } finally {
      const followers = [...this.followers];
      this.followers.clear();
      for (const follower of followers) follower.end();
    }
  }
}
