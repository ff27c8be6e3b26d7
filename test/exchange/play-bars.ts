/** Plays orders over bars through the book, as the venue does, with a purse that never runs out. */
import { agentId } from '../../src/core/brand.js';
import type { Bar } from '../../src/domain/bar.js';
import type { EventDraft } from '../../src/domain/catalogue.js';
import type { Fill } from '../../src/domain/fill.js';
import { instrumentId, type Instrument } from '../../src/domain/instrument.js';
import { orderId, type Order } from '../../src/domain/order.js';
import { addToBook, emptyBook, noteBar, reduceResting, removeFromBook } from '../../src/exchange/book.js';
import { venueRules, type VenueOptions } from '../../src/exchange/venue-rules.js';
import { workBar } from '../../src/exchange/work-bar.js';

/** Whole prices are a hundred ticks apart, so that levels between them are on the grid. */
export const acme: Instrument = { id: instrumentId('ACME'), currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true };
export const MINUTE = 60_000_000;

export type Wish = Partial<Omit<Order, 'id' | 'parent'>> & { readonly name?: string; readonly parent?: string };
export type Prices = readonly [open: number, high: number, low: number, close: number];

export interface Played {
  readonly drafts: readonly EventDraft[];
  readonly fills: readonly Fill[];
  /** Ends of orders: [order, reason]. */
  readonly ends: readonly (readonly [order: string, reason: string])[];
  readonly resting: number;
}

export interface PlayOptions extends VenueOptions {
  /** Last price before the first bar. */
  readonly mark?: number;
  readonly heldLots?: number;
  readonly volume?: number;
  readonly barUs?: number;
}

export function orderOf(wish: Wish, place: number): Order {
  const { name = `order-${place}`, parent, ...rest } = wish;
  const size = wish.fundsShare === undefined ? { quantityLots: 10 } : {};
  return {
    id: orderId(name), instrument: acme.id, owner: agentId('trader'), side: 'buy', type: 'market', ...size, timeInForce: 'gtc', reduceOnly: false, ...rest,
    ...(parent === undefined ? {} : { parent: orderId(parent) }),
  };
}

/** Accepts all orders before the first bar opens, and plays the bars. */
export function playBars(wishes: readonly Wish[], bars: readonly Prices[], { mark, heldLots = 0, volume = -1, barUs = MINUTE, ...options }: PlayOptions = {}): Played {
  const rules = venueRules({ account: 'margin', ...options });
  const book = emptyBook(acme);
  wishes.forEach((wish, sequence) => addToBook(book, { order: orderOf(wish, sequence), acceptedAt: 0, sequence, markTicks: mark === undefined ? undefined : Math.round(mark * 100) }));
  const drafts: EventDraft[] = [];
  let held = heldLots;
  bars.forEach(([open, high, low, close], index) => {
    const bar: Bar = { instrument: acme.id, openedAt: index * barUs, closedAt: (index + 1) * barUs, open, high, low, close, volume };
    noteBar(book, { offset: index, data: { bar } }, rules);
    if (!book.isCalled) return;
    const said = workBar({ rules, book, bar, barOffset: index, purse: { cashMicros: 1e15, heldLots: held, othersValueMicros: 0, othersGrossMicros: 0 } });
    for (const draft of said) {
      if (draft.type === 'OrderFilled') {
        reduceResting(book, draft.data.fill, rules);
        held += draft.data.fill.side === 'buy' ? draft.data.fill.quantityLots : -draft.data.fill.quantityLots;
      } else if ('orderId' in draft.data && draft.type !== 'OrderCancelRejected') removeFromBook(book, draft.data.orderId);
    }
    drafts.push(...said);
  });
  return {
    drafts,
    fills: drafts.flatMap((draft) => (draft.type === 'OrderFilled' ? [draft.data.fill] : [])),
    ends: drafts.flatMap((draft) => ('orderId' in draft.data && 'reason' in draft.data ? [[draft.data.orderId, draft.data.reason] as const] : [])),
    resting: book.resting.length,
  };
}

/** A market or other entry with a stop-loss and a take-profit, as three orders. */
export function bracket(entry: Wish, { stopLoss, takeProfit }: { readonly stopLoss?: number; readonly takeProfit?: number }): readonly Wish[] {
  const side = entry.side === 'sell' ? 'buy' : 'sell';
  const child = { side, parent: 'entry', oco: 'exits', reduceOnly: true } as const;
  return [
    { ...entry, name: 'entry' },
    ...(stopLoss === undefined ? [] : [{ ...child, name: 'stop-loss', type: 'stop', stopPrice: stopLoss } as const]),
    ...(takeProfit === undefined ? [] : [{ ...child, name: 'take-profit', type: 'limit', limitPrice: takeProfit } as const]),
  ];
}
