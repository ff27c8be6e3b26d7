/**
 * What an account and a position are in the books, and what they are worth. Values are kept up to date
 * mark by mark, so that reading an equity costs nothing.
 */
import type { Lots, Micros, Ticks } from '../core/fixed-point.js';
import type { Instant } from '../core/instant.js';
import { notionalMicros, type Instrument } from '../domain/instrument.js';
import type { OpenTrip } from './round-trip.js';

/** What money and holdings come to, in one currency. */
export interface Funds {
  readonly currency: string;
  /** Everything that was ever put in. */
  readonly openingMicros: Micros;
  readonly cashMicros: Micros;
  /** Σ of what positions add to the equity, signed, and Σ |position × mark|. */
  readonly valueMicros: Micros;
  readonly grossMicros: Micros;
}

/** Cash and holdings in one currency. Currencies never mix: where they are added up, each is converted. */
export interface Account extends Funds {
  openingMicros: Micros;
  cashMicros: Micros;
  valueMicros: Micros;
  grossMicros: Micros;
  /** What was changed into this currency, less what was changed out of it. */
  exchangedMicros: Micros;
  /** Interest that cash earned, less what debts cost. */
  interestMicros: Micros;
  /** The last known rate to the currency that the run reports in; absent there, and where none is known. */
  rate: KnownRate | undefined;
}

/** A rate between an account's currency and the base, as it was recorded. */
export interface KnownRate {
  /** As it stands in the log, and where. */
  readonly rate: number;
  readonly offset: number;
  readonly parts: number;
  /** Quoted as units of this currency for one of the base, instead of the other way. */
  readonly isInverse: boolean;
  readonly at: Instant;
  /** Everything that was ever put in, at the first rate that was known. */
  readonly openingMicros: Micros;
}

/** Lots bought (or sold short) in one fill that are still held, with their exact cost, both signed. */
export interface HeldLots {
  lots: Lots;
  costMicros: Micros;
}

export interface Position {
  readonly instrument: Instrument;
  /** Place in {@link Ledger.accounts}. */
  readonly account: number;
  /** Money of one lot per tick where that is a whole number, else 0. */
  readonly microsPerTickLot: number;
  /** Signed holding: bought − sold. */
  lots: Lots;
  boughtLots: Lots;
  soldLots: Lots;
  /** Σ signed fill notional: what all purchases cost less what all sales brought. */
  notionalMicros: Micros;
  /** Σ cost of what is held, signed. */
  costMicros: Micros;
  realisedMicros: Micros;
  feesMicros: Micros;
  /** What came (or, below 0, went) without a fill: dividends, funding, borrowing, fractions. */
  flowsMicros: Micros;
  /** Lots that splits added, or took. */
  splitLots: Lots;
  /** Cost that was never paid in cash: all of it for a future, nothing otherwise. */
  carriedMicros: Micros;
  isMarked: boolean;
  markTicks: Ticks;
  markedAt: Instant;
  /** lots × mark. */
  valueMicros: Micros;
  /** What it adds to the equity beside the cash: its value, less what was never paid. */
  worthMicros: Micros;
  /** First in, first out. */
  readonly heldLots: HeldLots[];
  trip: OpenTrip | undefined;
}

/** Returns a copy that can be changed for itself. */
export function copyOf(position: Position): Position {
  const { heldLots, trip } = position;
  return { ...position, heldLots: heldLots.map((layer) => ({ ...layer })), trip: trip === undefined ? undefined : { ...trip } };
}

/** Brings the position's value, and the account's totals with it, to the present lots and mark. */
export function revalue(account: Account, position: Position): void {
  const value = valueAt(position, position.markTicks);
  const worth = value - position.carriedMicros;
  account.valueMicros += worth - position.worthMicros;
  account.grossMicros += Math.abs(value) - Math.abs(position.valueMicros);
  position.valueMicros = value;
  position.worthMicros = worth;
}

/** Returns what the position is worth at a price, exactly. */
export function valueAt(position: Position, ticks: Ticks): Micros {
  if (position.lots === 0) return 0;
  const quick = ticks * position.microsPerTickLot * position.lots;
  if (position.microsPerTickLot !== 0 && Number.isSafeInteger(quick)) return quick + 0;
  return notionalMicros(position.instrument, ticks, position.lots);
}

/** Returns cash + Σ position worth of an account, exact. */
export function equityOf(account: Pick<Funds, 'cashMicros' | 'valueMicros'>): Micros {
  return account.cashMicros + account.valueMicros;
}

/** Returns Σ |position value| ÷ equity: 0 if nothing is held, infinite if there is no equity left behind it. */
export function exposureOf(account: Pick<Funds, 'cashMicros' | 'valueMicros' | 'grossMicros'>): number {
  if (account.grossMicros === 0) return 0;
  const equity = equityOf(account);
  return equity > 0 ? account.grossMicros / equity : Infinity;
}

/** Returns what one lot is worth at the mark, as a float: a lot can be worth less than a micro-unit. */
export function lotMicrosOf({ instrument, markTicks, microsPerTickLot }: Position): number {
  if (microsPerTickLot !== 0) return markTicks * microsPerTickLot;
  return notionalMicros(instrument, markTicks, instrument.lotsPerUnit) / instrument.lotsPerUnit;
}
