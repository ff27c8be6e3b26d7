/**
 * What the fills of one bar may spend. Whoever keeps the books fills a purse; several fills of a bar
 * then draw on the same one, so that no unit of cash is spent twice.
 */
import type { Lots, Micros, Ticks } from '../core/fixed-point.js';
import { notionalMicros, type Instrument } from '../domain/instrument.js';
import type { Side } from '../domain/order.js';
import type { VenueRules } from './venue-rules.js';

/** Changed in place while a bar is worked; a scratch copy, never the books themselves. */
export interface Purse {
  cashMicros: Micros;
  /** Signed holding of the instrument at hand. */
  heldLots: Lots;
  /** Σ value and Σ |value| of the account's other holdings, at their marks. */
  readonly othersValueMicros: Micros;
  readonly othersGrossMicros: Micros;
  /** Where instruments have margins of their own: what the other holdings bind, and the ratio of this one. */
  readonly bound?: { readonly othersMicros: Micros; readonly ratio: number };
  /** What it is worth in the account's own currency is not known, or not any more: nothing may be opened. */
  readonly lacksRate?: boolean;
}

export interface Deal {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly lots: Lots;
  /** Base price: what the holding is worth at this moment. */
  readonly baseTicks: Ticks;
  /** Final price: what is paid. */
  readonly ticks: Ticks;
  readonly feeMicros: Micros;
}

/** Returns what a deal takes out of the cash, signed: negative for what a sale brings. */
export function costOf({ instrument, side, lots, ticks, feeMicros }: Deal): Micros {
  return notionalMicros(instrument, ticks, side === 'buy' ? lots : -lots) + feeMicros;
}

/** Tells whether the account may make the deal: no debt with a cash account, enough margin otherwise. */
export function isAffordable(rules: VenueRules, purse: Purse, deal: Deal): boolean {
  const cashAfter = purse.cashMicros - costOf(deal);
  if (rules.account === 'cash') return cashAfter >= Math.min(0, deal.side === 'sell' ? purse.cashMicros : 0);
  const heldAfter = purse.heldLots + (deal.side === 'buy' ? deal.lots : -deal.lots);
  if (isReduction(purse.heldLots, heldAfter)) return true;
  const value = notionalMicros(deal.instrument, deal.baseTicks, heldAfter);
  const equity = cashAfter + purse.othersValueMicros + value;
  return marginOf(rules, purse, Math.abs(value)) <= equity;
}

/** Returns the margin that all holdings ask for if this one is worth so much. */
function marginOf({ initialMarginRatio }: VenueRules, { othersGrossMicros, bound }: Purse, grossMicros: Micros): number {
  return bound === undefined ? (othersGrossMicros + grossMicros) * initialMarginRatio : bound.othersMicros + grossMicros * bound.ratio;
}

/** Returns the money that new positions may be bought with, at the base price of the moment. */
export function freeFunds(rules: VenueRules, purse: Purse, at: { readonly instrument: Instrument; readonly baseTicks: Ticks }): Micros {
  if (rules.account === 'cash') return Math.max(0, purse.cashMicros);
  const value = notionalMicros(at.instrument, at.baseTicks, purse.heldLots);
  const equity = purse.cashMicros + purse.othersValueMicros + value;
  if (purse.bound !== undefined) return Math.max(0, Math.floor((equity - purse.bound.othersMicros) / purse.bound.ratio) - Math.abs(value));
  return Math.max(0, Math.floor(equity / rules.initialMarginRatio) - purse.othersGrossMicros - Math.abs(value));
}

export function spend(purse: Purse, deal: Deal): void {
  purse.cashMicros -= costOf(deal);
  purse.heldLots += deal.side === 'buy' ? deal.lots : -deal.lots;
}

/** Returns the lots that a side can trade without opening or enlarging a position. */
export function closableLots(purse: Pick<Purse, 'heldLots'>, side: Side): Lots {
  return Math.max(0, side === 'sell' ? purse.heldLots : -purse.heldLots);
}

/**
 * Returns the greatest number of lots in [0, most] that is allowed; if some number is, so are all below
 * it. The search begins at a guess and doubles its steps from there: a good guess costs two questions.
 */
export function mostLots(most: Lots, guess: Lots, isAllowed: (lots: Lots) => boolean): Lots {
  if (most <= 0) return 0;
  let allowed = 0;
  let refused = most + 1;
  let probe = Math.min(Math.max(1, guess), most);
  for (let step = 1; allowed === 0 || refused === most + 1; step *= 2) {
    if (isAllowed(probe)) {
      allowed = probe;
      if (allowed === most || refused <= most) break;
      probe = Math.min(most, probe + step);
    } else {
      refused = probe;
      if (refused === 1 || allowed > 0) break;
      probe = Math.max(1, probe - step);
    }
  }
  while (refused - allowed > 1) {
    const middle = allowed + Math.floor((refused - allowed) / 2);
    if (isAllowed(middle)) allowed = middle;
    else refused = middle;
  }
  return allowed;
}

function isReduction(before: Lots, after: Lots): boolean {
  return Math.abs(after) <= Math.abs(before) && (after === 0 || after > 0 === before > 0);
}
