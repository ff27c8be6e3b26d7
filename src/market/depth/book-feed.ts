/** What brings a recorded order book into a run: from its beginning, what the book was by then, as one snapshot. */
import type { Draft } from '../../core/event.js';
import type { DataOf } from '../../domain/catalogue.js';
import type { Source } from '../../kernel/agent.js';
import type { DatedDraft } from '../dated-feed.js';
import type { Span } from '../print-feed.js';
import { startOrderBook, type Level } from './order-book.js';

/** Returns a source that says the tape. */
export function bookFeed(tape: readonly DatedDraft[], { agent, from, until }: Span): Source {
  const first = tape.findIndex(({ at }) => at >= from);
  const after = first < 0 ? [] : tape.slice(first);
  const before = bookBy(first < 0 ? tape : tape.slice(0, first));
  const drafts = (before === undefined ? after : [{ at: from, draft: { ...before, data: { ...(before.data as DataOf<'BookSeen'>), at: from } } }, ...after]).filter(({ at }) => at < until);
  let row = 0;
  return {
    agent,
    nextAt: () => (row < drafts.length ? drafts[row].at : undefined),
    take(): Draft {
      row += 1;
      return drafts[row - 1].draft;
    },
  };
}

/** Returns the snapshot that a tape comes to; `undefined` if the book is not known at its end. */
function bookBy(tape: readonly DatedDraft[]): Draft | undefined {
  const book = startOrderBook();
  let last: DataOf<'BookSeen'> | DataOf<'BookChanged'> | undefined;
  let topic: string | undefined;
  for (const { draft } of tape) {
    if (draft.type === 'BookLost') last = undefined;
    else {
      last = draft.data as DataOf<'BookSeen'> | DataOf<'BookChanged'>;
      topic = draft.topic;
      const sides = { bids: levelsOf(last.bids), asks: levelsOf(last.asks) };
      if (draft.type === 'BookSeen') book.take({ at: last.at, lastUpdate: last.lastUpdate, ...sides });
      else book.change({ at: last.at, firstUpdate: (last as DataOf<'BookChanged'>).firstUpdate, lastUpdate: last.lastUpdate, ...sides });
    }
  }
  if (last === undefined || topic === undefined) return undefined;
  const { instrument, at, lastUpdate } = last;
  const named = (side: 'bids' | 'asks'): { price: number; quantity: number }[] => book.levels(side, Number.MAX_SAFE_INTEGER).map(([price, quantity]) => ({ price, quantity }));
  return { type: 'BookSeen', topic, data: { instrument, at, lastUpdate, bids: named('bids'), asks: named('asks') } };
}

function levelsOf(levels: DataOf<'BookSeen'>['bids']): readonly Level[] {
  return levels.map(({ price, quantity }): Level => [price, quantity]);
}
