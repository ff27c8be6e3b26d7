/** What the venue remembers, and the small questions that its answers ask of that. */
import type { LogEvent } from '../domain/catalogue.js';
import type { Order } from '../domain/order.js';
import type { Book } from '../exchange/book.js';
import type { FineData } from '../exchange/moment.js';
import { noVolume, rulesOnDay, type TradedVolume } from '../exchange/traded-volume.js';
import type { VenueRules } from '../exchange/venue-rules.js';
import { emptyLedger, type Ledger } from '../portfolio/ledger.js';
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
  /** The trading day of the latest bar of all, the bar that began it, and how many nights had passed; kept where the account asks for it. */
  nights: { readonly day: number; readonly offset: number; readonly count: number } | undefined;
  /** Where the day before stood, when the bar at `offset` begins a new one of a future that is settled daily. */
  dusk: { readonly offset: number; readonly ticks: number; readonly dueAt: number } | undefined;
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
    nights: undefined, dusk: undefined, sequence: 0, isKilled: false, isEnding: false,
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
