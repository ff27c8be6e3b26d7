/**
 * Depth and duration of drawdowns in one number: ulcer index (root mean square), pain index (mean),
 * and the Martin ratio. The start value has no drawdown by definition and is not counted in n.
 * Source: Martin and McCann (1989), "The Investor's Guide to Fidelity Funds"; Becker (2006) for pain.
 */
import { derived, figure, missing, type Figure, type FigureHead } from '../figure.js';
import { mean, sumOf } from '../numbers/compensated-sum.js';
import { annualReturnGeometric } from '../returns/annual-return.js';
import type { AnnualRiskFree, Returns } from '../returns/sample.js';
import { defectOfEquity, drawdownPath, equityOf, type Equity } from './drawdown-path.js';

const heads = {
  ulcer: { id: 'ulcer', unit: 'fraction', convention: 'sqrt(sum(DD^2)/n)' },
  pain: { id: 'pain', unit: 'fraction', convention: 'mean abs(DD) over periods' },
  martin: { id: 'martin', unit: 'ratio', convention: '(ann-return-geo - annual rf)/ulcer' },
} as const satisfies Record<string, FigureHead>;

/** Returns √(ΣDD² ÷ n). */
export function ulcer(equity: Equity): Figure {
  return overPath(heads.ulcer, equity, (path) => Math.sqrt(sumOf(path.length, (index) => path[index] * path[index]) / path.length));
}

/** Returns the mean of |DD|. */
export function pain(equity: Equity): Figure {
  return overPath(heads.pain, equity, (path) => Math.abs(mean(path)));
}

/** Returns (`ann-return-geo` − annual rf) ÷ ulcer index. */
export function martin(returns: Returns, { periodsPerYear, riskFreeAnnual = 0 }: AnnualRiskFree): Figure {
  const annual = annualReturnGeometric(returns, { periodsPerYear });
  const index = ulcer(equityOf(returns));
  const depth = index.value;
  if (annual.value === null) return derived(heads.martin, annual, (value) => value);
  if (depth === null) return derived(heads.martin, index, (value) => value);
  if (depth === 0) return missing(heads.martin, returns.length, 'no-drawdown');
  return figure(heads.martin, returns.length, (annual.value - riskFreeAnnual) / depth);
}

function overPath(head: FigureHead, equity: Equity, compute: (path: readonly number[]) => number): Figure {
  const defect = defectOfEquity(equity);
  if (defect) return missing(head, 0, defect);
  const path = drawdownPath(equity).slice(1);
  return figure(head, path.length, compute(path));
}
