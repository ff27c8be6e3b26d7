/**
 * The covariance of the returns of several instruments, exponentially weighted as the traders' volatilities are.
 * Returns belong together when their bars close at the same instant; a pair of which only one had a bar is left as
 * it was. A step costs the square of the number of instruments once an instant.
 */
import { assert } from '../core/assert.js';
import type { Instant } from '../core/instant.js';

/** Plain data, changed in place. */
export interface RollingCovariance {
  readonly size: number;
  /** Row by row; symmetric. */
  readonly products: number[];
  /** How many instants each pair was seen at. */
  readonly seen: number[];
  /** Returns of the instant in progress; `null` for none. */
  readonly latest: (number | null)[];
  at: Instant;
}

/** Weight of the past, as RiskMetrics has it for daily returns. */
const DECAY = 0.94;

export function startRollingCovariance(size: number): RollingCovariance {
  assert(Number.isInteger(size) && size >= 1, 'A covariance is of one instrument or more', { size });
  return { size, products: Array.from({ length: size * size }, () => 0), seen: Array.from({ length: size * size }, () => 0), latest: Array.from({ length: size }, () => null), at: 0 };
}

/** Takes in the return of the instrument at a place, in place. The instant before is complete when a later one comes. */
export function stepRollingCovariance(covariance: RollingCovariance, place: number, { change, at }: { readonly change: number; readonly at: Instant }): void {
  if (at > covariance.at) {
    takeIn(covariance);
    covariance.at = at;
  }
  covariance.latest[place] = change;
}

/** Returns the matrix, the instant in progress included; `undefined` before every pair was seen so often. */
export function covarianceMatrix(covariance: RollingCovariance, seenMin: number): readonly (readonly number[])[] | undefined {
  const { size, latest } = covariance;
  const whole = { ...covariance, products: [...covariance.products], seen: [...covariance.seen], latest: [...latest] };
  takeIn(whole);
  if (whole.seen.some((count) => count < seenMin)) return undefined;
  return Array.from({ length: size }, (_, row) => whole.products.slice(row * size, (row + 1) * size));
}

function takeIn({ size, products, seen, latest }: RollingCovariance): void {
  for (let row = 0; row < size; row += 1) {
    const left = latest[row];
    if (left === null) continue;
    for (let column = 0; column < size; column += 1) {
      const right = latest[column];
      if (right === null) continue;
      const cell = row * size + column;
      products[cell] = seen[cell] === 0 ? left * right : DECAY * products[cell] + (1 - DECAY) * left * right;
      seen[cell] += 1;
    }
  }
  latest.fill(null);
}
