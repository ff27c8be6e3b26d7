/** All figures of a series of returns, in the order in which a report shows them. */
import type { Figure } from '../figure.js';
import { periodRateOf } from '../numbers/compounding.js';
import { annualReturnArithmetic, annualReturnGeometric } from './annual-return.js';
import { annualVolatility } from './annual-volatility.js';
import { downsideDeviation } from './downside-deviation.js';
import { kellyMeanVariance } from './kelly.js';
import { gainToPain, omega } from './omega.js';
import type { AnnualRiskFree, Returns } from './sample.js';
import { kurtosisExcess, skew } from './shape.js';
import { sharpe } from './sharpe.js';
import { sharpeLo } from './sharpe-lo.js';
import { sortino } from './sortino.js';
import { stability } from './stability.js';
import { commonSense, tailRatio } from './tail-ratio.js';
import { conditionalValueAtRisk, valueAtRiskGaussian, valueAtRiskHistorical } from './value-at-risk.js';

/** Returns the figures of section 3 that need no dates and no benchmark; targets and thresholds are the risk-free rate or 0. */
export function returnFigures(returns: Returns, { periodsPerYear, riskFreeAnnual = 0 }: AnnualRiskFree): readonly Figure[] {
  const annual = { periodsPerYear };
  const excess = { periodsPerYear, riskFree: periodRateOf(riskFreeAnnual, periodsPerYear) };
  return [
    annualReturnGeometric(returns, annual),
    annualReturnArithmetic(returns, annual),
    annualVolatility(returns, annual),
    sharpe(returns, excess),
    sharpeLo(returns, excess),
    sortino(returns, { periodsPerYear, target: excess.riskFree }),
    downsideDeviation(returns, { periodsPerYear, target: excess.riskFree }),
    omega(returns),
    gainToPain(returns),
    tailRatio(returns),
    commonSense(returns),
    stability(returns),
    valueAtRiskHistorical(returns),
    valueAtRiskGaussian(returns),
    conditionalValueAtRisk(returns),
    skew(returns),
    kurtosisExcess(returns),
    kellyMeanVariance(returns),
  ];
}
