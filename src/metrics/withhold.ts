/**
 * What a report does not print: figures that a short sample cannot carry. The functions compute whatever
 * is defined; ten days of luck annualised to 4,000 % is defined, and nobody should read it.
 */
import { missing, type Figure } from './figure.js';

export interface Floors {
  /** Annualised figures need so many periods … */
  readonly annualPeriods: number;
  /** … and so many calendar days. */
  readonly annualDays: number;
  /** Figures about tails, shape and confidence need so many periods. */
  readonly tailPeriods: number;
}

export const usualFloors: Floors = { annualPeriods: 20, annualDays: 30, tailPeriods: 20 };

/** What a figure asks of its sample; figures that do not stand here are printed from the first period. */
const asks: Readonly<Record<string, 'annual' | 'tail'>> = {
  cagr: 'annual',
  'ann-return-geo': 'annual',
  'ann-return-arith': 'annual',
  'ann-volatility': 'annual',
  sharpe: 'annual',
  'sharpe-geo': 'annual',
  'sharpe-lo': 'annual',
  sortino: 'annual',
  'downside-deviation': 'annual',
  calmar: 'annual',
  martin: 'annual',
  alpha: 'annual',
  'tracking-error': 'annual',
  'information-ratio': 'annual',
  treynor: 'annual',
  capture: 'annual',
  'capture-up': 'annual',
  'capture-down': 'annual',
  'tail-ratio': 'tail',
  'common-sense': 'tail',
  'var-95-historical': 'tail',
  'var-95-gaussian': 'tail',
  'cvar-95': 'tail',
  skew: 'tail',
  'kurtosis-excess': 'tail',
  'psr-2012': 'tail',
  'psr-2025': 'tail',
  'min-trl-2012': 'tail',
  'min-trl-2025': 'tail',
};

export interface SampleSize {
  readonly periods: number;
  readonly days: number;
}

/** Returns the figure, or `too-few` in its place; a figure that has no value keeps its own reason. */
export function withhold(figure: Figure, size: SampleSize, floors: Floors = usualFloors): Figure {
  if (figure.value === null || isCarried(figure.id, size, floors)) return figure;
  return missing(figure, figure.n, 'too-few');
}

function isCarried(id: string, { periods, days }: SampleSize, floors: Floors): boolean {
  switch (Object.hasOwn(asks, id) ? asks[id] : undefined) {
    case 'annual':
      return periods >= floors.annualPeriods && days >= floors.annualDays;
    case 'tail':
      return periods >= floors.tailPeriods;
    default:
      return true;
  }
}
