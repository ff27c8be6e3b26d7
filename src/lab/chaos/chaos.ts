/**
 * The faults of one run: what the kernel asks about every message, the feed and the venue with faults in
 * them, the store that refuses, and the laws that are watched over all of it. Everything it does follows
 * from the plan and the log, so that a rerun, a replay and a fork meet the same faults.
 */
import type { AgentId } from '../../core/brand.js';
import { HivetapeError } from '../../core/errors.js';
import type { Recorded } from '../../core/event.js';
import type { Instant } from '../../core/instant.js';
import type { EventDraft, EventOf, LogEvent } from '../../domain/catalogue.js';
import type { Instrument } from '../../domain/instrument.js';
import type { VenueState } from '../../agents/venue-agent.js';
import type { Agent, Decider, Source } from '../../kernel/agent.js';
import type { FaultLevers, Interference, InterferencePlace, Note } from '../../kernel/interference.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Journal } from '../../kernel/recorder.js';
import { LAB } from '../../kernel/speaker.js';
import { AgentFaults } from './agent-faults.js';
import type { ChaosSetting } from './chaos-setting.js';
import { FaultDesk, type ArmedFault, type ArmedPlace } from './fault-desk.js';
import { faultyFeed } from './feed-faults.js';
import { MessageFaults, type MessagesPlace } from './message-faults.js';
import { Monitor, type MonitorPlace } from './monitor.js';
import { comesBack, Timeline } from './timeline.js';
import { faultyVenue } from './venue-faults.js';

export interface ChaosOptions {
  readonly setting: ChaosSetting;
  readonly startAt: Instant;
  readonly agents: readonly AgentId[];
  readonly instruments: readonly Instrument[];
}

/** What faults and laws remember. */
interface ChaosPlace {
  readonly armed: readonly ArmedPlace[];
  readonly messages: MessagesPlace;
  readonly down: readonly string[];
  readonly toBegin: readonly [number, number];
  readonly monitor: MonitorPlace;
}

/** How long after everything was healed a swarm may take to recover, in µs of virtual time. */
const RECOVERY_US = 60_000_000;

export class Chaos implements Interference {
  readonly timeline: Timeline;
  readonly monitor: Monitor;
  readonly #desk: FaultDesk;
  readonly #agents: AgentFaults;
  readonly #messages: MessageFaults;
  readonly #crashing: ReadonlySet<string>;
  #refusesAppends = false;

  constructor({ setting, startAt, agents, instruments }: ChaosOptions) {
    const { plan, laws } = setting;
    this.#desk = new FaultDesk(plan, startAt);
    this.#agents = new AgentFaults(this.#desk);
    this.#messages = new MessageFaults(this.#desk);
    this.#crashing = new Set(plan.faults.flatMap((fault) => (fault.kind === 'crash' || fault.kind === 'restart' ? [fault.agent] : [])));
    this.timeline = new Timeline(this.#desk, { agents: new Set(agents), instruments: new Set(instruments.map(({ id }) => id)) });
    this.monitor = new Monitor(laws);
  }

  /** Whether the store takes nothing any more. */
  get refusesAppends(): boolean {
    return this.#refusesAppends;
  }

  attach(levers: FaultLevers): void {
    this.#desk.lend(levers);
  }

  recorded(event: Recorded): void {
    if (event.agent === LAB) this.#hearLab(event as LogEvent);
    this.timeline.reached(event);
  }

  passage(event: Recorded, receiver: AgentId, at: Instant): readonly Instant[] | undefined {
    return this.#messages.passage(event, receiver, at);
  }

  losesMail(event: Recorded, receiver: AgentId): boolean {
    return this.#agents.losesMail(event, receiver);
  }

  delivered(event: Recorded, receiver: AgentId): void {
    this.monitor.heard(event as LogEvent, receiver);
  }

  /** Nothing more is told once a law has stopped the run. */
  takeNotes(): readonly Note[] {
    const notes = this.#desk.takeNotes();
    return this.monitor.found === undefined ? notes : [];
  }

  /** The venue decides nothing in a replay, so its strikes are known from the log alone. */
  isDue(event: Recorded): boolean {
    return this.#desk.takeNoteOf(event) || (event.type === 'FaultStruck' && isVenueFault((event as EventOf<'FaultStruck'>).data.kind));
  }

  mayCrash(agent: AgentId): boolean {
    return this.#crashing.has(agent);
  }

  copyOf(state: unknown): unknown {
    return structuredClone(state);
  }

  /** Once the store refuses, or a law has stopped the run, nobody goes on. */
  place(): InterferencePlace | undefined {
    if (this.#refusesAppends || this.monitor.found !== undefined || this.#desk.hasNotes) return undefined;
    const armed = this.#desk.place();
    const messages = this.#messages.place();
    const letters = [...armed.flatMap((one) => one.letters), ...messages.held.map(([, letter]) => letter)];
    const memory: ChaosPlace = { armed, messages, down: this.#agents.place(), toBegin: this.timeline.place(), monitor: this.monitor.place() };
    return { events: letters.map(({ event }) => event), memory };
  }

  goOn(memory: unknown, eventAt: (offset: number) => Recorded): void {
    const { armed, messages, down, toBegin, monitor } = memory as ChaosPlace;
    this.#desk.goOn(armed, eventAt);
    this.#messages.goOn(messages, eventAt);
    this.#agents.goOn(down);
    this.timeline.goOn(toBegin);
    this.monitor.goOn(monitor);
  }

  /** Returns the feed as the faults let it through. */
  feed(feed: Source, instruments: readonly Instrument[]): Source {
    return faultyFeed(feed, this.#desk, instruments);
  }

  /** Says again what the log tells of the feed's faults, where they cannot be worked again. */
  retell(event: Recorded): void {
    this.#desk.tell({ type: event.type, data: event.data } as EventDraft, undefined);
  }

  venue(venue: Agent<LogEvent, EventDraft>): Agent<LogEvent, EventDraft> {
    return faultyVenue(venue as Decider<VenueState, LogEvent, EventDraft>, this.#desk);
  }

  /** Returns a journal that watches the laws, and that a fault may close. */
  journal(inner: Journal): Journal {
    return {
      record: (event) => {
        if (this.#refusesAppends) throw refusal(event);
        inner.record(event);
        this.monitor.recorded(event as LogEvent);
      },
    };
  }

  /** Shows the laws the run that is about to begin. */
  watch(kernel: Kernel): void {
    this.monitor.open({
      get now() {
        return kernel.now;
      },
      agents: kernel.seats.map(({ id }) => id),
      stateOf: (agent) => kernel.seat(agent)?.mind.state(),
      isAway: (agent) => {
        const seat = kernel.seat(agent);
        return seat !== undefined && (seat.isDown || seat.busyUntil > kernel.now + RECOVERY_US);
      },
    });
  }

  /** Asks for recovery, if everything was healed long enough ago. Call when the data have ended. */
  settle(now: Instant): void {
    if (this.#desk.plan.healAtUs !== undefined && this.timeline.isOver(now - RECOVERY_US)) this.monitor.settled();
  }

  #hearLab(event: LogEvent): void {
    if (event.type === 'FaultInjected') this.#begin(this.#desk.arm(event.data.fault, event.time), event);
    else if (event.type === 'FaultHealed') this.#end(this.#desk.disarm(event.data.fault), event);
    else if (event.type === 'FaultStruck') this.#count(event);
  }

  #begin(armed: ArmedFault, cause: Recorded): void {
    const { fault, index } = armed;
    this.#messages.refresh();
    this.#agents.begin(armed, cause);
    if (fault.kind === 'append-failure') this.#refusesAppends = true;
    if (fault.kind === 'kill-switch') this.#desk.tell({ type: 'KillSwitchPulled', data: { operator: 'chaos', reason: `fault ${index} of the plan` } }, cause);
    if (fault.kind === 'append-failure' || fault.kind === 'kill-switch' || fault.kind === 'restart') this.#desk.disarm(index);
  }

  #end(armed: ArmedFault | undefined, cause: Recorded): void {
    if (armed === undefined) return;
    this.#messages.refresh();
    this.#messages.release(armed);
    this.#agents.end(armed, cause);
    const handed = new Map<AgentId, number>();
    for (const { event, receiver } of armed.letters) {
      if (!comesBack(event)) continue;
      const before = handed.get(receiver) ?? 0;
      handed.set(receiver, before + 1);
      this.#desk.levers.deliver(event, receiver, cause.time + 1 + before);
    }
  }

  /** The venue's faults count by the log, for in a replay the venue decides nothing. */
  #count({ data }: EventOf<'FaultStruck'>): void {
    if (!isVenueFault(data.kind)) return;
    const armed = this.#desk.armed.find(({ index }) => index === data.fault);
    if (armed !== undefined) armed.left -= 1;
  }
}

function isVenueFault(kind: string): boolean {
  return kind === 'venue-reject' || kind === 'venue-partial';
}

function refusal({ offset }: Recorded): HivetapeError {
  return new HivetapeError('store-unusable', `The store takes every event (found that it refuses offset ${offset}: a fault of the plan).`, {
    place: { offset },
    help: 'What was acknowledged before can be read.',
  });
}
