/**
 * The short way to write an agent: what it hears, what it remembers, and what it says. A thin wrapper
 * that fixes the types to the catalogue of events, so that a typo in an event is a compile error.
 */
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import type { Decider } from '../kernel/agent.js';

/**
 * Returns the agent. Its state is plain data and changes only in `evolve`, which is called for each
 * event delivered to it and for each event of its own once that is recorded; `evolve` may change the
 * state in place and returns it. `decide` only reads, and returns {@link SILENT} when it has nothing to say.
 */
export function decider<State>(agent: Decider<State, LogEvent, EventDraft>): Decider<State, LogEvent, EventDraft> {
  return agent;
}

/** What a decider returns when it has nothing to say: one shared array, because most bars pass in silence. */
export const SILENT: readonly EventDraft[] = Object.freeze([]);
