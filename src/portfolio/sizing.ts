/**
 * Sizing: from a wish (a direction and how sure it is) to a position in whole lots. Pure functions; what
 * they return never needs more money than they were given.
 */
import { assert } from '../core/assert.js';
import type { Lots, Micros } from '../core/fixed-point.js';
import type { Direction } from '../domain/events/swarm-events.js';

export type Sizing =
  /** A share of equity at full conviction. */
  | { readonly kind: 'percent'; readonly share: number }
  | { readonly kind: 'fixed-lots'; readonly lots: Lots }
  /** As much as keeps the position's yearly volatility at the target, capped by a share of equity. */
  | { readonly kind: 'volatility-target'; readonly yearlyVolatility: number; readonly shareMax: number };

export interface SizeQuestion {
  readonly direction: Direction;
  /** 0 to 1. */
  readonly conviction: number;
  readonly equityMicros: Micros;
  /** Value of one lot at the present mark. */
  readonly lotMicros: number;
  /** Yearly volatility of the instrument; absent while it is not known. */
  readonly yearlyVolatility?: number;
}

/** Returns the wanted position in lots, signed, rounded towards flat; flat where equity or price give no ground. */
export function targetLots(sizing: Sizing, question: SizeQuestion): Lots {
  const { direction, conviction, equityMicros, lotMicros } = question;
  assert(conviction >= 0 && conviction <= 1, 'Conviction lies in [0, 1]', { conviction });
  if (direction === 'flat' || conviction === 0 || equityMicros <= 0 || lotMicros <= 0) return 0;
  const lots = sizing.kind === 'fixed-lots' ? Math.floor(sizing.lots * conviction) : lotsOfShare(shareOf(sizing, question) * conviction, question);
  return direction === 'long' ? lots : 0 - lots;
}

function shareOf(sizing: Exclude<Sizing, { readonly kind: 'fixed-lots' }>, { yearlyVolatility }: SizeQuestion): number {
  if (sizing.kind === 'percent') return sizing.share;
  if (yearlyVolatility === undefined) return 0;
  return yearlyVolatility === 0 ? sizing.shareMax : Math.min(sizing.shareMax, sizing.yearlyVolatility / yearlyVolatility);
}

function lotsOfShare(share: number, { equityMicros, lotMicros }: SizeQuestion): Lots {
  return Math.floor((equityMicros * share) / lotMicros);
}
