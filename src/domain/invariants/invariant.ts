/**
 * A law that must hold at every event of a run, as a fold with a judgement. The lab asks it after every
 * event and every delivery; the first answer that is not `undefined` stops the run at exactly that event.
 */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { LogEvent } from '../catalogue.js';

/** What a law may look at beside the events. */
export interface World {
  /** Virtual time. */
  readonly now: Instant;
  /** Who takes part, in order of id. */
  readonly agents: readonly AgentId[];
  /** Returns the state of an agent as it is now; `undefined` for a pipeline. Only to be read. */
  stateOf(agent: AgentId): unknown;
  /** Tells whether an agent is crashed or hangs. */
  isAway(agent: AgentId): boolean;
}

export interface Invariant<State = unknown> {
  /** `I13`, or a name of your own. */
  readonly id: string;
  /** The law in one sentence, stated positively. */
  readonly law: string;
  /** Returns what the law remembers at the start: it may be changed in place. Absent: nothing. */
  initial?(): State;
  /** Called when an event has been recorded. Returns what is wrong, in words; `undefined` if nothing is. */
  check?(event: LogEvent, state: State, world: World): string | undefined;
  /** Called when an event is delivered, before the receiver takes it in. */
  heard?(event: LogEvent, receiver: AgentId, state: State, world: World): string | undefined;
  /** Called once when the data have ended, if all faults were healed long enough before: did the swarm recover? */
  settled?(state: State, world: World): string | undefined;
}

/** Returns the same law; fixes the type of its state. */
export function invariant<State>(law: Invariant<State>): Invariant {
  return law as Invariant;
}

/** Whose word counts for what: the laws believe nobody else. */
export interface Authorities {
  readonly feed: AgentId;
  readonly venue: AgentId;
  readonly gate: AgentId;
  readonly lab: AgentId;
}
