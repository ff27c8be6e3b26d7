/** Inputs for indicators: prices and bars as chance gives them, and a long walk that looks like a market. */
import fc from 'fast-check';
import { randomStream } from '../../src/core/random.js';
import type { PriceRange } from '../../src/indicators/indicator.js';

/** Prices on a grid of a quarter, so that equal neighbours and exact ties are frequent. */
export const priceArbitrary: fc.Arbitrary<number> = fc.integer({ min: 360, max: 440 }).map((quarters) => quarters / 4);

export const rangeArbitrary: fc.Arbitrary<PriceRange> = fc
  .tuple(priceArbitrary, priceArbitrary, priceArbitrary)
  .map((prices) => [...prices].sort((a, b) => a - b))
  .map(([low, close, high]) => ({ low: low ?? 0, close: close ?? 0, high: high ?? 0 }));

export function barsArbitrary(min = 1, max = 20): fc.Arbitrary<{ readonly bars: number }> {
  return fc.integer({ min, max }).map((bars) => ({ bars }));
}

/** Returns a random walk of closes with their highs and lows, the same at every call. */
export function walk(length: number, seed = 7): readonly PriceRange[] {
  const chance = randomStream({ seed, agent: 'test', purpose: 'walk' });
  let close = 100;
  return Array.from({ length }, () => {
    const open = close;
    close = open * (1 + 0.01 * chance.normal());
    const high = Math.max(open, close) * (1 + 0.005 * chance.unit());
    const low = Math.min(open, close) * (1 - 0.005 * chance.unit());
    return { high, low, close };
  });
}

export function closesOf(ranges: readonly PriceRange[]): number[] {
  return ranges.map(({ close }) => close);
}

export function columnsOf(ranges: readonly PriceRange[]): { high: number[]; low: number[]; close: number[] } {
  return { high: ranges.map(({ high }) => high), low: ranges.map(({ low }) => low), close: closesOf(ranges) };
}

export const flatRange: PriceRange = { high: 0.1, low: 0.1, close: 0.1 };
