/** A recorded run that tells, in place of the agents, what was said next. */
import type { Recorded } from '../core/event.js';

export interface Script {
  /** Returns the next recorded event without stepping on; `undefined` at the end. */
  peek(): Recorded | undefined;
  take(): Recorded;
}

/** Returns a script over events in the order of their offsets. */
export function scriptOf(events: Iterable<Recorded>): Script {
  const rest = events[Symbol.iterator]();
  let next = rest.next();
  return {
    peek: () => (next.done === true ? undefined : next.value),
    take: () => {
      const { value } = next as IteratorYieldResult<Recorded>;
      next = rest.next();
      return value;
    },
  };
}
