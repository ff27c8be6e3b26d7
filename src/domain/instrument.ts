/** What can be traded, and the grids its prices and quantities lie on. */
import { Type, type Static } from '@sinclair/typebox';
import { assert } from '../core/assert.js';
import { mulDiv, MICROS_PER_UNIT, type Lots, type Micros, type Ticks } from '../core/fixed-point.js';
import type { InstrumentId } from './ids.js';
import { flag, late } from './schema.js';

export { instrumentId, type InstrumentId } from './ids.js';

export const instrumentSchema = Type.Object({
  id: Type.Unsafe<InstrumentId>(Type.String({ minLength: 1, maxLength: 100 })),
  /** Currency that prices, cash and fees are counted in. */
  currency: Type.String({ minLength: 1, maxLength: 10 }),
  /** Price steps per unit of currency: 100 for a tick of 0.01, 5 for a tick of 0.2. */
  ticksPerUnit: Type.Integer({ minimum: 1 }),
  /** Lots per unit of quantity: 1 for whole shares, 100,000,000 for satoshis. */
  lotsPerUnit: Type.Integer({ minimum: 1 }),
  /** Value of one price unit per quantity unit: 1 for shares, 300 for an IF future. */
  multiplier: Type.Integer({ minimum: 1 }),
  /** Whether it may be sold short. */
  shortable: Type.Boolean(),
  /** A future: only what it gains or loses goes through the cash, when it is closed or settled. */
  settlesToCash: Type.Optional(late(flag)),
  /** The feed tells how its raw prices go on over splits and dividends, for those who compare them over time. */
  isAdjusted: Type.Optional(late(flag)),
});

export type Instrument = Static<typeof instrumentSchema>;

/** Returns the price in ticks. Asserts that it lies on the grid within float error. */
export function ticksOf(instrument: Instrument, price: number): Ticks {
  const exact = price * instrument.ticksPerUnit;
  const ticks = Math.round(exact);
  assert(Math.abs(exact - ticks) <= 1e-6 * Math.max(1, Math.abs(exact)), 'A price lies on the tick grid', {
    instrument: instrument.id,
    price,
  });
  return ticks;
}

export function isOnTick(instrument: Instrument, price: number): boolean {
  const exact = price * instrument.ticksPerUnit;
  return Math.abs(exact - Math.round(exact)) <= 1e-6 * Math.max(1, Math.abs(exact));
}

/** Returns the float that stands for a price in ticks. */
export function priceOf(instrument: Instrument, ticks: Ticks): number {
  return ticks / instrument.ticksPerUnit;
}

/** Returns ticks × lots as money, in micros of the currency, half-even, exact. Negative lots give negative money. */
export function notionalMicros(instrument: Instrument, ticks: Ticks, lots: Lots): Micros {
  const divisor = instrument.ticksPerUnit * instrument.lotsPerUnit;
  const factor = MICROS_PER_UNIT * instrument.multiplier;
  return factor % divisor === 0 ? mulDiv(ticks * (factor / divisor), lots, 1) : mulDiv(ticks * factor, lots, divisor);
}

/**
 * Returns |ticks × lots| as money in micros, for estimates: exact wherever {@link notionalMicros} is, and
 * beyond that a float, always finite, instead of a broken rule. Somebody may ask for any quantity.
 */
export function worthMicros(instrument: Instrument, ticks: Ticks, lots: Lots): number {
  if (lots === 0) return 0;
  const ticksMicros = ticks * MICROS_PER_UNIT * instrument.multiplier;
  const estimate = Math.abs(ticksMicros * lots) / (instrument.ticksPerUnit * instrument.lotsPerUnit);
  const isExact = Number.isSafeInteger(ticksMicros) && Number.isSafeInteger(lots) && estimate < Number.MAX_SAFE_INTEGER;
  return isExact ? Math.abs(notionalMicros(instrument, ticks, lots)) : Math.min(estimate, Number.MAX_VALUE);
}
