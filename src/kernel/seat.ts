/**
 * A seat is an agent's place in a run: its name, what it listens to, its waiting mail, and its mind.
 * A shadow is a second mind that hears and says the same and decides nothing, until a fork puts it in
 * the place of the first.
 */
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
  /** Takes the agent's place when {@link Seat.swap} is called, with a state as if it had always been here. */
  readonly successor?: Agent;
}

export class Seat {
  readonly id: AgentId;
  listensTo: readonly string[];
  readonly thinkUs: number;
  mind: Mind;
  shadow: Mind | undefined;
  /** Mail that waits while the agent thinks, in order of arrival. */
  readonly backlog: Recorded[] = [];
  busyUntil: Instant = 0;
  /** Counts what it said; part of the order of deliveries. */
  sequence = 0;
  readonly #successor: Agent | undefined;

  constructor(options: SeatOptions, seed: number, now: () => Instant) {
    const { id, agent, successor } = options;
    this.id = id;
    this.listensTo = agent.listensTo;
    this.thinkUs = options.thinkUs ?? 0;
    this.mind = new Mind({ id, agent, seed, now });
    this.#successor = successor;
    this.shadow = successor === undefined ? undefined : new Mind({ id, agent: successor, seed, now });
  }

  start(): void {
    this.mind.start();
    this.shadow?.start();
  }

  said(event: Recorded): void {
    this.mind.said(event);
    this.shadow?.said(event);
  }

  /** Puts the shadow in the place of the mind. */
  swap(): void {
    if (this.shadow === undefined || this.#successor === undefined) return;
    this.shadow.inheritStreams(this.mind);
    this.shadow.drafts.length = 0;
    this.mind.stop();
    this.mind = this.shadow;
    this.shadow = undefined;
    this.listensTo = this.#successor.listensTo;
  }

  stop(): void {
    this.mind.stop();
    this.shadow?.stop();
  }
}
