/** How far a single record is to be trusted, in the order in which a report shows it: both versions, named. */
import { missing, type Figure } from '../figure.js';
import { momentsOf } from '../numbers/moments.js';
import { mean } from '../numbers/compensated-sum.js';
import { deviation } from '../numbers/deviation.js';
import { defectOf, inExcessOf, type PeriodRate, type Returns } from '../returns/sample.js';
import { lagOneAutocorrelation } from '../returns/sharpe-lo.js';
import { minTrackRecord2012, probabilisticSharpe2012 } from './sharpe-2012.js';
import { minTrackRecord2025, probabilisticSharpe2025 } from './sharpe-2025.js';

/** Returns PSR and minimum track record against a ratio of 0, of 2012 and of 2025; the latter with the sample's autocorrelation. */
export function confidenceFigures(returns: Returns, { riskFree = 0 }: { readonly riskFree?: PeriodRate } = {}): readonly Figure[] {
  const n = returns.length;
  const excess = inExcessOf(returns, riskFree);
  const moments = defectOf(returns, 2) === undefined ? momentsOf(excess) : undefined;
  if (!moments) {
    const reason = defectOf(returns, 2) ?? 'no-variance';
    return figuresOf({ sharpe: 0, observations: n, skew: 0, kurtosis: 3, autocorrelation: 0 }).map((head) => missing(head, n, reason));
  }
  const sharpe = mean(excess) / deviation(excess);
  const sample = { sharpe, observations: n, ...moments, autocorrelation: lagOneAutocorrelation(excess) };
  return figuresOf(sample).map((item) => ({ ...item, n }));
}

function figuresOf(sample: Parameters<typeof probabilisticSharpe2025>[0]): readonly Figure[] {
  return [
    probabilisticSharpe2012(sample),
    minTrackRecord2012(sample),
    probabilisticSharpe2025(sample),
    minTrackRecord2025(sample),
  ];
}
