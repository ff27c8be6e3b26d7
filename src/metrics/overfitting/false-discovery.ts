/**
 * How often a strategy that looks real is not: power of the test, and false discovery rates before and
 * after the ratio is seen. Source: López de Prado, Lipton and Zoonekynd (2025).
 */
import { assert } from '../../core/assert.js';
import { figure, type Figure, type FigureHead } from '../figure.js';
import { normalCdf, normalQuantile } from '../numbers/normal-distribution.js';

const heads = {
  miss: { id: 'fdr-beta', unit: 'fraction', convention: 'lopez-de-prado-2025, cdf((SRc-SR1)/s1)' },
  planned: { id: 'fdr-planned', unit: 'fraction', convention: 'lopez-de-prado-2025, 1/(1+(1-beta)*p1/(alpha*p0))' },
  observed: { id: 'fdr-observed', unit: 'fraction', convention: 'lopez-de-prado-2025, p0-weighted ratio of tails' },
} as const satisfies Record<string, FigureHead>;

export interface Hypothesis {
  readonly sharpe: number;
  /** Deviation of an observed ratio if this hypothesis is true: `sr-stdev-2025` at its ratio. */
  readonly deviation: number;
}

export interface Hypotheses {
  readonly worthless: Hypothesis;
  readonly real: Hypothesis;
}

/** Returns β, the probability that a real strategy is missed at the error rate `alpha`. */
export function missProbability({ worthless, real }: Hypotheses, alpha: number): Figure {
  const critical = worthless.sharpe + normalQuantile(1 - alpha) * worthless.deviation;
  return figure(heads.miss, 0, normalCdf((critical - real.sharpe) / real.deviation));
}

/** Returns the share of false ones among the strategies that will pass. */
export function plannedFalseDiscovery({ alpha, beta, realShare }: { alpha: number; beta: number; realShare: number }): Figure {
  assert(alpha > 0 && realShare >= 0 && realShare < 1, 'Rates lie between 0 and 1', { alpha, realShare });
  return figure(heads.planned, 0, 1 / (1 + ((1 - beta) * realShare) / (alpha * (1 - realShare))));
}

/** Returns the probability that a strategy with this ratio or a better one is worthless. */
export function observedFalseDiscovery(sharpe: number, { worthless, real }: Hypotheses, realShare: number): Figure {
  const tail = (hypothesis: Hypothesis): number => normalCdf((hypothesis.sharpe - sharpe) / hypothesis.deviation);
  const falsely = (1 - realShare) * tail(worthless);
  return figure(heads.observed, 0, falsely / (falsely + realShare * tail(real)));
}
