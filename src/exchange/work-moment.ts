/**
 * The work of one moment for one instrument: expiries and cancels that came before it, then whoever can trade at
 * what it shows, first come, first served. A moment has one price for each side, so nothing is left to a policy:
 * what remains open is whether the queue at a limit was served by a trade at that very price.
 */
import type { Lots, Ticks } from '../core/fixed-point.js';
import type { EventDraft } from '../domain/catalogue.js';
import { priceOf } from '../domain/instrument.js';
import type { Side } from '../domain/order.js';
import { scratchOf, type Depth } from './depth.js';
import { endLive, isImmediate, openFloor, refuseLive, settle, type BarFloor, type Live } from './bar-floor.js';
import type { BaseFill } from './base-fill.js';
import { NEVER, tradingDay, type Book } from './book.js';
import { shortLotsMax } from './admission.js';
import { pulseFigures } from './daily-pulse.js';
import type { Desk } from './execute-order.js';
import { isMet, type Gate } from './gate.js';
import { barOfMoment, middleOf, offeredLots, touchOf, UNBOUNDED, type Moment } from './moment.js';
import { orderKinds } from './order-kinds.js';
import type { Purse } from './purse.js';
import { awakeLots, gatesFor, type Resting } from './resting.js';
import type { VenueRules } from './venue-rules.js';
import { walkDepth } from './walk-depth.js';
import { expireDue } from './work-bar.js';

export interface MomentWork {
  readonly rules: VenueRules;
  readonly book: Book;
  readonly moment: Moment;
  /** Scratch copy; used up. */
  readonly purse: Purse;
}

/** What is still there for each side; a print is shared by both. */
type Left = Record<Side, Lots>;

interface Turn {
  readonly floor: BarFloor;
  readonly moment: Moment;
  readonly left: Left;
  /** Scratch copy of the book of others. */
  readonly depth: Depth | undefined;
  readonly rules: VenueRules;
  /** The first of a trading day: an auction, at one price for all. */
  readonly isOpening: boolean;
}

/** Returns everything that the moment does to the orders of its book, in order of work. */
export function workMoment({ rules, book, moment, purse }: MomentWork): readonly EventDraft[] {
  const { instrument } = book;
  const bar = barOfMoment(moment, instrument);
  // A moment has no opening window: who came at the same instant came too late.
  const momentRules: VenueRules = { ...rules, openingWindowUs: -1 };
  const desk: Desk = {
    rules: momentRules, instrument, bar, barOffset: moment.offset, purse, shortLotsMax: shortLotsMax(book, rules), liquidityLots: 0, drafts: [],
    pulse: book.pulse && pulseFigures(book.pulse), quotedHalfSpread: halfSpreadOf(book, moment), decidedBy: moment.source, filledAt: moment.at,
  };
  const middle = middleOf(moment);
  const floor = openFloor({ ...book, closedBefore: moment.before }, desk, { open: middle, high: touchOf(moment, 'buy'), low: touchOf(moment, 'sell'), close: middle });
  const day = tradingDay(moment.turn, rules, instrument.id);
  const left: Left = { buy: offeredLots(moment, 'buy', rules), sell: offeredLots(moment, 'sell', rules) };
  const turn: Turn = { floor, moment, left, depth: moment.source === 'book' && book.depth !== undefined ? scratchOf(book.depth) : undefined, rules, isOpening: moment.before !== NEVER && day !== tradingDay(moment.before, rules, instrument.id) };
  for (const live of floor.lives) expireDue(floor, live);
  workQueue(turn);
  return desk.drafts;
}

/** Quotes say the spread themselves; a print says none, so it is that of the last quote or of the rules. */
function halfSpreadOf({ spread, instrument }: Book, moment: Moment): number | undefined {
  if (moment.source !== 'print') return priceOf(instrument, halfTicks(moment));
  return spread === undefined || moment.at - spread.latestAt > (spread.staleAfterUs ?? Infinity) ? undefined : spread.latest;
}

function halfTicks({ source, ask, bid }: Moment): Ticks {
  return source === 'print' ? 0 : Math.ceil((ask - bid) / 2);
}

function workQueue(turn: Turn): void {
  const { floor } = turn;
  const queue = floor.lives.filter(({ start }) => start !== undefined);
  const came = queue.length;
  for (let place = 0; place < queue.length; place += 1) {
    const live = queue[place];
    if (live.isEnded) continue;
    const base = baseOf(turn, live, place >= came);
    if (base === 'refused') refuseLive(floor, live);
    else if (base !== undefined) queue.push(...trade(turn, live, base));
    if (!live.isEnded && turn.moment.trades && endsHere(turn, live.resting)) endLive(floor, live, live.resting.order.timeInForce === 'fok' ? 'fok' : 'ioc');
  }
}

/** Orders for immediate execution have had their try. Those for the open wait for it. */
function endsHere({ isOpening }: Turn, { order }: Resting): boolean {
  const { session } = orderKinds[order.type];
  return isImmediate(order) && (session === 'any' || (session === 'open' && isOpening));
}

function trade(turn: Turn, live: Live, base: BaseFill): readonly Live[] {
  const { floor, moment, left } = turn;
  const { desk } = floor;
  const { side } = live.resting.order;
  if (moment.source === 'book') return tradeOnDepth(turn, live, base);
  const offered = Math.min(left[side], servedLots(turn, live.resting, base));
  desk.liquidityLots = offered;
  const woken = settle(floor, live, base, { ticks: base.ticks });
  const used = offered - desk.liquidityLots;
  left[side] -= used;
  if (moment.source === 'print') left.buy = left.sell = left[side];
  return woken;
}

function tradeOnDepth({ floor, moment, depth }: Turn, live: Live, base: BaseFill): readonly Live[] {
  return depth === undefined ? [] : walkDepth(floor, live, { base, depth, bestTicks: touchOf(moment, live.resting.order.side) });
}

/** At its very limit an order gets no more of a trade than those before it in the queue have left. */
function servedLots({ moment }: Turn, { aheadLots, servedAt, servedLots: served = 0 }: Resting, { ambiguity }: BaseFill): Lots {
  if (aheadLots === undefined || ambiguity !== 'touch-only') return UNBOUNDED;
  return servedAt === moment.turn ? served : 0;
}

/** Returns what the moment gives an order; `undefined` for nothing yet. */
function baseOf({ moment, rules, isOpening }: Turn, { resting }: Live, justWoke: boolean): BaseFill | 'refused' | undefined {
  const { order, acceptedAt } = resting;
  const { session } = orderKinds[order.type];
  if (session === 'close' || (session === 'open' && !isOpening) || awakeLots(resting) === 0) return undefined;
  const touch = touchOf(moment, order.side);
  const gates = gatesFor(resting, moment.turn);
  if (!gates.every((gate) => isOpen(gate, touch, moment))) return undefined;
  const isNew = justWoke || acceptedAt >= moment.before;
  const [gate] = gates;
  if (gates.length === 1 && gate.isLimit && !isNew && !isOpening) return atLimit(gate, { touch, moment, rules });
  if (!moment.trades) return undefined;
  if (order.postOnly === true && isNew) return 'refused';
  const half = halfTicks(moment);
  const label = isOpening && gates.length > 0 ? 'open-gap' : 'exact';
  return { ticks: order.side === 'buy' ? touch - half : touch + half, basis: 'open', label, liquidity: 'taker' };
}

function isOpen(gate: Gate, touch: Ticks, { wakes }: Moment): boolean {
  return (gate.isLimit || wakes) && isMet(gate, touch);
}

/** It waited at its limit, so whoever came met it there. A trade at that very price may have served others of the queue alone. */
function atLimit(gate: Gate, { touch, moment, rules }: { readonly touch: Ticks; readonly moment: Moment; readonly rules: VenueRules }): BaseFill | undefined {
  const isTouch = moment.source === 'print' && touch === gate.ticks;
  if (isTouch && rules.queue === 'through') return undefined;
  const sure = isTouch ? ({ label: 'intrabar-ambiguous', ambiguity: 'touch-only' } as const) : ({ label: 'exact' } as const);
  return { ticks: gate.ticks, basis: 'level', liquidity: 'maker', ...sure };
}
