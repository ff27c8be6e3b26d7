/**
 * What the log comes to, added up in whole numbers of any size and by nobody's ledger: opening cash, less
 * what was paid for, less fees, and what was booked without a fill. The books of agents are held against this.
 */
import type { LogEvent } from '../catalogue.js';
import type { InstrumentId } from '../ids.js';
import { ticksOf, type Instrument } from '../instrument.js';
import type { Side } from '../order.js';
import type { Authorities } from './invariant.js';

export interface TrueBooks {
  readonly instruments: Map<InstrumentId, Instrument>;
  /** Micro-units, by currency. */
  readonly cash: Map<string, bigint>;
  /** Signed holdings. */
  readonly lots: Map<InstrumentId, number>;
  /** What is held of futures and was never paid, oldest first: lots and cost, both signed. */
  readonly carried: Map<InstrumentId, { lots: number; cost: bigint }[]>;
  fills: number;
}

export function emptyBooks(): TrueBooks {
  return { instruments: new Map(), cash: new Map(), lots: new Map(), carried: new Map(), fills: 0 };
}

/** What moves holdings and is paid for. */
interface Trade {
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly quantityLots: number;
  readonly price: number;
  readonly feeMicros: number;
}

/** Takes in an event, in place. Only the lab opens accounts, only the venue fills, books and closes. */
export function foldBooks(books: TrueBooks, event: LogEvent, { venue, lab }: Authorities): void {
  if (event.type === 'InstrumentListed' && event.agent === lab) books.instruments.set(event.data.instrument.id, event.data.instrument);
  if (event.type === 'AccountOpened' && event.agent === lab) addCash(books, event.data.currency, BigInt(event.data.cashMicros));
  if (event.agent !== venue) return;
  switch (event.type) {
    case 'OrderFilled':
      return bookTrade(books, event.data.fill);
    case 'PositionClosedOut':
      return bookTrade(books, event.data);
    case 'CashFlowBooked': {
      const instrument = books.instruments.get(event.data.instrument);
      if (instrument !== undefined) addCash(books, instrument.currency, BigInt(event.data.amountMicros));
      return;
    }
    case 'PositionSplit':
      return splitHolding(books, event.data);
    case 'PositionSettled':
      return settle(books, event.data);
    case 'CurrencyExchanged': {
      const { paid, paidMicros, got, gotMicros } = event.data;
      addCash(books, paid, -BigInt(paidMicros));
      return addCash(books, got, BigInt(gotMicros));
    }
    case 'InterestBooked':
      return addCash(books, event.data.currency, BigInt(event.data.amountMicros));
    default:
  }
}

function bookTrade(books: TrueBooks, { instrument: id, side, quantityLots, price, feeMicros }: Trade): void {
  const instrument = books.instruments.get(id);
  if (instrument === undefined) return;
  const signed = side === 'buy' ? quantityLots : -quantityLots;
  books.fills += 1;
  books.lots.set(id, (books.lots.get(id) ?? 0) + signed);
  const paid = notional(instrument, ticksOf(instrument, price), signed);
  addCash(books, instrument.currency, -paid - BigInt(feeMicros));
  if (instrument.settlesToCash !== true) return;
  const layers = books.carried.get(id) ?? [];
  const before = costOf(layers);
  carry(layers, signed, paid);
  books.carried.set(id, layers);
  addCash(books, instrument.currency, costOf(layers) - before);
}

/** Puts lots to those that are carried, or takes the oldest out; a trade that turns round does both, each for its part. */
function carry(layers: { lots: number; cost: bigint }[], signed: number, paid: bigint): void {
  let left = Math.abs(signed);
  while (left > 0 && layers.length > 0 && layers[0].lots > 0 !== signed > 0) {
    const [oldest] = layers;
    const size = Math.abs(oldest.lots);
    const taken = Math.min(size, left);
    oldest.cost -= halfEven(oldest.cost * BigInt(taken), BigInt(size));
    oldest.lots -= Math.sign(oldest.lots) * taken;
    left -= taken;
    if (oldest.lots === 0) layers.shift();
  }
  if (left === 0) return;
  const all = Math.abs(signed);
  const closing = halfEven(paid * BigInt(all - left), BigInt(all));
  layers.push({ lots: Math.sign(signed) * left, cost: paid - closing });
}

function costOf(layers: readonly { readonly cost: bigint }[]): bigint {
  return layers.reduce((sum, { cost }) => sum + cost, 0n);
}

function splitHolding(books: TrueBooks, { instrument, into, per }: { readonly instrument: InstrumentId; readonly into: number; readonly per: number }): void {
  const split = (lots: number): number => Number((BigInt(lots) * BigInt(into)) / BigInt(per));
  books.lots.set(instrument, split(books.lots.get(instrument) ?? 0));
}

/** What was carried at cost is carried at the settlement price; the difference is cash. */
function settle(books: TrueBooks, { instrument: id, price }: { readonly instrument: InstrumentId; readonly price: number }): void {
  const instrument = books.instruments.get(id);
  const layers = books.carried.get(id);
  if (instrument === undefined || layers === undefined) return;
  const lots = books.lots.get(id) ?? 0;
  const cost = notional(instrument, ticksOf(instrument, price), lots);
  addCash(books, instrument.currency, cost - costOf(layers));
  layers.splice(0, layers.length, ...(lots === 0 ? [] : [{ lots, cost }]));
}

function addCash({ cash }: TrueBooks, currency: string, micros: bigint): void {
  cash.set(currency, (cash.get(currency) ?? 0n) + micros);
}

/** Returns ticks × lots × 1,000,000 × multiplier ÷ (ticks and lots per unit), half to even. */
function notional({ ticksPerUnit, lotsPerUnit, multiplier }: Instrument, ticks: number, lots: number): bigint {
  return halfEven(BigInt(ticks) * BigInt(lots) * 1_000_000n * BigInt(multiplier), BigInt(ticksPerUnit) * BigInt(lotsPerUnit));
}

function halfEven(numerator: bigint, divisor: bigint): bigint {
  const isNegative = numerator < 0n;
  const size = isNegative ? -numerator : numerator;
  const whole = size / divisor;
  const twice = 2n * (size % divisor);
  const rounded = twice > divisor || (twice === divisor && whole % 2n === 1n) ? whole + 1n : whole;
  return isNegative ? -rounded : rounded;
}
