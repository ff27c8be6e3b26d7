/**
 * Which events a selection means, in one place for logs that are read and logs that are being written:
 * a late subscriber must see what a live one saw.
 */
import type { Recorded } from '../core/event.js';
import { matchesTopic } from '../core/topic-pattern.js';
import type { EventSelection } from './run-store.js';

/** Returns whether an event is meant. */
export function isSelected({ from = 0, to = Infinity, fromTime = -Infinity, toTime = Infinity, ...chosen }: EventSelection): (event: Recorded) => boolean {
  const types = chosen.types && new Set(chosen.types);
  const agents = chosen.agents && new Set<string>(chosen.agents);
  const hasTopic = chosen.topic === undefined ? undefined : topicTest(chosen.topic);
  return ({ offset, time, type, agent, topic, correlation }) =>
    offset >= from &&
    offset < to &&
    time >= fromTime &&
    time < toTime &&
    (types === undefined || types.has(type)) &&
    (agents === undefined || agents.has(agent)) &&
    (hasTopic === undefined || hasTopic(topic)) &&
    (chosen.correlation === undefined || chosen.correlation === correlation);
}

/** Returns whether no event after this one can be meant: offsets are dense, and time never goes back. */
export function endsSelection({ to = Infinity, toTime = Infinity }: EventSelection): (event: Recorded) => boolean {
  return ({ offset, time }) => offset + 1 >= to || time >= toTime;
}

/** Topics are few and come again: each is compared once. */
function topicTest(pattern: string): (topic: string) => boolean {
  const known = new Map<string, boolean>();
  return (topic) => {
    const answer = known.get(topic) ?? matchesTopic(pattern, topic);
    if (known.size < TOPICS_KNOWN_MAX) known.set(topic, answer);
    return answer;
  };
}

const TOPICS_KNOWN_MAX = 10_000;
