/**
 * What is known of the faults of a run while it is performed: which have begun, how often they still
 * strike, what they withhold. All of it follows from the log, so that a replay knows the same.
 */
import { assert } from '../../core/assert.js';
import type { AgentId } from '../../core/brand.js';
import { canonicalJson } from '../../core/canonical.js';
import { NO_CAUSE, type Recorded } from '../../core/event.js';
import type { Instant } from '../../core/instant.js';
import { randomStream, streamAt, type RandomStream, type StreamPlace } from '../../core/random.js';
import type { StrikeOutcome } from '../../domain/events/fault-events.js';
import type { EventDraft } from '../../domain/catalogue.js';
import { FEED } from '../../domain/office-names.js';
import type { FaultLevers, Note } from '../../kernel/interference.js';
import { LAB } from '../../kernel/speaker.js';
import type { Fault, FaultKind, FaultOf, FaultPlan } from './fault-plan.js';

/** A message that did not reach its receiver. */
export interface Letter {
  readonly event: Recorded;
  readonly receiver: AgentId;
}

/** A fault that has begun. */
export interface ArmedFault<Kind extends Fault = Fault> {
  /** Its place in the plan. */
  readonly index: number;
  readonly fault: Kind;
  /** When it ends; Infinity where nobody heals it. */
  readonly endsAt: Instant;
  readonly chance: RandomStream;
  /** How often it still strikes. */
  left: number;
  readonly letters: Letter[];
}

/** A message that did not reach its receiver, by its offset. */
export interface LetterPlace {
  readonly event: number;
  readonly receiver: AgentId;
}

/** A fault that has begun, as plain data. */
export interface ArmedPlace extends Pick<ArmedFault, 'index' | 'endsAt' | 'left'> {
  readonly chance: StreamPlace;
  readonly letters: readonly LetterPlace[];
}

export interface Strike {
  readonly cause: Recorded | undefined;
  readonly receiver: AgentId;
  readonly outcome: StrikeOutcome;
  readonly note: string;
}

export class FaultDesk {
  readonly armed: ArmedFault[] = [];
  readonly #healAt: Instant;
  #notes: Note[] = [];
  #levers: FaultLevers | undefined;

  constructor(
    readonly plan: FaultPlan,
    readonly startAt: Instant,
  ) {
    this.#healAt = plan.healAtUs === undefined ? Infinity : startAt + plan.healAtUs;
  }

  /** When everything ends. */
  get healAt(): Instant {
    return this.#healAt;
  }

  get levers(): FaultLevers {
    assert(this.#levers !== undefined, 'The kernel has lent its levers before anything is recorded');
    return this.#levers;
  }

  lend(levers: FaultLevers): void {
    this.#levers = levers;
  }

  /** Takes note that a fault begins now. */
  arm(index: number, now: Instant): ArmedFault {
    const fault = this.plan.faults[index];
    const durationUs = 'durationUs' in fault ? fault.durationUs : undefined;
    const endsAt = Math.min(this.#healAt, durationUs === undefined ? Infinity : now + durationUs);
    // Named by what it is, so that a plan with fewer faults draws the same for those that are left.
    const chance = randomStream({ seed: this.plan.seed, agent: 'chaos', purpose: canonicalJson(fault) });
    const armed: ArmedFault = { index, fault, endsAt, chance, left: 'count' in fault ? fault.count : Infinity, letters: [] };
    this.armed.push(armed);
    this.armed.sort((a, b) => a.index - b.index);
    return armed;
  }

  disarm(index: number): ArmedFault | undefined {
    const at = this.armed.findIndex((armed) => armed.index === index);
    return at < 0 ? undefined : this.armed.splice(at, 1)[0];
  }

  of<Kind extends FaultKind>(...kinds: readonly Kind[]): ArmedFault<FaultOf<Kind>>[] {
    return this.armed.filter(({ fault }) => (kinds as readonly string[]).includes(fault.kind)) as ArmedFault<FaultOf<Kind>>[];
  }

  /** Says that a fault struck. What counts strikes does so itself. */
  tellStrike({ index, fault }: ArmedFault, { cause, receiver, outcome, note }: Strike): void {
    const data = { fault: index, kind: fault.kind, message: cause?.offset ?? NO_CAUSE, receiver, outcome, note };
    this.tell({ type: 'FaultStruck', data }, cause);
  }

  tell(draft: EventDraft, cause: Recorded | undefined): void {
    this.#notes.push({ draft, cause });
  }

  /** Takes back what is next to be said, if it is this recorded event. */
  takeNoteOf({ type, causation }: Recorded): boolean {
    const [next] = this.#notes;
    if (next === undefined || next.draft.type !== type || (next.cause?.offset ?? NO_CAUSE) !== causation) return false;
    this.#notes.shift();
    return true;
  }

  /** Whether something is still to be said. */
  get hasNotes(): boolean {
    return this.#notes.length > 0;
  }

  place(): readonly ArmedPlace[] {
    return this.armed.map(({ index, endsAt, left, chance, letters }) => ({ index, endsAt, left, chance: chance.place(), letters: letters.map(letterPlace) }));
  }

  goOn(armed: readonly ArmedPlace[], eventAt: (offset: number) => Recorded): void {
    for (const { index, endsAt, left, chance, letters } of armed) {
      this.armed.push({ index, fault: this.plan.faults[index], endsAt, left, chance: streamAt(chance), letters: letters.map((letter) => letterAt(letter, eventAt)) });
    }
  }

  takeNotes(): readonly Note[] {
    if (this.#notes.length === 0) return NOTHING;
    const notes = this.#notes;
    this.#notes = [];
    return notes;
  }
}

export function letterPlace({ event, receiver }: Letter): LetterPlace {
  return { event: event.offset, receiver };
}

export function letterAt({ event, receiver }: LetterPlace, eventAt: (offset: number) => Recorded): Letter {
  return { event: eventAt(event), receiver };
}

const NOTHING: readonly Note[] = Object.freeze([]);

/** Who and what takes part in a run. */
export interface Cast {
  readonly agents: ReadonlySet<string>;
  readonly instruments: ReadonlySet<string>;
}

/** Tells whether a fault has an aim in this run: what names nobody is passed over. */
export function hasAim(fault: Fault, { agents, instruments }: Cast): boolean {
  switch (fault.kind) {
    case 'crash':
    case 'restart':
    case 'hang':
    case 'slow':
      return agents.has(fault.agent);
    case 'partition':
      return fault.agents.some((agent) => agents.has(agent));
    case 'drop':
    case 'corrupt':
    case 'delay':
    case 'duplicate':
    case 'reorder':
      return isNamed(fault.from, [...agents, FEED, LAB]) && isNamed(fault.to, [...agents]);
    case 'feed-gap':
    case 'feed-duplicate':
    case 'bad-tick':
    case 'late-bar':
    case 'venue-reject':
    case 'venue-partial':
      return isNamed(fault.instrument, [...instruments]);
    case 'venue-outage':
    case 'append-failure':
    case 'kill-switch':
      return true;
  }
}

function isNamed(name: string | undefined, known: readonly string[]): boolean {
  return name === undefined || known.includes(name);
}
