/**
 * The one entry for reports: an equity curve, perhaps a benchmark, and the round trips go in; an ordered
 * list of figures comes out, each with its convention, its sample, and a reason where it has no value.
 */
import { DAY } from '../core/instant.js';
import { benchmarkFigures, noBenchmarkFigures } from './benchmark/benchmark-figures.js';
import { drawdownFigures } from './drawdown/drawdown-figures.js';
import type { Figure, SourceRange } from './figure.js';
import { periodRateOf } from './numbers/compounding.js';
import { confidenceFigures } from './overfitting/confidence-figures.js';
import { cagr } from './returns/cagr.js';
import { returnFigures } from './returns/return-figures.js';
import type { AnnualRiskFree } from './returns/sample.js';
import { totalReturn } from './returns/total-return.js';
import { returnsOf, sharedBy, untilRuin, type EquityCurve } from './tables/equity-curve.js';
import type { RoundTrips } from './trades/round-trip.js';
import { tradeFigures } from './trades/trade-figures.js';
import { usualFloors, withhold, type Floors, type SampleSize } from './withhold.js';

export interface TearsheetInput {
  /** Sampled as the caller wants its returns, one value a day say; the start value comes first. */
  readonly equity: EquityCurve;
  /** Sampled at the same instants; only those that both share are compared. */
  readonly benchmark?: EquityCurve;
  /** Both from the manifest, never guessed. */
  readonly periodsPerYear: number;
  /** A fraction per year. */
  readonly riskFreeAnnual: number;
  readonly roundTrips: RoundTrips;
  /** What a sample must have before annualised and tail figures are printed. */
  readonly floors?: Floors;
}

/**
 * Returns all figures in the order of a report: growth, ratios, tails, confidence, drawdown, benchmark,
 * trades. The list has the same ids in the same order whatever the input. Compounding stops at ruin.
 */
export function tearsheet({ equity, benchmark, periodsPerYear, riskFreeAnnual, roundTrips, floors = usualFloors }: TearsheetInput): readonly Figure[] {
  const annual = { periodsPerYear, riskFreeAnnual };
  const curve = untilRuin(equity);
  const returns = returnsOf(curve);
  const size = sizeOf(curve);
  const figures = [
    totalReturn(returns),
    growthOf(curve, size),
    ...returnFigures(returns, annual),
    ...confidenceFigures(returns, { riskFree: periodRateOf(riskFreeAnnual, periodsPerYear) }),
    ...drawdownFigures(curve, annual),
  ].map((item) => withhold(item, size, floors));
  const compared = comparison({ curve, benchmark, annual, floors });
  const range = rangeOf(equity);
  return [...figures, ...compared, ...tradeFigures(roundTrips)].map((item) => (range ? { ...item, sourceRange: range } : item));
}

function growthOf(curve: EquityCurve, { periods, days }: SampleSize): Figure {
  const startValue = curve.length === 0 ? 1 : curve[0].value;
  const endValue = curve.length === 0 ? 1 : curve[curve.length - 1].value;
  return cagr({ startValue, endValue, days, n: periods });
}

interface Comparison {
  readonly curve: EquityCurve;
  readonly benchmark: EquityCurve | undefined;
  readonly annual: AnnualRiskFree;
  readonly floors: Floors;
}

/** The sample is that of the shared instants, and so is what it can carry. */
function comparison({ curve, benchmark, annual, floors }: Comparison): readonly Figure[] {
  if (!benchmark) return noBenchmarkFigures('missing-benchmark');
  const [own, other] = sharedBy(curve, benchmark);
  if (own.length < 2) return noBenchmarkFigures('missing-data');
  const pair = { returns: returnsOf(own), benchmark: returnsOf(other) };
  return benchmarkFigures(pair, annual).map((item) => withhold(item, sizeOf(own), floors));
}

function sizeOf(curve: EquityCurve): SampleSize {
  if (curve.length === 0) return { periods: 0, days: 0 };
  return { periods: curve.length - 1, days: (curve[curve.length - 1].at - curve[0].at) / DAY };
}

function rangeOf(curve: EquityCurve): SourceRange | undefined {
  return curve.length === 0 ? undefined : { from: curve[0].at, to: curve[curve.length - 1].at };
}
