/** What the venue remembers, and the small questions that its answers ask of that. */
import type { LogEvent } from '../domain/catalogue.js';
import type { Order } from '../domain/order.js';
import type { Book } from '../exchange/book.js';
import type { FineData } from '../exchange/moment.js';
import type { Purse } from '../exchange/purse.js';
import { noVolume, rulesOnDay, type TradedVolume } from '../exchange/traded-volume.js';
import type { VenueRules } from '../exchange/venue-rules.js';
import { accountOf, emptyLedger, type Ledger } from '../portfolio/ledger.js';
import { emptyOrderMemory, type OrderMemory } from './order-memory.js';

export interface VenueState {
  readonly ledger: Ledger;
  /** In the order of the ledger's positions. */
  readonly books: Book[];
  /** Approved, not answered yet. */
  readonly arriving: Record<string, Arrival>;
  /** Which ids were answered, with the offset of their approval: a delivery that is repeated is no second order. */
  readonly known: OrderMemory;
  /** What was traded, by venue and day; kept only where fees ask for it. */
  readonly traded: Record<string, TradedVolume>;
  /** Offsets of the latest actions: one that is delivered again is not booked again. */
  readonly actions: number[];
  /** The action to be answered; -1 for none. */
  actionAt: number;
  sequence: number;
  isKilled: boolean;
  isEnding: boolean;
}

export interface Arrival {
  readonly order: Order;
  readonly offset: number;
}

export type Heard<Type extends LogEvent['type']> = Extract<LogEvent, { readonly type: Type }>;

export function emptyVenue(): VenueState {
  return {
    ledger: emptyLedger(), books: [], arriving: {}, known: emptyOrderMemory(), traded: {}, actions: [], actionAt: -1,
    sequence: 0, isKilled: false, isEnding: false,
  };
}

/** The rules of the house, and those of the venue that trades an instrument, where there are several. */
export interface House {
  readonly rules: VenueRules;
  rulesFor(instrument: string): VenueRules;
  /** Which finer data decide inside the bars of an instrument. */
  fineOf(instrument: string): FineData;
}

/** Returns the rules with the rates that fills of a day pay. */
export function rulesToday({ traded }: VenueState, rules: VenueRules, day: number): VenueRules {
  return rules.fees.tiers === undefined ? rules : rulesOnDay(rules, traded[rules.name ?? ''] ?? noVolume(), day);
}

export function bookOf(state: VenueState, instrument: Order['instrument']): Book | undefined {
  return state.books[state.ledger.placeOf[instrument]];
}

/** Returns the last price of an instrument; `undefined` before there was one. */
export function markOf({ ledger }: VenueState, instrument: Order['instrument']): number | undefined {
  const position = ledger.positions[ledger.placeOf[instrument]];
  return position?.isMarked ? position.markTicks : undefined;
}

/** Returns what the fills of one instrument may spend; a copy. Its own mark is left out: the bar brings the price. */
export function purseOf(ledger: Ledger, place: number): Purse {
  const position = ledger.positions[place];
  const account = accountOf(ledger, position);
  return {
    // What a future costs was never paid; a purse counts as if it had been.
    cashMicros: account.cashMicros - position.carriedMicros,
    heldLots: position.lots,
    othersValueMicros: account.valueMicros - position.worthMicros,
    othersGrossMicros: account.grossMicros - Math.abs(position.valueMicros),
  };
}
