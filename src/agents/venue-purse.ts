/**
 * What the fills of a bar may spend and what stands behind the holdings, as the venue's books and the rules
 * of the account have it: one currency or several, one margin for all or one for each instrument.
 */
import { mulDiv, type Micros } from '../core/fixed-point.js';
import { DAY, type Instant } from '../core/instant.js';
import { initialRatio } from '../exchange/account-rules.js';
import type { CashPool, Holding } from '../exchange/margin.js';
import type { Purse } from '../exchange/purse.js';
import type { VenueRules } from '../exchange/venue-rules.js';
import { fromBase, inFunds, isCounted, sharesFunds, toBase } from '../portfolio/currencies.js';
import type { Ledger } from '../portfolio/ledger.js';
import { equityOf, type Account } from '../portfolio/position.js';

/** Ratios and rates are resolved to a thousand-millionth, those in basis points to a hundred-thousandth of one. */
const PARTS = 1_000_000_000;
const PARTS_PER_BPS = 100_000;

export interface Occasion {
  readonly rules: VenueRules;
  /** Place of the instrument in the ledger. */
  readonly place: number;
  readonly now: Instant;
}

/** Returns what the fills of one instrument may spend; a copy. Its own mark is left out: the bar brings the price. */
export function purseOf(ledger: Ledger, occasion: Occasion): Purse {
  const position = ledger.positions[occasion.place];
  const account = ledger.accounts[position.account];
  const purse: Purse = {
    // What a future costs was never paid; a purse counts as if it had been.
    cashMicros: account.cashMicros - position.carriedMicros,
    heldLots: position.lots,
    othersValueMicros: account.valueMicros - position.worthMicros,
    othersGrossMicros: account.grossMicros - Math.abs(position.valueMicros),
  };
  const { fx, margins } = occasion.rules;
  if (fx === undefined && margins === undefined) return purse;
  const all = fx === undefined || ledger.accounts.length === 1 ? purse : withOthers(ledger, occasion, purse);
  return margins === undefined || all.lacksRate === true ? all : { ...all, bound: boundBy(ledger, occasion) };
}

/** Tells whether what an instrument is worth is not known, or not any more. */
export function lacksRate({ base, accounts, positions }: Ledger, { rules: { fx }, place, now }: Occasion): boolean {
  const { account } = positions[place];
  if (fx === undefined || account === base) return false;
  const { rate } = accounts[account];
  return rate === undefined || !isFresh(rate.at, fx, now);
}

export function isFresh(at: Instant, { rateAgeDaysMax }: { readonly rateAgeDaysMax: number }, now: Instant): boolean {
  return now - at <= rateAgeDaysMax * DAY;
}

/** What the other currencies add: to a margin account their equity, to a cash account what is changed when it is needed. */
function withOthers(ledger: Ledger, occasion: Occasion, purse: Purse): Purse {
  const { base, accounts, positions } = ledger;
  const { account: place } = positions[occasion.place];
  const isLacking = lacksRate(ledger, occasion);
  if (!isCounted(ledger, place)) return { ...purse, lacksRate: isLacking };
  if (occasion.rules.account === 'cash') return { ...purse, cashMicros: purse.cashMicros + changeable(ledger, occasion), lacksRate: isLacking };
  let equity = 0;
  let gross = 0;
  accounts.forEach((account, index) => {
    if (index === place || !isCounted(ledger, index)) return;
    equity += inFunds(ledger, index, equityOf(account));
    gross += inFunds(ledger, index, account.grossMicros);
  });
  const own = place === base ? undefined : accounts[place];
  // What is too much to be counted in small money opens nothing.
  if (own !== undefined && !(isCountable(own, equity) && isCountable(own, gross))) return { ...purse, lacksRate: true };
  const inOwn = (micros: Micros): Micros => (own === undefined ? micros : fromBase(own, micros));
  return { ...purse, othersValueMicros: purse.othersValueMicros + inOwn(equity), othersGrossMicros: purse.othersGrossMicros + inOwn(gross), lacksRate: isLacking };
}

/** Returns the cash of a cash account that can be changed into the currency of an instrument, what that costs taken off; debts count against it. */
function changeable({ base, accounts, positions }: Ledger, { rules: { fx }, place }: Occasion): Micros {
  if (fx?.conversion !== 'at-fill') return 0;
  const own = positions[place].account;
  const debts = accounts.reduce((sum, account, index) => (index === base || index === own || account.rate === undefined ? sum : sum + Math.min(0, toBase(account, account.cashMicros))), 0);
  if (own === base) return debts;
  // A micro-unit on either side for the rounding there and back.
  const free = accounts[base].cashMicros + debts - 2;
  if (free <= 0) return 0;
  if (!isCountable(accounts[own], free)) return COUNTABLE_MAX;
  return Math.max(0, fromBase(accounts[own], mulDiv(free, PARTS, PARTS + Math.round(fx.spreadBps * PARTS_PER_BPS))) - 1);
}

/** Half of what a safe integer holds, so that a fill's money can still be added. */
const COUNTABLE_MAX = 4_000_000_000_000_000;

/** Tells whether money of the base can be counted in the currency of another account. */
function isCountable({ rate }: Account, micros: Micros): boolean {
  if (rate === undefined) return false;
  return Math.abs(rate.isInverse ? micros * rate.rate : micros / rate.rate) <= COUNTABLE_MAX;
}

/** Returns the initial margin that other holdings bind, in the currency of the instrument. */
function boundBy(ledger: Ledger, { rules, place }: Occasion): NonNullable<Purse['bound']> {
  const { accounts, base, positions } = ledger;
  const own = positions[place];
  let inBase = 0;
  for (const position of positions) {
    if (position === own || position.lots === 0 || !sharesFunds(ledger, position.account, own.account)) continue;
    const margin = mulDiv(Math.abs(position.valueMicros), Math.round(initialRatio(rules, position.instrument.id) * PARTS), PARTS);
    inBase += inFunds(ledger, position.account, margin);
  }
  const account = accounts[own.account];
  const othersMicros = own.account === base || account.rate === undefined ? inBase : fromBase(account, inBase);
  return { othersMicros, ratio: initialRatio(rules, own.instrument.id) };
}

export interface Behind {
  readonly own: Holding;
  readonly others: readonly Holding[];
  readonly pools: readonly CashPool[];
  readonly currency: string;
}

/** Returns what a margin call goes by: all holdings and all cash that stand behind an instrument. The purse is what a bar has left of it. */
export function behindMargin(ledger: Ledger, place: number, purse: Pick<Purse, 'cashMicros' | 'heldLots'>): Behind {
  const { accounts, positions, base } = ledger;
  const own = positions[place];
  const counted = accounts.map((_, index) => index).filter((index) => sharesFunds(ledger, index, own.account));
  const poolOf = (account: number): number => counted.indexOf(account);
  const others = positions.filter((position, index) => index !== place && position.lots !== 0 && counted.includes(position.account));
  return {
    own: { instrument: own.instrument, lots: purse.heldLots, markTicks: own.markTicks, pool: poolOf(own.account) },
    others: others.map(({ instrument, lots, markTicks, account }) => ({ instrument, lots, markTicks, pool: poolOf(account) })),
    pools: counted.map((account) => poolIn(ledger, account, account === own.account ? { place, cashMicros: purse.cashMicros } : undefined)),
    currency: accounts[counted.length > 1 ? base : own.account].currency,
  };
}

/** What was never paid for futures is taken off; of the instrument at hand the purse has done so. */
function poolIn(ledger: Ledger, account: number, own: { readonly place: number; readonly cashMicros: Micros } | undefined): CashPool {
  const { accounts, positions, base } = ledger;
  const carried = positions.reduce((sum, position, index) => (position.account === account && index !== own?.place ? sum + position.carriedMicros : sum), 0);
  const cashMicros = (own?.cashMicros ?? accounts[account].cashMicros) - carried;
  return account === base || accounts[account].rate === undefined ? { cashMicros } : { cashMicros, inBase: (micros) => toBase(accounts[account], micros) };
}
