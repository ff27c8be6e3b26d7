/** Who told whom, and about what. Receivers are not written into the log: they follow from what each agent listens to, and who is wired to whom. */
import type { LogEvent } from '../../domain/catalogue.js';
import { listeners } from '../../lab/sight/listeners.js';
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

interface Count extends Talk {
  count: number;
}

export function messageFold(): Fold<MessageGraph> {
  const counts = new Map<string, Count>();
  const audience = listeners();
  const seated: string[] = [];
  let deliveries = 0;

  const see = (event: LogEvent): void => {
    audience.seat(event);
    if (event.type === 'AgentSeated') seated.push(event.data.agent);
    const about = event.topic.split('/', 1)[0];
    for (const to of audience.of(event)) {
      deliveries += 1;
      const key = `${event.agent}\u0000${to}\u0000${about}`;
      const talk = counts.get(key);
      if (talk === undefined) counts.set(key, { from: event.agent, to, about, count: 1 });
      else talk.count += 1;
    }
  };
  const result = (): MessageGraph => {
    const talks = [...counts.values()].map((talk) => ({ ...talk }));
    const strangers = talks.map(({ from }) => from).filter((name) => !seated.includes(name));
    return { talks, names: [...new Set([...strangers, ...seated])], deliveries };
  };
  return { see, result };
}
