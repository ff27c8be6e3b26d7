/**
 * The deflated Sharpe ratio: how likely the best of N trials is more than the luckiest of N.
 * Source: Bailey and López de Prado (2014), "The Deflated Sharpe Ratio".
 */
import { assert } from '../../core/assert.js';
import { derived, missing, type Figure, type FigureHead } from '../figure.js';
import { expectedMax } from './expected-max.js';
import { probabilisticSharpe2012, type SharpeSample } from './sharpe-2012.js';

const thresholdHead: FigureHead = { id: 'dsr-threshold', unit: 'ratio', convention: 'sqrt(var of trials SR)*expected-max' };
const dsrHead: FigureHead = { id: 'dsr', unit: 'fraction', convention: 'bailey-lopez-de-prado-2014, psr-2012 at the threshold' };
const lengthHead: FigureHead = { id: 'min-btl', unit: 'years', convention: '(expected-max/annual SR)^2' };

export interface Trials {
  /** N, from the ledger of all trials ever run, or the effective number of them. */
  readonly trials: number;
  /** Variance of the trials' Sharpe ratios, in the unit of the ratio that is deflated. */
  readonly trialsVariance: number;
}

/** Returns SR0, the ratio that the best of N worthless trials is expected to show, per period. */
export function deflationThreshold({ trials, trialsVariance }: Trials): Figure {
  assert(trialsVariance >= 0, 'A variance is 0 or more', { trialsVariance });
  return derived(thresholdHead, expectedMax(trials), (value) => Math.sqrt(trialsVariance) * value);
}

/** Returns PSR-2012 at the threshold; `n` counts the observations. */
export function deflatedSharpe(sample: SharpeSample, trials: Trials): Figure {
  const threshold = deflationThreshold(trials);
  if (threshold.value === null) return missing(dsrHead, sample.observations, threshold.reason ?? 'not-applicable');
  return derived(dsrHead, probabilisticSharpe2012(sample, { target: threshold.value }), (value) => value);
}

/** Returns the years of data below which N worthless trials are expected to show that annual ratio. */
export function minBacktestLength({ trials, annualSharpe }: { readonly trials: number; readonly annualSharpe: number }): Figure {
  if (!(annualSharpe > 0)) return missing(lengthHead, trials, 'not-applicable');
  return derived(lengthHead, expectedMax(trials), (value) => (value / annualSharpe) * (value / annualSharpe));
}
