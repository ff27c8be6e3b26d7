/**
 * The rules of a simulated venue as plain data: what fills, how much, what it costs. Everything has
 * a default, so that a scenario names only what it changes.
 */
import { HivetapeError } from '../core/errors.js';
import { demandAccountRules, type AccountRules } from './account-rules.js';
import type { PathFirst } from './bar-path.js';
import type { PolicyName } from './policies.js';

/** Fees of an order: the sum of its parts. Money is in units of the currency. */
export interface FeeSchedule {
  /** Share of the notional, in basis points; for makers too unless `makerBps` is given. Negative: a rebate. */
  readonly bps: number;
  readonly makerBps?: number;
  /** Per unit of quantity. */
  readonly perUnit: number;
  readonly perFill: number;
  /** Once per order, on its first fill. */
  readonly perOrder: number;
  /** Least and most that an order pays over all of its fills. */
  readonly orderMin?: number;
  readonly orderMax?: number;
  /** Rates by what was traded in the 30 days before; the last tier that is reached replaces `bps` and `makerBps`. */
  readonly tiers?: readonly FeeTier[];
  /** A part of one's own, added to the others. Pure, or the run cannot be decided again. */
  readonly charge?: FeeFunction;
}

export interface FeeTier {
  /** Traded value from which it holds, in currency. Tiers rise. */
  readonly from: number;
  readonly bps: number;
  readonly makerBps?: number;
}

/** One execution, as a fee of one's own sees it. Money and prices are floats, in units. */
export interface FeeOccasion {
  readonly instrument: string;
  readonly quantity: number;
  readonly price: number;
  readonly notional: number;
  readonly liquidity: 'maker' | 'taker';
  /** Fills of the same order before this one. */
  readonly fillsBefore: number;
}

/** Returns a fee in units of the instrument's currency; negative for a rebate. */
export type FeeFunction = (occasion: FeeOccasion) => number;

/** Cost per unit of quantity: nothing, so many ticks, or a share of the price. */
export type UnitCost = { readonly kind: 'none' } | { readonly kind: 'ticks'; readonly ticks: number } | { readonly kind: 'ratio'; readonly ratio: number };

/** Zipline's form: price × impact × (share of the bar's volume)², the share being capped; `linear`: without the square. */
export interface VolumeShareCost {
  readonly kind: 'volume-share';
  readonly impact: number;
  readonly shareMax: number;
  readonly shape?: 'square' | 'linear';
}

/** Price × impact × daily volatility × √(quantity ÷ average daily volume), both of the days before; the cost where they are not known yet. */
export interface SquareRootCost {
  readonly kind: 'square-root';
  readonly impact: number;
  /** Days that volatility and volume look back. */
  readonly days: number;
}

/** What it takes to sell what one does not hold. */
export interface BorrowTerms {
  /** Share of the value that a year costs. */
  readonly ratePerYear: number;
  /** Units that can be borrowed at most; absent: any. */
  readonly quantityMax?: number;
}

export interface BorrowRules extends BorrowTerms {
  /** What is dearer or scarcer than the rest, by instrument. */
  readonly instruments?: Readonly<Record<string, Partial<BorrowTerms>>>;
}

export interface VenueRules extends AccountRules {
  /** Where a run has several venues. */
  readonly name?: string;
  /** How long an order or a cancel takes from the door of this venue to its book, beside the network. */
  readonly latencyUs?: number;
  readonly policy: PolicyName;
  /** Of `ohlc-path`: which extreme of a bar is assumed to come first. */
  readonly pathFirst: PathFirst;
  /** Whether a limit order fills when price only touches it. */
  readonly queue: 'touch' | 'through';
  /** What becomes of an order that comes after a bar's opening window. */
  readonly late: 'next-bar' | 'bar-close';
  readonly openingWindowUs: number;
  /** Share of a bar's volume that all orders together can get; 'full': all that is wanted. */
  readonly participation: number | 'full';
  readonly halfSpread: UnitCost;
  readonly slippage: UnitCost | VolumeShareCost | SquareRootCost;
  /** Share of the price; where slippage would be more, the order gets fewer lots, and the rest is cancelled. */
  readonly slippageMax?: number;
  readonly fees: FeeSchedule;
  /** 'cash': no debt, no shorts. 'margin': both, within the initial ratio. */
  readonly account: 'cash' | 'margin';
  /** Σ |position value| × ratio ≤ equity after every fill that opens; 1 is fully funded, .5 is leverage 2. */
  readonly initialMarginRatio: number;
  /** The equity may not fall below Σ |position value| × ratio; absent: nobody is liquidated. */
  readonly maintenanceMarginRatio?: number;
  /** What a liquidation costs, of the value that is closed. */
  readonly liquidationFeeBps?: number;
  /** Absent: shorts cost nothing and never run out. */
  readonly borrow?: BorrowRules;
  /** What a split does to open orders: it ends them if absent. */
  readonly splits?: 'cancel' | 'adjust';
  /** Futures that are settled at the end of every trading day. */
  readonly settledDaily?: readonly string[];
  /** When the trading day ends, in µs after midnight UTC. */
  readonly dayEndsAtUs: number;
  /** When each trading day ends, by instrument, in order, from calendars with holidays and half days; `dayEndsAtUs` does not count there. */
  readonly dayEnds?: Readonly<Record<string, readonly number[]>>;
}

export const freeOfCharge: FeeSchedule = { bps: 0, perUnit: 0, perFill: 0, perOrder: 0 };

export const defaultVenueRules: VenueRules = {
  policy: 'pessimistic',
  pathFirst: 'nearer',
  queue: 'touch',
  late: 'next-bar',
  openingWindowUs: 1_000_000,
  participation: 0.1,
  halfSpread: { kind: 'none' },
  slippage: { kind: 'none' },
  fees: freeOfCharge,
  account: 'cash',
  initialMarginRatio: 1,
  dayEndsAtUs: 0,
};

/** What a scenario may change. */
export type VenueOptions = Partial<Omit<VenueRules, 'fees'>> & { readonly fees?: Partial<FeeSchedule> };

/** Returns complete rules. Throws `venue-rules-invalid` for figures out of range. */
export function venueRules(options: VenueOptions = {}): VenueRules {
  const rules: VenueRules = { ...defaultVenueRules, ...options, fees: { ...freeOfCharge, ...options.fees } };
  const { participation, openingWindowUs, initialMarginRatio, dayEndsAtUs, fees } = rules;
  demand(participation === 'full' || (participation > 0 && participation <= 1), 'participation is a share in (0, 1] or "full"', participation);
  demand(Number.isSafeInteger(openingWindowUs) && openingWindowUs >= 0, 'openingWindowUs is a whole number, 0 or more', openingWindowUs);
  demand(initialMarginRatio > 0 && initialMarginRatio <= 1, 'initialMarginRatio lies in (0, 1]', initialMarginRatio);
  demand(dayEndsAtUs >= 0 && dayEndsAtUs < 86_400_000_000, 'dayEndsAtUs lies within a day', dayEndsAtUs);
  demand(Number.isSafeInteger(rules.latencyUs ?? 0) && (rules.latencyUs ?? 0) >= 0, 'latencyUs is a whole number, 0 or more', rules.latencyUs);
  demandMargin(rules);
  demandAccountRules(rules, rules, demand);
  demandCost(rules.halfSpread, 'halfSpread');
  demandSlippage(rules);
  demandFees(fees);
  return rules;
}

function demandMargin({ account, initialMarginRatio, maintenanceMarginRatio, borrow, liquidationFeeBps = 0 }: VenueRules): void {
  demand((maintenanceMarginRatio ?? 0) <= initialMarginRatio, 'maintenanceMarginRatio is not above initialMarginRatio', maintenanceMarginRatio);
  demand(maintenanceMarginRatio === undefined || account === 'margin', 'maintenanceMarginRatio needs account: margin', account);
  demand(borrow === undefined || account === 'margin', 'borrow needs account: margin', account);
  demand(liquidationFeeBps >= 0 && liquidationFeeBps < 10_000, 'liquidationFeeBps lies in [0, 10,000)', liquidationFeeBps);
}

function demandSlippage({ slippage, slippageMax }: VenueRules): void {
  if (slippage.kind === 'volume-share') demand(slippage.impact >= 0 && slippage.shareMax > 0, 'slippage has an impact of 0 or more and a share above 0', slippage.impact);
  else if (slippage.kind === 'square-root') demand(slippage.impact >= 0 && slippage.days >= 1, 'slippage has an impact of 0 or more and looks back a day or more', slippage.impact);
  else demandCost(slippage, 'slippage');
  demand(slippageMax === undefined || slippageMax >= 0, 'slippageMax is 0 or more', slippageMax);
}

function demandFees({ bps, makerBps = 0, orderMin = 0, orderMax = Infinity, tiers = [] }: FeeSchedule): void {
  demand([bps, makerBps, ...tiers.flatMap((tier) => [tier.bps, tier.makerBps ?? 0])].every((rate) => Math.abs(rate) < 10_000), 'fees are below 10,000 basis points', bps);
  demand(orderMin <= orderMax, 'fees.orderMin is not above fees.orderMax', orderMin);
  demand(tiers.every(({ from }, place) => from >= 0 && (place === 0 || from > tiers[place - 1].from)), 'fees.tiers rise from one to the next', tiers.map(({ from }) => from).join(', '));
}

function demandCost(cost: UnitCost, name: string): void {
  if (cost.kind === 'ticks') demand(cost.ticks >= 0, `${name}.ticks is 0 or more`, cost.ticks);
  if (cost.kind === 'ratio') demand(cost.ratio >= 0 && cost.ratio < 1, `${name}.ratio lies in [0, 1)`, cost.ratio);
}

function demand(holds: boolean, rule: string, found: unknown): void {
  if (!holds) throw new HivetapeError('venue-rules-invalid', `A venue's ${rule} (found ${String(found)}).`, { values: { found } });
}
