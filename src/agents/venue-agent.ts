/**
 * The simulated venue as an agent: it keeps the books of resting orders and of money, and answers orders,
 * cancels and bars. It takes orders from the risk gate alone, so that no order can go round it.
 */
import { unitsOf } from '../core/fixed-point.js';
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import type { Fill } from '../domain/fill.js';
import { notionalMicros, ticksOf } from '../domain/instrument.js';
import type { Order, OrderId, RejectionReason } from '../domain/order.js';
import { refusalOf } from '../exchange/admission.js';
import { addToBook, askToCancel, emptyBook, findResting, reduceResting, removeFromBook, tradingDay, type Book } from '../exchange/book.js';
import { cancelFamily } from '../exchange/cancel-family.js';
import { oppositeOf, takeLots } from '../exchange/depth.js';
import { takeQuoted, type FineData } from '../exchange/moment.js';
import { addTraded, noVolume } from '../exchange/traded-volume.js';
import { venueRules, type VenueOptions, type VenueRules } from '../exchange/venue-rules.js';
import type { AgentContext, Decider } from '../kernel/agent.js';
import { foldLedger, markBar } from '../portfolio/ledger.js';
import { decider, SILENT } from './decider.js';
import { offsetOf, rememberOrder } from './order-memory.js';
import { isTrusted, type Authorities } from './trusted.js';
import { accountingVenue } from './venue-account.js';
import { answerDue, noteAction, noteSplitOf } from './venue-action.js';
import { answerBar, noteNight } from './venue-bar.js';
import { answerMoment, noFineData, noteCoarse, noteFiner, seeDepth, seePrint, seeQuote } from './venue-moment.js';
import { lacksRate } from './venue-purse.js';
import { bookOf, emptyVenue, markOf, rulesToday, type Arrival, type Heard, type House, type VenueState } from './venue-state.js';

export type { VenueState } from './venue-state.js';

type VenueSetting = Authorities;

/** What beside bars and orders there is to hear; a venue that says it listens to nothing new has the log it always had. */
export interface Hearing {
  readonly actions?: boolean;
  readonly quotes?: boolean;
  /** Of a run with several venues: the rules of each instrument's own. */
  readonly venues?: Readonly<Record<string, VenueOptions>>;
  /** Which data finer than bars decide inside them, by instrument. */
  readonly fine?: Readonly<Record<string, FineData>>;
}

/** Returns the venue. Throws `venue-rules-invalid`. */
export function venueAgent(options: VenueOptions, setting: VenueSetting, hears: Hearing = {}): Decider<VenueState, LogEvent, EventDraft> {
  const house = houseOf(options, hears);
  return accountingVenue(venueOf(house, setting, hears), house.rules, setting);
}

function venueOf(house: House, setting: VenueSetting, hears: Hearing): Decider<VenueState, LogEvent, EventDraft> {
  return decider<VenueState>({
    listensTo: ['account', 'instruments', 'bars/**', ...(hears.actions === true ? ['actions/**'] : []), ...(hears.quotes === true ? ['quotes/**'] : []), ...fineTopics(hears.fine), 'orders/approved', 'orders/cancel', 'risk/kill-switch', 'run'],
    initial: emptyVenue,
    evolve: (state, event, context) => {
      if (!isTrusted(event, setting)) return state;
      if (event.type === 'PrintSeen') seePrint(state, event, { rules: house.rulesFor(event.data.instrument), fine: house.fineOf(event.data.instrument) });
      else if (isOfDepth(event)) seeDepth(state, event, { rules: house.rulesFor(event.data.instrument), fine: house.fineOf(event.data.instrument) });
      else if (event.type === 'QuoteSeen') seeQuote(state, event, { rules: house.rulesFor(event.data.instrument), fine: house.fineOf(event.data.instrument) });
      else if (event.type === 'BarClosed' || event.type === 'FinerBarClosed') seeBar(state, event, house.rulesFor(event.data.bar.instrument));
      else evolveVenue(state, event, { house, context });
      return state;
    },
    decide: (state, event, context) => {
      if (event.type === 'BarClosed' || event.type === 'FinerBarClosed') return isTrusted(event, setting) ? answerBar(state, event, house.rulesFor(event.data.bar.instrument)) : SILENT;
      if (event.type === 'PrintSeen' || event.type === 'QuoteSeen' || isOfDepth(event)) return isTrusted(event, setting) ? answerMoment(state, event, house.rulesFor(event.data.instrument)) : SILENT;
      return event.agent === context.id ? SILENT : answer(state, event, { house, setting, context });
    },
  });
}

function houseOf(options: VenueOptions, { venues, fine = {} }: Hearing): House {
  const rules = venueRules(options);
  const fineOf: House['fineOf'] = (instrument) => (Object.hasOwn(fine, instrument) ? fine[instrument] : noFineData);
  if (venues === undefined) return { rules, rulesFor: () => rules, fineOf };
  const own = new Map(Object.entries(venues).map(([instrument, its]) => [instrument, venueRules(its)]));
  return { rules, rulesFor: (instrument) => own.get(instrument) ?? rules, fineOf };
}

function isOfDepth(event: LogEvent): event is Heard<'BookSeen'> | Heard<'BookChanged'> | Heard<'BookLost'> {
  return event.type === 'BookSeen' || event.type === 'BookChanged' || event.type === 'BookLost';
}

function fineTopics(fine: Hearing['fine'] = {}): readonly string[] {
  const data = Object.values(fine);
  return [...(data.some(({ bars }) => bars === true) ? ['finer-bars/**'] : []), ...(data.some(({ prints }) => prints === true) ? ['prints/**'] : []), ...(data.some(({ book }) => book === true) ? ['books/**'] : [])];
}

/** Bars are nearly all that a venue hears: here nothing is allocated. */
function seeBar(state: VenueState, event: Heard<'BarClosed'> | Heard<'FinerBarClosed'>, rules: VenueRules): void {
  const book = bookOf(state, event.data.bar.instrument);
  if (book === undefined) return;
  if (event.type === 'FinerBarClosed') noteFiner(book, event, rules);
  else noteCoarse(book, event, rules);
  if (rules.borrow !== undefined) noteNight(state, book, event, rules);
  if (event.type === 'BarClosed') markBar(state.ledger, event.data.bar);
}

function evolveVenue(state: VenueState, event: LogEvent, { house, context }: Omit<AnswerFrame, 'setting'>): VenueState {
  switch (event.type) {
    case 'OrderApproved': {
      const { order } = event.data;
      if (offsetOf(state.known, order) === undefined) state.arriving[order.id] = { order, offset: event.offset };
      break;
    }
    case 'OrderAccepted':
      accept(state, event);
      break;
    case 'OrderFilled':
      takeFill(state, event.data.fill, house.rulesFor(event.data.fill.instrument));
      break;
    case 'ActionFellDue':
      noteAction(state, event);
      break;
    case 'OrderAdjusted':
    case 'PositionSplit':
      noteSplitOf(state, event, house.rulesFor(event.data.instrument));
      break;
    case 'OrderDenied':
      forget(state, event.data.orderId);
      break;
    case 'OrderRejected':
      if (forget(state, event.data.orderId) === undefined) drop(state, event);
      break;
    case 'OrderCancelled':
    case 'OrderExpired':
      drop(state, event);
      break;
    case 'OrderCancelRequested': {
      const book = bookOf(state, event.data.instrument);
      const resting = book === undefined ? undefined : findResting(book, event.data.orderId);
      if (book !== undefined && resting?.order.owner === event.agent) askToCancel(book, event.data.orderId, context.now() + (house.rulesFor(event.data.instrument).latencyUs ?? 0));
      break;
    }
    case 'KillSwitchPulled':
      state.isKilled = true;
      break;
    case 'RunEnding':
      state.isEnding = true;
      break;
    default:
      break;
  }
  foldLedger(state.ledger, event);
  if (event.type === 'InstrumentListed') listBooks(state);
  return state;
}

function takeFill(state: VenueState, fill: Fill, rules: VenueRules): void {
  const book = bookOf(state, fill.instrument);
  if (book === undefined) return;
  const day = tradingDay(fill.filledAt, rules);
  reduceResting(book, fill, rulesToday(state, rules, day));
  if (fill.decidedBy === 'quote' && book.moment !== undefined) takeQuoted(book.moment, fill);
  if (fill.decidedBy === 'book' && book.depth !== undefined) takeLots(oppositeOf(book.depth, fill.side), fill.quantityLots, ticksOf(book.instrument, fill.price));
  if (rules.fees.tiers === undefined) return;
  const { instrument } = book;
  addTraded((state.traded[rules.name ?? ''] ??= noVolume()), day, unitsOf(Math.abs(notionalMicros(instrument, ticksOf(instrument, fill.price), fill.quantityLots))));
}

/** A rejection may also end an order that rests: one that may not take, and could. The answer to a repeated id is no end. */
function drop(state: VenueState, { type, data }: Heard<'OrderCancelled'> | Heard<'OrderExpired'> | Heard<'OrderRejected'>): void {
  const book = bookOf(state, data.instrument);
  if (book === undefined || (type === 'OrderRejected' && data.reason !== 'would-cross')) return;
  removeFromBook(book, data.orderId);
}

function listBooks({ ledger, books }: VenueState): void {
  for (let place = books.length; place < ledger.positions.length; place += 1) books.push(emptyBook(ledger.positions[place].instrument));
}

function accept(state: VenueState, { data }: Heard<'OrderAccepted'>): void {
  const book = bookOf(state, data.instrument);
  const arrival = forget(state, data.orderId);
  if (arrival === undefined || book === undefined) return;
  addToBook(book, { order: arrival.order, acceptedAt: data.acceptedAt, sequence: state.sequence, markTicks: markOf(state, data.instrument) });
  state.sequence += 1;
}

function forget({ arriving, known }: VenueState, id: OrderId): Arrival | undefined {
  if (!Object.hasOwn(arriving, id)) return undefined;
  const arrival = arriving[id];
  rememberOrder(known, arrival.order, arrival.offset);
  delete arriving[id];
  return arrival;
}

interface AnswerFrame {
  readonly house: House;
  readonly setting: VenueSetting;
  readonly context: AgentContext;
}

function answer(state: VenueState, event: LogEvent, { house, setting, context }: AnswerFrame): readonly EventDraft[] {
  switch (event.type) {
    case 'OrderApproved':
      return isTrusted(event, setting) ? admit(state, event, { house, context }) : [refuseUnapproved(event)];
    case 'OrderPlaced':
      return [refuseUnapproved(event)];
    case 'OrderCancelRequested':
      return answerCancel(state, event, { house, context });
    case 'ActionFellDue':
      return isTrusted(event, setting) ? answerDue(state, event, house.rulesFor(event.data.instrument)) : SILENT;
    case 'KillSwitchPulled':
      return isTrusted(event, setting) ? cancelAll(state) : SILENT;
    case 'RunEnding':
      return isTrusted(event, setting) ? expireAll(state) : SILENT;
    default:
      return SILENT;
  }
}

function admit(state: VenueState, event: Heard<'OrderApproved'>, { house, context }: Omit<AnswerFrame, 'setting'>): readonly EventDraft[] {
  const { order } = event.data;
  const rules = house.rulesFor(order.instrument);
  const named = { orderId: order.id, instrument: order.instrument };
  if (!Object.hasOwn(state.arriving, order.id)) {
    if (offsetOf(state.known, order) === event.offset) return SILENT;
    // An answer about a repeated id is for the sender only; others would take it for news of the first order.
    return [{ type: 'OrderRejected', data: { ...named, reason: 'duplicate-id' }, to: [event.agent] }];
  }
  if (state.isKilled) return [{ type: 'OrderDenied', data: { ...named, reason: 'killed' } }];
  const place = state.ledger.placeOf[order.instrument];
  const book = state.books[place];
  if (book === undefined) return [{ type: 'OrderRejected', data: { ...named, reason: 'unknown-instrument' } }];
  const isUnrated = !order.reduceOnly && lacksRate(state.ledger, { rules, place, now: context.now() });
  const reason = book.isDelisted ? 'delisted' : isUnrated ? 'no-rate' : refusalOf(order, book, { rules, heldLots: state.ledger.positions[place].lots, markTicks: markOf(state, order.instrument) });
  if (reason !== undefined) return refuse(book, order, reason);
  const accepted: EventDraft = { type: 'OrderAccepted', data: { ...named, acceptedAt: context.now() + (rules.latencyUs ?? 0) } };
  if (!state.isEnding) return [accepted];
  return [accepted, { type: 'OrderExpired', data: { ...named, reason: 'end-of-run', openLots: order.quantityLots ?? 0 } }];
}

/** A bracket that contradicts itself is refused as a whole: its entry would stand there without protection. */
function refuse(book: Book, { id, instrument, parent: parentId }: Order, reason: RejectionReason): readonly EventDraft[] {
  const refusal: EventDraft = { type: 'OrderRejected', data: { orderId: id, instrument, reason } };
  const parent = reason === 'invalid-bracket' && parentId !== undefined ? findResting(book, parentId) : undefined;
  return parent === undefined ? [refusal] : [refusal, ...cancelFamily(book, parent, 'invalid-bracket')];
}

/** Answers an order that did not come from the gate, to its sender alone. */
function refuseUnapproved({ data, agent }: Heard<'OrderApproved'> | Heard<'OrderPlaced'>): EventDraft {
  return { type: 'OrderDenied', data: { orderId: data.order.id, instrument: data.order.instrument, reason: 'no-approval' }, to: [agent] };
}

/**
 * Between two bars a cancel works at once, for it reached the next bar's opening window. Later the bar
 * in progress is decided first: the cancel waits for it.
 */
function answerCancel(state: VenueState, event: Heard<'OrderCancelRequested'>, { house, context }: Omit<AnswerFrame, 'setting'>): readonly EventDraft[] {
  const { orderId, instrument } = event.data;
  const book = bookOf(state, instrument);
  const resting = book === undefined ? undefined : findResting(book, orderId);
  if (book === undefined || resting === undefined || resting.order.owner !== event.agent) {
    return [{ type: 'OrderCancelRejected', data: { orderId, instrument, reason: 'unknown-order' }, to: [event.agent] }];
  }
  const { openingWindowUs, latencyUs = 0 } = house.rulesFor(instrument);
  // Where moments decide, none is in progress: what comes before the next one is in time.
  const inTime = (isLive(book) && latencyUs === 0) || context.now() + latencyUs <= book.lastClosedAt + openingWindowUs;
  if (!inTime) return SILENT;
  return cancelFamily(book, resting, 'by-agent');
}

function isLive({ moment }: Book): boolean {
  return moment !== undefined && moment.source !== 'finer-bar';
}

function cancelAll({ books }: VenueState): readonly EventDraft[] {
  return books.flatMap(({ resting }) =>
    resting.map(({ order, openLots = 0 }): EventDraft => ({
      type: 'OrderCancelled',
      data: { orderId: order.id, instrument: order.instrument, reason: 'kill-switch', openLots },
    })),
  );
}

function expireAll({ books }: VenueState): readonly EventDraft[] {
  return books.flatMap(({ resting }) =>
    resting.map(({ order, openLots = 0 }): EventDraft => ({
      type: 'OrderExpired',
      data: { orderId: order.id, instrument: order.instrument, reason: 'end-of-run', openLots },
    })),
  );
}
