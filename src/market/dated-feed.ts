/**
 * Puts dated facts between the bars of a feed: each is said at its instant, after the bars that close
 * then, and never earlier. How much is still to come cannot be asked.
 */
import type { Draft } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import type { Source } from '../kernel/agent.js';

export interface DatedDraft {
  readonly at: Instant;
  readonly draft: Draft;
}

/** Returns the feed with the drafts in it; they come in order of time. */
export function feedWithDated(feed: Source, dated: readonly DatedDraft[]): Source {
  if (dated.length === 0) return feed;
  let place = 0;
  const dueAt = (): Instant => (place < dated.length ? dated[place].at : Number.POSITIVE_INFINITY);
  return {
    agent: feed.agent,
    nextAt() {
      const bar = feed.nextAt();
      const due = dueAt();
      return bar === undefined ? (due === Number.POSITIVE_INFINITY ? undefined : due) : Math.min(bar, due);
    },
    take() {
      const bar = feed.nextAt();
      if (bar !== undefined && bar <= dueAt()) return feed.take();
      place += 1;
      return dated[place - 1].draft;
    },
  };
}
