/**
 * Who hears what. Receivers are not written into the log; they follow from what each agent listens to, as
 * the kernel works them out. Topics are few and come again, so each is matched once.
 */
import type { LogEvent } from '../../domain/catalogue.js';
import { matchesTopic } from '../../core/topic-pattern.js';

export interface Listeners {
  /** Takes in a seat; other events are passed over. */
  seat(event: LogEvent): void;
  /** Returns the ids of those who hear an event, in order of seating. */
  of(event: Pick<LogEvent, 'agent' | 'topic' | 'to'>): readonly string[];
}

const KNOWN_MAX = 10_000;
const NOBODY_HEARS: readonly string[] = Object.freeze([]);

export function listeners(): Listeners {
  const seats = new Map<string, readonly string[]>();
  const known = new Map<string, Map<string, readonly string[]>>();
  let size = 0;

  const byTopic = (sender: string, topic: string): readonly string[] => {
    let topics = known.get(sender);
    const answer = topics?.get(topic);
    if (answer !== undefined) return answer;
    const found: string[] = [];
    for (const [agent, patterns] of seats) if (agent !== sender && patterns.some((pattern) => matchesTopic(pattern, topic))) found.push(agent);
    if (size >= KNOWN_MAX) {
      known.clear();
      size = 0;
      topics = undefined;
    }
    if (topics === undefined) known.set(sender, (topics = new Map()));
    topics.set(topic, found);
    size += 1;
    return found;
  };

  return {
    seat(event) {
      if (event.type !== 'AgentSeated') return;
      seats.set(event.data.agent, event.data.listensTo);
      known.clear();
      size = 0;
    },
    of({ agent, topic, to }) {
      if (to.length === 0) return byTopic(agent, topic);
      const named = to.filter((name) => seats.has(name));
      return named.length === 0 ? NOBODY_HEARS : named;
    },
  };
}
