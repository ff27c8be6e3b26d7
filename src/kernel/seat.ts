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
import { Mind } from './mind.js';

export interface SeatOptions {
  readonly id: AgentId;
  readonly agent: Agent;
  /** Virtual time that the agent needs for each delivery; its later mail waits. */
  readonly thinkUs?: number;
  /** Who takes the agent's place, fork by fork, with a state as if it had always been here. */
  readonly successors?: readonly Agent[];
}

export class Seat {
  readonly id: AgentId;
  listensTo: readonly string[];
  readonly thinkUs: number;
  mind: Mind;
  /** Minds of the successors, the next one first. */
  readonly shadows: Mind[];
  /** Mail that waits while the agent thinks, in order of arrival. */
  readonly backlog: Recorded[] = [];
  busyUntil: Instant = 0;
  /** Counts what it said; part of the order of deliveries. */
  sequence = 0;
  readonly #successors: Agent[];

  constructor(options: SeatOptions, seed: number, now: () => Instant) {
    const { id, agent, successors = [] } = options;
    this.id = id;
    this.listensTo = agent.listensTo;
    this.thinkUs = options.thinkUs ?? 0;
    this.mind = new Mind({ id, agent, seed, now });
    this.#successors = [...successors];
    this.shadows = successors.map((successor) => new Mind({ id, agent: successor, seed, now }));
  }

  start(): void {
    this.mind.start();
    for (const shadow of this.shadows) shadow.start();
  }

  said(event: Recorded): void {
    this.mind.said(event);
    for (let i = 0; i < this.shadows.length; i += 1) this.shadows[i].said(event);
  }

  /** Puts the next successor in the place of the mind. */
  swap(): void {
    const shadow = this.shadows.shift();
    const successor = this.#successors.shift();
    assert(shadow !== undefined && successor !== undefined, 'A seat that is swapped has a successor', { seat: this.id });
    shadow.inheritStreams(this.mind);
    shadow.drafts.length = 0;
    this.mind.stop();
    this.mind = shadow;
    this.listensTo = successor.listensTo;
  }

  stop(): void {
    this.mind.stop();
    for (const shadow of this.shadows) shadow.stop();
  }
}
