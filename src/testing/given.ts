/**
 * Tests an agent as a sentence: given these events, when this happens, then it says that. No bus, no
 * kernel, no mock: the agent hears fabricated events in its own little virtual time, and takes in what
 * it says itself, as it would in a run.
 */
import { HivetapeError } from '../core/errors.js';
import { agentId, type AgentId } from '../core/brand.js';
import { NO_CAUSE, NOBODY } from '../core/event.js';
import { MINUTE, parseInstant, type Instant } from '../core/instant.js';
import { catalogue, type EventDraft, type LogEvent } from '../domain/catalogue.js';
import type { Agent } from '../kernel/agent.js';
import { Mind } from '../kernel/mind.js';
import { FEED_ID, UNSTAMPED, VENUE_ID, type TestEvent } from './events.js';

export interface GivenOptions {
  /** Under what name the agent sits; must be that of its setting, if it has one. */
  readonly id?: string;
  readonly seed?: number;
  /** When the first event is heard. */
  readonly startAt?: Instant;
}

export interface Given {
  /** Lets one more thing happen and returns what the agent says to it. Throws what the agent throws. */
  when(event: TestEvent): readonly EventDraft[];
  /** Lets more things happen and returns all that the agent says to them, in order. */
  whenAll(events: readonly TestEvent[]): readonly EventDraft[];
  /** Hands a timer that the agent has set back to it, when it is due, and returns what it says. Throws where none is set. */
  whenTimerRings(): readonly EventDraft[];
  /** Returns the state of a decider. */
  state(): unknown;
  now(): Instant;
}

const START = parseInstant('2020-01-01');
/** How long after the close agents hear a bar, by default. */
const FEED_US = 3;

/** Returns the agent after it has heard these events, ready to hear more. */
export function given(agent: Agent<LogEvent, EventDraft>, events: readonly TestEvent[] = [], options: GivenOptions = {}): Given {
  const stage = new Stage(agent, options);
  stage.hearAll(events);
  return {
    when: (event) => stage.hear(event),
    whenAll: (more) => stage.hearAll(more),
    whenTimerRings: () => stage.ring(),
    state: () => stage.mind.state(),
    now: () => stage.now,
  };
}

/** Virtual time, offsets and timers of one agent under test. */
class Stage {
  readonly mind: Mind;
  now: Instant;
  readonly #id: AgentId;
  readonly #timers: LogEvent[] = [];
  #nextOffset = 0;

  constructor(agent: Agent<LogEvent, EventDraft>, { id = 'tested', seed = 1, startAt = START }: GivenOptions) {
    this.#id = agentId(id);
    this.now = startAt;
    this.mind = new Mind({ id: this.#id, agent: agent as unknown as Agent, seed, now: () => this.now });
    this.mind.start();
    this.#takeDrafts(NO_CAUSE);
  }

  hearAll(events: readonly TestEvent[]): readonly EventDraft[] {
    return events.flatMap((event) => [...this.hear(event)]);
  }

  hear(event: TestEvent): readonly EventDraft[] {
    const placed = this.#placed(event);
    this.now = Math.max(this.now + 1, event.at ?? momentOf(placed));
    return this.#deliver(this.#recorded(placed, event.from ?? senderOf(event), NO_CAUSE));
  }

  ring(): readonly EventDraft[] {
    this.#timers.sort((a, b) => a.deliverAt - b.deliverAt || a.offset - b.offset);
    const timer = this.#timers.shift();
    if (timer === undefined) throw new HivetapeError('no-timer-set', `The agent has set a timer (found none for "${this.#id}").`);
    this.now = Math.max(this.now + 1, timer.deliverAt);
    return this.#deliver(timer);
  }

  #deliver(event: LogEvent): readonly EventDraft[] {
    this.mind.deliver(event);
    return this.#takeDrafts(event.offset);
  }

  /** Records what was said and lets the agent take it in, as the kernel does. */
  #takeDrafts(cause: number): readonly EventDraft[] {
    if (this.mind.failure !== undefined) throw this.mind.failure;
    const drafts = [...this.mind.drafts] as EventDraft[];
    this.mind.clearDrafts();
    for (const draft of drafts) {
      const event = this.#recorded(draft, this.#id, cause);
      if (event.type === 'TimerSet') this.#timers.push(event);
      this.mind.said(event);
    }
    return drafts;
  }

  /** Puts a bar that has no time yet into the minute after now. */
  #placed(event: TestEvent): EventDraft {
    if (event.type !== 'BarClosed' || event.data.bar.closedAt !== UNSTAMPED) return event;
    const closedAt = Math.floor(this.now / MINUTE + 1) * MINUTE;
    return { type: 'BarClosed', data: { bar: { ...event.data.bar, openedAt: closedAt - MINUTE, closedAt } } };
  }

  #recorded({ type, data, topic, to, afterUs = 0 }: EventDraft, agent: AgentId, causation: number): LogEvent {
    const offset = this.#nextOffset;
    this.#nextOffset += 1;
    const { version, topic: home } = catalogue[type];
    return {
      offset,
      type,
      version,
      time: this.now,
      deliverAt: this.now + Math.max(1, afterUs),
      agent,
      topic: topic ?? (home as (data: unknown) => string)(data),
      to: to ?? NOBODY,
      correlation: offset,
      causation,
      data,
    } as LogEvent;
  }
}

function momentOf(event: EventDraft): Instant {
  return event.type === 'BarClosed' ? event.data.bar.closedAt + FEED_US : 0;
}

function senderOf({ type }: TestEvent): AgentId {
  if (type === 'BarClosed') return FEED_ID;
  return catalogue[type].class === 'venue' ? VENUE_ID : agentId('somebody');
}
