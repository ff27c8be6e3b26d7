/**
 * A seat is an agent's place in a run: its name, what it listens to, its waiting mail, and its mind.
 * A shadow is another mind that hears and says the same and decides nothing, until a fork puts it in
 * the place of the first.
 */
import { assert } from '../core/assert.js';
import type { AgentId } from '../core/brand.js';
import type { Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import type { Agent } from './agent.js';
import type { Interference, Recovery } from './interference.js';
import { Mind } from './mind.js';
import { Recall } from './recall.js';

/** No wake-up is set. */
export const NEVER: Instant = Infinity;

export interface SeatOptions {
  readonly id: AgentId;
  readonly agent: Agent;
  /** Virtual time that the agent needs for each delivery; its later mail waits. */
  readonly thinkUs?: number;
  /** Who takes the agent's place, fork by fork, with a state as if it had always been here. */
  readonly successors?: readonly Agent[];
  /** Makes the agent anew, for one that comes back from a crash; absent: the same agent with a fresh mind. */
  readonly revive?: () => Agent;
}

/** What all seats of a run share. */
export interface SeatFrame {
  readonly seed: number;
  readonly now: () => Instant;
  readonly interference?: Interference | undefined;
}

export class Seat {
  readonly id: AgentId;
  listensTo: readonly string[];
  thinkUs: number;
  mind: Mind;
  /** Minds of the successors, the next one first. */
  readonly shadows: Mind[];
  /** Whether it handles whatever arrives at once; then no mail ever waits. */
  takesAtOnce: boolean;
  /** Crashed, and not restarted yet. */
  isDown = false;
  /** What is kept for its recovery; absent for agents that cannot crash. */
  readonly recall: Recall | undefined;
  /** Mail that waits while the agent thinks, in order of arrival. */
  readonly backlog: Recorded[] = [];
  busyUntil: Instant = 0;
  /** When it takes the oldest waiting mail. */
  wakeAt: Instant = NEVER;
  /** Counts its wake-ups. */
  wakes = 0;
  /** Counts what it said; part of the order of deliveries. */
  sequence = 0;
  readonly #successors: Agent[];
  readonly #frame: SeatFrame;
  readonly #usualThinkUs: number;
  #revive: () => Agent;

  constructor(options: SeatOptions, frame: SeatFrame) {
    const { id, agent, successors = [], thinkUs = 0 } = options;
    const { seed, now, interference } = frame;
    this.id = id;
    this.listensTo = agent.listensTo;
    this.thinkUs = thinkUs;
    this.takesAtOnce = thinkUs === 0;
    this.mind = new Mind({ id, agent, seed, now });
    this.#frame = frame;
    this.#usualThinkUs = thinkUs;
    this.#revive = options.revive ?? (() => agent);
    this.recall = interference?.mayCrash(id) === true ? new Recall((state) => interference.copyOf(state), { hasSuccessors: successors.length > 0 }) : undefined;
    this.#successors = [...successors];
    this.shadows = successors.map((successor) => new Mind({ id, agent: successor, seed, now }));
  }

  start(): void {
    this.mind.start();
    for (const shadow of this.shadows) shadow.start();
  }

  said(event: Recorded): void {
    this.mind.said(event);
    if (this.recall !== undefined) this.recall.said(event, this.#frame.now());
    for (let i = 0; i < this.shadows.length; i += 1) this.shadows[i].said(event);
  }

  /** Puts the next successor in the place of the mind. */
  swap(): void {
    const shadow = this.shadows.shift();
    const successor = this.#successors.shift();
    assert(shadow !== undefined && successor !== undefined, 'A seat that is swapped has a successor', { seat: this.id });
    shadow.inheritStreams(this.mind);
    shadow.clearDrafts();
    this.mind.stop();
    this.mind = shadow;
    this.listensTo = successor.listensTo;
    this.#revive = () => successor;
    this.recall?.succeed(shadow);
  }

  /** Sets how long it thinks about each delivery, beside what it always needs. */
  setThinking(extraUs: number): void {
    this.thinkUs = this.#usualThinkUs + extraUs;
  }

  /** Puts a fresh mind in the place of the lost one, and tells it what that one knew. Its failure is the mind's. */
  recover(): Recovery {
    assert(this.recall !== undefined, 'An agent that comes back was expected to crash', { seat: this.id });
    const { seed, now } = this.#frame;
    const mind = new Mind({ id: this.id, agent: this.#revive(), seed, now });
    // A pipeline lives through its inbox again, and draws what it drew; a decider only folds, and goes on drawing.
    if (this.mind.state() !== undefined) mind.inheritStreams(this.mind);
    this.mind.stop();
    mind.start();
    mind.clearDrafts();
    this.mind = mind;
    return this.recall.restore(mind);
  }

  stop(): void {
    this.mind.stop();
    for (const shadow of this.shadows) shadow.stop();
  }
}
