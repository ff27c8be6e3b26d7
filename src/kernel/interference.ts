/**
 * Where faults take hold of the kernel. Whoever breaks a run on purpose implements this port: the kernel
 * asks it about every message on every link and tells it everything that was recorded. What a fault is,
 * and when, is not the kernel's business; a run without one pays nothing.
 */
import type { AgentId } from '../core/brand.js';
import type { Draft, Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';

/** What the lab has to say of a fault, and the event that it befell. */
export interface Note {
  readonly draft: Draft;
  readonly cause: Recorded | undefined;
}

export interface Interference {
  /** Lends the levers that faults are worked with; called once, before anything is recorded. */
  attach(levers: FaultLevers): void;
  /** Hears every event as it is recorded, also in a replay: faults begin and end by the log. */
  recorded(event: Recorded): void;
  /**
   * Returns when a message reaches this receiver: never (none), once, or more often, each time at another
   * instant; `undefined` where nothing befalls it and it arrives at `at`.
   */
  passage(event: Recorded, receiver: AgentId, at: Instant): readonly Instant[] | undefined;
  /** Tells whether mail for an agent that is down is lost; otherwise it waits. */
  losesMail(event: Recorded, receiver: AgentId): boolean;
  /** Hears of every delivery, before the receiver takes it in. */
  delivered(event: Recorded, receiver: AgentId): void;
  /** Returns what the lab has to say since the last call, in order. */
  takeNotes(): readonly Note[];
  /** In a replay: tells whether the lab said this recorded event of what was just done, and no longer has it to say. */
  isDue(event: Recorded): boolean;
  /** Tells whether the agent may crash, so that its inbox must be kept for its recovery. */
  mayCrash(agent: AgentId): boolean;
  /** Returns a copy of a state that shares nothing with it. Throws where the state is no plain data. */
  copyOf(state: unknown): unknown;
  /** Returns where the faults stand; `undefined` where nobody could go on from here. */
  place(): InterferencePlace | undefined;
  /** Goes on from what {@link place} remembered, before anything is recorded. `eventAt` gives recorded events by offset. */
  goOn(memory: unknown, eventAt: (offset: number) => Recorded): void;
}

/** Where faults stand between two deliveries, as plain data. */
export interface InterferencePlace {
  /** Offsets of the events that the memory names. */
  readonly events: readonly number[];
  readonly memory: unknown;
}

/** How an agent came back: the offset of its last snapshot (-1: none) and what it took in again after it. */
export interface Recovery {
  readonly snapshot: number;
  readonly recalled: number;
}

export interface FaultLevers {
  now(): Instant;
  /** Brings a recorded event to one receiver, at a later instant. */
  deliver(event: Recorded, receiver: AgentId, at: Instant): void;
  /** Takes an agent down: it handles nothing until it is restarted. */
  crash(agent: AgentId): void;
  /** Brings a crashed agent back with the mind it had. */
  restart(agent: AgentId): Recovery;
  /** Lets an agent handle nothing before this instant; its mail waits. */
  hang(agent: AgentId, until: Instant): void;
  /** Gives an agent that much to think about each delivery; 0 makes it as quick as it was. */
  slow(agent: AgentId, thinkUs: number): void;
}
