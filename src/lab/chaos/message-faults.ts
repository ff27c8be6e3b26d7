/**
 * What befalls messages on their way: lost, damaged, late, twice, out of order, cut off. Only what
 * travels from one agent to another can be struck; what the lab says is spared unless it is named.
 */
import type { AgentId } from '../../core/brand.js';
import type { Recorded } from '../../core/event.js';
import type { Instant } from '../../core/instant.js';
import { isFaultEvent } from '../../domain/events/fault-events.js';
import { LAB } from '../../kernel/speaker.js';
import { letterAt, letterPlace, type ArmedFault, type FaultDesk, type Letter, type LetterPlace } from './fault-desk.js';
import type { FaultOf } from './fault-plan.js';

const KINDS = ['drop', 'corrupt', 'delay', 'duplicate', 'reorder', 'partition'] as const;
type MessageKind = (typeof KINDS)[number];
const LOST: readonly Instant[] = Object.freeze([]);

interface Way {
  readonly event: Recorded;
  readonly receiver: AgentId;
  readonly link: string;
  readonly at: Instant;
}

/** What links remember, by link. */
export interface MessagesPlace {
  readonly floors: readonly (readonly [string, Instant])[];
  readonly held: readonly (readonly [string, LetterPlace])[];
}

export class MessageFaults {
  #active: ArmedFault<FaultOf<MessageKind>>[] = [];
  /** Before this nothing more arrives on a link: the mail behind a late message waits for it. */
  readonly #floors = new Map<string, Instant>();
  /** Held back until the next message on its link has passed. */
  readonly #held = new Map<string, Letter>();

  constructor(private readonly desk: FaultDesk) {}

  /** Call when faults have begun or ended. */
  refresh(): void {
    this.#active = this.desk.of(...KINDS);
  }

  /** See {@link Interference.passage}. */
  passage(event: Recorded, receiver: AgentId, at: Instant): readonly Instant[] | undefined {
    if (this.#active.length === 0 && this.#floors.size === 0) return undefined;
    if (event.agent === receiver || isFaultEvent(event.type)) return undefined;
    const way: Way = { event, receiver, link: `${event.agent}\u0000${receiver}`, at };
    for (const armed of this.#active) {
      if (armed.left > 0 && this.#meets(armed, way)) return this.#strike(armed, way);
    }
    return this.#pass(way);
  }

  place(): MessagesPlace {
    return { floors: [...this.#floors], held: [...this.#held].map(([link, letter]) => [link, letterPlace(letter)]) };
  }

  /** Call once the desk knows its faults. */
  goOn({ floors, held }: MessagesPlace, eventAt: (offset: number) => Recorded): void {
    for (const [link, at] of floors) this.#floors.set(link, at);
    for (const [link, letter] of held) this.#held.set(link, letterAt(letter, eventAt));
    this.refresh();
  }

  /** Forgets what a fault that ended held back; it returns with its letters. */
  release({ letters }: ArmedFault): void {
    for (const { event, receiver } of letters) {
      const link = `${event.agent}\u0000${receiver}`;
      if (this.#held.get(link)?.event === event) this.#held.delete(link);
    }
  }

  #meets({ fault, chance }: ArmedFault<FaultOf<MessageKind>>, { event, receiver, link }: Way): boolean {
    if (fault.kind === 'partition') {
      if (event.agent === LAB) return false;
      return fault.agents.includes(event.agent) !== fault.agents.includes(receiver);
    }
    if (event.agent === LAB && fault.from !== LAB) return false;
    if (fault.from !== undefined && fault.from !== event.agent) return false;
    if (fault.to !== undefined && fault.to !== receiver) return false;
    if (fault.message !== undefined && fault.message !== event.type) return false;
    if (fault.kind === 'reorder' && this.#held.has(link)) return false;
    return fault.probability === 1 || chance.unit() < fault.probability;
  }

  #strike(armed: ArmedFault<FaultOf<MessageKind>>, way: Way): readonly Instant[] {
    const { event, receiver, link, at } = way;
    const { fault, chance } = armed;
    armed.left -= 1;
    const told = { cause: event, receiver };
    switch (fault.kind) {
      case 'drop':
      case 'partition':
        this.desk.tellStrike(armed, { ...told, outcome: 'lost', note: event.type });
        armed.letters.push({ event, receiver });
        return LOST;
      case 'corrupt':
        this.desk.tellStrike(armed, { ...told, outcome: 'refused', note: `${event.type} is not what was recorded` });
        armed.letters.push({ event, receiver });
        return LOST;
      case 'reorder':
        this.desk.tellStrike(armed, { ...told, outcome: 'held', note: `${event.type} waits for the next` });
        armed.letters.push({ event, receiver });
        this.#held.set(link, { event, receiver });
        return LOST;
      case 'delay': {
        const late = this.#soon(at, drawn(fault.delayUs, chance), this.#floorOf(way));
        this.desk.tellStrike(armed, { ...told, outcome: 'delayed', note: `${event.type} by ${late - at} µs` });
        this.#floors.set(link, late);
        return [late];
      }
      case 'duplicate': {
        const first = this.#floorOf(way);
        const again = Math.max(first + 1, this.#soon(first, drawn(fault.delayUs, chance), first));
        this.desk.tellStrike(armed, { ...told, outcome: 'repeated', note: `${event.type} again after ${again - first} µs` });
        return [first, again];
      }
    }
  }

  /** Nothing befalls the message itself; it may have to wait behind a late one, and lets go one that was held. */
  #pass(way: Way): readonly Instant[] | undefined {
    const at = this.#floorOf(way);
    const held = this.#held.get(way.link);
    if (held !== undefined) {
      this.#held.delete(way.link);
      for (const { letters } of this.#active) {
        const place = letters.findIndex(({ event, receiver }) => event === held.event && receiver === held.receiver);
        if (place >= 0) letters.splice(place, 1);
      }
      this.desk.levers.deliver(held.event, held.receiver, at + 1);
    }
    return at === way.at ? undefined : [at];
  }

  #floorOf({ link, at }: Way): Instant {
    const floor = this.#floors.get(link);
    if (floor === undefined) return at;
    if (floor > at) return floor;
    this.#floors.delete(link);
    return at;
  }

  /** Late, but not later than everything is healed. */
  #soon(at: Instant, lateUs: number, floor: Instant): Instant {
    return Math.max(floor, Math.min(at + lateUs, Math.max(at, this.desk.healAt)));
  }
}

function drawn(mostUs: number, chance: ArmedFault['chance']): number {
  return 1 + Math.floor(chance.unit() * mostUs);
}
