/**
 * What a sweep proves: how many trials there were, what luck alone would have given the best of them,
 * and how likely the choice is overfitted. Everything is taken from the record, nothing is typed in.
 */
import { figure, missing, type Figure } from '../../metrics/figure.js';
import { periodRateOf, rootOfYear } from '../../metrics/numbers/compounding.js';
import { deviation, variance } from '../../metrics/numbers/deviation.js';
import { mean } from '../../metrics/numbers/compensated-sum.js';
import { backtestOverfitting, blocksFor, noBacktestOverfitting, type BacktestOverfitting } from '../../metrics/overfitting/backtest-overfitting.js';
import { confidenceFigures } from '../../metrics/overfitting/confidence-figures.js';
import { crossValidate, type Splits } from '../../metrics/overfitting/cross-validation.js';
import { deflatedSharpe, deflationThreshold, minBacktestLength } from '../../metrics/overfitting/deflated-sharpe.js';
import { effectiveRank, effectiveTrials } from '../../metrics/overfitting/effective-trials.js';
import { haircutSharpe } from '../../metrics/overfitting/multiple-testing.js';
import { correlationMatrix, meanCorrelation } from '../../metrics/overfitting/trial-correlation.js';
import { momentsOf } from '../../metrics/numbers/moments.js';
import { bestPlateauOf, plateausOf, type Plateau } from './plateau.js';
import { bestPointOf, objectiveByPoint } from './standing.js';
import type { SweepRecord, TrialRecord } from './sweep-record.js';

export interface LuckFigures {
  /** Distinct trials on these data, ever; at least those of this sweep. */
  readonly lifetimeTrials: number;
  readonly effective: Figure;
  readonly effectiveRank: Figure;
  /** Annual Sharpe ratio that the luckiest of N worthless trials is expected to show. */
  readonly expectedSharpe: Figure;
  readonly deflated: Figure;
  /** With the effective number of trials in place of N. */
  readonly deflatedEffective: Figure;
  readonly haircut: Figure;
  readonly minBacktestYears: Figure;
}

export interface SweepStatistics {
  readonly trials: number;
  readonly finished: number;
  readonly failed: number;
  /** Trials over the whole period whose returns have one length: the sample of everything below. */
  readonly compared: number;
  readonly periods: number;
  readonly periodsPerYear: number;
  readonly best: TrialRecord | undefined;
  readonly plateaus: readonly Plateau[];
  readonly bestPlateau: Plateau | undefined;
  /** Annual Sharpe ratio of the best trial, by its daily returns. */
  readonly sharpe: Figure;
  /** PSR and minimum track record of the best trial, of 2012 and 2025. */
  readonly confidence: readonly Figure[];
  readonly luck: LuckFigures;
  readonly blocks: number | undefined;
  readonly splits: Splits | undefined;
  readonly overfitting: BacktestOverfitting;
}

const RANK_TRIALS_MAX = 200;
const sharpeHead = { id: 'sharpe', unit: 'ratio', convention: 'mean(r-rf)/sd(r-rf, ddof 1)*sqrt(p)' } as const;

/** Returns the statistics of a sweep, finished or not. `lifetimeTrials` comes from the ledger. */
export function sweepStatistics({ identity, trials, planned }: SweepRecord, { lifetimeTrials }: { readonly lifetimeTrials: number }): SweepStatistics {
  const { sweep, scenario } = identity;
  const { periodsPerYear, riskFree } = scenario.metrics;
  const whole = trials.filter(({ phase }) => phase === 'whole');
  const sample = comparable(whole);
  const periods = sample[0]?.returns.length ?? 0;
  const settings = new Map(whole.map(({ point, settings: own }) => [point, own]));
  const plateaus = plateausOf({ sweep, settings, objectives: objectiveByPoint(whole, sweep.objective) });
  const point = bestPointOf(whole, sweep.objective);
  const best = whole.find((trial) => trial.point === point && trial.done);
  const rate = periodRateOf(riskFree, periodsPerYear);
  const excess = (best?.returns ?? []).map((value) => value - rate);
  const blocks = sample.length < 2 ? undefined : blocksFor(periods);
  const splits = blocks === undefined ? undefined : crossValidate({ returns: sample.map(({ returns }) => returns), blocks, riskFree: rate });
  return {
    trials: planned.trials,
    finished: trials.length,
    failed: trials.filter(({ done }) => !done).length,
    compared: sample.length,
    periods, periodsPerYear, best, plateaus,
    bestPlateau: bestPlateauOf(plateaus, sweep.objective),
    sharpe: annualSharpe(excess, periodsPerYear),
    confidence: confidenceFigures(excess),
    luck: luckOf(sample, { excess, rate, periodsPerYear, lifetimeTrials: Math.max(lifetimeTrials, whole.filter(({ done }) => done).length) }),
    blocks, splits,
    overfitting: splits === undefined ? noBacktestOverfitting(0, 'too-few') : backtestOverfitting(splits),
  };
}

/** Trials that broke off have fewer days; they count as trials and cannot be compared day by day. */
function comparable(whole: readonly TrialRecord[]): readonly TrialRecord[] {
  const done = whole.filter((trial) => trial.done && trial.returns.length > 0);
  const longest = Math.max(0, ...done.map(({ returns }) => returns.length));
  return done.filter(({ returns }) => returns.length === longest);
}

interface LuckInput {
  readonly excess: readonly number[];
  readonly rate: number;
  readonly periodsPerYear: number;
  readonly lifetimeTrials: number;
}

function luckOf(sample: readonly TrialRecord[], { excess, rate, periodsPerYear, lifetimeTrials }: LuckInput): LuckFigures {
  const series = sample.map(({ returns }) => returns);
  const ratios = series.map((returns) => ratioOf(returns.map((value) => value - rate)) ?? 0);
  const own = ratioOf(excess);
  const moments = momentsOf(excess);
  const alike = meanCorrelation(series);
  const effectiveHead = { id: 'n-effective', unit: 'count', convention: 'rho+(1-rho)*N, mean correlation, not rounded' } as const;
  const effective = alike === undefined ? missing(effectiveHead, sample.length, 'too-few') : effectiveTrials({ trials: lifetimeTrials, meanCorrelation: alike });
  const sharpe = { sharpe: own ?? 0, observations: excess.length, skew: moments?.skew ?? 0, kurtosis: moments?.kurtosis ?? 3 };
  const trialsVariance = ratios.length < 2 ? 0 : variance(ratios);
  const deflatedBy = (trials: number): Figure =>
    own === undefined || ratios.length < 2 ? missing({ id: 'dsr', unit: 'fraction', convention: 'bailey-lopez-de-prado-2014, psr-2012 at the threshold' }, sample.length, 'too-few') : deflatedSharpe(sharpe, { trials, trialsVariance });
  const year = rootOfYear(periodsPerYear);
  const threshold = deflationThreshold({ trials: Math.max(1, lifetimeTrials), trialsVariance });
  return {
    lifetimeTrials,
    effective,
    effectiveRank: rankOf(series),
    expectedSharpe: threshold.value === null ? threshold : figure({ id: 'expected-sharpe', unit: 'ratio', convention: `${threshold.convention}, annual` }, ratios.length, threshold.value * year),
    deflated: deflatedBy(Math.max(1, lifetimeTrials)),
    deflatedEffective: deflatedBy(Math.max(1, effective.value ?? lifetimeTrials)),
    haircut: annualised(haircutSharpe({ sharpes: [own ?? 0], observations: excess.length, correction: 'bonferroni', trials: Math.max(1, lifetimeTrials) }), year),
    minBacktestYears: minBacktestLength({ trials: Math.max(1, lifetimeTrials), annualSharpe: (own ?? 0) * year }),
  };
}

function rankOf(series: readonly (readonly number[])[]): Figure {
  const matrix = series.length > RANK_TRIALS_MAX ? [] : correlationMatrix(series);
  if (matrix.length >= 2) return effectiveRank(matrix);
  return missing({ id: 'n-effective-rank', unit: 'count', convention: 'exp(entropy of eigenvalue shares)' }, series.length, series.length > RANK_TRIALS_MAX ? 'not-applicable' : 'too-few');
}

function annualSharpe(excess: readonly number[], periodsPerYear: number): Figure {
  const ratio = ratioOf(excess);
  return ratio === undefined ? missing(sharpeHead, excess.length, excess.length < 2 ? 'too-few' : 'no-variance') : figure(sharpeHead, excess.length, ratio * rootOfYear(periodsPerYear));
}

function annualised(item: Figure, year: number): Figure {
  return item.value === null ? item : { ...item, value: item.value * year, convention: `${item.convention}, annual` };
}

/** Returns mean ÷ deviation; `undefined` for returns that do not vary. */
function ratioOf(excess: readonly number[]): number | undefined {
  if (excess.length < 2) return undefined;
  const spread = deviation(excess);
  return spread === 0 ? undefined : mean(excess) / spread;
}
