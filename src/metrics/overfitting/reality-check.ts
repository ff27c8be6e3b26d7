/**
 * Is the best of many models better than the benchmark, or only the luckiest? White's reality check,
 * Hansen's test of superior predictive ability with its three p-values, and StepM, which names who is
 * better. Bootstrap rows are handed in, so a result can be repeated wherever they came from.
 * Sources: White (2000); Hansen (2005); Romano and Wolf (2005). Hansen's statistic is not studentised here.
 */
import { assert } from '../../core/assert.js';
import { mean, sumOf } from '../numbers/compensated-sum.js';
import { percentile } from '../numbers/percentile.js';

export interface RealityCheckInput {
  /** One series for each model: its return less that of the benchmark. All of one length. */
  readonly differences: readonly (readonly number[])[];
  /** Rows of each resample, as many as there are periods. */
  readonly resamples: readonly ArrayLike<number>[];
  /** Mean length of the blocks that the rows were drawn in. */
  readonly blockRows: number;
}

/** Which models are taken to be as bad as they look: none, those clearly bad, or all with a negative mean. */
export const recentrings = ['lower', 'consistent', 'upper'] as const;
export type Recentring = (typeof recentrings)[number];

export interface RealityCheck {
  readonly means: readonly number[];
  /** √T · largest mean. */
  readonly statistic: number;
  /** `upper` is the p-value of White's reality check. */
  readonly probabilities: Readonly<Record<Recentring, number>>;
  /** Whether a model is not clearly bad, and so counts in `consistent`. */
  readonly isCounted: readonly boolean[];
  /** Long-run variance of each series. */
  readonly variances: readonly number[];
}

/** Returns the tests of the best model. */
export function realityCheck(input: RealityCheckInput): RealityCheck {
  const sample = sampleOf(input);
  const best = Math.max(...sample.means);
  const probability = (recentring: Recentring): number => mean(maximaOf(sample, recentring, sample.means.map((_, model) => model)).map((value) => (value > best ? 1 : 0)));
  return {
    means: sample.means,
    statistic: Math.sqrt(input.differences[0].length) * best,
    probabilities: { lower: probability('lower'), consistent: probability('consistent'), upper: probability('upper') },
    isCounted: sample.isCounted,
    variances: sample.variances,
  };
}

/** Returns what a mean must exceed to be better at this size of the test, 0.05 say. */
export function criticalValue(input: RealityCheckInput, { size, recentring }: { readonly size: number; readonly recentring: Recentring }): number {
  const sample = sampleOf(input);
  return percentile(maximaOf(sample, recentring, sample.means.map((_, model) => model)), 1 - size);
}

/** Returns the models that are better at this size, step by step: who is found is taken out, and the rest judged anew. */
export function superiorModels(input: RealityCheckInput, size: number): readonly number[] {
  const sample = sampleOf(input);
  const better: number[] = [];
  for (let left = sample.means.map((_, model) => model); left.length > 0; ) {
    const limit = percentile(maximaOf(sample, 'consistent', left), 1 - size);
    const found = left.filter((model) => sample.means[model] > limit);
    if (found.length === 0) break;
    better.push(...found);
    left = left.filter((model) => !found.includes(model));
  }
  return better.sort((a, b) => a - b);
}

interface Sample {
  readonly means: readonly number[];
  readonly variances: readonly number[];
  readonly isCounted: readonly boolean[];
  /** Mean of each model in each resample. */
  readonly drawn: readonly (readonly number[])[];
}

function sampleOf({ differences, resamples, blockRows }: RealityCheckInput): Sample {
  const periods = differences[0]?.length ?? 0;
  assert(periods > 2, 'A reality check has a model and three periods or more', { periods });
  assert(differences.every(({ length }) => length === periods), 'All models have one length', { periods });
  assert(resamples.length > 0 && resamples.every(({ length }) => length === periods), 'A resample has as many rows as there are periods', { resamples: resamples.length });
  const means = differences.map(mean);
  const variances = differences.map((series, model) => longRunVariance(series, means[model], blockRows));
  const limits = variances.map((variance) => -Math.sqrt((variance / periods) * 2 * Math.log(Math.log(periods))));
  const drawn = resamples.map((rows) => differences.map((series) => sumOf(periods, (place) => series[rows[place]]) / periods));
  return { means, variances, isCounted: means.map((value, model) => value >= limits[model]), drawn };
}

/** Returns the largest recentred mean of each resample. */
function maximaOf({ means, isCounted, drawn }: Sample, recentring: Recentring, models: readonly number[]): number[] {
  const centres = means.map((value, model) => {
    switch (recentring) {
      case 'lower':
        return value < 0 ? 0 : value;
      case 'consistent':
        return isCounted[model] ? value : 0;
      case 'upper':
        return value;
    }
  });
  return drawn.map((row) => models.reduce((most, model) => Math.max(most, row[model] - centres[model]), -Infinity));
}

/** The variance that the stationary bootstrap gives a mean, without drawing. Source: Politis and Romano (1994), Lemma 1. */
function longRunVariance(series: readonly number[], center: number, blockRows: number): number {
  const n = series.length;
  const stay = 1 - 1 / blockRows;
  const covariance = (lag: number): number => sumOf(n - lag, (place) => (series[place] - center) * (series[place + lag] - center)) / n;
  const powers = [1];
  for (let lag = 1; lag < n; lag += 1) powers.push(powers[lag - 1] * stay);
  return covariance(0) + sumOf(n - 1, (index) => {
    const lag = index + 1;
    const weight = (1 - lag / n) * powers[lag] + (lag / n) * powers[n - lag];
    return 2 * weight * covariance(lag);
  });
}
