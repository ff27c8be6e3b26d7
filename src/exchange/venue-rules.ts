/**
 * The rules of a simulated venue as plain data: what fills, how much, what it costs. Everything has
 * a default, so that a scenario names only what it changes.
 */
import { HivetapeError } from '../core/errors.js';
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
}

/** Cost per unit of quantity: nothing, so many ticks, or a share of the price. */
export type UnitCost = { readonly kind: 'none' } | { readonly kind: 'ticks'; readonly ticks: number } | { readonly kind: 'ratio'; readonly ratio: number };

/** Zipline's form: price × impact × (share of the bar's volume)², the share being capped. */
export interface VolumeShareCost {
  readonly kind: 'volume-share';
  readonly impact: number;
  readonly shareMax: number;
}

export interface VenueRules {
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
  readonly slippage: UnitCost | VolumeShareCost;
  readonly fees: FeeSchedule;
  /** 'cash': no debt, no shorts. 'margin': both, within the initial ratio. */
  readonly account: 'cash' | 'margin';
  /** Σ |position value| × ratio ≤ equity after every fill that opens; 1 is fully funded, .5 is leverage 2. */
  readonly initialMarginRatio: number;
  /** When the trading day ends, in µs after midnight UTC. */
  readonly dayEndsAtUs: number;
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
  demandCost(rules.halfSpread, 'halfSpread');
  if (rules.slippage.kind !== 'volume-share') demandCost(rules.slippage, 'slippage');
  else demand(rules.slippage.impact >= 0 && rules.slippage.shareMax > 0, 'slippage has an impact of 0 or more and a share above 0', rules.slippage.impact);
  demand(Math.abs(fees.bps) < 10_000 && Math.abs(fees.makerBps ?? 0) < 10_000, 'fees are below 10,000 basis points', fees.bps);
  demand((fees.orderMin ?? 0) <= (fees.orderMax ?? Infinity), 'fees.orderMin is not above fees.orderMax', fees.orderMin);
  return rules;
}

function demandCost(cost: UnitCost, name: string): void {
  if (cost.kind === 'ticks') demand(cost.ticks >= 0, `${name}.ticks is 0 or more`, cost.ticks);
  if (cost.kind === 'ratio') demand(cost.ratio >= 0 && cost.ratio < 1, `${name}.ratio lies in [0, 1)`, cost.ratio);
}

function demand(holds: boolean, rule: string, found: unknown): void {
  if (!holds) throw new HivetapeError('venue-rules-invalid', `A venue's ${rule} (found ${String(found)}).`, { values: { found } });
}
