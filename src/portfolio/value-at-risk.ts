/**
 * Value at risk by history. Convention: of each instrument, the returns between the last closes of UTC
 * days, at most `days` of them; the loss of a long is the 5 % quantile (linear between order statistics),
 * that of a short the 95 % quantile; a portfolio's figure is the sum over its positions, as if all of
 * them met their bad day together. It is a bound for limits, not a forecast.
 */
import { DAY, type Instant } from '../core/instant.js';
import { placeIn } from './place-in.js';

/** The daily returns of one instrument, oldest first, and the day in progress. Plain data. */
export interface ReturnHistory {
  readonly returns: number[];
  /** The same, smallest first. */
  readonly sorted: number[];
  day: number | undefined;
  /** Latest close of the day in progress, and the last one of the day before; 0 for none. */
  close: number;
  closeBefore: number;
}

export const CONFIDENCE = 0.95;

export function emptyHistory(): ReturnHistory {
  return { returns: [], sorted: [], day: undefined, close: 0, closeBefore: 0 };
}

/** Takes in a close, in place. The return of a day is known when the next day's first bar comes. O(1). */
export function seeClose(history: ReturnHistory, at: { readonly close: number; readonly closedAt: Instant }, days: number): void {
  const day = Math.floor((at.closedAt - 1) / DAY);
  if (history.day !== undefined && day > history.day) {
    if (history.closeBefore > 0) addReturn(history, history.close / history.closeBefore - 1, days);
    history.closeBefore = history.close;
  }
  history.day = day;
  history.close = at.close;
}

/** Brings the closes that the next return is taken from to the prices of after a split, in place: a split is no loss. */
export function splitHistory(history: ReturnHistory, { into, per }: { readonly into: number; readonly per: number }): void {
  history.close = (history.close * per) / into;
  history.closeBefore = (history.closeBefore * per) / into;
}

function addReturn({ returns, sorted }: ReturnHistory, dayReturn: number, days: number): void {
  returns.push(dayReturn);
  sorted.splice(placeIn(sorted, dayReturn), 0, dayReturn);
  if (returns.length <= days) return;
  sorted.splice(placeIn(sorted, returns[0]), 1);
  returns.shift();
}

export interface TailLosses {
  /** Loss of one day per value held long or short, as fractions ≥ 0. */
  readonly long: number;
  readonly short: number;
}

/** Returns the losses at 95 %; `undefined` before so many days are known. */
export function tailLosses({ sorted }: ReturnHistory, daysMin: number): TailLosses | undefined {
  if (sorted.length < Math.max(1, daysMin)) return undefined;
  return { long: Math.max(0, 0 - quantile(sorted, 1 - CONFIDENCE)), short: Math.max(0, quantile(sorted, CONFIDENCE)) };
}

/** Returns the quantile of sorted values, linear between order statistics. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const rest = place - below;
  return rest === 0 ? sorted[below] : sorted[below] + (sorted[below + 1] - sorted[below]) * rest;
}
