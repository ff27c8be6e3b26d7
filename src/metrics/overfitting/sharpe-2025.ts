/**
 * The later form of the same question: the variance is taken at the *target*, with T, allows for
 * autocorrelation, and for the ratio being the best of K trials. Name the version: at one set of inputs
 * the two differ by .9127 to .9872.
 * Source: López de Prado, Lipton and Zoonekynd (2025), "Sharpe Ratio Inference: A New Standard".
 */
import { assert } from '../../core/assert.js';
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { normalCdf, normalQuantile } from '../numbers/normal-distribution.js';
import { maximumOfNormals } from './expected-max.js';
import type { SharpeSample } from './sharpe-2012.js';

const heads = {
  deviation: { id: 'sr-stdev-2025', unit: 'ratio', convention: 'lopez-de-prado-2025, at target SR, T' },
  probability: { id: 'psr-2025', unit: 'fraction', convention: 'lopez-de-prado-2025, at target SR, raw kurtosis' },
  record: { id: 'min-trl-2025', unit: 'periods', convention: 'lopez-de-prado-2025, in observations' },
} as const satisfies Record<string, FigureHead>;

export interface Noise {
  readonly skew: number;
  /** Raw: normal = 3. */
  readonly kurtosis: number;
  /** ρ of the returns at lag 1, within (−1, 1); 0 if absent. */
  readonly autocorrelation?: number;
  /** K, of how many trials the ratio is the best, a whole number; 1 if absent. */
  readonly trials?: number;
}

export interface Target {
  /** SR0, per period; 0 if absent. */
  readonly target?: number;
}

/** Returns the deviation of an observed ratio if the true one were `sharpe`. */
export function sharpeDeviation2025({ sharpe, observations, ...noise }: SharpeSample & Noise): Figure {
  if (observations < 1) return missing(heads.deviation, observations, 'too-few');
  const spread = varianceAt(sharpe, noise);
  if (!(spread > 0)) return missing(heads.deviation, observations, 'no-variance');
  return figure(heads.deviation, observations, Math.sqrt(spread / observations));
}

/** Returns Φ((SR − target) ÷ σ at the target). */
export function probabilisticSharpe2025(sample: SharpeSample & Noise, { target = 0 }: Target = {}): Figure {
  const { value, reason, n } = sharpeDeviation2025({ ...sample, sharpe: target });
  if (value === null) return missing(heads.probability, n, reason ?? 'no-variance');
  return figure(heads.probability, n, normalCdf((sample.sharpe - target) / value));
}

/** Returns how many observations it takes to reject the target at the error rate `alpha` (0.05 if absent). */
export function minTrackRecord2025(sample: Noise & { readonly sharpe: number }, { target = 0, alpha = 0.05 }: Target & { readonly alpha?: number } = {}): Figure {
  assert(alpha > 0 && alpha < 1, 'An error rate lies between 0 and 1', { alpha });
  if (!(sample.sharpe > target)) return missing(heads.record, 0, 'not-applicable');
  const spread = varianceAt(target, sample);
  if (!(spread > 0)) return missing(heads.record, 0, 'no-variance');
  const distance = normalQuantile(1 - alpha) / (sample.sharpe - target);
  return figure(heads.record, 0, spread * distance * distance);
}

/** V(SR) for one observation, times the variance of the best of K. */
function varianceAt(sharpe: number, { skew, kurtosis, autocorrelation: rho = 0, trials = 1 }: Noise): number {
  assert(Math.abs(rho) < 1, 'An autocorrelation lies between -1 and 1', { rho });
  const linear = 1 + rho / (1 - rho) + (rho * rho) / (1 - rho * rho);
  const quadratic = (1 + rho * rho) / (1 - rho * rho);
  const single = (1 + rho) / (1 - rho) - linear * skew * sharpe + ((quadratic * (kurtosis - 1)) / 4) * sharpe * sharpe;
  return single * maximumOfNormals(trials).variance;
}
