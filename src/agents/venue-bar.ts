/**
 * What the venue says of one bar, in order: what shorts cost overnight, what the bar does to orders, and
 * a margin call if the equity does not carry the positions any more.
 */
import type { Ticks } from '../core/fixed-point.js';
import { ticksOf } from '../domain/instrument.js';
import type { EventDraft } from '../domain/catalogue.js';
import { maintainsMargin } from '../exchange/account-rules.js';
import { barTicks, type BarTicks } from '../exchange/bar-ticks.js';
import { NEVER, tradingDay, type Book } from '../exchange/book.js';
import { chargeNights } from '../exchange/borrow.js';
import { callMargin, type MarginQuestion } from '../exchange/margin.js';
import type { Purse } from '../exchange/purse.js';
import type { VenueRules } from '../exchange/venue-rules.js';
import { workBar, workCovered, type BarWork } from '../exchange/work-bar.js';
import { sharesFunds } from '../portfolio/currencies.js';
import { SILENT } from './decider.js';
import { behindMargin, purseOf } from './venue-purse.js';
import { rulesToday, type Heard, type VenueState } from './venue-state.js';

/** Notes a short that was held until now if a day ended since the bar before. To be called before the bar marks it. */
export function noteNight(state: VenueState, book: Book, { offset, data: { bar } }: BarFrame['event'], rules: VenueRules): void {
  book.night = undefined;
  const { lots = 0, markTicks = 0 } = state.ledger.positions[state.ledger.placeOf[bar.instrument]] ?? {};
  if (lots >= 0 || book.barOffset !== offset || book.closedBefore === NEVER) return;
  const nights = tradingDay(bar.closedAt, rules) - tradingDay(book.closedBefore, rules);
  if (nights > 0) book.night = { barOffset: offset, dueAt: bar.closedAt, nights, lots, markTicks };
}

/** Works one bar. Most bars concern no order, and cost two look-ups. */
export function answerBar(state: VenueState, event: Heard<'BarClosed'> | Heard<'FinerBarClosed'>, rules: VenueRules): readonly EventDraft[] {
  const place = state.ledger.placeOf[event.data.bar.instrument];
  const book = state.books[place];
  if (book === undefined || book.barOffset !== event.offset || book.isDelisted) return SILENT;
  const isWatched = maintainsMargin(rules) && state.ledger.positions.some(({ lots }) => lots !== 0);
  if (!book.isCalled && book.night === undefined && !isWatched) return SILENT;
  return workCalled({ state, book, place, event, rules });
}

interface BarFrame {
  readonly state: VenueState;
  readonly book: Book;
  readonly place: number;
  readonly event: Heard<'BarClosed'> | Heard<'FinerBarClosed'>;
  readonly rules: VenueRules;
}

function workCalled(frame: BarFrame): readonly EventDraft[] {
  const { state, book, place, event, rules } = frame;
  const { bar } = event.data;
  const purse = purseOf(state.ledger, { rules, place, now: bar.closedAt });
  const nights = book.night === undefined ? SILENT : chargeNights(rules.borrow, book.instrument, book.night);
  for (const draft of nights) if (draft.type === 'CashFlowBooked') purse.cashMicros += draft.data.amountMicros;
  const today = rulesToday(state, rules, tradingDay(bar.closedAt, rules));
  const worked = book.isCalled ? workOf({ rules: today, book, bar, barOffset: event.offset, purse }, event) : SILENT;
  // What was inside a bar that finer data have decided is over.
  const ticks = book.moment?.coversBar === true ? flat(ticksOf(book.instrument, bar.close)) : barTicks(book.instrument, bar);
  const called = !maintainsMargin(rules) ? SILENT : watchMargin({ state, place, rules, ticks, barOffset: event.offset, closedAt: bar.closedAt }, purse, worked);
  return nights.length === 0 && called.length === 0 ? worked : [...nights, ...worked, ...called];
}

function workOf(work: BarWork, { type }: BarFrame['event']): readonly EventDraft[] {
  if (work.book.moment?.coversBar === true) return workCovered(work);
  return workBar(type === 'FinerBarClosed' ? { ...work, decidedBy: 'finer-bar' } : work);
}

/** A bar, or a moment, that may have eaten up a margin. */
export interface MarginWatch extends Pick<MarginQuestion, 'rules' | 'ticks' | 'barOffset' | 'closedAt'> {
  readonly state: VenueState;
  readonly place: number;
}

/** Returns a moment as a bar of one price. */
export function flat(ticks: Ticks): BarTicks {
  return { open: ticks, high: ticks, low: ticks, close: ticks };
}

/** Returns the margin call, if there is one. The purse is what the fills have left of it. */
export function watchMargin({ state, place, rules, ticks, barOffset, closedAt }: MarginWatch, purse: Purse, worked: readonly EventDraft[]): readonly EventDraft[] {
  const { instrument } = state.books[place];
  const last = worked.findLast((draft) => draft.type === 'OrderFilled');
  return callMargin({
    rules,
    ...behindMargin(state.ledger, place, purse),
    ticks,
    startTicks: last?.type === 'OrderFilled' ? ticksOf(instrument, last.data.fill.basePrice) : ticks.open,
    barOffset,
    closedAt,
    cancels: () => cancelOpen(state, state.ledger.positions[place].account, worked),
  });
}

/** Cancels what is still open with the same funds behind it after this bar's work. */
function cancelOpen({ books, ledger }: VenueState, account: number, worked: readonly EventDraft[]): readonly EventDraft[] {
  const open = new Map<string, number>();
  const ended = new Set<string>();
  for (const draft of worked) {
    if (draft.type === 'OrderFilled') {
      open.set(draft.data.fill.orderId, draft.data.fill.remainingLots);
      if (draft.data.fill.remainingLots === 0) ended.add(draft.data.fill.orderId);
    } else if (draft.type === 'OrderCancelled' || draft.type === 'OrderExpired' || draft.type === 'OrderRejected') ended.add(draft.data.orderId);
  }
  return books.flatMap(({ resting }, place) => {
    if (!sharesFunds(ledger, ledger.positions[place].account, account)) return [];
    return resting.filter(({ order }) => !ended.has(order.id)).map(({ order, openLots = 0 }): EventDraft => ({
      type: 'OrderCancelled',
      data: { orderId: order.id, instrument: order.instrument, reason: 'liquidation', openLots: open.get(order.id) ?? openLots },
    }));
  });
}
