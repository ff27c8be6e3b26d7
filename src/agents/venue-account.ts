/**
 * What the account does beside the orders of a venue, wrapped around it: interest on cash, the settlement of
 * futures at the end of every trading day, and the exchange of other currencies. A venue whose rules name
 * none of it is left as it is.
 */
import { assert } from '../core/assert.js';
import { mulDiv } from '../core/fixed-point.js';
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import { notionalMicros, priceOf } from '../domain/instrument.js';
import type { InterestTerms } from '../exchange/account-rules.js';
import { tradingDay } from '../exchange/book.js';
import type { VenueRules } from '../exchange/venue-rules.js';
import type { Decider } from '../kernel/agent.js';
import type { Position } from '../portfolio/position.js';
import { SILENT } from './decider.js';
import { isTrusted, type Authorities } from './trusted.js';
import { afterwards, withExchanges } from './venue-exchange.js';
import { bookOf, type Heard, type VenueState } from './venue-state.js';

type Venue = Decider<VenueState, LogEvent, EventDraft>;

/** Returns the venue with the account's own business in its answers. */
export function accountingVenue(venue: Venue, rules: VenueRules, setting: Authorities): Venue {
  const { fx, interest, settledDaily = [] } = rules;
  if (fx === undefined && interest === undefined && settledDaily.length === 0) return venue;
  return {
    ...venue,
    evolve(state, event, context) {
      if (event.type === 'BarClosed' && isTrusted(event, setting)) noteDay(state, event, rules);
      return venue.evolve(state, event, context);
    },
    decide(state, event, context) {
      const answer = venue.decide(state, event, context);
      if (event.agent === context.id || !isTrusted(event, setting)) return answer;
      const drafts = event.type === 'BarClosed' ? withDay(state, event, { answer, rules }) : answer;
      return withExchanges({ ledger: state.ledger, rules, drafts, event, now: context.now() });
    },
  };
}

/** Notes what is due when a bar begins a new trading day: to be called before the bar marks anything. */
function noteDay(state: VenueState, { offset, data: { bar } }: Heard<'BarClosed'>, rules: VenueRules): void {
  const day = tradingDay(bar.closedAt, rules);
  const { nights } = state;
  if (nights === undefined || day > nights.day) state.nights = { day, offset, count: nights === undefined ? 0 : day - nights.day };
  state.dusk = undefined;
  if (rules.settledDaily?.includes(bar.instrument) !== true) return;
  const book = bookOf(state, bar.instrument);
  const position = state.ledger.positions[state.ledger.placeOf[bar.instrument]];
  if (book === undefined || bar.closedAt <= book.lastClosedAt || position?.isMarked !== true) return;
  const isNewDay = tradingDay(bar.closedAt, rules, bar.instrument) !== tradingDay(book.lastClosedAt, rules, bar.instrument);
  if (isNewDay) state.dusk = { offset, ticks: position.markTicks, dueAt: book.lastClosedAt };
}

/** Interest and the last day's settlement come before all that the bar brings, its own day's settlement behind it. */
function withDay(state: VenueState, event: Heard<'BarClosed'>, { answer, rules }: { readonly answer: readonly EventDraft[]; readonly rules: VenueRules }): readonly EventDraft[] {
  const { bar } = event.data;
  const interest = state.nights?.offset === event.offset ? interestFor(state, bar.closedAt, rules) : SILENT;
  const position = state.ledger.positions[state.ledger.placeOf[bar.instrument]];
  const isSettled = rules.settledDaily?.includes(bar.instrument) === true && position !== undefined && bookOf(state, bar.instrument)?.barOffset === event.offset;
  const dusk = isSettled && state.dusk?.offset === event.offset ? settle(position, state.dusk.ticks, state.dusk.dueAt) : SILENT;
  const before = [...interest, ...dusk];
  const evening = isSettled && endsDay(event, rules) ? settleAfter(state, event, [...before, ...answer]) : SILENT;
  return before.length === 0 && evening.length === 0 ? answer : [...before, ...answer, ...evening];
}

function endsDay({ data: { bar } }: Heard<'BarClosed'>, rules: VenueRules): boolean {
  return tradingDay(bar.closedAt, rules, bar.instrument) !== tradingDay(bar.closedAt + 1, rules, bar.instrument);
}

function settleAfter({ ledger }: VenueState, { data: { bar } }: Heard<'BarClosed'>, drafts: readonly EventDraft[]): readonly EventDraft[] {
  const { positions, placeOf } = drafts.length === 0 ? ledger : afterwards(ledger, drafts);
  const position = positions[placeOf[bar.instrument]];
  return settle(position, position.markTicks, bar.closedAt);
}

/** What has gained or lost nothing since it was last settled is settled already. */
function settle({ instrument, lots, costMicros }: Position, ticks: number, dueAt: number): readonly EventDraft[] {
  assert(instrument.settlesToCash === true, 'Only futures are settled', { instrument: instrument.id });
  if (lots === 0 || notionalMicros(instrument, ticks, lots) === costMicros) return SILENT;
  return [{ type: 'PositionSettled', data: { instrument: instrument.id, price: priceOf(instrument, ticks), lots, dueAt } }];
}

/** Rates are resolved to a millionth of a millionth. */
const PARTS = 1_000_000_000_000;
const DAYS_PER_YEAR = 365;

/** Act/365 on the cash of each currency as it stands, half-even. */
function interestFor({ ledger, nights }: VenueState, dueAt: number, { interest = {} }: VenueRules): readonly EventDraft[] {
  const count = nights?.count ?? 0;
  if (count === 0) return SILENT;
  return ledger.accounts.flatMap(({ currency, cashMicros }): EventDraft[] => {
    const ratePerYear = rateOf(Object.hasOwn(interest, currency) ? interest[currency] : undefined, cashMicros);
    const amountMicros = mulDiv(cashMicros, Math.round((ratePerYear * count * PARTS) / DAYS_PER_YEAR), PARTS);
    if (amountMicros === 0) return [];
    return [{ type: 'InterestBooked', data: { currency, amountMicros, balanceMicros: cashMicros, ratePerYear, nights: count, dueAt } }];
  });
}

function rateOf(terms: InterestTerms | undefined, cashMicros: number): number {
  if (terms === undefined) return 0;
  return cashMicros < 0 ? terms.debitPerYear : terms.creditPerYear;
}
