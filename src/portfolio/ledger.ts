/**
 * The books of a run as plain data: cash, positions, lots, fees, marks, round trips. Everybody who must
 * know them folds the same events through the same functions, so everybody's books agree to the last
 * unit. A ledger is changed in place by its owner and holds nothing but data.
 */
import { assert } from '../core/assert.js';
import { MICROS_PER_UNIT, type Micros } from '../core/fixed-point.js';
import type { Bar } from '../domain/bar.js';
import type { EventOf, LogEvent } from '../domain/catalogue.js';
import type { Fill } from '../domain/fill.js';
import type { Instrument, InstrumentId } from '../domain/instrument.js';
import { bookCloseOut, bookFlow, bookSettlement, bookSplit } from './book-action.js';
import { bookFill } from './book-fill.js';
import { bookExchange, bookInterest, seeRate, toBase, wholeOf } from './currencies.js';
import { revalue, type Account, type Funds, type Position } from './position.js';
import { seeBar, tripIn, type RoundTrip } from './round-trip.js';

export interface Ledger {
  /** Place of the account that the run reports in. */
  base: number;
  readonly accounts: Account[];
  /** In order of listing. */
  readonly positions: Position[];
  readonly placeOf: Record<string, number>;
  fills: number;
  /** How many splits, settlements, close-outs and cash flows were booked. */
  actions: number;
  /** Fees in other currencies than the base, each at the rate of its time; in the base. */
  foreignFeesMicros: Micros;
  /** Offsets of the latest events that moved money: a delivery that is repeated is booked once. */
  readonly booked: number[];
  readonly keepsRoundTrips: boolean;
  readonly roundTrips: RoundTrip[];
}

export interface LedgerOptions {
  /** Keep every finished round trip: for reports. Agents do without, so that their memory stays flat. */
  readonly keepsRoundTrips?: boolean;
}

const BOOKED_MAX = 256;
const NO_ACCOUNT = -1;

export function emptyLedger({ keepsRoundTrips = false }: LedgerOptions = {}): Ledger {
  return { base: NO_ACCOUNT, accounts: [], positions: [], placeOf: {}, fills: 0, actions: 0, foreignFeesMicros: 0, booked: [], keepsRoundTrips, roundTrips: [] };
}

/** Folds one event into the ledger, in place, and returns it. Events that move nothing are passed over. */
export function foldLedger(ledger: Ledger, event: LogEvent): Ledger {
  switch (event.type) {
    case 'BarClosed':
      markBar(ledger, event.data.bar);
      return ledger;
    case 'OrderFilled':
      if (isNew(ledger, event.offset)) book(ledger, event.data.fill);
      return ledger;
    case 'InstrumentListed':
      listInstrument(ledger, event.data.instrument);
      return ledger;
    case 'AccountOpened':
      if (isNew(ledger, event.offset)) openAccount(ledger, event.data);
      return ledger;
    case 'CashFlowBooked':
    case 'PositionSplit':
    case 'PositionSettled':
    case 'PositionClosedOut':
      if (isNew(ledger, event.offset)) bookAction(ledger, event);
      return ledger;
    case 'RateSeen':
      seeRate(ledger, event);
      return ledger;
    case 'CurrencyExchanged':
      if (isNew(ledger, event.offset)) bookExchange(ledger, event.data);
      return ledger;
    case 'InterestBooked':
      if (isNew(ledger, event.offset)) bookInterest(ledger, event.data);
      return ledger;
    default:
      return ledger;
  }
}

function bookAction(ledger: Ledger, event: EventOf<'CashFlowBooked'> | EventOf<'PositionSplit'> | EventOf<'PositionSettled'> | EventOf<'PositionClosedOut'>): void {
  const position = positionOf(ledger, event.data.instrument);
  assert(position !== undefined, 'What is booked names a listed instrument', { instrument: event.data.instrument });
  const account = accountOf(ledger, position);
  ledger.actions += 1;
  switch (event.type) {
    case 'CashFlowBooked':
      return bookFlow(account, position, event.data.amountMicros);
    case 'PositionSplit':
      return keepTrip(ledger, bookSplit(account, position, event.data));
    case 'PositionSettled':
      return bookSettlement(account, position, event.data.price);
    case 'PositionClosedOut':
      noteFee(ledger, account, event.data.feeMicros);
      return keepTrip(ledger, bookCloseOut(account, position, event.data));
  }
}

/** Marks the bar's instrument at its close. O(1), and it allocates nothing. */
export function markBar(ledger: Ledger, bar: Bar): void {
  const position = positionOf(ledger, bar.instrument);
  if (position === undefined || (position.isMarked && bar.closedAt < position.markedAt)) return;
  const { ticksPerUnit } = position.instrument;
  position.markTicks = Math.round(bar.close * ticksPerUnit) + 0;
  position.markedAt = bar.closedAt;
  position.isMarked = true;
  if (position.lots === 0) return;
  revalue(ledger.accounts[position.account], position);
  if (position.trip !== undefined) seeBar(position.trip, bar, ticksPerUnit);
}

/** Returns the holding of a listed instrument, `undefined` for others. */
export function positionOf(ledger: Ledger, instrument: InstrumentId): Position | undefined {
  return ledger.positions[ledger.placeOf[instrument]];
}

export function accountOf(ledger: Ledger, position: Position): Account {
  return ledger.accounts[position.account];
}

/** Returns all that the run has, in the currency that it reports in, others at their last known rates; `undefined` before it was opened. */
export function baseAccount(ledger: Ledger): Funds | undefined {
  const base = ledger.accounts[ledger.base];
  return base === undefined || ledger.accounts.length === 1 ? base : wholeOf(ledger);
}

/** Returns all fees that were paid, in the currency that the run reports in, each at the rate of its time. */
export function feesPaid(ledger: Ledger): Micros {
  const base = ledger.accounts[ledger.base];
  return base === undefined ? 0 : feesOf(ledger, base) + ledger.foreignFeesMicros;
}

/** Returns all fees paid in an account, in its own currency. */
export function feesOf(ledger: Ledger, account: Account): Micros {
  let fees = 0;
  for (const position of ledger.positions) if (accountOf(ledger, position) === account) fees += position.feesMicros;
  return fees;
}

function book(ledger: Ledger, fill: Fill): void {
  const position = positionOf(ledger, fill.instrument);
  assert(position !== undefined, 'A fill names a listed instrument', { instrument: fill.instrument });
  const account = accountOf(ledger, position);
  const finished = bookFill(account, position, fill);
  noteFee(ledger, account, fill.feeMicros);
  ledger.fills += 1;
  keepTrip(ledger, finished);
}

function noteFee(ledger: Ledger, account: Account, feeMicros: Micros): void {
  if (account.rate !== undefined) ledger.foreignFeesMicros += toBase(account, feeMicros);
}

/** A round trip is told in the currency that the run reports in, at the rate of its end. */
function keepTrip(ledger: Ledger, finished: RoundTrip | undefined): void {
  if (finished === undefined || !ledger.keepsRoundTrips) return;
  const position = positionOf(ledger, finished.instrument);
  const account = position === undefined ? undefined : accountOf(ledger, position);
  ledger.roundTrips.push(account?.rate === undefined ? finished : tripIn(finished, (micros) => toBase(account, micros)));
}

function isNew(ledger: Ledger, offset: number): boolean {
  if (ledger.booked.includes(offset)) return false;
  ledger.booked.push(offset);
  if (ledger.booked.length > BOOKED_MAX) ledger.booked.shift();
  return true;
}

function openAccount(ledger: Ledger, { currency, cashMicros }: { readonly currency: string; readonly cashMicros: Micros }): void {
  const place = accountPlace(ledger, currency);
  const account = ledger.accounts[place];
  account.openingMicros += cashMicros;
  account.cashMicros += cashMicros;
  assert(Number.isSafeInteger(account.cashMicros), 'Cash is a safe integer', { cash: account.cashMicros });
  if (ledger.base === NO_ACCOUNT) ledger.base = place;
}

function accountPlace(ledger: Ledger, currency: string): number {
  const place = ledger.accounts.findIndex((account) => account.currency === currency);
  if (place >= 0) return place;
  return ledger.accounts.push({ currency, openingMicros: 0, cashMicros: 0, valueMicros: 0, grossMicros: 0, exchangedMicros: 0, interestMicros: 0, rate: undefined }) - 1;
}

function listInstrument(ledger: Ledger, instrument: Instrument): void {
  if (positionOf(ledger, instrument.id) !== undefined) return;
  const divisor = instrument.ticksPerUnit * instrument.lotsPerUnit;
  const factor = MICROS_PER_UNIT * instrument.multiplier;
  // Assigned, the name `__proto__` would be lost; defined, it is a key like any other.
  Object.defineProperty(ledger.placeOf, instrument.id, { value: ledger.positions.length, enumerable: true, writable: true, configurable: true });
  ledger.positions.push({
    instrument,
    account: accountPlace(ledger, instrument.currency),
    microsPerTickLot: factor % divisor === 0 ? factor / divisor : 0,
    lots: 0, boughtLots: 0, soldLots: 0,
    notionalMicros: 0, costMicros: 0, realisedMicros: 0, feesMicros: 0, flowsMicros: 0, splitLots: 0, carriedMicros: 0,
    isMarked: false, markTicks: 0, markedAt: 0, valueMicros: 0, worthMicros: 0,
    heldLots: [],
    trip: undefined,
  });
}
