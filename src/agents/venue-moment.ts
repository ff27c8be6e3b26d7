/**
 * What the venue takes in and says of data finer than the bars that agents decide on: prints and shorter bars.
 * Where an instrument has them they decide what fills, and its bars only mark it and end its days.
 */
import type { EventDraft } from '../domain/catalogue.js';
import { maintainsMargin } from '../exchange/account-rules.js';
import { noteBar, noteQuote, tradingDay, type Book } from '../exchange/book.js';
import { emptyDepth, loseDepth, takeChange, takeSnapshot } from '../exchange/depth.js';
import { isCovered, noteDepth, notePrint, noteQuoted, startMoment, touchOf, type FineData, type Moment } from '../exchange/moment.js';
import { noteCovered, noteMoment, noteQueues, noteServed } from '../exchange/note-moment.js';
import type { VenueRules } from '../exchange/venue-rules.js';
import { workMoment } from '../exchange/work-moment.js';
import { SILENT } from './decider.js';
import { flat, watchMargin } from './venue-bar.js';
import { purseOf } from './venue-purse.js';
import { bookOf, rulesToday, type Heard, type VenueState } from './venue-state.js';

type DepthEvent = Heard<'BookSeen'> | Heard<'BookChanged'> | Heard<'BookLost'>;

export const noFineData: FineData = Object.freeze({});

/** Takes in a bar that agents decide on: the work of its inside is done if anything finer was seen there. */
export function noteCoarse(book: Book, event: Heard<'BarClosed'>, rules: VenueRules): void {
  const { moment } = book;
  if (moment !== undefined) moment.coversBar = isCovered(moment, event.data.bar);
  if (moment?.coversBar === true) noteCovered(book, event, rules);
  else noteBar(book, event, rules);
}

/** Takes in a bar below those. */
export function noteFiner(book: Book, event: Heard<'FinerBarClosed'>, rules: VenueRules): void {
  const moment = (book.moment ??= startMoment(book.lastClosedAt));
  moment.source = 'finer-bar';
  moment.coversBar = false;
  moment.at = Math.max(moment.at, event.data.bar.closedAt);
  noteBar(book, event, rules);
}

/** Takes in one trade of others. Most concern nobody; here nothing is allocated. */
export function seePrint(state: VenueState, event: Heard<'PrintSeen'>, { rules, fine }: { readonly rules: VenueRules; readonly fine: FineData }): void {
  const book = bookOf(state, event.data.instrument);
  if (book === undefined) return;
  const moment = (book.moment ??= startMoment(book.lastClosedAt));
  notePrint(moment, book.instrument, event, fine);
  if (book.depth !== undefined) noteServed(book, moment);
  noteMoment(book, moment, rules);
}

/** Takes in best bid and ask: the spread of orders that bars or prints fill, and what fills by itself where quotes decide. */
export function seeQuote(state: VenueState, event: Heard<'QuoteSeen'>, { rules, fine }: { readonly rules: VenueRules; readonly fine: FineData }): void {
  const book = bookOf(state, event.data.instrument);
  if (book === undefined) return;
  noteQuote(book, event.data, fine.staleAfterUs);
  if (fine.quotes !== true) return;
  const moment = (book.moment ??= startMoment(book.lastClosedAt));
  noteQuoted(moment, book.instrument, event, fine);
  noteMoment(book, moment, rules);
}

/** Takes in a snapshot or a change of the order book, or that it was lost. */
export function seeDepth(state: VenueState, event: DepthEvent, { rules, fine }: { readonly rules: VenueRules; readonly fine: FineData }): void {
  const book = bookOf(state, event.data.instrument);
  if (book === undefined) return;
  const moment = (book.moment ??= startMoment(book.lastClosedAt));
  const depth = (book.depth ??= emptyDepth());
  if (event.offset <= moment.offset) {
    moment.isNew = false;
    return;
  }
  if (event.type === 'BookSeen') takeSnapshot(depth, book.instrument, event.data);
  else if (event.type === 'BookChanged') takeChange(depth, book.instrument, event.data);
  else loseDepth(depth);
  noteDepth(moment, depth, { offset: event.offset, at: event.data.at }, fine);
  if (fine.prints === true) noteQueues(book, moment);
  noteMoment(book, moment, rules);
}

/** Returns what the moment does to orders, and to a position whose margin it eats up. */
export function answerMoment(state: VenueState, event: Heard<'PrintSeen'> | Heard<'QuoteSeen'> | DepthEvent, rules: VenueRules): readonly EventDraft[] {
  const place = state.ledger.placeOf[event.data.instrument];
  const book = state.books[place];
  const moment = book?.moment;
  if (book === undefined || moment === undefined || moment.offset !== event.offset || !moment.isNew || book.isDelisted) return SILENT;
  const isWatched = maintainsMargin(rules) && state.ledger.positions[place].lots !== 0;
  if (!moment.isCalled && !isWatched) return SILENT;
  return work({ state, place, book, moment, rules });
}

function work({ state, place, book, moment, rules }: { readonly state: VenueState; readonly place: number; readonly book: Book; readonly moment: Moment; readonly rules: VenueRules }): readonly EventDraft[] {
  const purse = purseOf(state.ledger, { rules, place, now: moment.at });
  const worked = moment.isCalled ? workMoment({ rules: rulesToday(state, rules, tradingDay(moment.turn, rules)), book, moment, purse }) : SILENT;
  if (!maintainsMargin(rules)) return worked;
  // Who is long would be closed out at the bid.
  const ticks = flat(touchOf(moment, purse.heldLots > 0 ? 'sell' : 'buy'));
  const called = watchMargin({ state, place, rules, ticks, barOffset: moment.offset, closedAt: moment.at }, purse, worked);
  return called.length === 0 ? worked : [...worked, ...called];
}
