/** How many independent trials a set of correlated ones amounts to. Not rounded: 80.2 trials are 80.2. */
import { assert } from '../../core/assert.js';
import { figure, type Figure, type FigureHead } from '../figure.js';
import { sum, sumOf } from '../numbers/compensated-sum.js';
import { symmetricEigenvalues } from './symmetric-eigenvalues.js';

const averageHead: FigureHead = { id: 'n-effective', unit: 'count', convention: 'rho+(1-rho)*M, mean correlation, not rounded' };
const rankHead: FigureHead = { id: 'n-effective-rank', unit: 'count', convention: 'exp(entropy of eigenvalue shares)' };

/** Returns ρ̄ + (1 − ρ̄)·M. Source: Bailey and López de Prado (2014), appendix 3. */
export function effectiveTrials({ trials, meanCorrelation }: { readonly trials: number; readonly meanCorrelation: number }): Figure {
  assert(trials >= 1 && Math.abs(meanCorrelation) <= 1, 'Trials are 1 or more and correlate between -1 and 1', { trials, meanCorrelation });
  return figure(averageHead, trials, meanCorrelation + (1 - meanCorrelation) * trials);
}

/** Returns the effective rank of the trials' correlation matrix, 1 to M. Source: Roy and Vetterli (2007). */
export function effectiveRank(correlations: readonly (readonly number[])[]): Figure {
  const eigenvalues = symmetricEigenvalues(correlations).map((value) => Math.max(0, value));
  const total = sum(eigenvalues);
  const shares = eigenvalues.map((value) => value / total).filter((share) => share > 0);
  const entropy = -sumOf(shares.length, (index) => shares[index] * Math.log(shares[index]));
  return figure(rankHead, correlations.length, Math.exp(entropy));
}
