/**
 * The figures of vectorbt's returns accessor, under its names: empyrical's conventions, but for a drawdown
 * whose peak begins after the first return, and a year that is told to every figure.
 */
import { alpha } from '../benchmark/alpha.js';
import { informationRatio } from '../benchmark/tracking-error.js';
import type { Figure } from '../figure.js';
import { periodRateOf } from '../numbers/compounding.js';
import { annualVolatility } from '../returns/annual-volatility.js';
import { omega } from '../returns/omega.js';
import { sharpe } from '../returns/sharpe.js';
import { sortino } from '../returns/sortino.js';
import { tailRatio } from '../returns/tail-ratio.js';
import { conditionalValueAtRisk, valueAtRiskHistorical } from '../returns/value-at-risk.js';
import { compatFigures, type CompatFigure, type CompatInput, type CompatRow } from './compat-figure.js';
import { covarianceOf, yearlyOf } from './sample-numbers.js';

export function vectorbtFigures(input: CompatInput): readonly CompatFigure[] {
  return compatFigures([...ownRows(input), ...benchmarkRows(input)]);
}

function ownRows({ returns, periodsPerYear, riskFreeAnnual }: CompatInput): CompatRow[] {
  const annual = { periodsPerYear };
  const riskFree = riskFreeAnnual === 0 ? 0 : periodRateOf(riskFreeAnnual, periodsPerYear);
  const yearly = yearlyOf(returns, periodsPerYear);
  const deepest = lateDrawdownOf(returns);
  return [
    ['annualized_return', yearly, 'ann-return-geo'],
    ['volatility', numberOf(annualVolatility(returns, annual)), 'ann-volatility'],
    ['sharpe', numberOf(sharpe(returns, { ...annual, riskFree })), 'sharpe'],
    ['sortino', numberOf(sortino(returns, annual)), 'sortino', ...toZero(riskFree)],
    ['omega', numberOf(omega(returns, { threshold: riskFree })), 'omega'],
    ['max_drawdown', deepest, 'max-drawdown', 'the peak begins after the first return: an error'],
    ['calmar', deepest < 0 ? yearly / Math.abs(deepest) : Number.NaN, 'calmar', 'by its own drawdown'],
    ['tail', numberOf(tailRatio(returns)), 'tail-ratio'],
    ['var', numberOf(valueAtRiskHistorical(returns)), 'var-95-historical'],
    ['cvar', numberOf(conditionalValueAtRisk(returns)), 'cvar-95'],
  ];
}

function benchmarkRows({ returns, benchmark, periodsPerYear, riskFreeAnnual }: CompatInput): CompatRow[] {
  if (benchmark === undefined) return [['information_ratio', undefined, 'information-ratio'], ['alpha', undefined, 'alpha'], ['beta', undefined, 'beta']];
  const pair = { returns, benchmark };
  const riskFree = riskFreeAnnual === 0 ? 0 : periodRateOf(riskFreeAnnual, periodsPerYear);
  return [
    ['information_ratio', numberOf(informationRatio(pair, { periodsPerYear: 1 })), 'information-ratio', 'per period'],
    ['alpha', numberOf(alpha(pair, { periodsPerYear, riskFree })), 'alpha'],
    ['beta', covarianceOf(returns, benchmark) / covarianceOf(benchmark, benchmark), 'beta'],
  ];
}

function toZero(riskFree: number): [string] | [] {
  return riskFree === 0 ? [] : ['against 0, not the risk-free rate'];
}

/** Returns the deepest drawdown from any value after the first return. */
function lateDrawdownOf(returns: readonly number[]): number {
  let equity = 1;
  let peak = 0;
  let deepest = 0;
  for (const value of returns) {
    equity *= 1 + value;
    peak = Math.max(peak, equity);
    deepest = Math.min(deepest, equity / peak - 1);
  }
  return deepest;
}

function numberOf({ value }: Figure): number {
  return value ?? Number.NaN;
}
