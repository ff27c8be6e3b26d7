/** The laws of the log itself: offsets, time, causes, and the order in which messages of one sender are heard. */
import type { AgentId } from '../../core/brand.js';
import { NO_CAUSE } from '../../core/event.js';
import type { Instant } from '../../core/instant.js';
import { catalogue, type LogEvent } from '../catalogue.js';
import { invariant, type Invariant } from './invariant.js';

export const denseOffsets: Invariant = invariant<{ next: number }>({
  id: 'I30',
  law: 'Offsets are dense and strictly growing.',
  initial: () => ({ next: 0 }),
  check(event, state) {
    const expected = state.next;
    state.next = event.offset + 1;
    return event.offset === expected ? undefined : `offset ${event.offset} follows ${expected - 1}`;
  },
});

export const growingTime: Invariant = invariant<{ last: Instant }>({
  id: 'I26',
  law: 'Virtual time never goes back, and nothing is heard at the instant it is said.',
  initial: () => ({ last: Number.MIN_SAFE_INTEGER }),
  check({ time, deliverAt }, state) {
    const { last } = state;
    state.last = time;
    if (time < last) return `time ${time} after ${last}`;
    return deliverAt > time ? undefined : `said at ${time} and heard at ${deliverAt}`;
  },
});

export const earlierCauses: Invariant = invariant({
  id: 'I23',
  law: 'Every event has a cause with a smaller offset, or none.',
  check({ offset, causation, correlation }) {
    const isSound = causation >= NO_CAUSE && causation < offset && correlation <= offset;
    return isSound ? undefined : `cause ${causation}, correlation ${correlation} at offset ${offset}`;
  },
});

interface Listening {
  /** Messages that a fault struck on the way to a receiver. */
  readonly struck: Set<string>;
  /** What was heard last, by sender, receiver and class; nested, for this is asked at every delivery. */
  readonly last: Map<AgentId, Map<AgentId, Map<string, number>>>;
}

export const orderPerProducer: Invariant = invariant<Listening>({
  id: 'I37',
  law: 'What one agent says is heard in the order it was said, save for messages that a fault struck and words of a more urgent class.',
  initial: () => ({ struck: new Set(), last: new Map() }),
  check(event, { struck }) {
    if (event.type === 'FaultStruck') struck.add(`${event.data.message} ${event.data.receiver}`);
    return undefined;
  },
  heard(event, receiver, { struck, last }) {
    if (event.agent === receiver || (struck.size > 0 && struck.has(`${event.offset} ${receiver}`))) return undefined;
    const link = inner(inner(last, event.agent), receiver);
    const urgency = urgencyOf(event);
    const before = link.get(urgency) ?? NO_CAUSE;
    link.set(urgency, event.offset);
    return event.offset > before ? undefined : `${receiver} heard offset ${event.offset} of ${event.agent} after ${before}`;
  },
});

/** Messages have priorities of their own. */
function urgencyOf(event: LogEvent): string {
  return event.type === 'MessageSent' ? event.data.priority : catalogue[event.type].class;
}

function inner<Key, Value>(outer: Map<AgentId, Map<Key, Value>>, key: AgentId): Map<Key, Value> {
  let found = outer.get(key);
  if (found === undefined) outer.set(key, (found = new Map()));
  return found;
}
