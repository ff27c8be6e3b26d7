/**
 * Booking one fill: cash, lots first in first out, realised profit, and the round trip it belongs to.
 * A fill that turns a position round closes one trip and opens the next.
 */
import { assert } from '../core/assert.js';
import { mulDiv, type Lots, type Micros, type Ticks } from '../core/fixed-point.js';
import type { Fill } from '../domain/fill.js';
import { notionalMicros, ticksOf } from '../domain/instrument.js';
import { revalue, type Account, type HeldLots, type Position } from './position.js';
import { closeTrip, openTrip, type RoundTrip } from './round-trip.js';

/** What the books need of a fill; a position that the venue closes has no more than that. */
export type BookedFill = Pick<Fill, 'orderId' | 'side' | 'quantityLots' | 'price' | 'feeMicros' | 'filledAt'>;

/** A part of a fill, all of which opens or all of which closes. Notional is signed: what is paid. */
interface Part {
  readonly lots: Lots;
  readonly notionalMicros: Micros;
  readonly feeMicros: Micros;
  readonly ticks: Ticks;
  readonly fill: BookedFill;
}

/** Books a fill, in place. Returns the round trip that it finished, if it did. */
export function bookFill(account: Account, position: Position, fill: BookedFill): RoundTrip | undefined {
  assert(fill.quantityLots > 0, 'A fill has lots', { order: fill.orderId, lots: fill.quantityLots });

  const ticks = ticksOf(position.instrument, fill.price);
  const signed = fill.side === 'buy' ? fill.quantityLots : -fill.quantityLots;
  const notional = notionalMicros(position.instrument, ticks, signed);
  account.cashMicros -= notional + fill.feeMicros;
  assert(Number.isSafeInteger(account.cashMicros), 'Cash is a safe integer', { cash: account.cashMicros });
  position.notionalMicros += notional;
  position.feesMicros += fill.feeMicros;
  if (fill.side === 'buy') position.boughtLots += fill.quantityLots;
  else position.soldLots += fill.quantityLots;

  const closing = opposes(position.lots, signed) ? Math.min(Math.abs(position.lots), fill.quantityLots) : 0;
  const whole: Part = { lots: signed, notionalMicros: notional, feeMicros: fill.feeMicros, ticks, fill };
  const [first, rest] = split(whole, closing);
  const finished = first === undefined ? undefined : closeLots(position, first);
  if (rest !== undefined) openLots(position, rest);

  carryCost(account, position);
  if (!position.isMarked) {
    position.isMarked = true;
    position.markTicks = ticks;
    position.markedAt = fill.filledAt;
  }
  revalue(account, position);
  return finished;
}

/** A future is not paid for: what it costs is carried, and what changed in that goes back to the cash. */
export function carryCost(account: Account, position: Position): void {
  if (position.instrument.settlesToCash !== true) return;
  account.cashMicros += position.costMicros - position.carriedMicros;
  position.carriedMicros = position.costMicros;
}

function opposes(held: Lots, signed: Lots): boolean {
  return held !== 0 && held > 0 !== signed > 0;
}

/** Returns the closing and the opening part; their money adds up to the whole, to the last unit. */
function split(whole: Part, closing: Lots): readonly [Part | undefined, Part | undefined] {
  const all = Math.abs(whole.lots);
  if (closing === 0) return [undefined, whole];
  if (closing === all) return [whole, undefined];
  const notional = mulDiv(whole.notionalMicros, closing, all);
  const fee = mulDiv(whole.feeMicros, closing, all);
  const sign = whole.lots > 0 ? 1 : -1;
  return [
    { ...whole, lots: sign * closing, notionalMicros: notional, feeMicros: fee },
    { ...whole, lots: whole.lots - sign * closing, notionalMicros: whole.notionalMicros - notional, feeMicros: whole.feeMicros - fee },
  ];
}

function openLots(position: Position, part: Part): void {
  position.trip ??= openTrip({
    direction: part.lots > 0 ? 'long' : 'short',
    openedAt: part.fill.filledAt,
    firstOrder: part.fill.orderId,
    ticks: part.ticks,
  });
  position.trip.lots += Math.abs(part.lots);
  position.trip.entryMicros += Math.abs(part.notionalMicros);
  position.trip.feesMicros += part.feeMicros;
  position.lots += part.lots;
  position.costMicros += part.notionalMicros;
  position.heldLots.push({ lots: part.lots, costMicros: part.notionalMicros });
}

function closeLots(position: Position, part: Part): RoundTrip | undefined {
  const cost = takeFirst(position.heldLots, Math.abs(part.lots));
  const gained = -part.notionalMicros - cost;
  position.lots += part.lots;
  position.costMicros -= cost;
  position.realisedMicros += gained;

  const { trip } = position;
  assert(trip !== undefined, 'A position that is closed belongs to a round trip', { instrument: position.instrument.id });
  trip.exitMicros += Math.abs(part.notionalMicros);
  trip.grossMicros += gained;
  trip.feesMicros += part.feeMicros;
  if (position.lots !== 0) return undefined;
  position.trip = undefined;
  const { fill, ticks } = part;
  return closeTrip(trip, position.instrument, { closedAt: fill.filledAt, lastOrder: fill.orderId, ticks });
}

/** Takes lots out, oldest first, and returns their signed cost; the remainder keeps the rounding. */
function takeFirst(held: HeldLots[], lots: Lots): Micros {
  let left = lots;
  let cost = 0;
  while (left > 0) {
    const oldest = held[0];
    assert(oldest !== undefined, 'Only lots that are held are closed', { missing: left });
    const size = Math.abs(oldest.lots);
    if (size <= left) {
      held.shift();
      cost += oldest.costMicros;
      left -= size;
      continue;
    }
    const part = mulDiv(oldest.costMicros, left, size);
    oldest.costMicros -= part;
    oldest.lots -= oldest.lots > 0 ? left : -left;
    cost += part;
    left = 0;
  }
  return cost;
}
