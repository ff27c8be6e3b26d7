/**
 * What an agent is to the kernel: a name, topics it listens to, and a behaviour. Two ways to write
 * one: a decider (state is plain data; the default) or a pipeline of RxJS operators.
 */
import type { Observable, SchedulerLike } from 'rxjs';
import type { AgentId } from '../core/brand.js';
import type { Draft, Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import type { RandomStream } from '../core/random.js';

/** What the kernel lends an agent. Nothing here reaches the machine. */
export interface AgentContext {
  readonly id: AgentId;
  /** Virtual time of the delivery being handled, in µs. */
  now(): Instant;
  /** Returns the agent's own stream of chance for a purpose; the same stream at every call. */
  random(purpose: string): RandomStream;
  /** Virtual scheduler for RxJS time operators; each scheduled action becomes a timer delivery. */
  readonly scheduler: SchedulerLike;
}

/** From what an agent hears to what it wants to say. */
export type Behaviour<Event extends Recorded = Recorded, Said extends Draft = Draft> = (
  inbox$: Observable<Event>,
  context: AgentContext,
) => Observable<Said>;

/**
 * State is plain data and changes only in `evolve`, which the kernel calls (1) for each delivered
 * event, before `decide`, and (2) for each event the agent itself said, once it is recorded. So the
 * state is a fold of the log: it can be looked at in the past, kept in a snapshot, restored.
 *
 * `evolve` may change the state it is given in place and return it: the kernel owns it, nobody else
 * holds a reference. It must not draw chance nor keep anything elsewhere. `decide` only reads.
 */
export interface Decider<State = unknown, Event extends Recorded = Recorded, Said extends Draft = Draft> {
  /** Topics it hears. `*` stands for one part, a final `**` for any rest: `bars/*`, `orders/**`. */
  readonly listensTo: readonly string[];
  initial(): State;
  evolve(state: State, event: Event, context: AgentContext): State;
  decide(state: State, event: Event, context: AgentContext): readonly Said[];
}

export interface Pipeline<Event extends Recorded = Recorded, Said extends Draft = Draft> {
  readonly listensTo: readonly string[];
  behaviour(inbox$: Observable<Event>, context: AgentContext): Observable<Said>;
}

/** The state's type is the agent's own business; the kernel only carries it. */
export type Agent<Event extends Recorded = Recorded, Said extends Draft = Draft> =
  | Decider<unknown, Event, Said>
  | Pipeline<Event, Said>;

/** What brings events from outside into the run, in time order: a feed of recorded market data. */
export interface Source {
  readonly agent: AgentId;
  /** When the next draft is due; `undefined` at the end. Never goes back. */
  nextAt(): Instant | undefined;
  /** Returns the next draft and steps on; `undefined` where there is nothing to say after all. */
  take(): Draft | undefined;
}
