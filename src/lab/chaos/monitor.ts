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
  readonly state: unknown;
}

export class Monitor {
  /** What stopped the run. */
  found: InvariantFound | undefined;
  readonly #checks: readonly Watch[];
  readonly #ears: readonly Watch[];
  readonly #ends: readonly Watch[];
  #world: World | undefined;
  #last = 0;

  constructor(laws: readonly Invariant[]) {
    const watches = laws.map((law): Watch => ({ law, state: law.initial?.() ?? {} }));
    this.#checks = watches.filter(({ law }) => law.check !== undefined);
    this.#ears = watches.filter(({ law }) => law.heard !== undefined);
    this.#ends = watches.filter(({ law }) => law.settled !== undefined);
  }

  /** Shows the monitor the world that the laws may look at. */
  open(world: World): void {
    this.#world = world;
  }

  recorded(event: LogEvent): void {
    this.#last = event.offset;
    this.#judge(this.#checks, event.offset, (law, state, world) => law.check?.(event, state, world));
  }

  heard(event: LogEvent, receiver: AgentId): void {
    this.#judge(this.#ears, event.offset, (law, state, world) => law.heard?.(event, receiver, state, world));
  }

  /** Call when the data have ended and all faults were healed long enough before. */
  settled(): void {
    this.#judge(this.#ends, this.#last, (law, state, world) => law.settled?.(state, world));
  }

  #judge(watches: readonly Watch[], at: number, ask: (law: Invariant, state: unknown, world: World) => string | undefined): void {
    if (this.found !== undefined || this.#world === undefined) return;
    for (const { law, state } of watches) {
      const found = answerOf(() => ask(law, state, this.#world as World));
      if (found === undefined) continue;
      this.found = new InvariantFound(law.id, law.law, at, found);
      throw this.found;
    }
  }
}

/** A law that throws cannot vouch for anything. */
function answerOf(ask: () => string | undefined): string | undefined {
  try {
    return ask();
  } catch (cause) {
    return `the law itself threw: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}
