/**
 * What an agent that may crash leaves outside its own mind: a snapshot now and then, and everything it
 * has heard and said since. A mind that is put together again from this is the mind that was lost.
 */
import { NO_CAUSE, type Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import type { Recovery } from './interference.js';
import type { Mind } from './mind.js';
import type { Recollection } from './recollection.js';

const DELIVERIES_PER_SNAPSHOT = 64;

/** What is kept, as plain data; events by their offsets. */
export interface RecallPlace {
  readonly taken: readonly { readonly event: number; readonly at: Instant; readonly isOwn: boolean }[];
  readonly snapshot: { readonly state: unknown } | undefined;
  readonly snapshotOffset: number;
  readonly deliveries: number;
}

export class Recall {
  #taken: Recollection[] = [];
  #snapshot: { readonly state: unknown } | undefined;
  #snapshotOffset = NO_CAUSE;
  #deliveries = 0;
  /** A state that is no plain data is told again from its beginning, as a pipeline is. */
  #canCopy = true;
  /** Everything since the beginning, for a mind that may take this place and has not been here; absent where none may. */
  readonly #history: Recollection[] | undefined;

  constructor(
    private readonly copyOf: (state: unknown) => unknown,
    { hasSuccessors }: { readonly hasSuccessors: boolean },
  ) {
    this.#history = hasSuccessors ? [] : undefined;
  }

  heard(event: Recorded, at: Instant): void {
    this.#deliveries += 1;
    this.#take({ event, at, isOwn: false });
  }

  said(event: Recorded, at: Instant): void {
    this.#take({ event, at, isOwn: true });
  }

  /** Begins anew for another mind in this place: what the first one knew is none of its own. */
  succeed(mind: Mind): void {
    this.#canCopy = true;
    this.#snapshot = undefined;
    this.#snapshotOffset = NO_CAUSE;
    this.#taken = [...(this.#history ?? [])];
    this.#keep(mind);
  }

  /** Takes a snapshot when enough was taken in since the last one. Call it between two deliveries. */
  rest(mind: Mind): void {
    if (this.#deliveries >= DELIVERIES_PER_SNAPSHOT) this.#keep(mind);
  }

  /** Puts a fresh mind into the state of the lost one. The snapshot stays for the next crash. */
  restore(mind: Mind): Recovery {
    const snapshot = this.#snapshot === undefined ? undefined : { state: this.copyOf(this.#snapshot.state) };
    mind.recall(snapshot, this.#taken);
    return { snapshot: this.#snapshotOffset, recalled: this.#taken.length };
  }

  /** Returns what is kept, `undefined` where that is no plain data: a state that cannot be copied is told from its beginning. */
  place(): RecallPlace | undefined {
    if (!this.#canCopy) return undefined;
    const taken = this.#taken.map(({ event, at, isOwn }) => ({ event: event.offset, at, isOwn }));
    return { taken, snapshot: this.#snapshot, snapshotOffset: this.#snapshotOffset, deliveries: this.#deliveries };
  }

  /** Goes on with what was kept. */
  goOn({ taken, snapshot, snapshotOffset, deliveries }: RecallPlace, eventAt: (offset: number) => Recorded): void {
    this.#taken = taken.map(({ event, at, isOwn }) => ({ event: eventAt(event), at, isOwn }));
    this.#snapshot = snapshot;
    this.#snapshotOffset = snapshotOffset;
    this.#deliveries = deliveries;
  }

  #take(one: Recollection): void {
    this.#taken.push(one);
    this.#history?.push(one);
  }

  #keep(mind: Mind): void {
    const state = mind.state();
    if (state === undefined || !this.#canCopy || this.#taken.length === 0) return;
    try {
      this.#snapshot = { state: this.copyOf(state) };
    } catch {
      this.#canCopy = false;
      return;
    }
    this.#snapshotOffset = this.#taken[this.#taken.length - 1].event.offset;
    this.#taken = [];
    this.#deliveries = 0;
  }
}
