/**
 * What shorts cost: a share of their value for every night they are held, at the last price of the day
 * that ended. A weekend is three nights. Booked before anything the new day brings.
 */
import { mulDiv, type Lots, type Ticks } from '../core/fixed-point.js';
import type { Instant } from '../core/instant.js';
import type { EventDraft } from '../domain/catalogue.js';
import { notionalMicros, type Instrument } from '../domain/instrument.js';
import type { BorrowRules, BorrowTerms } from './venue-rules.js';

/** A short that was held over one or more ends of the trading day. Plain data. */
export interface Night {
  /** The first bar of the new day: offset and close. */
  readonly barOffset: number;
  readonly dueAt: Instant;
  readonly nights: number;
  /** Below 0. */
  readonly lots: Lots;
  readonly markTicks: Ticks;
}

/** Rates are resolved to a millionth of a millionth. */
const PARTS = 1_000_000_000_000;
const DAYS_PER_YEAR = 365;

/** Returns what borrowing an instrument costs and how much of it there is. */
export function borrowTerms(rules: BorrowRules | undefined, instrument: string): BorrowTerms {
  if (rules === undefined) return { ratePerYear: 0 };
  const own = rules.instruments !== undefined && Object.hasOwn(rules.instruments, instrument) ? rules.instruments[instrument] : {};
  const quantityMax = own.quantityMax ?? rules.quantityMax;
  return { ratePerYear: own.ratePerYear ?? rules.ratePerYear, ...(quantityMax === undefined ? {} : { quantityMax }) };
}

/** Returns what the nights cost; nothing where borrowing is free. Act/365, half-even. */
export function chargeNights(rules: BorrowRules | undefined, instrument: Instrument, { nights, lots, markTicks, dueAt }: Night): readonly EventDraft[] {
  const { ratePerYear } = borrowTerms(rules, instrument.id);
  const owed = Math.abs(notionalMicros(instrument, markTicks, lots));
  const amountMicros = 0 - mulDiv(owed, Math.round((ratePerYear * nights * PARTS) / DAYS_PER_YEAR), PARTS);
  if (amountMicros === 0) return [];
  return [{ type: 'CashFlowBooked', data: { instrument: instrument.id, kind: 'borrow', amountMicros, lots, rate: ratePerYear, dueAt } }];
}
