/** All figures that compare the account with a benchmark, in the order in which a report shows them. */
import { missing, type Figure, type Reason } from '../figure.js';
import { periodRateOf } from '../numbers/compounding.js';
import type { AnnualRiskFree } from '../returns/sample.js';
import { alpha } from './alpha.js';
import { battingAverage } from './batting-average.js';
import { beta } from './beta.js';
import { capture, captureDown, captureUp } from './capture.js';
import { correlation, rSquared } from './correlation.js';
import type { Paired } from './paired-sample.js';
import { informationRatio, trackingError } from './tracking-error.js';
import { treynor } from './treynor.js';

/** Returns the comparing figures of section 3. */
export function benchmarkFigures(pair: Paired, annual: AnnualRiskFree): readonly Figure[] {
  const { periodsPerYear, riskFreeAnnual = 0 } = annual;
  return [
    beta(pair),
    alpha(pair, { periodsPerYear, riskFree: periodRateOf(riskFreeAnnual, periodsPerYear) }),
    correlation(pair),
    rSquared(pair),
    trackingError(pair, annual),
    informationRatio(pair, annual),
    treynor(pair, annual),
    capture(pair, annual),
    captureUp(pair, annual),
    captureDown(pair, annual),
    battingAverage(pair),
  ];
}

/** Returns the same figures without values: there is no benchmark, or it shares no time with the account. */
export function noBenchmarkFigures(reason: Reason): readonly Figure[] {
  return benchmarkFigures({ returns: [], benchmark: [] }, { periodsPerYear: 1 }).map((empty) => missing(empty, 0, reason));
}
