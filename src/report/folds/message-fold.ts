/**
 * Who told whom. Receivers are not written into the log (they follow from what each agent listens to),
 * so messages are counted per sender and topic, and spread over the listeners at the end.
 */
import { matchesTopic } from '../../core/topic-pattern.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { Fold } from './fold.js';

/** Messages of one kind from one agent to another. */
export interface Talk {
  readonly from: string;
  readonly to: string;
  /** The first part of the topic: bars, signals, votes, … */
  readonly about: string;
  readonly count: number;
}

export interface MessageGraph {
  readonly talks: readonly Talk[];
  /** Everybody who sends or hears, senders of market data first, then in order of seating. */
  readonly names: readonly string[];
  /** Deliveries in all. */
  readonly deliveries: number;
}

interface Heap {
  readonly from: string;
  readonly topic: string;
  readonly to: readonly string[];
  count: number;
}

export function messageFold(): Fold<MessageGraph> {
  const heaps = new Map<string, Map<string, Heap>>();
  const seats: { agent: string; listensTo: readonly string[] }[] = [];

  const see = (event: LogEvent): void => {
    if (event.type === 'AgentSeated') seats.push({ agent: event.data.agent, listensTo: event.data.listensTo });
    let topics = heaps.get(event.agent);
    if (topics === undefined) heaps.set(event.agent, (topics = new Map()));
    const key = event.to.length === 0 ? event.topic : `${event.topic}\u0000${event.to.join('\u0000')}`;
    const heap = topics.get(key);
    if (heap === undefined) topics.set(key, { from: event.agent, topic: event.topic, to: event.to, count: 1 });
    else heap.count += 1;
  };
  return { see, result: () => graphOf([...heaps.values()].flatMap((topics) => [...topics.values()]), seats) };
}

function graphOf(heaps: readonly Heap[], seats: readonly { agent: string; listensTo: readonly string[] }[]): MessageGraph {
  const talks = new Map<string, Talk & { count: number }>();
  let deliveries = 0;
  for (const { from, topic, to, count } of heaps) {
    const about = topic.split('/', 1)[0];
    for (const receiver of receiversOf(from, topic, to, seats)) {
      deliveries += count;
      const key = `${from}\u0000${receiver}\u0000${about}`;
      const talk = talks.get(key);
      if (talk === undefined) talks.set(key, { from, to: receiver, about, count });
      else talk.count += count;
    }
  }
  const seated = seats.map(({ agent }) => agent);
  const strangers = [...talks.values()].map(({ from }) => from).filter((name) => !seated.includes(name));
  return { talks: [...talks.values()], names: [...new Set([...strangers, ...seated])], deliveries };
}

function receiversOf(
  from: string, topic: string, to: readonly string[], seats: readonly { agent: string; listensTo: readonly string[] }[],
): readonly string[] {
  if (to.length > 0) return seats.filter(({ agent }) => to.includes(agent)).map(({ agent }) => agent);
  return seats
    .filter(({ agent, listensTo }) => agent !== from && listensTo.some((pattern) => matchesTopic(pattern, topic)))
    .map(({ agent }) => agent);
}
