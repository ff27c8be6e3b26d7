/** Constants that the tests of NautilusTrader and Lean assert. */
import { describe, expect, test } from 'vitest';
import { microsOf } from '../../src/core/fixed-point.js';
import { DAY } from '../../src/core/instant.js';
import { alpha } from '../../src/metrics/benchmark/alpha.js';
import { beta } from '../../src/metrics/benchmark/beta.js';
import { informationRatio, trackingError } from '../../src/metrics/benchmark/tracking-error.js';
import { treynor } from '../../src/metrics/benchmark/treynor.js';
import { calmar } from '../../src/metrics/drawdown/calmar.js';
import { equityOf } from '../../src/metrics/drawdown/drawdown-path.js';
import { episodesOf } from '../../src/metrics/drawdown/episodes.js';
import { maxDrawdown } from '../../src/metrics/drawdown/max-drawdown.js';
import type { Figure } from '../../src/metrics/figure.js';
import { raisedRate } from '../../src/metrics/numbers/compounding.js';
import { probabilisticSharpe2012 } from '../../src/metrics/overfitting/sharpe-2012.js';
import { annualVolatility } from '../../src/metrics/returns/annual-volatility.js';
import { kurtosisExcess, skew } from '../../src/metrics/returns/shape.js';
import { sharpe } from '../../src/metrics/returns/sharpe.js';
import { sortino } from '../../src/metrics/returns/sortino.js';
import { expectancy } from '../../src/metrics/trades/expectancy.js';
import { profitFactor } from '../../src/metrics/trades/profit-factor.js';
import type { RoundTrip } from '../../src/metrics/trades/round-trip.js';
import { winRate } from '../../src/metrics/trades/win-rate.js';
import { golden } from './golden-file.js';

interface Inputs {
  readonly returns: readonly number[];
  readonly benchmark: readonly number[];
  readonly pnl: readonly number[];
  readonly returnsDays: readonly number[];
  readonly benchmarkDays: readonly number[];
  readonly periods: number;
  readonly rfPerPeriod: number;
}
interface Vector {
  readonly fn: string;
  readonly inputs: Inputs;
  readonly expected: number | 'NaN';
  readonly tol: number | null;
}
interface LeanCase {
  readonly tradingDays: number;
  readonly annualVariance: number;
  readonly annualStdev: number;
  readonly trackingError: number;
  readonly psr_correct_rawKurtosis: number;
}
interface Oracle {
  readonly nautilus: { readonly vectors: readonly Vector[] };
  readonly lean: {
    readonly performance: readonly number[];
    readonly benchmark: readonly number[];
    readonly cases: readonly LeanCase[];
    readonly annualPerformance: readonly { readonly periods: number; readonly expected: number }[];
    readonly drawdownRecoveryDays: { readonly cases: readonly (readonly [readonly number[], number])[] };
  };
}
const { nautilus, lean } = golden<Oracle>('nautilus-lean');

const annual = (i: Inputs) => ({ periodsPerYear: i.periods });
const pair = (i: Inputs) => ({ returns: i.returns, benchmark: i.benchmark });
const trips = (money: readonly number[]): readonly RoundTrip[] =>
  money.map((profit) => ({ profitMicros: microsOf(profit), returnRatio: 0, openedAt: 0, closedAt: DAY, feesMicros: 0 }));

const asks: Readonly<Record<string, (inputs: Inputs) => Figure>> = {
  sharpe: (i) => sharpe(i.returns, annual(i)),
  sortino: (i) => sortino(i.returns, annual(i)),
  annVol: (i) => annualVolatility(i.returns, annual(i)),
  riskReturnRatio: (i) => sharpe(i.returns, { periodsPerYear: 1 }),
  kurtExcessAdjusted: (i) => kurtosisExcess(i.returns),
  skewAdjusted: (i) => skew(i.returns),
  informationRatioAnn: (i) => informationRatio(pair(i), annual(i)),
  informationRatioAnn_intradayCompounded: (i) => informationRatio(pair(i), annual(i)),
  informationRatioAnn_innerJoin: (i) => {
    const common = i.returnsDays.filter((day) => i.benchmarkDays.includes(day));
    const returns = common.map((day) => i.returns[i.returnsDays.indexOf(day)]);
    const benchmark = common.map((day) => i.benchmark[i.benchmarkDays.indexOf(day)]);
    return informationRatio({ returns, benchmark }, annual(i));
  },
  trackingErrorAnn: (i) => trackingError(pair(i), annual(i)),
  alphaGeomAnn: (i) => alpha(pair(i), { ...annual(i), riskFree: i.rfPerPeriod }),
  treynorGeom: (i) => treynor(pair(i), { ...annual(i), riskFreeAnnual: raisedRate(i.rfPerPeriod, i.periods) }),
  beta: (i) => beta(pair(i)),
  expectancy: (i) => expectancy(trips(i.pnl)),
  winRate: (i) => winRate(trips(i.pnl)),
  calmar: (i) => calmar(i.returns, annual(i)),
  maxDrawdown: (i) => maxDrawdown(equityOf(i.returns)),
  profitFactorReturns: (i) => profitFactor(trips(i.returns)),
};

describe(`the ${nautilus.vectors.length} vectors of NautilusTrader`, () => {
  test.each(nautilus.vectors.map((vector, index) => ({ index, ...vector })))('$index: $fn is $expected', ({ fn, inputs, expected, tol }) => {
    const { value, reason } = asks[fn](inputs);
    if (expected === 'NaN') {
      expect(value).toBeNull();
      expect(['no-variance', 'no-loss', 'no-drawdown']).toContain(reason);
    } else expect(Math.abs((value ?? Number.NaN) - expected)).toBeLessThanOrEqual(tol ?? 0);
  });
});

describe('the constants of Lean', () => {
  const once = sharpe(lean.performance, { periodsPerYear: 1 }).value ?? 0;

  test.each(lean.cases)('hold at $tradingDays days a year: variance, deviation, tracking error; PSR with raw kurtosis', (row) => {
    const year = { periodsPerYear: row.tradingDays };
    const volatility = annualVolatility(lean.performance, year).value ?? 0;
    expect(volatility).toBeCloseTo(row.annualStdev, 12);
    expect(volatility * volatility).toBeCloseTo(row.annualVariance, 12);
    expect(trackingError({ returns: lean.performance, benchmark: lean.benchmark }, year).value).toBeCloseTo(row.trackingError, 12);
    const sample = {
      sharpe: once,
      observations: lean.performance.length,
      // Lean puts adjusted moments in; the kurtosis is made raw here, which Lean forgets.
      skew: skew(lean.performance).value ?? 0,
      kurtosis: (kurtosisExcess(lean.performance).value ?? 0) + 3,
    };
    expect(probabilisticSharpe2012(sample, { target: 1 / Math.sqrt(row.tradingDays) }).value).toBeCloseTo(row.psr_correct_rawKurtosis, 9);
  });

  test('hold for the arithmetic mean compounded over four periods', () => {
    const [{ periods, expected }] = lean.annualPerformance;
    expect(raisedRate(1, periods)).toBeCloseTo(expected, 12);
  });

  test.each(lean.drawdownRecoveryDays.cases)('hold for the longest completed recovery of %j: %i days', (equity, days) => {
    const completed = episodesOf(equity).map(({ peakIndex, recoveryIndex }) => (recoveryIndex === undefined ? 0 : recoveryIndex - peakIndex));
    expect(completed.reduce((most, length) => Math.max(most, length), 0)).toBe(days);
  });
});
