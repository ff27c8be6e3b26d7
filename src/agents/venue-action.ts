/** What befalls an instrument beside its prices, as the venue takes it in and answers it: dividends, splits, settlements, the end of trading. */
import type { EventDraft } from '../domain/catalogue.js';
import { noteAdjusted, noteSplit } from '../exchange/adjust-orders.js';
import { answerAction, endsTrading } from '../exchange/corporate-action.js';
import type { VenueRules } from '../exchange/venue-rules.js';
import { SILENT } from './decider.js';
import { bookOf, markOf, type Heard, type VenueState } from './venue-state.js';

const ACTIONS_MAX = 256;

/** Takes in an action; one that is delivered again is none. */
export function noteAction(state: VenueState, { offset, data }: Heard<'ActionFellDue'>): void {
  const isNew = !state.actions.includes(offset);
  state.actionAt = isNew ? offset : -1;
  if (!isNew) return;
  state.actions.push(offset);
  if (state.actions.length > ACTIONS_MAX) state.actions.shift();
  const book = bookOf(state, data.instrument);
  if (book !== undefined && endsTrading(data)) book.isDelisted = true;
}

/** Returns what the venue says of the action that it has just taken in. */
export function answerDue(state: VenueState, { offset, data }: Heard<'ActionFellDue'>, { splits }: VenueRules): readonly EventDraft[] {
  const place = state.ledger.placeOf[data.instrument];
  const book = state.books[place];
  if (state.actionAt !== offset || book === undefined) return SILENT;
  const { lots } = state.ledger.positions[place];
  return answerAction(data, { instrument: book.instrument, lots, markTicks: markOf(state, data.instrument), resting: book.resting, splits });
}

/** Takes in what a split did to an order, and to what is known of the days before where orders outlive it. */
export function noteSplitOf(state: VenueState, event: Heard<'OrderAdjusted'> | Heard<'PositionSplit'>, { splits }: VenueRules): void {
  const book = bookOf(state, event.data.instrument);
  if (book === undefined) return;
  if (event.type === 'OrderAdjusted') noteAdjusted(book, event.data);
  else if (splits === 'adjust') noteSplit(book, event.data);
}
