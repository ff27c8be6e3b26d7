/**
 * Who takes part and who listens to what: the same for all couriers of a run, and known when it begins. Who lives and
 * who does not is another matter; mail for the dead is lost like any other.
 */
import type { AgentId } from '../../core/brand.js';
import { matchesTopic } from '../../core/topic-pattern.js';

/** Whoever has a courier listens to this, and so to what is said to all. */
export const EVERYBODY = 'everybody';

export interface Neighbourhood {
  has(id: AgentId): boolean;
  /** Returns everybody with a courier, in the order in which they were given. */
  readonly members: readonly AgentId[];
  /** Returns who listens to a topic. */
  listeners(topic: string): readonly AgentId[];
}

/** Returns the neighbourhood. `members` is asked when it is first needed, so that couriers can be made before all of them are. */
export function neighbourhoodOf(members: () => readonly { readonly id: AgentId; readonly listensTo: readonly string[] }[]): Neighbourhood {
  const byTopic = new Map<string, readonly AgentId[]>();
  let ids: ReadonlySet<AgentId> | undefined;
  const listeners = (topic: string): readonly AgentId[] => {
    let found = byTopic.get(topic);
    if (found === undefined) {
      found = members().filter(({ listensTo }) => listensTo.some((pattern) => matchesTopic(pattern, topic))).map(({ id }) => id);
      byTopic.set(topic, found);
    }
    return found;
  };
  return {
    has: (id) => (ids ??= new Set(members().map((member) => member.id))).has(id),
    get members() {
      return listeners(EVERYBODY);
    },
    listeners,
  };
}
