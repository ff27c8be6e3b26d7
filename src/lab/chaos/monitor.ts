/** Holds every event and every delivery of a run against the laws, and stops the run at the first that breaks one. */
import type { AgentId } from '../../core/brand.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { Invariant, World } from '../../domain/invariants/invariant.js';

/** Thrown through the kernel to stop it at once; never seen outside the lab. */
export class InvariantFound {
  constructor(
    readonly invariant: string,
    readonly law: string,
    /** Offset of the event at which it broke. */
    readonly at: number,
    readonly found: string,
  ) {}
}

interface Watch {
  readonly law: Invariant;
  state: unknown;
}

export interface MonitorPlace {
  readonly last: number;
  readonly states: readonly unknown[];
}

export class Monitor {
  /** What stopped the run. */
  found: InvariantFound | undefined;
  readonly #watches: readonly Watch[];
  readonly #checks: readonly Watch[];
  readonly #ears: readonly Watch[];
  readonly #ends: readonly Watch[];
  #world: World | undefined;
  #last = 0;

  constructor(laws: readonly Invariant[]) {
    const watches = laws.map((law): Watch => ({ law, state: law.initial?.() ?? {} }));
    this.#watches = watches;
    this.#checks = watches.filter(({ law }) => law.check !== undefined);
    this.#ears = watches.filter(({ law }) => law.heard !== undefined);
    this.#ends = watches.filter(({ law }) => law.settled !== undefined);
  }

  /** Shows the monitor the world that the laws may look at. */
  open(world: World): void {
    this.#world = world;
  }

  /** Returns what the laws remember; in a replay, where none is watched, nothing. */
  place(): MonitorPlace {
    return { last: this.#last, states: this.#world === undefined ? [] : this.#watches.map(({ state }) => state) };
  }

  goOn({ last, states }: MonitorPlace): void {
    this.#last = last;
    states.forEach((state, place) => {
      this.#watches[place].state = state;
    });
  }

  recorded(event: LogEvent): void {
    this.#last = event.offset;
    if (this.found !== undefined || this.#world === undefined) return;
    for (const watch of this.#checks) {
      const found = judged(watch, event, this.#world);
      if (found !== undefined) this.#stop(watch, event.offset, found);
    }
  }

  heard(event: LogEvent, receiver: AgentId): void {
    if (this.found !== undefined || this.#world === undefined) return;
    for (const watch of this.#ears) {
      const found = judged(watch, event, this.#world, receiver);
      if (found !== undefined) this.#stop(watch, event.offset, found);
    }
  }

  /** Call when the data have ended and all faults were healed long enough before. */
  settled(): void {
    if (this.found !== undefined || this.#world === undefined) return;
    for (const watch of this.#ends) {
      const found = judged(watch, undefined, this.#world);
      if (found !== undefined) this.#stop(watch, this.#last, found);
    }
  }

  #stop({ law }: Watch, at: number, found: string): never {
    this.found = new InvariantFound(law.id, law.law, at, found);
    throw this.found;
  }
}

/** Returns what a law says of an event that was recorded, or heard by a receiver; without one, of the whole run. A law that throws cannot vouch for anything. */
function judged({ law, state }: Watch, event: LogEvent | undefined, world: World, receiver?: AgentId): string | undefined {
  try {
    const said: unknown = event === undefined ? law.settled?.(state, world) : receiver === undefined ? law.check?.(event, state, world) : law.heard?.(event, receiver, state, world);
    if (said === undefined || said === null || said === false || said === '') return undefined;
    return typeof said === 'string' ? said : `the law answered ${typeof said}, where words or nothing are expected`;
  } catch (cause) {
    return `the law itself threw: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}
