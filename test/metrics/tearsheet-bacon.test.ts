/** Bacon's 24 months with the answers of R PerformanceAnalytics, as far as we compute the same measures. */
import { describe, expect, test } from 'vitest';
import { battingAverage } from '../../src/metrics/benchmark/batting-average.js';
import { beta } from '../../src/metrics/benchmark/beta.js';
import { calmar } from '../../src/metrics/drawdown/calmar.js';
import { equityOf } from '../../src/metrics/drawdown/drawdown-path.js';
import { maxDrawdown } from '../../src/metrics/drawdown/max-drawdown.js';
import { martin, pain, ulcer } from '../../src/metrics/drawdown/ulcer.js';
import type { Figure } from '../../src/metrics/figure.js';
import { annualReturnGeometric } from '../../src/metrics/returns/annual-return.js';
import { annualVolatility } from '../../src/metrics/returns/annual-volatility.js';
import { downsideDeviation } from '../../src/metrics/returns/downside-deviation.js';
import { gainToPain, omega } from '../../src/metrics/returns/omega.js';
import { inExcessOf } from '../../src/metrics/returns/sample.js';
import { kurtosisExcess, kurtosisRaw, skewBiased } from '../../src/metrics/returns/shape.js';
import { sharpe } from '../../src/metrics/returns/sharpe.js';
import { sortino } from '../../src/metrics/returns/sortino.js';
import { expectClose, golden } from './golden-file.js';

interface Bacon {
  readonly MAR: number;
  readonly annualScale: number;
  readonly portfolio: readonly number[];
  readonly benchmark: readonly number[];
  readonly rows: readonly { readonly fn: string; readonly computed: number }[];
}
const { MAR, annualScale, portfolio, benchmark, rows } = golden<Bacon>('bacon');

const valueOf = (figure: Figure): number => figure.value ?? Number.NaN;
const once = { periodsPerYear: 1 };
const annual = { periodsPerYear: annualScale };
const equity = equityOf(portfolio);
const beatsTarget = battingAverage({ returns: portfolio, benchmark: portfolio.map(() => MAR) });
const volatility = (returns: readonly number[]): number => valueOf(annualVolatility(returns, annual));

const measures: Readonly<Record<string, number>> = {
  MartinRatio: valueOf(martin(portfolio, annual)),
  'Kappa_l2_MAR.005': valueOf(sortino(portfolio, { ...once, target: MAR })),
  SortinoRatio: valueOf(sortino(portfolio, { ...once, target: MAR })),
  UpsideFrequency: valueOf(beatsTarget),
  DownsideFrequency: 1 - valueOf(beatsTarget),
  kurtosis_sample_excess: valueOf(kurtosisExcess(portfolio)),
  DownsideDeviation: valueOf(downsideDeviation(portfolio, { ...once, target: MAR })),
  SkewnessKurtosisRatio: valueOf(skewBiased(portfolio)) / valueOf(kurtosisRaw(portfolio)),
  FamaBeta: volatility(portfolio) / volatility(benchmark),
  OmegaSharpeRatio: valueOf(gainToPain(inExcessOf(portfolio, MAR))),
  Omega_MAR: valueOf(omega(portfolio, { threshold: MAR })),
  BernardoLedoitRatio: valueOf(omega(portfolio)),
  PainIndex: valueOf(pain(equity)),
  PainRatio: valueOf(annualReturnGeometric(portfolio, annual)) / valueOf(pain(equity)),
  UlcerIndex: valueOf(ulcer(equity)),
  beta: valueOf(beta({ returns: portfolio, benchmark })),
  SharpeRatio: valueOf(sharpe(portfolio, once)),
  maxDrawdown: -valueOf(maxDrawdown(equity)),
  'Return.annualized': valueOf(annualReturnGeometric(portfolio, annual)),
};

/** PerformanceAnalytics' own names give all 39: test/metrics/compat. */
const notOurs = 'a measure that our list of figures does not have';
const population = 'annual deviation with ddof 0';
const waivers: Readonly<Record<string, string>> = {
  M2Sortino: notOurs,
  BurkeRatio: notOurs,
  BurkeRatio_modified: notOurs,
  SpecificRisk: population,
  SystematicRisk: population,
  TotalRisk: population,
  kurtosis_sample: 'sample kurtosis that is not in excess',
  MeanAbsoluteDeviation: notOurs,
  DownsidePotential: notOurs,
  UpsideRisk: notOurs,
  UpsidePotential: notOurs,
  VolatilitySkewness: notOurs,
  VariabilitySkewness: notOurs,
  jensenAlpha: 'annualised CAPM; our alpha compounds the alpha per period',
  ProspectRatio: notOurs,
  DRatio: notOurs,
  AdjustedSharpeRatio: notOurs,
  TreynorRatio_modified: `${notOurs}, and of ${population}`,
  MSquared: notOurs,
  AppraisalRatio: `${notOurs}, and of ${population}`,
};

describe("Bacon's portfolio", () => {
  const asked = rows.filter((row) => row.fn in measures);

  test.each(asked)('has the $fn of PerformanceAnalytics, to 1e-9', ({ fn, computed }) => {
    expectClose(measures[fn], computed);
  });

  test(`has ${asked.length} of ${rows.length} measures; ${Object.keys(waivers).length} are waived with a reason`, () => {
    expect(rows.map((row) => row.fn).sort()).toEqual([...Object.keys(measures), ...Object.keys(waivers)].sort());
  });

  test('has a Calmar ratio that is the annual return over the deepest drawdown', () => {
    expectClose(valueOf(calmar(portfolio, annual)), measures['Return.annualized'] / measures.maxDrawdown);
  });
});
