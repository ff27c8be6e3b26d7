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
  | { readonly kind: 'volatility-target'; readonly yearlyVolatility: number; readonly shareMax: number }
  /** A fraction of the Kelly share by mean and variance (kelly-mean-variance), capped by a share of equity. */
  | { readonly kind: 'kelly'; readonly fraction: number; readonly shareMax: number }
  /** A share of equity for all instruments together, parted so that each carries as much risk. */
  | { readonly kind: 'risk-parity'; readonly share: number };

export interface SizeQuestion {
  readonly direction: Direction;
  /** 0 to 1. */
  readonly conviction: number;
  readonly equityMicros: Micros;
  /** Value of one lot at the present mark. */
  readonly lotMicros: number;
  /** Yearly volatility of the instrument; absent while it is not known. */
  readonly yearlyVolatility?: number;
  /** Mean ÷ variance of its returns per bar, for Kelly; absent while it is not known, or where nothing varies. */
  readonly kellyShare?: number;
  /** Yearly volatilities of all instruments of the trader, its own among them, for parity; absent while one is not known. */
  readonly volatilities?: readonly number[];
  /** Its part by equal risk over the covariance of all instruments of the trader, 0 to 1; parity then asks no volatility. */
  readonly equalRiskShare?: number;
}

/** Returns the wanted position in lots, signed, rounded towards flat; flat where equity or price give no ground. */
export function targetLots(sizing: Sizing, question: SizeQuestion): Lots {
  const { direction, conviction, equityMicros, lotMicros } = question;
  assert(conviction >= 0 && conviction <= 1, 'Conviction lies in [0, 1]', { conviction });
  if (direction === 'flat' || conviction === 0 || equityMicros <= 0 || lotMicros <= 0) return 0;
  const lots = sizing.kind === 'fixed-lots' ? Math.floor(sizing.lots * conviction) : lotsOfShare(shareOf(sizing, question) * conviction, question);
  return direction === 'long' ? lots : 0 - lots;
}

function shareOf(sizing: Exclude<Sizing, { readonly kind: 'fixed-lots' }>, question: SizeQuestion): number {
  switch (sizing.kind) {
    case 'percent':
      return sizing.share;
    case 'volatility-target': {
      const { yearlyVolatility } = question;
      if (yearlyVolatility === undefined) return 0;
      return yearlyVolatility === 0 ? sizing.shareMax : Math.min(sizing.shareMax, sizing.yearlyVolatility / yearlyVolatility);
    }
    case 'kelly': {
      const { kellyShare = 0, direction } = question;
      // Where the record speaks against the direction, there is no edge to bet on.
      return Math.max(0, Math.min(sizing.shareMax, sizing.fraction * (direction === 'long' ? kellyShare : -kellyShare)));
    }
    case 'risk-parity':
      return sizing.share * (question.equalRiskShare ?? parityShare(question));
  }
}

/**
 * Returns the instrument's part of a risk-parity portfolio, 0 to 1: inverse volatility, which gives equal
 * risk where all correlate alike. What does not move at all takes no part. 0 while a volatility is not known.
 */
function parityShare({ yearlyVolatility, volatilities }: SizeQuestion): number {
  if (yearlyVolatility === undefined || volatilities === undefined || yearlyVolatility <= 0) return 0;
  const sum = volatilities.reduce((total, volatility) => total + (volatility > 0 ? 1 / volatility : 0), 0);
  return sum > 0 ? 1 / yearlyVolatility / sum : 0;
}

function lotsOfShare(share: number, { equityMicros, lotMicros }: SizeQuestion): Lots {
  return Math.floor((equityMicros * share) / lotMicros);
}
