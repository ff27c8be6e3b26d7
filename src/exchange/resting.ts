/**
 * One order in the venue's book as plain data, and what can become of it: how much of it may trade now,
 * what it waits for, and how orders that belong together change when one of them fills.
 */
import type { Lots, Ticks } from '../core/fixed-point.js';
import type { Instant } from '../core/instant.js';
import type { Fill } from '../domain/fill.js';
import { ticksOf, type Instrument } from '../domain/instrument.js';
import type { Order } from '../domain/order.js';
import { noFees, type FeeTally } from './fees.js';
import type { Gate, Start } from './gate.js';
import { orderKinds } from './order-kinds.js';
import { nearerStop, stopBehind, unsetStop } from './trailing.js';

export interface Resting {
  readonly order: Order;
  /** 0 for orders without a limit. */
  readonly limitTicks: Ticks;
  /** 0 for orders without a stop; a trailing stop moves with every bar. */
  stopTicks: Ticks;
  /** Where the stop stood before the bar that closed at `movedAt` moved it. */
  stopBefore: Ticks;
  movedAt: Instant | undefined;
  readonly acceptedAt: Instant;
  /** Order of acceptance, over the whole venue. */
  readonly sequence: number;
  /** Not filled yet. Absent until a share of funds has been turned into lots. */
  openLots: Lots | undefined;
  /** Sleeps until its parent fills; all of it while nothing has filled. */
  isAsleep: boolean;
  /** Lots of an order that woke in part that still wait for the parent. */
  sleepingLots: Lots;
  /** Lots that the other orders of its group have filled in its place. */
  reducedLots: Lots;
  /** No more of it will wake. */
  isOrphan: boolean;
  /** Close of the bar that touched the stop. */
  triggeredAt: Instant | undefined;
  /** Close of the first bar it took part in. */
  firstBarAt: Instant | undefined;
  /** Day of the first bar it took part in; noted for day orders only. */
  tradingDay: number | undefined;
  /** When a cancel arrived that must wait for the bar in progress. */
  cancelAt: Instant | undefined;
  fees: FeeTally;
  /** Of a limit in a book whose levels are known: lots that stand before it in the queue. */
  aheadLots?: Lots;
  /** What a trade at its price left for it, and the moment of that trade. */
  servedLots?: Lots;
  servedAt?: Instant;
  /** Must be looked at on every bar. Kept by {@link setWait}, as the two below. */
  isUrgent: boolean;
  /** The price that it waits for next. */
  waitTicks: Ticks;
  waitsForFall: boolean;
}

export interface Arrival extends Pick<Resting, 'order' | 'acceptedAt' | 'sequence'> {
  /** Last known price, for a trailing stop to begin with. */
  readonly markTicks?: Ticks | undefined;
}

export function restingOf({ order, acceptedAt, sequence, markTicks }: Arrival, instrument: Instrument): Resting {
  const { limitPrice, stopPrice } = order;
  const isTrailing = order.type === 'trailing-stop';
  const start = !isTrailing || order.parent !== undefined || markTicks === undefined ? unsetStop(order) : stopBehind(order, instrument, markTicks);
  const stopTicks = isTrailing ? start : stopPrice === undefined ? 0 : ticksOf(instrument, stopPrice);
  const resting: Resting = {
    order, acceptedAt, sequence, stopTicks,
    limitTicks: limitPrice === undefined ? 0 : ticksOf(instrument, limitPrice),
    stopBefore: stopTicks,
    movedAt: undefined,
    openLots: order.quantityLots,
    isAsleep: order.parent !== undefined,
    sleepingLots: 0,
    reducedLots: 0,
    isOrphan: false,
    triggeredAt: undefined,
    firstBarAt: undefined,
    tradingDay: undefined,
    cancelAt: undefined,
    fees: noFees,
    isUrgent: true,
    waitTicks: 0,
    waitsForFall: false,
  };
  setWait(resting);
  return resting;
}

/** Returns the lots that may trade now; `undefined` for a share of funds. */
export function awakeLots({ openLots, isAsleep, sleepingLots, reducedLots }: Resting): Lots | undefined {
  if (isAsleep) return 0;
  return openLots === undefined ? undefined : Math.max(0, openLots - sleepingLots - reducedLots);
}

/** Returns the gates as they stand for the bar that closes at an instant. */
export function gatesFor({ order, limitTicks, stopTicks, stopBefore, movedAt, triggeredAt }: Resting, closedAt: Instant): readonly Gate[] {
  const isTriggered = triggeredAt !== undefined && triggeredAt < closedAt;
  return orderKinds[order.type].gates({ side: order.side, limitTicks, stopTicks: movedAt === closedAt ? stopBefore : stopTicks, isTriggered });
}

/** Tells whether a bar may concern the order: it must be looked at on every bar, or the bar reaches what it waits for. */
export function isConcerned({ isUrgent, isAsleep, waitsForFall, waitTicks }: Resting, { high, low }: { readonly high: Ticks; readonly low: Ticks }): boolean {
  return isUrgent || (!isAsleep && (waitsForFall ? low <= waitTicks : high >= waitTicks));
}

/** Notes what the order waits for now; to be called after every change, so that bars need not ask again. */
export function setWait(resting: Resting): void {
  const { order, cancelAt, firstBarAt, isAsleep } = resting;
  const [gate] = gatesFor(resting, Number.MAX_SAFE_INTEGER);
  const isTimed = order.timeInForce !== 'gtc' || cancelAt !== undefined || order.type === 'trailing-stop';
  resting.isUrgent = isTimed || (order.postOnly === true && firstBarAt === undefined) || (!isAsleep && gate === undefined);
  resting.waitTicks = gate?.ticks ?? 0;
  resting.waitsForFall = gate?.way === 'falls';
}

/** Returns where in a bar the time after a fill begins: at the open, or on the way on which price came to its level. */
export function startAfter({ order, limitTicks, stopTicks }: Resting, { basis }: Pick<Fill, 'basis'>, ticks: Ticks): Start {
  const gates = orderKinds[order.type].gates({ side: order.side, limitTicks, stopTicks, isTriggered: false });
  const last = gates.find((gate) => gate.ticks === ticks) ?? gates[gates.length - 1];
  return basis === 'open' || last === undefined ? { ticks } : { ticks, way: last.way };
}

/** Wakes the children of an order that filled, for as many lots. */
export function wakeChild(child: Resting, fill: Pick<Fill, 'quantityLots' | 'remainingLots' | 'price'>, instrument: Instrument): void {
  const { quantityLots, remainingLots, price } = fill;
  const { fundsShare } = child.order;
  if (child.isAsleep) {
    if (fundsShare !== undefined) child.openLots = Math.floor(fundsShare * (quantityLots + remainingLots));
    child.sleepingLots = child.openLots ?? 0;
    child.isAsleep = false;
  }
  child.sleepingLots = Math.max(0, child.sleepingLots - quantityLots);
  if (child.order.type === 'trailing-stop') child.stopTicks = nearerStop(child.order, child.stopTicks, stopBehind(child.order, instrument, ticksOf(instrument, price)));
}

/** Tells whether two orders belong to one group of which a fill of one ends the others. */
export function isInGroupWith({ order }: Resting, other: Resting): boolean {
  return order.oco !== undefined && order.id !== other.order.id && order.oco === other.order.oco && order.owner === other.order.owner;
}

/** Tells whether nothing of the order can trade any more, though it is not filled. */
export function isSpent(resting: Resting): boolean {
  if (resting.isAsleep) return resting.isOrphan;
  return awakeLots(resting) === 0 && (resting.isOrphan || resting.sleepingLots === 0);
}
