/** Gains over losses of returns: omega at a threshold, and gain-to-pain. Source: Keating and Shadwick (2002); Schwager (2012). */
import { missing, quotient, type Figure, type FigureHead } from '../figure.js';
import { sum, sumOf } from '../numbers/compensated-sum.js';
import { defectOf, inExcessOf, type PeriodRate, type Returns } from './sample.js';

const omegaHead: FigureHead = { id: 'omega', unit: 'ratio', convention: 'sum((r-t)+)/sum((t-r)+), t per period' };
const gainToPainHead: FigureHead = { id: 'gain-to-pain', unit: 'ratio', convention: 'sum(r)/abs(sum(r-))' };

/** Returns the sum of what exceeded the threshold (0 if absent) ÷ the sum of what fell short of it. */
export function omega(returns: Returns, { threshold = 0 }: { readonly threshold?: PeriodRate } = {}): Figure {
  const defect = defectOf(returns, 1);
  if (defect) return missing(omegaHead, returns.length, defect);
  const excess = inExcessOf(returns, threshold);
  const over = sumOf(excess.length, (index) => Math.max(excess[index], 0));
  return quotient(omegaHead, returns.length, { over, under: lossesOf(excess), ifZero: 'no-loss' });
}

/** Returns Σr ÷ |Σ of negative r|, which is omega at 0, less 1. */
export function gainToPain(returns: Returns): Figure {
  const defect = defectOf(returns, 1);
  if (defect) return missing(gainToPainHead, returns.length, defect);
  return quotient(gainToPainHead, returns.length, { over: sum(returns), under: lossesOf(returns), ifZero: 'no-loss' });
}

/** Returns the sum of losses as a positive number. */
function lossesOf(values: readonly number[]): number {
  return sumOf(values.length, (index) => Math.max(-values[index], 0));
}
