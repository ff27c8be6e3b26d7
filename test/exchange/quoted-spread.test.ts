import { expect, test } from 'vitest';
import type { EventDraft } from '../../src/domain/catalogue.js';
import type { Fill } from '../../src/domain/fill.js';
import { addToBook, emptyBook, noteBar, noteQuote } from '../../src/exchange/book.js';
import { venueRules, type VenueOptions } from '../../src/exchange/venue-rules.js';
import { workBar } from '../../src/exchange/work-bar.js';
import { acme, MINUTE, orderOf, type Wish } from './play-bars.js';

/** Plays minutes at a price of 100; each order rests from the beginning of its minute. */
function filled(quotes: readonly (readonly [minute: number, half: number])[], orders: readonly (readonly [minute: number, wish: Wish])[], options: VenueOptions = {}): Fill[] {
  const rules = venueRules({ account: 'margin', participation: 'full', ...options });
  const book = emptyBook(acme);
  const drafts: EventDraft[] = [];
  const quoteUpTo = (from: number, to: number): void => {
    for (const [minute, half] of quotes) if (minute > from && minute <= to) noteQuote(book, { at: minute * MINUTE, bid: 100 - half, ask: 100 + half });
  };
  for (let minute = 0; minute < 4; minute += 1) {
    orders.forEach(([at, wish], sequence) => {
      if (at === minute) addToBook(book, { order: orderOf(wish, sequence), acceptedAt: minute * MINUTE, sequence, markTicks: 10_000 });
    });
    // Inside the bar first; what is quoted at its close comes after it.
    quoteUpTo(minute, minute + 0.999);
    const bar = { instrument: acme.id, openedAt: minute * MINUTE, closedAt: (minute + 1) * MINUTE, open: 100, high: 101, low: 99, close: 100, volume: -1 };
    noteBar(book, { offset: minute, data: { bar } }, rules);
    if (book.isCalled) drafts.push(...workBar({ rules, book, bar, barOffset: minute, purse: { cashMicros: 1e15, heldLots: 0, othersValueMicros: 0, othersGrossMicros: 0 } }));
    book.resting.length = 0;
    book.isStale = true;
    quoteUpTo(minute + 0.999, minute + 1);
  }
  return drafts.flatMap((draft) => (draft.type === 'OrderFilled' ? [draft.data.fill] : []));
}

test('a market order pays half of the spread that was quoted when its bar began', () => {
  const fills = filled([[1, 0.05], [2, 0.1]], [[1, {}], [2, { side: 'sell' }]]);
  expect(fills.map(({ halfSpread, price }) => [Number(halfSpread.toFixed(9)), price])).toEqual([[0.05, 100.05], [0.1, 99.9]]);
});

test('what is quoted inside a bar counts from the next one on', () => {
  const fills = filled([[1, 0.05], [1.5, 0.2]], [[1, {}], [2, {}]]);
  expect(fills.map(({ halfSpread }) => Number(halfSpread.toFixed(9)))).toEqual([0.05, 0.2]);
});

test('without quotes the rules say the spread, and a resting limit order pays none either way', () => {
  const halfSpread = { kind: 'ticks' as const, ticks: 3 };
  expect(filled([], [[1, {}]], { halfSpread }).map((fill) => fill.halfSpread)).toEqual([0.03]);
  expect(filled([[1, 0.05]], [[1, {}]], { halfSpread }).map((fill) => Number(fill.halfSpread.toFixed(9)))).toEqual([0.05]);
  expect(filled([[1, 0.05]], [[2, { type: 'limit', limitPrice: 99.5 }]]).map((fill) => fill.halfSpread)).toEqual([0]);
});

test('a quote that is too old by the time a bar opens tells nothing any more: then the rules say the spread', () => {
  const rules = venueRules({ account: 'margin', participation: 'full', halfSpread: { kind: 'ticks', ticks: 3 } });
  const spreads = [30_000_000, MINUTE, undefined].map((staleAfterUs) => {
    const book = emptyBook(acme);
    noteQuote(book, { at: 0, bid: 99, ask: 101 }, staleAfterUs);
    addToBook(book, { order: orderOf({}, 0), acceptedAt: MINUTE, sequence: 0 });
    const bar = { instrument: acme.id, openedAt: MINUTE, closedAt: 2 * MINUTE, open: 100, high: 101, low: 99, close: 100, volume: -1 };
    noteBar(book, { offset: 0, data: { bar } }, rules);
    const [draft] = workBar({ rules, book, bar, barOffset: 0, purse: { cashMicros: 1e15, heldLots: 0, othersValueMicros: 0, othersGrossMicros: 0 } });
    return draft?.type === 'OrderFilled' ? draft.data.fill.halfSpread : undefined;
  });
  expect(spreads).toEqual([0.03, 1, 1]);
});
