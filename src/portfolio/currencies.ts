/**
 * Several currencies in one ledger: the last known rate of each to the base, what all of them come to,
 * and the exchanges between them. Nothing is converted but by a rate that stands in the log.
 */
import { assert } from '../core/assert.js';
import { overRate, ratePartsOf, timesRate, type Micros } from '../core/fixed-point.js';
import type { DataOf, EventOf } from '../domain/catalogue.js';
import { equityOf, type Account, type Funds, type Position } from './position.js';

/** What this room needs of a ledger. */
export interface Purses {
  readonly base: number;
  readonly accounts: Account[];
}

/** Takes in a rate, in place. One that is older than what is known changes nothing. */
export function seeRate({ base, accounts }: Purses, { offset, data }: EventOf<'RateSeen'>): void {
  const home = accounts[base];
  if (home === undefined) return;
  const isInverse = data.base === home.currency;
  const foreign = isInverse ? data.quote : data.quote === home.currency ? data.base : undefined;
  const account = accounts.find(({ currency }) => currency === foreign);
  if (account === undefined || account === home) return;
  const { rate: known } = account;
  if (known !== undefined && (known.at > data.at || (known.at === data.at && known.offset >= offset))) return;
  const parts = ratePartsOf(data.rate);
  assert(parts > 0, 'A rate is above zero', { rate: data.rate });
  const now = { rate: data.rate, offset, parts, isInverse, at: data.at };
  const openingMicros = known === undefined ? converted(now, account.openingMicros) : known.openingMicros;
  account.rate = { ...now, openingMicros };
}

/** Returns money of an account in the base currency, half-even; money of the base as it is. Asserts that the rate is known. */
export function toBase({ rate, currency }: Account, micros: Micros): Micros {
  if (micros === 0) return 0;
  assert(rate !== undefined, 'Money is converted at a rate that is known', { currency });
  return converted(rate, micros);
}

/** Returns money of the base in the currency of an account, half-even. Asserts that the rate is known. */
export function fromBase({ rate, currency }: Account, micros: Micros): Micros {
  assert(rate !== undefined, 'Money is converted at a rate that is known', { currency });
  return rate.isInverse ? timesRate(micros, rate.parts) : overRate(micros, rate.parts);
}

/** Tells whether an account is counted with the base: it is the base, or its rate is known. */
export function isCounted({ base, accounts }: Purses, place: number): boolean {
  return place === base || (base >= 0 && accounts[place].rate !== undefined);
}

/** Returns money of an account of {@link fundsBehind} in the currency of those funds. */
export function inFunds({ base, accounts }: Purses, place: number, micros: Micros): Micros {
  const account = accounts[place];
  return place === base || account.rate === undefined ? micros : toBase(account, micros);
}

/** The same as a factor, for estimates that need not be whole. */
export function fundsFactor({ base, accounts }: Purses, place: number): number {
  const { rate } = accounts[place];
  if (place === base || rate === undefined) return 1;
  return rate.isInverse ? 1 / rate.rate : rate.rate;
}

/** Returns what stands behind a position: all that is counted, in the base currency; an account without a rate for itself. */
export function fundsBehind(purses: Purses, { account: place }: Pick<Position, 'account'>): Funds {
  const { accounts } = purses;
  return accounts.length === 1 || !isCounted(purses, place) ? accounts[place] : wholeOf(purses);
}

/** Tells whether the same funds stand behind two accounts. */
export function sharesFunds(purses: Purses, one: number, other: number): boolean {
  return one === other || (isCounted(purses, one) && isCounted(purses, other));
}

/** Returns the sum of all accounts that are counted, each rounded once, in the base currency. */
export function wholeOf(purses: Purses): Funds {
  const { base, accounts } = purses;
  const home = accounts[base];
  const whole = { currency: home.currency, openingMicros: home.openingMicros, cashMicros: home.cashMicros, valueMicros: home.valueMicros, grossMicros: home.grossMicros };
  for (const account of accounts) {
    if (account.rate === undefined) continue;
    const cash = toBase(account, account.cashMicros);
    whole.openingMicros += account.rate.openingMicros;
    whole.cashMicros += cash;
    // What is left of the rounding goes with the holdings, so that the equity is converted in one piece.
    whole.valueMicros += toBase(account, equityOf(account)) - cash;
    whole.grossMicros += toBase(account, account.grossMicros);
  }
  return whole;
}

/** Books a change of money, in place: what one account pays, another gets. */
export function bookExchange({ accounts }: Purses, { paid, paidMicros, got, gotMicros }: DataOf<'CurrencyExchanged'>): void {
  move(accounts, paid, 0 - paidMicros);
  move(accounts, got, gotMicros);
}

/** Books interest, in place. */
export function bookInterest({ accounts }: Purses, { currency, amountMicros }: DataOf<'InterestBooked'>): void {
  const account = accountIn(accounts, currency);
  account.cashMicros += amountMicros;
  account.interestMicros += amountMicros;
}

function converted({ parts, isInverse }: { readonly parts: number; readonly isInverse: boolean }, micros: Micros): Micros {
  return isInverse ? overRate(micros, parts) : timesRate(micros, parts);
}

function move(accounts: readonly Account[], currency: string, micros: Micros): void {
  const account = accountIn(accounts, currency);
  account.cashMicros += micros;
  account.exchangedMicros += micros;
  assert(Number.isSafeInteger(account.cashMicros), 'Cash is a safe integer', { cash: account.cashMicros });
}

function accountIn(accounts: readonly Account[], currency: string): Account {
  const account = accounts.find((one) => one.currency === currency);
  assert(account !== undefined, 'Money that is moved lies in an account', { currency });
  return account;
}
