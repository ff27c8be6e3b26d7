/** Whether an event passes a filter: by prefixes or by a regular expression, on its stream or its type. */
import type { EventFilter, StoredEvent } from './event-store.js';

export function filterOf(filter: EventFilter | undefined): (event: StoredEvent) => boolean {
  if (filter === undefined) return () => true;
  const { on, prefixes, pattern } = filter;
  const expression = pattern === undefined ? undefined : new RegExp(pattern);
  return (event) => {
    const name = event[on];
    return prefixes?.some((prefix) => name.startsWith(prefix)) === true || expression?.test(name) === true;
  };
}
