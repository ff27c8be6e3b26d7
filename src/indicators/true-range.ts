/** The range of a bar, widened to the close before it. Source: Wilder (1978). */
import type { PriceRange } from './indicator.js';

/** Returns max(high, previous close) − min(low, previous close), 0 or more. */
export function trueRange({ high, low }: PriceRange, previousClose: number): number {
  return Math.max(high, previousClose) - Math.min(low, previousClose);
}
