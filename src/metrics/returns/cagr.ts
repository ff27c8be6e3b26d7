/** Compound annual growth over calendar time, which needs dates; `ann-return-geo` is the one that counts periods. */
import { figure, missing, type Figure, type FigureHead } from '../figure.js';

const head: FigureHead = { id: 'cagr', unit: 'fraction', convention: 'calendar-days/365.25' };
const DAYS_PER_YEAR = 365.25;

export interface Growth {
  readonly startValue: number;
  readonly endValue: number;
  /** Calendar time between the two, in days and parts of days. */
  readonly days: number;
  /** How many returns lie between them. */
  readonly n: number;
}

/** Returns (end ÷ start)^(1/years) − 1. */
export function cagr({ startValue, endValue, days, n }: Growth): Figure {
  if (!Number.isFinite(startValue) || !Number.isFinite(endValue)) return missing(head, n, 'missing-data');
  if (startValue <= 0) return missing(head, n, 'not-applicable');
  if (endValue <= 0) return missing(head, n, 'ruined');
  if (!(days > 0)) return missing(head, n, 'too-few');
  return figure(head, n, Math.expm1((DAYS_PER_YEAR / days) * Math.log(endValue / startValue)));
}
