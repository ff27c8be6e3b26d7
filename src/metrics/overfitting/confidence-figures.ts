/** How far a single record is to be trusted, in the order in which a report shows it: both versions, named. */
import { missing, type Figure, type Reason } from '../figure.js';
import { momentsOf } from '../numbers/moments.js';
import { mean } from '../numbers/compensated-sum.js';
import { deviation } from '../numbers/deviation.js';
import { defectOf, inExcessOf, type PeriodRate, type Returns } from '../returns/sample.js';
import { lagOneAutocorrelation } from '../returns/sharpe-lo.js';
import { minTrackRecord2012, probabilisticSharpe2012 } from './sharpe-2012.js';
import { minTrackRecord2025, probabilisticSharpe2025 } from './sharpe-2025.js';

/** Returns PSR and minimum track record against a ratio of 0, of 2012 and of 2025; the latter with the sample's autocorrelation. */
export function confidenceFigures(returns: Returns, { riskFree = 0 }: { readonly riskFree?: PeriodRate } = {}): readonly Figure[] {
  const sample = sampleOf(returns, riskFree);
  if (typeof sample !== 'string') return figuresOf(sample).map((item) => ({ ...item, n: returns.length }));
  return figuresOf(NOTHING).map((head) => missing(head, returns.length, sample));
}

type Sample = Parameters<typeof probabilisticSharpe2025>[0];
const NOTHING: Sample = { sharpe: 0, observations: 0, skew: 0, kurtosis: 3 };

/** Returns the moments of the sample, or why it has none. */
function sampleOf(returns: Returns, riskFree: PeriodRate): Sample | Reason {
  const defect = defectOf(returns, 2);
  if (defect) return defect;
  const excess = inExcessOf(returns, riskFree);
  const moments = momentsOf(excess);
  const spread = deviation(excess);
  if (!moments || spread === 0) return 'no-variance';
  const sample = { sharpe: mean(excess) / spread, observations: returns.length, ...moments, autocorrelation: lagOneAutocorrelation(excess) };
  return Object.values(sample).every(Number.isFinite) ? sample : 'not-applicable';
}

function figuresOf(sample: Sample): readonly Figure[] {
  return [
    probabilisticSharpe2012(sample),
    minTrackRecord2012(sample),
    probabilisticSharpe2025(sample),
    minTrackRecord2025(sample),
  ];
}
