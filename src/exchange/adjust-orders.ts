/**
 * What a split does to open orders where the venue adjusts them: so many more lots at so much lower a price,
 * and their value is what it was. An order that comes out even no more is cancelled, and with it those that
 * belong to it: a bracket stays whole or ends whole.
 */
import type { Lots, Ticks } from '../core/fixed-point.js';
import type { DataOf, EventDraft } from '../domain/catalogue.js';
import { priceOf, ticksOf, type Instrument } from '../domain/instrument.js';
import type { Order } from '../domain/order.js';
import type { Book } from './book.js';
import type { Way } from './gate.js';
import { orderKinds } from './order-kinds.js';
import { setWait, type Resting } from './resting.js';

/** Each `per` old lots become `into` new ones. */
export interface Split {
  readonly into: number;
  readonly per: number;
}

export interface Adjusting {
  /** Said before the split. */
  readonly cancelled: readonly Resting[];
  /** Said after it. */
  readonly adjusted: readonly EventDraft[];
}

/** Returns which orders a split ends, and what is said of the others, in order of acceptance. */
export function adjustOrders(resting: readonly Resting[], instrument: Instrument, split: Split): Adjusting {
  const after = new Map(resting.map((one) => [one, adjustedOf(one, instrument, split)]));
  const ends = new Set(resting.filter((one) => after.get(one) === undefined));
  // Families are few and small: looked at until no more of them ends.
  for (let size = -1; size !== ends.size;) {
    size = ends.size;
    for (const one of resting) if (resting.some((other) => ends.has(other) && isRelated(one, other))) ends.add(one);
  }
  const adjusted = resting.flatMap((one) => {
    const next = after.get(one);
    return next === undefined || ends.has(one) ? [] : [wordOf(one, next, split)];
  });
  return { cancelled: resting.filter((one) => ends.has(one)), adjusted };
}

/** Takes in that an order was adjusted, in place. */
export function noteAdjusted(book: Book, { orderId, into, per }: DataOf<'OrderAdjusted'>): void {
  const at = book.resting.findIndex(({ order }) => order.id === orderId);
  const adjusted = at < 0 ? undefined : adjustedOf(book.resting[at], book.instrument, { into, per });
  if (adjusted === undefined) return;
  setWait(adjusted);
  book.resting[at] = adjusted;
  book.isStale = true;
}

/** Takes in that prices and quantities are counted anew, in place: what the venue knows of the days before and of quotes. */
export function noteSplit({ pulse, spread }: Book, { into, per }: Split): void {
  if (pulse !== undefined) {
    pulse.close = (pulse.close * per) / into;
    pulse.closeBefore = (pulse.closeBefore * per) / into;
    pulse.volume = (pulse.volume * into) / per;
    pulse.volumes.forEach((volume, day, all) => (all[day] = (volume * into) / per));
  }
  if (spread === undefined) return;
  if (spread.atOpen !== undefined) spread.atOpen = (spread.atOpen * per) / into;
  for (const when of ['next', 'latest'] as const) spread[when] = (spread[when] * per) / into;
}

/** Returns the order after a split, a copy; `undefined` where it does not come out even. */
function adjustedOf(resting: Resting, instrument: Instrument, split: Split): Resting | undefined {
  const { order, openLots, sleepingLots, reducedLots } = resting;
  const [open, sleeping, reduced] = [wholeLots(openLots ?? 0, split), wholeLots(sleepingLots, split), wholeLots(reducedLots, split)];
  const inTicks = (price: number | undefined): Ticks => (price === undefined ? 0 : ticksOf(instrument, price));
  const { limitWay, stopWay } = waysOf(order);
  const limitTicks = splitTicks(inTicks(order.limitPrice), limitWay, split);
  const stopTicks = splitTicks(inTicks(order.stopPrice), stopWay, split);
  const trailTicks = Math.round((inTicks(order.trailAmount) * split.per) / split.into);
  const isThere = (order.limitPrice === undefined || limitTicks > 0) && (order.stopPrice === undefined || stopTicks > 0) && (order.trailAmount === undefined || trailTicks > 0);
  if (open === undefined || sleeping === undefined || reduced === undefined || !isThere) return undefined;
  const isTrailing = order.type === 'trailing-stop';
  return {
    ...resting,
    order: {
      ...order,
      ...(order.limitPrice === undefined ? {} : { limitPrice: priceOf(instrument, limitTicks) }),
      ...(order.stopPrice === undefined ? {} : { stopPrice: priceOf(instrument, stopTicks) }),
      ...(order.trailAmount === undefined ? {} : { trailAmount: priceOf(instrument, trailTicks) }),
    },
    limitTicks,
    stopTicks: isTrailing ? trailedTicks(resting.stopTicks, stopWay, split) : stopTicks,
    stopBefore: isTrailing ? trailedTicks(resting.stopBefore, stopWay, split) : stopTicks,
    openLots: openLots === undefined ? undefined : open,
    sleepingLots: sleeping,
    reducedLots: reduced,
  };
}

/** Returns the lots after a split; `undefined` where they are no whole number. */
function wholeLots(lots: Lots, { into, per }: Split): Lots | undefined {
  const exact = BigInt(lots) * BigInt(into);
  const after = Number(exact / BigInt(per));
  return exact % BigInt(per) === 0n && Number.isSafeInteger(after) ? after : undefined;
}

/** Which way price must go to reach the limit and the stop of an order. */
function waysOf({ type, side }: Order): { readonly limitWay: Way; readonly stopWay: Way } {
  const better: Way = side === 'buy' ? 'falls' : 'rises';
  const worse: Way = side === 'buy' ? 'rises' : 'falls';
  return { limitWay: better, stopWay: orderKinds[type].family === 'limit' ? better : worse };
}

/** A level between two ticks moves away from the market: a limit is never worse than it was, and no split triggers a stop. */
function splitTicks(ticks: Ticks, way: Way, { into, per }: Split): Ticks {
  const exact = (ticks * per) / into;
  return (way === 'falls' ? Math.floor(exact + 1e-9) : Math.ceil(exact - 1e-9)) + 0;
}

/** A trailing stop that has seen no price yet is nowhere. */
function trailedTicks(ticks: Ticks, way: Way, split: Split): Ticks {
  return Math.abs(ticks) === Number.MAX_SAFE_INTEGER ? ticks : splitTicks(ticks, way, split);
}

function isRelated({ order: one }: Resting, { order: other }: Resting): boolean {
  if (one.owner !== other.owner) return false;
  if (one.parent === other.id || other.parent === one.id) return true;
  return (one.parent !== undefined && one.parent === other.parent) || (one.oco !== undefined && one.oco === other.oco);
}

function wordOf({ openLots }: Resting, { order, openLots: after }: Resting, { into, per }: Split): EventDraft {
  const { id: orderId, instrument, limitPrice, stopPrice, trailAmount } = order;
  const prices = {
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(stopPrice === undefined ? {} : { stopPrice }),
    ...(trailAmount === undefined ? {} : { trailAmount }),
  };
  return { type: 'OrderAdjusted', data: { orderId, instrument, into, per, lotsBefore: openLots ?? -1, openLots: after ?? -1, ...prices } };
}
