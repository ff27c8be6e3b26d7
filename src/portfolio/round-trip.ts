/**
 * Round trips: from flat to flat in one instrument. They are what people mean by "a trade", so they
 * are cut here once, by the ledger, and not again by every report.
 */
import type { Lots, Micros, Ticks } from '../core/fixed-point.js';
import type { Instant } from '../core/instant.js';
import type { Bar } from '../domain/bar.js';
import { priceOf, type Instrument, type InstrumentId } from '../domain/instrument.js';
import type { OrderId } from '../domain/order.js';

export interface RoundTrip {
  readonly instrument: InstrumentId;
  readonly direction: 'long' | 'short';
  readonly openedAt: Instant;
  readonly closedAt: Instant;
  readonly firstOrder: OrderId;
  readonly lastOrder: OrderId;
  /** All lots that were entered, also those added later. */
  readonly lots: Lots;
  /** Average prices, as floats. */
  readonly entryPrice: number;
  readonly exitPrice: number;
  /** Before fees. */
  readonly grossMicros: Micros;
  readonly feesMicros: Micros;
  /** After fees. */
  readonly profitMicros: Micros;
  /** Profit ÷ what was paid (or received) to enter; `undefined` if that was nothing. */
  readonly returnRatio: number | undefined;
  /** Deepest open loss per entered price, ≤ 0, and highest open gain, ≥ 0; from whole bars held, entry and exit. */
  readonly maxAdverse: number;
  readonly maxFavourable: number;
}

/** A round trip that is not flat yet; changed in place by the ledger. */
export interface OpenTrip {
  readonly direction: 'long' | 'short';
  readonly openedAt: Instant;
  readonly firstOrder: OrderId;
  lots: Lots;
  entryMicros: Micros;
  exitMicros: Micros;
  grossMicros: Micros;
  feesMicros: Micros;
  highTicks: Ticks;
  lowTicks: Ticks;
  /** The latest bar, kept apart until it is known not to be the bar of the exit. */
  barHighTicks: Ticks;
  barLowTicks: Ticks;
  barClosedAt: Instant;
}

export interface TripStart {
  readonly direction: 'long' | 'short';
  readonly openedAt: Instant;
  readonly firstOrder: OrderId;
  readonly ticks: Ticks;
}

export function openTrip({ direction, openedAt, firstOrder, ticks }: TripStart): OpenTrip {
  return {
    direction, openedAt, firstOrder,
    lots: 0, entryMicros: 0, exitMicros: 0, grossMicros: 0, feesMicros: 0,
    highTicks: ticks, lowTicks: ticks,
    barHighTicks: ticks, barLowTicks: ticks, barClosedAt: openedAt,
  };
}

/**
 * Takes in a bar that closed while the trip was open. The bars of entry and exit are left out: only
 * part of them was held, and a bar does not say which part.
 */
export function seeBar(trip: OpenTrip, bar: Bar, ticksPerUnit: number): void {
  if (bar.closedAt <= trip.barClosedAt) return;
  takeInLastBar(trip);
  trip.barHighTicks = Math.round(bar.high * ticksPerUnit);
  trip.barLowTicks = Math.round(bar.low * ticksPerUnit);
  trip.barClosedAt = bar.closedAt;
}

export interface TripEnd {
  readonly closedAt: Instant;
  readonly lastOrder: OrderId;
  readonly ticks: Ticks;
}

export function closeTrip(trip: OpenTrip, instrument: Instrument, { closedAt, lastOrder, ticks }: TripEnd): RoundTrip {
  if (trip.barClosedAt < closedAt) takeInLastBar(trip);
  const long = trip.direction === 'long';
  const entry = averagePrice(instrument, trip.entryMicros, trip.lots);
  const low = priceOf(instrument, Math.min(trip.lowTicks, ticks));
  const high = priceOf(instrument, Math.max(trip.highTicks, ticks));
  const worst = long ? low - entry : entry - high;
  const best = long ? high - entry : entry - low;
  const profitMicros = trip.grossMicros - trip.feesMicros;
  return {
    instrument: instrument.id,
    direction: trip.direction,
    openedAt: trip.openedAt,
    closedAt,
    firstOrder: trip.firstOrder,
    lastOrder,
    lots: trip.lots,
    entryPrice: entry,
    exitPrice: averagePrice(instrument, trip.exitMicros, trip.lots),
    grossMicros: trip.grossMicros,
    feesMicros: trip.feesMicros,
    profitMicros,
    returnRatio: trip.entryMicros > 0 ? profitMicros / trip.entryMicros : undefined,
    maxAdverse: entry > 0 ? Math.min(0, worst / entry) : 0,
    maxFavourable: entry > 0 ? Math.max(0, best / entry) : 0,
  };
}

function takeInLastBar(trip: OpenTrip): void {
  if (trip.barClosedAt <= trip.openedAt) return;
  trip.highTicks = Math.max(trip.highTicks, trip.barHighTicks);
  trip.lowTicks = Math.min(trip.lowTicks, trip.barLowTicks);
}

function averagePrice(instrument: Instrument, micros: Micros, lots: Lots): number {
  return (micros * instrument.lotsPerUnit) / (lots * instrument.multiplier * 1_000_000);
}

/** Counts a trip in the lots and prices of after a split, in place. */
export function splitTrip(trip: OpenTrip, { into, per }: { readonly into: number; readonly per: number }): void {
  trip.lots = Math.max(1, Math.round((trip.lots * into) / per));
  for (const level of ['highTicks', 'lowTicks', 'barHighTicks', 'barLowTicks'] as const) trip[level] = Math.round((trip[level] * per) / into);
}

/** Returns a finished trip with its money converted; prices stay in the currency of the instrument. */
export function tripIn(trip: RoundTrip, convert: (micros: Micros) => Micros): RoundTrip {
  const grossMicros = convert(trip.grossMicros);
  const feesMicros = convert(trip.feesMicros);
  return { ...trip, grossMicros, feesMicros, profitMicros: grossMicros - feesMicros };
}
