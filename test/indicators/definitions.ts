/** The textbook formulas, written as plainly as possible and without regard for speed. */
import type { PriceRange } from '../../src/indicators/indicator.js';

export function last<Item>(items: readonly Item[], count: number): readonly Item[] {
  return items.slice(items.length - count);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function populationDeviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) * (value - middle))));
}

/** An average that starts with the mean of `bars` values and then moves by `weight` of the gap. */
export function smoothed(values: readonly number[], bars: number, weight: number): number {
  return values.slice(bars).reduce((average, value) => weight * value + (1 - weight) * average, mean(values.slice(0, bars)));
}

export function emaOf(values: readonly number[], bars: number): number {
  return smoothed(values, bars, 2 / (bars + 1));
}

export function wilderOf(values: readonly number[], bars: number): number {
  return smoothed(values, bars, 1 / bars);
}

export function differences(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => value - (values[index] ?? 0));
}

export function trueRanges(ranges: readonly PriceRange[]): number[] {
  return pairsOf(ranges).map(([before, now]) =>
    Math.max(now.high - now.low, Math.abs(now.high - before.close), Math.abs(now.low - before.close)),
  );
}

export function pairsOf<Item>(items: readonly Item[]): [Item, Item][] {
  return items.slice(1).map((item, index) => [items[index] as Item, item]);
}
