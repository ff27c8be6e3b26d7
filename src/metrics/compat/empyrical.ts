/**
 * The figures of empyrical-reloaded (efe6066), under its names. Most mean what ours mean; a rate that is
 * free of risk is one per period with it, and captures always take a year of 252 days.
 */
import { battingAverage } from '../benchmark/batting-average.js';
import { alpha } from '../benchmark/alpha.js';
import { beta } from '../benchmark/beta.js';
import { capture, captureDown, captureUp } from '../benchmark/capture.js';
import { informationRatio } from '../benchmark/tracking-error.js';
import type { Figure } from '../figure.js';
import { periodRateOf } from '../numbers/compounding.js';
import { annualVolatility } from '../returns/annual-volatility.js';
import { downsideDeviation } from '../returns/downside-deviation.js';
import { omega } from '../returns/omega.js';
import { kurtosisRaw, skewBiased } from '../returns/shape.js';
import { sharpe } from '../returns/sharpe.js';
import { sortino } from '../returns/sortino.js';
import { stability } from '../returns/stability.js';
import { tailRatio } from '../returns/tail-ratio.js';
import { conditionalValueAtRisk, valueAtRiskHistorical } from '../returns/value-at-risk.js';
import { compatFigures, type CompatFigure, type CompatInput, type CompatRow } from './compat-figure.js';
import { compoundOf, drawdownsOf, yearlyOf } from './sample-numbers.js';

/** Its captures know days, weeks and months by name, and take days unless told otherwise. */
const DAYS_PER_YEAR = 252;

/** Returns the figures in the order of its documentation. */
export function empyricalFigures(input: CompatInput): readonly CompatFigure[] {
  return compatFigures([...ownRows(input), ...benchmarkRows(input)]);
}

function ownRows({ returns, periodsPerYear, riskFreeAnnual }: CompatInput): CompatRow[] {
  const annual = { periodsPerYear };
  const riskFree = riskFreeAnnual === 0 ? 0 : periodRateOf(riskFreeAnnual, periodsPerYear);
  const yearly = yearlyOf(returns, periodsPerYear);
  const deepest = drawdownsOf(returns).reduce((low, value) => Math.min(low, value), 0);
  return [
    ['cum_returns_final', compoundOf(returns), 'total-return'],
    ['annual_return', yearly, 'ann-return-geo'],
    ['annual_volatility', numberOf(annualVolatility(returns, annual)), 'ann-volatility'],
    ['sharpe_ratio', numberOf(sharpe(returns, { ...annual, riskFree })), 'sharpe'],
    ['sortino_ratio', numberOf(sortino(returns, annual)), 'sortino', ...ofTarget(riskFree)],
    ['downside_risk', numberOf(downsideDeviation(returns, annual)), 'downside-deviation', ...ofTarget(riskFree)],
    ['omega_ratio', numberOf(omega(returns, { threshold: riskFree })), 'omega'],
    ['max_drawdown', deepest, 'max-drawdown'],
    ['calmar_ratio', deepest < 0 ? yearly / Math.abs(deepest) : Number.NaN, 'calmar'],
    ['stability', numberOf(stability(returns)), 'stability'],
    ['tail_ratio', numberOf(tailRatio(returns)), 'tail-ratio'],
    ['value_at_risk', numberOf(valueAtRiskHistorical(returns)), 'var-95-historical'],
    ['cvar', numberOf(conditionalValueAtRisk(returns)), 'cvar-95'],
    ['skew_scipy', numberOf(skewBiased(returns)), 'skew', 'biased (population)'],
    ['kurt_scipy_excess', numberOf(kurtosisRaw(returns)) - 3, 'kurtosis-excess', 'biased (population)'],
  ];
}

function benchmarkRows({ returns, benchmark, periodsPerYear, riskFreeAnnual }: CompatInput): CompatRow[] {
  const pair = { returns, benchmark: benchmark ?? returns };
  const riskFree = riskFreeAnnual === 0 ? 0 : periodRateOf(riskFreeAnnual, periodsPerYear);
  const captured = { periodsPerYear: periodsPerYear === 12 ? 12 : DAYS_PER_YEAR };
  const rows: CompatRow[] = [
    ['excess_sharpe', numberOf(informationRatio(pair, { periodsPerYear: 1 })), 'information-ratio', 'not annualised'],
    ['alpha', numberOf(alpha(pair, { periodsPerYear, riskFree })), 'alpha'],
    ['beta', numberOf(beta(pair)), 'beta'],
    ['capture', numberOf(capture(pair, { periodsPerYear })), 'capture'],
    ['up_capture', numberOf(captureUp(pair, captured)), 'capture-up', 'a year of 252 days, or of 12 months'],
    ['down_capture', numberOf(captureDown(pair, captured)), 'capture-down', 'a year of 252 days, or of 12 months'],
    ['batting average', numberOf(battingAverage(pair)), 'batting-average'],
    ['batting up market', numberOf(battingAverage(pair, 'up'))],
    ['batting down market', numberOf(battingAverage(pair, 'down'))],
    ['beta_fragility', fragilityOf(pair.returns, pair.benchmark)],
  ];
  return benchmark === undefined ? rows.map(([name, , ...rest]) => [name, undefined, ...rest]) : rows;
}

/** Ours take the risk-free rate for the least acceptable return. */
function ofTarget(riskFree: number): readonly [] | readonly [string] {
  return riskFree === 0 ? [] : ['target 0, not the risk-free rate'];
}

function numberOf({ value }: Figure): number {
  return value ?? Number.NaN;
}

/** Returns how convex the account is in its benchmark: the ends, weighed by their distance, over the middle. */
function fragilityOf(returns: readonly number[], benchmark: readonly number[]): number {
  if (returns.length < 3) return Number.NaN;
  const order = benchmark.map((value, index) => ({ value, own: returns[index], index })).sort((a, b) => a.value - b.value || a.index - b.index);
  const half = order.length / 2;
  const [start, middle, end] = [order[0], order[Number.isInteger(half) || Math.floor(half) % 2 === 0 ? Math.floor(half) : Math.ceil(half)], order[order.length - 1]];
  const range = end.value - start.value;
  const startWeight = range === 0 ? 0.5 : (middle.value - start.value) / range;
  const endWeight = range === 0 ? 0.5 : (end.value - middle.value) / range;
  return startWeight * start.own + endWeight * end.own - middle.own;
}
