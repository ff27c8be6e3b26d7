/** The Treynor ratio: annual excess return per unit of beta. */
import { derived, figure, missing, type Figure, type FigureHead } from '../figure.js';
import { annualReturnGeometric } from '../returns/annual-return.js';
import type { AnnualRiskFree } from '../returns/sample.js';
import { beta } from './beta.js';
import type { Paired } from './paired-sample.js';

const head: FigureHead = { id: 'treynor', unit: 'ratio', convention: '(ann-return-geo - annual rf)/beta' };

/** Returns (`ann-return-geo` − annual rf) ÷ β; `not-applicable` at a β of 0. */
export function treynor(pair: Paired, { periodsPerYear, riskFreeAnnual = 0 }: AnnualRiskFree): Figure {
  const slope = beta(pair);
  const annual = annualReturnGeometric(pair.returns, { periodsPerYear });
  const { value } = annual;
  if (slope.value === null) return derived(head, slope, (same) => same);
  if (value === null) return derived(head, annual, (same) => same);
  if (slope.value === 0) return missing(head, slope.n, 'not-applicable');
  return figure(head, slope.n, (value - riskFreeAnnual) / slope.value);
}
