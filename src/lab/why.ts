/**
 * Why: the causal tree of an order, a fill or any event, back to the bars. Each event knows what its
 * speaker was handling; orders, proposals and ballots add the relations that the trade knows of.
 */
import { HivetapeError } from '../core/errors.js';
import { NO_CAUSE } from '../core/event.js';
import { nearestWord } from '../core/nearest-word.js';
import type { LogEvent } from '../domain/catalogue.js';
import type { RunLog } from '../store/run-store.js';
import { orderStep } from './replay.js';

export interface Reason {
  readonly event: LogEvent;
  /** How it bears on what stands above it; `parent`: the order that it is a part or an exit of. */
  readonly role: 'asked' | 'caused' | 'order' | 'parent' | 'vote' | 'evidence';
  /** Virtual time that passed until what it led to, in µs. */
  readonly delayUs: number;
  readonly because: readonly Reason[];
}

export type WhyTarget = { readonly offset: number } | { readonly order: string };

/** Levels of the tree; deeper causes are cut off. */
const DEPTH = 12;

/** Returns the causal tree of an event, or one for each event of an order. Throws `offset-not-found`, `order-not-found`. */
export function explainCause(log: RunLog, target: WhyTarget, depth = DEPTH): Reason[] {
  const reader = new Reader(log);
  if ('offset' in target) return [reasonFor(reader, reader.at(target.offset), { role: 'asked', delayUs: 0, depth, told: new Set() })];
  const told = new Set<number>();
  return reader.order(target.order).map((event) => reasonFor(reader, event, { role: 'asked', delayUs: 0, depth, told }));
}

interface Telling {
  readonly role: Reason['role'];
  readonly delayUs: number;
  readonly depth: number;
  /** Offsets that stand in the tree already: told once, with their causes. */
  readonly told: Set<number>;
}

function reasonFor(reader: Reader, event: LogEvent, { role, delayUs, depth, told }: Telling): Reason {
  const isNew = !told.has(event.offset);
  told.add(event.offset);
  const because =
    isNew && depth > 0
      ? relationsOf(reader, event).map(({ event: cause, role: how }) =>
          reasonFor(reader, cause, { role: how, delayUs: event.time - cause.time, depth: depth - 1, told }),
        )
      : [];
  return { event, role, delayUs, because };
}

interface Relation {
  readonly event: LogEvent;
  readonly role: Reason['role'];
}

function relationsOf(reader: Reader, event: LogEvent): Relation[] {
  const relations: Relation[] = [];
  const add = (cause: LogEvent | undefined, role: Reason['role']): void => {
    if (cause !== undefined && cause.offset < event.offset && !relations.some((one) => one.event.offset === cause.offset)) {
      relations.push({ event: cause, role });
    }
  };
  if (event.type === 'OrderPlaced') {
    const { parent, tag } = event.data.order;
    if (parent !== undefined) add(reader.placedAs(parent), 'parent');
    if (tag !== undefined) add(reader.parentOrder(tag), 'parent');
  }
  if (event.type === 'ParentOrderEnded') add(reader.parentOrder(event.data.parentId), 'parent');
  if (event.causation !== NO_CAUSE) add(reader.at(event.causation), 'caused');
  if (event.type === 'OrderFilled') add(reader.order(event.data.fill.orderId).find(({ type }) => type === 'OrderApproved'), 'order');
  if (event.type === 'DecisionReached' || event.type === 'QuorumMissed') {
    for (const vote of reader.votes(event.data.proposal, event.offset)) add(vote, 'vote');
  }
  if (event.type === 'InvariantBroken') add(reader.at(event.data.at), 'evidence');
  for (const source of sourcesOf(event)) add(reader.at(source), 'evidence');
  if (event.type === 'VoteCast') add(reader.lastSignal(event.agent, event.data.instrument, event.offset), 'evidence');
  return relations;
}

/** Returns where the words stand that an event says it is made of. */
function sourcesOf({ type, data }: LogEvent): readonly number[] {
  if (type === 'SignalRaised') return data.sources ?? [];
  return type === 'RowsLoaded' || type === 'AllocationStated' ? data.sources : [];
}

/** Reads a log at random places and keeps what relations need. */
class Reader {
  readonly #orders = new Map<string, LogEvent[]>();
  readonly #votes = new Map<string, LogEvent[]>();
  readonly #parents = new Map<string, LogEvent>();
  #isIndexed = false;

  constructor(private readonly log: RunLog) {}

  at(offset: number): LogEvent {
    for (const event of this.log.events({ from: offset, to: offset + 1 })) return event as LogEvent;
    throw new HivetapeError('offset-not-found', `The run has ${this.log.count} events, at offsets from 0 (found ${offset}).`, {
      place: { offset },
      help: 'List events with `hivetape events`.',
    });
  }

  /** Returns the events of an order, in order. Throws `order-not-found`. */
  order(id: string): readonly LogEvent[] {
    this.#index();
    const events = this.#orders.get(id);
    if (events !== undefined) return events;
    const near = nearestWord(id, [...this.#orders.keys()]);
    throw new HivetapeError('order-not-found', `The run has ${this.#orders.size} orders, and none is named "${id}".`, {
      help: near === undefined ? 'List them with `hivetape events --type OrderPlaced`.' : `Did you mean "${near}"?`,
    });
  }

  /** Returns how an order was asked for, `undefined` for one that never was. */
  placedAs(id: string): LogEvent | undefined {
    this.#index();
    return this.#orders.get(id)?.find(({ type }) => type === 'OrderPlaced');
  }

  /** Returns the order that an executor carries out in parts. */
  parentOrder(id: string): LogEvent | undefined {
    this.#index();
    return this.#parents.get(id);
  }

  votes(proposal: string, before: number): readonly LogEvent[] {
    this.#index();
    return (this.#votes.get(proposal) ?? []).filter(({ offset }) => offset < before);
  }

  lastSignal(agent: string, instrument: string, before: number): LogEvent | undefined {
    for (const event of this.log.events({ to: before, types: ['SignalRaised', 'RegimeChanged'], agents: [agent], backwards: true })) {
      const found = event as LogEvent;
      if ('instrument' in found.data && found.data.instrument === instrument) return found;
    }
    return undefined;
  }

  #index(): void {
    if (this.#isIndexed) return;
    this.#isIndexed = true;
    for (const recorded of this.log.events({ types: indexedTypes })) {
      const event = recorded as LogEvent;
      const step = orderStep(event);
      if (step !== undefined) push(this.#orders, step.id, event);
      else if (event.type === 'ParentOrderPlaced') this.#parents.set(event.data.parent.id, event);
      else if (event.type === 'VoteCast') push(this.#votes, event.data.proposal, event);
    }
  }
}

const indexedTypes = [
  'OrderPlaced', 'OrderApproved', 'OrderDenied', 'OrderAccepted', 'OrderRejected', 'OrderFilled', 'OrderCancelled', 'OrderExpired', 'VoteCast', 'ParentOrderPlaced',
];

function push(map: Map<string, LogEvent[]>, key: string, event: LogEvent): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [event]);
  else list.push(event);
}
