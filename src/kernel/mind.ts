/**
 * The mind of an agent in a run: a decider with its state, or a pipeline wired to an inbox; its streams of chance,
 * its timers, and what it wants to say about the delivery at hand. One event at a time is pushed,
 * never from within a push. What few agents need is made when it is first needed: a swarm has thousands of minds.
 */
import { Observable, type SchedulerLike, type Subscriber, type Subscription } from 'rxjs';
import { assert } from '../core/assert.js';
import type { AgentId } from '../core/brand.js';
import type { Draft, Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import { randomStream, streamAt, type RandomStream, type StreamPlace } from '../core/random.js';
import type { Agent, AgentContext, Decider } from './agent.js';
import { checkDrafts, isDecider } from './decider.js';
import { kernelScheduler } from './kernel-scheduler.js';
import type { Recollection } from './recollection.js';
import { TIMER_CANCELLED, TIMER_SET } from './vocabulary.js';

const OPERATOR_TIMER = 'rx/';

const SILENT: readonly Draft[] = Object.freeze([]);

export interface MindOptions {
  readonly id: AgentId;
  readonly agent: Agent;
  readonly seed: number;
  readonly now: () => Instant;
}

/** What a decider knows and where its luck stands. Its state is the very one, not a copy. */
export interface Memory {
  readonly state: unknown;
  readonly streams: readonly (readonly [purpose: string, place: StreamPlace])[];
}

export class Mind {
  /** Drafts of the delivery at hand, in the order they were said. */
  drafts: readonly Draft[] = SILENT;
  failure: unknown;

  readonly #id: AgentId;
  readonly #agent: Agent;
  readonly #now: () => Instant;
  readonly #context: AgentContext;
  readonly #decider: Decider | undefined;
  #state: unknown;
  #timers: Map<string, () => void> | undefined;
  #timerOffsets: Map<string, number> | undefined;
  #streams: Map<string, RandomStream> | undefined;
  #seed: number;
  #inbox: Subscriber<Recorded> | undefined;
  #output: Subscription | undefined;
  #timersSet = 0;
  /** When the event at hand was taken in, while the mind is told what it once knew. */
  #recalledAt: Instant | undefined;
  #pushing = false;

  constructor({ id, agent, seed, now }: MindOptions) {
    this.#id = id;
    this.#agent = agent;
    this.#seed = seed;
    this.#now = () => this.#recalledAt ?? now();
    this.#context = contextOf(id, { now: this.#now, random: (purpose) => this.#stream(purpose), set: (delayUs, ring) => this.#setTimer(delayUs, ring) });
    this.#decider = isDecider(agent) ? agent : undefined;
    this.#state = this.#decider?.initial();
  }

  /** Connects a pipeline to its inbox. What it says at once stands in {@link drafts}. A decider begins by itself. */
  start(): void {
    if (this.#decider !== undefined) return;
    const inbox$ = new Observable<Recorded>((subscriber) => {
      assert(this.#inbox === undefined, 'An inbox is subscribed to once; share it inside the agent', { agent: this.#id });
      this.#inbox = subscriber;
    });
    this.#output = this.#said$(inbox$).subscribe({
      next: (draft) => this.#say(draft),
      error: (cause: unknown) => {
        this.failure = cause ?? 'The behaviour ended with an error that has no value';
      },
    });
  }

  /** Pushes one event; afterwards {@link drafts} and {@link failure} tell what came of it. */
  deliver(event: Recorded): void {
    assert(!this.#pushing, 'An inbox is never pushed into from within a push', { agent: this.#id });
    this.#pushing = true;
    try {
      if (event.type === TIMER_SET && this.#isOperatorTimer(event)) this.#ring(event);
      else if (this.#decider !== undefined) this.#decide(this.#decider, event);
      else this.#inbox?.next(event);
    } catch (cause) {
      this.failure = cause;
    } finally {
      this.#pushing = false;
    }
  }

  /** Takes in a delivered event without deciding; a pipeline hears it, and what it says is dropped. */
  hear(event: Recorded): void {
    if (this.#decider !== undefined) this.#state = this.#decider.evolve(this.#state, event, this.#context);
    else {
      this.deliver(event);
      this.clearDrafts();
    }
  }

  /** Takes in one of the agent's own events, once it is recorded. */
  said(event: Recorded): void {
    if (this.#decider !== undefined) this.#state = this.#decider.evolve(this.#state, event, this.#context);
    else if (event.type === TIMER_SET) (this.#timerOffsets ??= new Map<string, number>()).set((event.data as { name: string }).name, event.offset);
  }

  /** Takes in again what another mind in this place has heard and said, from a snapshot on; each at its own time. */
  recall(snapshot: { readonly state: unknown } | undefined, taken: readonly Recollection[]): void {
    if (snapshot !== undefined && this.#decider !== undefined) this.#state = snapshot.state;
    try {
      for (const { event, at, isOwn } of taken) {
        this.#recalledAt = at;
        if (isOwn) this.said(event);
        else this.hear(event);
      }
    } catch (cause) {
      this.failure = cause;
    } finally {
      this.#recalledAt = undefined;
    }
    this.clearDrafts();
  }

  /** Forgets what was said: it is recorded, or told nobody. */
  clearDrafts(): void {
    this.drafts = SILENT;
  }

  /** Returns the state of a decider; `undefined` for a pipeline, whose state is inside its operators. */
  state(): unknown {
    return this.#state;
  }

  /** Returns what a mind must be given to go on from here; `undefined` for a pipeline, which only its whole inbox brings back. */
  memory(): Memory | undefined {
    if (this.#decider === undefined) return undefined;
    return { state: this.#state, streams: [...(this.#streams ?? [])].map(([purpose, stream]) => [purpose, stream.place()] as const) };
  }

  /** Goes on with a memory, as if it were its own. */
  remember({ state, streams }: Memory): void {
    assert(this.#decider !== undefined, 'Only a decider goes on from a memory', { agent: this.#id });
    this.#state = state;
    this.#streams = new Map(streams.map(([purpose, place]) => [purpose, streamAt(place)]));
  }

  /** Returns how many numbers each stream of chance has given, for reports of divergence. */
  draws(): Readonly<Record<string, number>> {
    return Object.fromEntries([...(this.#streams ?? [])].map(([purpose, stream]) => [purpose, stream.draws]));
  }

  /** Goes on with the luck of another mind, so that a swapped agent keeps the agent's streams. */
  inheritStreams(from: Mind): void {
    this.#streams = from.#streams ??= new Map<string, RandomStream>();
    this.#seed = from.#seed;
  }

  /** Begins all streams of chance anew, under another seed. */
  reseed(seed: number): void {
    this.#seed = seed;
    this.#streams?.clear();
  }

  stop(): void {
    this.#inbox?.complete();
    this.#output?.unsubscribe();
    this.clearDrafts();
  }

  /** Folds first, then speaks: a stretch of the loop that every event goes through, so nothing is in between. */
  #decide(decider: Decider, event: Recorded): void {
    const state = decider.evolve(this.#state, event, this.#context);
    this.#state = state;
    const drafts = decider.decide(state, event, this.#context);
    checkDrafts(drafts);
    // Its own copy: what an agent returns may be a part of its state, which changes with each of its words.
    if (drafts.length > 0) this.drafts = this.drafts.length === 0 ? drafts.slice() : [...this.drafts, ...drafts];
  }

  #say(draft: Draft): void {
    if (this.drafts === SILENT) this.drafts = [draft];
    else (this.drafts as Draft[]).push(draft);
  }

  #said$(inbox$: Observable<Recorded>): Observable<Draft> {
    assert('behaviour' in this.#agent, 'An agent is a decider or a pipeline', { agent: this.#id });
    return this.#agent.behaviour(inbox$, this.#context);
  }

  #stream(purpose: string): RandomStream {
    const streams = (this.#streams ??= new Map<string, RandomStream>());
    let stream = streams.get(purpose);
    if (stream === undefined) {
      stream = randomStream({ seed: this.#seed, agent: this.#id, purpose });
      streams.set(purpose, stream);
    }
    return stream;
  }

  #setTimer(delayUs: number, ring: () => void): () => void {
    const name = `${OPERATOR_TIMER}${this.#timersSet}`;
    this.#timersSet += 1;
    const afterUs = Math.max(1, delayUs);
    const to = [this.#id];
    this.#say({ type: TIMER_SET, to, afterUs, data: { name, dueAt: this.#now() + afterUs } });
    (this.#timers ??= new Map<string, () => void>()).set(name, ring);
    return () => {
      if (this.#timers?.delete(name) !== true) return;
      // A timer cancelled in the delivery that set it has no offset yet.
      this.#say({ type: TIMER_CANCELLED, to, data: { name, timer: this.#timerOffsets?.get(name) ?? -1 } });
      this.#timerOffsets?.delete(name);
    };
  }

  #isOperatorTimer(event: Recorded): boolean {
    return event.agent === this.#id && (event.data as { name: string }).name.startsWith(OPERATOR_TIMER);
  }

  #ring(event: Recorded): void {
    const { name } = event.data as { name: string };
    const ring = this.#timers?.get(name);
    this.#timers?.delete(name);
    this.#timerOffsets?.delete(name);
    ring?.();
  }
}

interface Loans {
  readonly now: () => Instant;
  readonly random: AgentContext['random'];
  readonly set: (delayUs: number, ring: () => void) => () => void;
}

function contextOf(id: AgentId, { now, random, set }: Loans): AgentContext {
  let scheduler: SchedulerLike | undefined;
  return {
    id,
    now,
    random,
    get scheduler() {
      return (scheduler ??= kernelScheduler({ now, set }));
    },
  };
}
