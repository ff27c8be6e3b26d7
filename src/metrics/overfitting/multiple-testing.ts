/**
 * P-values for many tests at once, and what is left of a Sharpe ratio after them (the haircut).
 * Sources: Holm (1979), Benjamini and Hochberg (1995), Benjamini and Yekutieli (2001); Harvey and Liu
 * (2015), "Backtesting".
 */
import { assert } from '../../core/assert.js';
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { normalCdf, normalQuantile } from '../numbers/normal-distribution.js';

export const corrections = ['bonferroni', 'sidak', 'holm', 'benjamini-hochberg', 'benjamini-yekutieli'] as const;
export type Correction = (typeof corrections)[number];

/** Returns the adjusted p-values, each in the place of its own, 0 to 1. */
export function adjustedPValues(pValues: readonly number[], correction: Correction): readonly number[] {
  assert(pValues.every((p) => p >= 0 && p <= 1), 'A p-value lies between 0 and 1');
  const count = pValues.length;
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a] - pValues[b] || a - b);
  const adjusted = new Array<number>(count).fill(1);
  switch (correction) {
    case 'bonferroni':
      return pValues.map((p) => Math.min(1, p * count));
    case 'sidak':
      return pValues.map((p) => (p === 1 ? 1 : -Math.expm1(count * Math.log1p(-p))));
    case 'holm': {
      let largest = 0;
      order.forEach((place, index) => {
        largest = Math.max(largest, Math.min(1, pValues[place] * (count - index)));
        adjusted[place] = largest;
      });
      return adjusted;
    }
    case 'benjamini-hochberg':
    case 'benjamini-yekutieli': {
      const dependence = correction === 'benjamini-hochberg' ? 1 : harmonic(count);
      let smallest = 1;
      for (let index = count - 1; index >= 0; index -= 1) {
        smallest = Math.min(smallest, (pValues[order[index]] * count * dependence) / (index + 1));
        adjusted[order[index]] = smallest;
      }
      return adjusted;
    }
  }
}

export interface HaircutInput {
  /** Per period, of every trial; the first is the one that is judged. */
  readonly sharpes: readonly number[];
  readonly observations: number;
  readonly correction: Correction;
  /** How many trials there were, if more than are given: the others count as tests that found nothing. */
  readonly trials?: number;
}

/** Returns the Sharpe ratio per period that one test would need for the p-value that is left after all of them. */
export function haircutSharpe({ sharpes, observations, correction, trials = sharpes.length }: HaircutInput): Figure {
  const head: FigureHead = { id: 'sharpe-after-haircut', unit: 'ratio', convention: `harvey-liu-2015, ${correction}, two-sided` };
  if (observations < 2) return missing(head, observations, 'too-few');
  const root = Math.sqrt(observations);
  const twoSided = (sharpe: number): number => Math.min(1, 2 * normalCdf(-Math.abs(sharpe) * root));
  const others = new Array<number>(Math.max(0, trials - sharpes.length)).fill(1);
  const [adjusted] = adjustedPValues([...sharpes.map(twoSided), ...others], correction);
  const [own] = sharpes;
  if (!(adjusted > 0)) return missing(head, trials, 'not-applicable');
  const left = adjusted >= 1 ? 0 : -normalQuantile(adjusted / 2) / root;
  return figure(head, trials, own < 0 ? -left : left);
}

function harmonic(count: number): number {
  let sum = 0;
  for (let index = 1; index <= count; index += 1) sum += 1 / index;
  return sum;
}
