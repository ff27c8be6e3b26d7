/** Plays orders over prints and quotes through the book, as the venue does, with a purse that never runs out. */
import type { EventDraft } from '../../src/domain/catalogue.js';
import type { Fill } from '../../src/domain/fill.js';
import { addToBook, emptyBook, reduceResting, removeFromBook } from '../../src/exchange/book.js';
import { emptyDepth, oppositeOf, takeChange, takeLots, takeSnapshot, type Depth } from '../../src/exchange/depth.js';
import { noteDepth, notePrint, noteQuoted, startMoment, takeQuoted, type FineData } from '../../src/exchange/moment.js';
import { noteMoment, noteQueues, noteServed } from '../../src/exchange/note-moment.js';
import { venueRules, type VenueOptions } from '../../src/exchange/venue-rules.js';
import { workMoment } from '../../src/exchange/work-moment.js';
import { acme, orderOf, type Played, type Wish } from './play-bars.js';

/** Time in µs, price, and size in units; unknown if absent. */
export type Print = readonly [at: number, price: number, size?: number];

/** Time in µs, bid, ask, and the quantities of both; unknown if absent. */
export interface Quote {
  readonly at: number;
  readonly bid: number;
  readonly ask: number;
  readonly bidQuantity?: number;
  readonly askQuantity?: number;
}

/** Time in µs, and levels that are set: price and quantity. The first is a snapshot. */
export interface Levels {
  readonly at: number;
  readonly bids?: readonly (readonly [price: number, quantity: number])[];
  readonly asks?: readonly (readonly [price: number, quantity: number])[];
  /** How many changes are missing before it. */
  readonly missing?: number;
}

type Wishes = readonly (Wish & { readonly at?: number })[];

interface PlayOptions extends VenueOptions {
  readonly heldLots?: number;
  readonly fine?: FineData;
}

/** Accepts each order at its time (0 if it names none), and plays the prints. */
export function playPrints(wishes: Wishes, prints: readonly Print[], options: PlayOptions = {}): Played {
  return playMoments(wishes, prints, { fine: { prints: true }, ...options });
}

/** The same with quotes, and with prints among them. */
export function playMoments(wishes: Wishes, moments: readonly (Print | Quote | Levels)[], { heldLots = 0, fine = { quotes: true }, ...options }: PlayOptions = {}): Played {
  const rules = venueRules({ account: 'margin', ...options });
  const book = emptyBook(acme);
  const waiting = wishes.map(({ at = 0, ...wish }, sequence) => ({ order: orderOf(wish, sequence), acceptedAt: at, sequence }));
  const drafts: EventDraft[] = [];
  let held = heldLots;
  const moment = (book.moment = startMoment(book.lastClosedAt));
  const depth = (book.depth = emptyDepth());
  let update = 0;
  moments.forEach((shown, offset) => {
    const at = isPrint(shown) ? shown[0] : shown.at;
    while (waiting.length > 0 && waiting[0].acceptedAt < at) addToBook(book, waiting.splice(0, 1)[0]);
    if (isPrint(shown)) {
      notePrint(moment, acme, { offset, data: { at, price: shown[1], size: shown[2] ?? -1 } }, fine);
      if (fine.book === true) noteServed(book, moment);
    } else if ('bid' in shown) noteQuoted(moment, acme, { offset, data: { bidQuantity: -1, askQuantity: -1, ...shown } }, fine);
    else {
      update = showLevels(depth, shown, update);
      noteDepth(moment, depth, { offset, at }, fine);
      if (fine.prints === true) noteQueues(book, moment);
    }
    noteMoment(book, moment, rules);
    if (!moment.isCalled) return;
    const said = workMoment({ rules, book, moment, purse: { cashMicros: 1e15, heldLots: held, othersValueMicros: 0, othersGrossMicros: 0 } });
    for (const draft of said) {
      if (draft.type === 'OrderFilled') {
        reduceResting(book, draft.data.fill, rules);
        if (draft.data.fill.decidedBy === 'quote') takeQuoted(moment, draft.data.fill);
        if (draft.data.fill.decidedBy === 'book') takeLots(oppositeOf(depth, draft.data.fill.side), draft.data.fill.quantityLots, Math.round(draft.data.fill.price * acme.ticksPerUnit));
        held += draft.data.fill.side === 'buy' ? draft.data.fill.quantityLots : -draft.data.fill.quantityLots;
      } else if ('orderId' in draft.data && draft.type !== 'OrderCancelRejected') removeFromBook(book, draft.data.orderId);
    }
    drafts.push(...said);
  });
  return {
    drafts,
    fills: drafts.flatMap((draft): Fill[] => (draft.type === 'OrderFilled' ? [draft.data.fill] : [])),
    ends: drafts.flatMap((draft) => ('orderId' in draft.data && 'reason' in draft.data ? [[draft.data.orderId, draft.data.reason] as const] : [])),
    resting: book.resting.length,
  };
}

/** Returns the number of the last change. */
function showLevels(depth: Depth, { bids = [], asks = [], missing = 0 }: Levels, update: number): number {
  const named = (levels: readonly (readonly [number, number])[]): { price: number; quantity: number }[] => levels.map(([price, quantity]) => ({ price, quantity }));
  const lastUpdate = update + 1 + missing;
  if (update === 0) takeSnapshot(depth, acme, { lastUpdate, bids: named(bids), asks: named(asks) });
  else takeChange(depth, acme, { firstUpdate: lastUpdate, lastUpdate, bids: named(bids), asks: named(asks) });
  return lastUpdate;
}

function isPrint(shown: Print | Quote | Levels): shown is Print {
  return Array.isArray(shown);
}
