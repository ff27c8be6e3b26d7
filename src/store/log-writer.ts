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

export class LogWriter implements RunWriter {
  seal: RunSeal | undefined;
  isEnded = false;
  private readonly slot: RunSlot;
  private readonly encoder: BlockEncoder;
  private readonly followers = new Set<Follower>();
  private head: ChainHead;
  private taken: number;
  private ended: () => void = () => undefined;

  constructor({ slot, layouts, manifest }: { readonly slot: RunSlot; readonly layouts: TypeLayouts; readonly manifest: RunManifest }) {
    this.slot = slot;
    this.taken = manifest.parent?.at ?? 0;
    this.encoder = new BlockEncoder(layouts, this.taken);
    this.head = chainStart(manifest);
  }

  get count(): number {
    return this.taken;
  }

  append(event: Recorded): void {
    assert(!this.isEnded, 'An ended run takes no more events', { offset: event.offset });
    this.encoder.add(event);
    this.taken += 1;
    this.slot.acknowledge(event);
    if (this.encoder.isFull) this.closeBlock();
    if (this.followers.size > 0) for (const follower of [...this.followers]) follower.next(event);
  }

  finish(environment: Json): RunSeal {
    this.closeBlock();
    this.seal = { fingerprint: fingerprintOf(this.head), events: this.taken };
    this.end(environment);
    return this.seal;
  }

  abandon(environment: Json): void {
    if (this.isEnded) return;
    this.closeBlock();
    this.end(environment);
  }

  /** Sets what the store does once the log is closed. */
  whenEnded(ended: () => void): void {
    this.ended = ended;
  }

  flush(): void {
    this.slot.flush();
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
    const block = { content, head: chainNext(this.head, bytes), file: 'memory', position: 0 };
    const last = run.blocks.length;
    return { ...run, blocks: [...run.blocks, block], loose: [], load: (index) => (index === last ? bytes : run.load(index)) };
  }

  private closeBlock(): void {
    assert(!this.isEnded, 'A run ends once');
    if (this.encoder.count === 0) return;
    const { content, bytes } = this.encoder.encode();
    this.head = chainNext(this.head, bytes);
    this.slot.put({ content, head: this.head, bytes });
    this.encoder.clear();
  }

  private end(environment: Json): void {
    this.isEnded = true;
    this.slot.close(environment, this.seal);
    try {
      this.ended();
    } finally {
      const followers = [...this.followers];
      this.followers.clear();
      for (const follower of followers) follower.end();
    }
  }
}
