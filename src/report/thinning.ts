/**
 * Long series are thinned to what a screen can show: of each bin of points the lowest and the highest
 * stay, so that no peak and no fall is ever lost. Never by skipping.
 */
import { assert } from '../core/assert.js';
import { decimal } from './number-text.js';

export const POINTS_MAX = 10_000;

/** Returns the indices that stay, rising: all of them up to `max` points, else the extremes of each series per bin. */
export function thinnedIndices(series: readonly (readonly (number | null)[])[], max = POINTS_MAX): readonly number[] {
  const length = series[0]?.length ?? 0;
  assert(series.every((values) => values.length === length), 'Series that are thinned together have one length', { length });
  assert(max >= 4 * series.length, 'There is room for at least two bins', { max });
  if (length <= max) return Array.from({ length }, (_, index) => index);

  // The first and the last point always stay, beside two per series and bin.
  const bins = Math.floor((max - 2) / (2 * series.length));
  const kept = new Set([0, length - 1]);
  for (let bin = 0; bin < bins; bin += 1) {
    const from = Math.floor((bin * length) / bins);
    const to = Math.floor(((bin + 1) * length) / bins);
    for (const values of series) keepExtremes(values, { from, to }, kept);
  }
  return [...kept].sort((a, b) => a - b);
}

/** Returns what the page says about it; `undefined` where nothing was left out. */
export function thinningNote(shown: number, all: number): string | undefined {
  if (shown >= all) return undefined;
  return `${decimal(shown, 0)} of ${decimal(all, 0)} points are drawn: the lowest and the highest of each bin. The figures use all of them.`;
}

function keepExtremes(values: readonly (number | null)[], { from, to }: { readonly from: number; readonly to: number }, kept: Set<number>): void {
  let low = -1;
  let high = -1;
  for (let index = from; index < to; index += 1) {
    const value = values[index];
    if (value === null) continue;
    if (low < 0 || value < (values[low] ?? 0)) low = index;
    if (high < 0 || value > (values[high] ?? 0)) high = index;
  }
  if (low >= 0) kept.add(low).add(high);
}
