/**
 * What the fills of a log come to, added up in whole numbers of any size and by nobody's ledger: opening
 * cash, less what was paid for, less fees. The books of agents are held against this.
 */
import type { LogEvent } from '../catalogue.js';
import type { Fill } from '../fill.js';
import type { InstrumentId } from '../ids.js';
import { ticksOf, type Instrument } from '../instrument.js';
import type { Authorities } from './invariant.js';

export interface TrueBooks {
  readonly instruments: Map<InstrumentId, Instrument>;
  /** Micro-units, by currency. */
  readonly cash: Map<string, bigint>;
  /** Signed holdings. */
  readonly lots: Map<InstrumentId, number>;
  fills: number;
}

export function emptyBooks(): TrueBooks {
  return { instruments: new Map(), cash: new Map(), lots: new Map(), fills: 0 };
}

/** Takes in an event, in place. Only the lab opens accounts, only the venue fills. */
export function foldBooks(books: TrueBooks, event: LogEvent, { venue, lab }: Authorities): void {
  if (event.type === 'InstrumentListed' && event.agent === lab) books.instruments.set(event.data.instrument.id, event.data.instrument);
  if (event.type === 'AccountOpened' && event.agent === lab) addCash(books, event.data.currency, BigInt(event.data.cashMicros));
  if (event.type === 'OrderFilled' && event.agent === venue) bookTrueFill(books, event.data.fill);
}

function bookTrueFill(books: TrueBooks, fill: Fill): void {
  const instrument = books.instruments.get(fill.instrument);
  if (instrument === undefined) return;
  const signed = fill.side === 'buy' ? fill.quantityLots : -fill.quantityLots;
  books.fills += 1;
  books.lots.set(fill.instrument, (books.lots.get(fill.instrument) ?? 0) + signed);
  addCash(books, instrument.currency, -notional(instrument, ticksOf(instrument, fill.price), signed) - BigInt(fill.feeMicros));
}

function addCash({ cash }: TrueBooks, currency: string, micros: bigint): void {
  cash.set(currency, (cash.get(currency) ?? 0n) + micros);
}

/** Returns ticks × lots × 1,000,000 × multiplier ÷ (ticks and lots per unit), half to even. */
function notional({ ticksPerUnit, lotsPerUnit, multiplier }: Instrument, ticks: number, lots: number): bigint {
  const numerator = BigInt(ticks) * BigInt(lots) * 1_000_000n * BigInt(multiplier);
  const divisor = BigInt(ticksPerUnit) * BigInt(lotsPerUnit);
  const isNegative = numerator < 0n;
  const size = isNegative ? -numerator : numerator;
  const whole = size / divisor;
  const twice = 2n * (size % divisor);
  const rounded = twice > divisor || (twice === divisor && whole % 2n === 1n) ? whole + 1n : whole;
  return isNegative ? -rounded : rounded;
}
