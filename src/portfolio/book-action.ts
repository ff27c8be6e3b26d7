/**
 * Booking what is no fill: money that a position earns or pays, splits, settlements, and positions that
 * the venue closes. Changed in place, exact, like fills.
 */
import { assert } from '../core/assert.js';
import { type Lots, type Micros } from '../core/fixed-point.js';
import type { DataOf } from '../domain/catalogue.js';
import { notionalMicros, ticksOf } from '../domain/instrument.js';
import { orderId } from '../domain/order.js';
import { bookFill, carryCost } from './book-fill.js';
import { revalue, type Account, type HeldLots, type Position } from './position.js';
import { closeTrip, splitTrip, type RoundTrip } from './round-trip.js';

export function bookFlow(account: Account, position: Position, amountMicros: Micros): void {
  account.cashMicros += amountMicros;
  position.flowsMicros += amountMicros;
  assert(Number.isSafeInteger(account.cashMicros), 'Cash is a safe integer', { cash: account.cashMicros });
}

/** Returns the round trip that ends, where a split leaves less than one lot. */
export function bookSplit(account: Account, position: Position, { into, per, lotsAfter, dueAt }: DataOf<'PositionSplit'>): RoundTrip | undefined {
  position.splitLots += lotsAfter - position.lots;
  position.lots = lotsAfter;
  splitLayers(position.heldLots, into, per);
  position.markTicks = Math.round((position.markTicks * per) / into);
  const { trip } = position;
  if (trip !== undefined) splitTrip(trip, { into, per });
  const finished = lotsAfter === 0 ? dropLots(position, dueAt) : undefined;
  carryCost(account, position);
  revalue(account, position);
  return finished;
}

/**
 * Costs stay, lots change; each layer gets what the sum of all up to it leaves, so that none is lost. A layer
 * of which no lot is left gives its cost to the one before it, or behind it: a cost without lots would
 * outlive the position.
 */
function splitLayers(held: HeldLots[], into: number, per: number): void {
  let before: Lots = 0;
  let given: Lots = 0;
  let orphaned: Micros = 0;
  let kept = 0;
  for (const layer of held) {
    before += layer.lots;
    const sum = splitLots(before, into, per);
    layer.lots = sum - given;
    given = sum;
    if (layer.lots !== 0) {
      layer.costMicros += orphaned;
      orphaned = 0;
      held[kept] = layer;
      kept += 1;
    } else if (kept > 0) held[kept - 1].costMicros += layer.costMicros;
    else orphaned += layer.costMicros;
  }
  held.length = kept;
}

/** Returns so many lots after a split, towards zero; what is left of a lot is paid in cash. */
export function splitLots(lots: Lots, into: number, per: number): Lots {
  return Number((BigInt(lots) * BigInt(into)) / BigInt(per));
}

/** What was paid for lots that are no more is lost; the cash for their fraction is booked beside it. */
function dropLots(position: Position, closedAt: number): RoundTrip | undefined {
  const { trip, costMicros, instrument } = position;
  position.realisedMicros -= costMicros;
  position.costMicros = 0;
  position.heldLots.length = 0;
  position.trip = undefined;
  if (trip === undefined) return undefined;
  trip.grossMicros -= costMicros;
  return closeTrip(trip, instrument, { closedAt, lastOrder: trip.firstOrder, ticks: position.markTicks });
}

/** Brings the cost of a future to its settlement price; what it gained or lost since goes to cash. */
export function bookSettlement(account: Account, position: Position, price: number): void {
  const ticks = ticksOf(position.instrument, price);
  const cost = notionalMicros(position.instrument, ticks, position.lots);
  const gained = cost - position.costMicros;
  position.costMicros = cost;
  position.realisedMicros += gained;
  if (position.trip !== undefined) position.trip.grossMicros += gained;
  position.heldLots.length = 0;
  if (position.lots !== 0) position.heldLots.push({ lots: position.lots, costMicros: cost });
  carryCost(account, position);
  revalue(account, position);
}

/** Returns the round trip that it ends. */
export function bookCloseOut(account: Account, position: Position, { reason, side, quantityLots, price, feeMicros, closedAt }: DataOf<'PositionClosedOut'>): RoundTrip | undefined {
  return bookFill(account, position, { orderId: orderId(reason), side, quantityLots, price, feeMicros, filledAt: closedAt });
}
