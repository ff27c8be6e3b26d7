/**
 * How far to trust a Sharpe ratio: its deviation, the probability that the true one beats a target, and
 * how long a record it takes. The variance is taken at the *observed* ratio, with T − 1.
 * Source: Bailey and López de Prado (2012), "The Sharpe Ratio Efficient Frontier".
 */
import { assert } from '../../core/assert.js';
import { figure, missing, type Figure, type FigureHead } from '../figure.js';
import { normalCdf, normalQuantile } from '../numbers/normal-distribution.js';

const heads = {
  deviation: { id: 'sr-stdev-2012', unit: 'ratio', convention: 'bailey-lopez-de-prado-2012, at observed SR, T-1' },
  probability: { id: 'psr-2012', unit: 'fraction', convention: 'bailey-lopez-de-prado-2012, at observed SR, raw kurtosis' },
  record: { id: 'min-trl-2012', unit: 'periods', convention: 'bailey-lopez-de-prado-2012, in observations' },
} as const satisfies Record<string, FigureHead>;

export interface SharpeMoments {
  /** Per period, **never annualised**. */
  readonly sharpe: number;
  /** γ3 of the returns. */
  readonly skew: number;
  /** γ4 of the returns, **raw**: normal = 3. */
  readonly kurtosis: number;
}

export interface SharpeSample extends SharpeMoments {
  /** T, how many returns. */
  readonly observations: number;
}

/** Returns √((1 − γ3·SR + (γ4 − 1)/4·SR²) ÷ (T − 1)). */
export function sharpeDeviation2012(sample: SharpeSample): Figure {
  const n = sample.observations;
  if (n < 2) return missing(heads.deviation, n, 'too-few');
  const spread = varianceTerm(sample);
  return spread > 0 ? figure(heads.deviation, n, Math.sqrt(spread / (n - 1))) : missing(heads.deviation, n, 'no-variance');
}

/** Returns Φ((SR − target) ÷ σ), the probability that the true ratio exceeds the target (0 if absent). */
export function probabilisticSharpe2012(sample: SharpeSample, { target = 0 }: { readonly target?: number } = {}): Figure {
  const { value, reason, n } = sharpeDeviation2012(sample);
  if (value === null) return missing(heads.probability, n, reason ?? 'no-variance');
  return figure(heads.probability, n, normalCdf((sample.sharpe - target) / value));
}

/** Returns how many observations it takes to be that sure; `not-applicable` if the ratio does not exceed the target. */
export function minTrackRecord2012(moments: SharpeMoments, { target = 0, probability = 0.95 }: { readonly target?: number; readonly probability?: number } = {}): Figure {
  assert(probability > 0 && probability < 1, 'A confidence lies between 0 and 1', { probability });
  const spread = varianceTerm(moments);
  if (!(moments.sharpe > target)) return missing(heads.record, 0, 'not-applicable');
  if (!(spread > 0)) return missing(heads.record, 0, 'no-variance');
  const distance = normalQuantile(probability) / (moments.sharpe - target);
  return figure(heads.record, 0, 1 + spread * distance * distance);
}

function varianceTerm({ sharpe, skew, kurtosis }: SharpeMoments): number {
  return 1 - skew * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
}
