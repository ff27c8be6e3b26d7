/**
 * The figures of R's PerformanceAnalytics, under its names and with its conventions: simple shares of one
 * period where others annualise, moments of the whole population, a scale that it tells from the dates and
 * takes for 252 days. Without a risk-free rate. Source: its answers, and Bacon (2008) for the measures.
 */
import { sum } from '../numbers/compensated-sum.js';
import { normalCdf, normalDensity, normalQuantile } from '../numbers/normal-distribution.js';
import { compatFigures, type CompatFigure, type CompatInput, type CompatRow } from './compat-figure.js';
import { modifiedShortfall, modifiedVaR } from './modified-tail.js';
import { compoundOf, covarianceOf, deviationOf, drawdownsOf, meanOf, powerOf, quantileOf, yearlyOf } from './sample-numbers.js';

export interface PerformanceAnalyticsInput extends CompatInput {
  /** Least acceptable return per period. */
  readonly target?: number;
}

/** Returns the figures in the order growth, ratios, downside, drawdown, tails, shape, benchmark. */
export function performanceAnalyticsFigures(input: PerformanceAnalyticsInput): readonly CompatFigure[] {
  return compatFigures([...growthRows(input), ...downsideRows(input), ...drawdownRows(input), ...tailRows(input), ...shapeRows(input), ...benchmarkRows(input)]);
}

const SCALES = [1, 4, 12, 52];

/** Periods per year where it is not told: daily is 252, crypto or not. */
function scaleOf({ periodsPerYear }: CompatInput): number {
  return SCALES.includes(periodsPerYear) ? periodsPerYear : 252;
}

function growthRows(input: CompatInput): CompatRow[] {
  const { returns, periodsPerYear } = input;
  const root = Math.sqrt(periodsPerYear);
  const [mean, deviation, yearly] = [meanOf(returns), deviationOf(returns), yearlyOf(returns, periodsPerYear)];
  const ratio = (mean / deviation) * Math.sqrt(scaleOf(input));
  const { skew, kurtosis } = momentsOf(returns);
  return [
    ['Return.cumulative', compoundOf(returns), 'total-return'],
    ['Return.annualized_geometric', yearly, 'ann-return-geo'],
    ['Return.annualized_arithmetic', mean * periodsPerYear, 'ann-return-arith'],
    ['StdDev.annualized', deviation * root, 'ann-volatility'],
    ['SharpeRatio.annualized_geometric', yearly / (deviation * root), 'sharpe', 'compounded return over volatility'],
    ['SharpeRatio.annualized_arithmetic', (mean / deviation) * root, 'sharpe', 'no risk-free rate'],
    ['SharpeRatio_StdDev', mean / deviation, 'sharpe', 'per period'],
    ['AdjustedSharpeRatio', ratio * (1 + (skew / 6) * ratio - ((kurtosis - 3) / 24) * ratio * ratio)],
    ['ProbSharpe_full', probability(input, kurtosis), 'psr-2012', 'refused at a negative ratio'],
    ['ProbSharpe_ignoreKurt_default', probability(input, 3), 'psr-2012', 'kurtosis of a normal sample; refused at a negative ratio'],
    ['KellyRatio_full', mean / (deviation * deviation), 'kelly-mean-variance'],
    ['KellyRatio_half', mean / (deviation * deviation) / 2, 'kelly-mean-variance', 'halved'],
    ['HurstIndex', hurstOf(returns)],
  ];
}

/** The probability that the ratio of a period is above 0; it has none for a ratio below. */
function probability({ returns }: CompatInput, kurtosis: number): number {
  const ratio = meanOf(returns) / deviationOf(returns);
  if (!(ratio > 0)) return Number.NaN;
  const { skew } = momentsOf(returns);
  const z = (ratio * Math.sqrt(returns.length - 1)) / Math.sqrt(1 - skew * ratio + ((kurtosis - 1) / 4) * ratio * ratio);
  return Number.isNaN(z) ? Number.NaN : normalCdf(z);
}

function downsideRows({ returns, target = 0 }: PerformanceAnalyticsInput): CompatRow[] {
  const n = returns.length;
  const [gains, losses] = [sum(returns.filter((one) => one > 0)), -sum(returns.filter((one) => one < 0))];
  const [wins, falls] = [returns.filter((one) => one > 0).length, returns.filter((one) => one < 0).length];
  const mean = meanOf(returns);
  const above = returns.filter((one) => one > target).map((one) => one - target);
  const below = returns.filter((one) => one < target).map((one) => target - one);
  const squares = (values: readonly number[]): number => sum(values.map((one) => one * one));
  const deviation = Math.sqrt(squares(below) / n);
  return [
    ['DownsideDeviation_full', deviation, 'downside-deviation', 'per period'],
    ['DownsideDeviation_subset', Math.sqrt(squares(below) / below.length), 'downside-deviation', 'per period, over the bad ones only'],
    ['SemiDeviation', Math.sqrt(squares(returns.filter((one) => one < mean).map((one) => mean - one)) / n), 'downside-deviation', 'per period, around the mean'],
    ['SortinoRatio', (mean - target) / deviation, 'sortino', 'per period'],
    ['Omega', sum(above) / sum(below), 'omega', ...ofTarget(target)],
    ['BernardoLedoitRatio', gains / losses, 'omega'],
    ['OmegaSharpeRatio', sum(above) / sum(below) - 1, 'gain-to-pain', ...ofTarget(target)],
    ['UpsidePotentialRatio', meanOf(above) / Math.sqrt(squares(below) / below.length)],
    ['UpsidePotential', sum(above) / n],
    ['DownsidePotential', sum(below) / n],
    ['UpsideRisk', Math.sqrt(squares(above) / n)],
    ['UpsideFrequency', above.length / n],
    ['DownsideFrequency', below.length / n],
    ['VolatilitySkewness', squares(above) / squares(below)],
    ['VariabilitySkewness', Math.sqrt(squares(above) / squares(below))],
    ['DRatio', (falls * losses) / (wins * gains)],
    ['ProspectRatio', (gains - 2.25 * losses - target) / (deviation * n)],
    ['MeanAbsoluteDeviation', meanOf(returns.map((one) => Math.abs(one - mean)))],
  ];
}

function ofTarget(target: number): [string] | [] {
  return target === 0 ? [] : ['against its own target'];
}

function drawdownRows(input: CompatInput): CompatRow[] {
  const { returns, periodsPerYear } = input;
  const depths = drawdownsOf(returns);
  const deepest = -least(depths);
  const ulcer = Math.sqrt(meanOf(depths.map((one) => one * one)));
  const pain = meanOf(depths.map(Math.abs));
  const own = yearlyOf(returns, scaleOf(input));
  const spells = spellsOf(depths);
  const burke = own / Math.sqrt(sum(fallsOf(returns).map((one) => one * one)));
  return [
    ['maxDrawdown_geometric', deepest, 'max-drawdown', 'told above zero'],
    ['maxDrawdown_arithmetic', simpleDrawdownOf(returns), 'max-drawdown', 'told above zero; returns are added, not compounded'],
    ['CalmarRatio', yearlyOf(returns, periodsPerYear) / deepest, 'calmar'],
    ['UlcerIndex', ulcer, 'ulcer'],
    ['PainIndex', pain, 'pain'],
    ['MartinRatio', own / ulcer, 'martin', 'a daily series has 252 days; no risk-free rate'],
    ['PainRatio', own / pain],
    ['BurkeRatio', burke, undefined, 'drawdowns are spells of falling returns, scaled by 100 and back: an error'],
    ['BurkeRatio_modified', burke * Math.sqrt(returns.length)],
    ['AverageDrawdown', -meanOf(spells.map(({ depth }) => depth)), 'avg-drawdown', 'told above zero'],
    ['AverageLength', meanOf(spells.map(({ from, to }) => to - from + 1))],
    ['AverageRecovery', meanOf(spells.map(({ trough, to }) => to - trough))],
  ];
}

function tailRows({ returns }: CompatInput): CompatRow[] {
  const mean = meanOf(returns);
  const deviation = Math.sqrt(meanOf(returns.map((one) => (one - mean) * (one - mean))));
  const z = normalQuantile(0.05);
  const { skew, kurtosis } = momentsOf(returns);
  const shape = { mean, deviation, skew, excess: kurtosis - 3 };
  const quantile = quantileOf(returns, 0.05);
  return [
    ['VaR_historical95', quantile, 'var-95-historical'],
    ['VaR_gaussian95', mean + z * deviation, 'var-95-gaussian', 'deviation of the population'],
    ['VaR_modified95', modifiedVaR(shape, z), 'var-95-gaussian', 'Cornish-Fisher'],
    ['ES_historical95', meanOf(returns.filter((one) => one <= quantile)), 'cvar-95'],
    ['ES_gaussian95', mean - (normalDensity(z) / 0.05) * deviation],
    ['ES_modified95', modifiedShortfall(shape, z), undefined, 'Edgeworth, at least the value at risk'],
  ];
}

function shapeRows({ returns }: CompatInput): CompatRow[] {
  const n = returns.length;
  const { skew, kurtosis } = momentsOf(returns);
  const mean = meanOf(returns);
  const deviation = deviationOf(returns);
  const fourth = sum(returns.map((one) => powerOf(Math.abs(one - mean) / deviation, 4)));
  const sample = ((n * (n + 1)) / ((n - 1) * (n - 2) * (n - 3))) * fourth;
  return [
    ['skewness_moment', skew, 'skew', 'biased (population)'],
    ['skewness_sample', (skew * n * n) / ((n - 1) * (n - 2)), 'skew', 'by a deviation of the population'],
    ['kurtosis_moment', kurtosis, 'kurtosis-excess', 'biased (population), normal = 3'],
    ['kurtosis_excess', kurtosis - 3, 'kurtosis-excess', 'biased (population)'],
    ['kurtosis_sample', sample, 'kurtosis-excess', 'not in excess'],
    ['kurtosis_sample_excess', sample - (3 * (n - 1) * (n - 1)) / ((n - 2) * (n - 3)), 'kurtosis-excess'],
    ['SkewnessKurtosisRatio', skew / kurtosis],
  ];
}

/** The names of what has no value without a benchmark are told by asking for those of an empty one. */
function benchmarkRows(input: PerformanceAnalyticsInput): CompatRow[] {
  const { benchmark } = input;
  if (benchmark !== undefined) return againstRows(input, benchmark);
  return againstRows(input, input.returns).map(([name, , ours]): CompatRow => [name, undefined, ours]);
}

function againstRows(input: PerformanceAnalyticsInput, benchmark: readonly number[]): CompatRow[] {
  const { returns, periodsPerYear, target = 0 } = input;
  const scale = scaleOf(input);
  const root = Math.sqrt(scale);
  const beta = covarianceOf(returns, benchmark) / covarianceOf(benchmark, benchmark);
  const alpha = meanOf(returns) - beta * meanOf(benchmark);
  const active = returns.map((one, index) => one - benchmark[index]);
  const premium = yearlyOf(returns, periodsPerYear) - yearlyOf(benchmark, periodsPerYear);
  const error = deviationOf(active) * Math.sqrt(periodsPerYear);
  const [own, other] = [yearlyOf(returns, scale), yearlyOf(benchmark, scale)];
  const jensen = own - beta * other;
  const systematic = beta * deviationOf(benchmark) * root;
  const specific = populationOf(returns.map((one, index) => one - alpha - beta * benchmark[index])) * root;
  const shortfall = (values: readonly number[]): number => Math.sqrt(sum(values.map((one) => (one < target ? (one - target) * (one - target) : 0))) / values.length);
  const where = (rises: boolean): number => {
    const kept = benchmark.map((one) => (rises ? one > 0 : one < 0));
    return compoundOf(returns.filter((_, index) => kept[index])) / compoundOf(benchmark.filter((_, index) => kept[index]));
  };
  return [
    ['CAPM.beta', beta, 'beta'],
    ['CAPM.alpha_period', alpha, 'alpha', 'per period'],
    ['jensenAlpha', jensen, 'alpha', 'annualised CAPM'],
    ['TrackingError', error, 'tracking-error'],
    ['ActivePremium', premium],
    ['InformationRatio', premium / error, 'information-ratio', 'compounded premium over tracking error'],
    ['TreynorRatio', yearlyOf(returns, periodsPerYear) / beta, 'treynor', 'no risk-free rate'],
    ['TreynorRatio_modified', own / systematic],
    ['UpCapture', where(true), 'capture-up', 'cumulative'],
    ['DownCapture', where(false), 'capture-down', 'cumulative'],
    ['SystematicRisk', systematic],
    ['SpecificRisk', specific],
    ['TotalRisk', Math.sqrt(systematic * systematic + specific * specific)],
    ['AppraisalRatio', jensen / specific],
    ['FamaBeta', deviationOf(returns) / deviationOf(benchmark)],
    ['MSquared', (own * deviationOf(benchmark)) / deviationOf(returns)],
    ['M2Sortino', own + ((meanOf(returns) - target) / shortfall(returns)) * (shortfall(benchmark) - shortfall(returns)) * root],
  ];
}

interface Spell {
  readonly from: number;
  readonly trough: number;
  /** Of the first return that is back at the peak; one beyond the last where none is. */
  readonly to: number;
  readonly depth: number;
}

function spellsOf(depths: readonly number[]): readonly Spell[] {
  const spells: Spell[] = [];
  let from: number | undefined;
  for (let index = 0; index <= depths.length; index += 1) {
    const isUnder = index < depths.length && depths[index] < 0;
    if (isUnder) from ??= index;
    else if (from !== undefined) {
      const part = depths.slice(from, index);
      const depth = least(part);
      spells.push({ from, to: index, depth, trough: from + part.indexOf(depth) });
      from = undefined;
    }
  }
  return spells;
}

/** Spells of falling returns, the first return left out; a hundredth of each is compounded. */
function fallsOf(returns: readonly number[]): readonly number[] {
  const falls: number[] = [];
  let growth: number | undefined;
  for (const value of returns.slice(1)) {
    if (value < 0) growth = (growth ?? 1) * (1 + value / 100);
    else if (growth !== undefined) {
      falls.push((growth - 1) * 100);
      growth = undefined;
    }
  }
  return growth === undefined ? falls : [...falls, (growth - 1) * 100];
}

function simpleDrawdownOf(returns: readonly number[]): number {
  let [height, peak, deepest] = [1, 1, 0];
  for (const value of returns) {
    height += value;
    peak = Math.max(peak, height);
    deepest = Math.max(deepest, 1 - height / peak);
  }
  return deepest;
}

function hurstOf(returns: readonly number[]): number {
  const mean = meanOf(returns);
  let path = 0;
  const heights = returns.map((value) => (path += value - mean));
  const range = -least(heights.map((value) => -value)) - least(heights);
  return Math.log(range / deviationOf(returns)) / Math.log(returns.length);
}

function momentsOf(returns: readonly number[]): { readonly skew: number; readonly kurtosis: number } {
  const mean = meanOf(returns);
  const deviation = populationOf(returns);
  const standard = returns.map((value) => (value - mean) / deviation);
  return { skew: meanOf(standard.map((value) => value * value * value)), kurtosis: meanOf(standard.map((value) => value * value * value * value)) };
}

function populationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) * (value - mean))));
}

function least(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Infinity);
}
