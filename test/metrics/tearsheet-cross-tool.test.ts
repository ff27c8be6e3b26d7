/**
 * Four series of returns and a list of ten trades, as several tools and an independent computation see
 * them. `canonical` follows our own conventions; of the tools those figures are asked that mean the same.
 */
import { describe, expect, test } from 'vitest';
import { microsOf } from '../../src/core/fixed-point.js';
import { DAY, parseInstant, weekdayOf } from '../../src/core/instant.js';
import { alpha, alphaPerPeriod } from '../../src/metrics/benchmark/alpha.js';
import { battingAverage } from '../../src/metrics/benchmark/batting-average.js';
import { beta } from '../../src/metrics/benchmark/beta.js';
import { capture, captureDown, captureUp } from '../../src/metrics/benchmark/capture.js';
import { correlation, rSquared } from '../../src/metrics/benchmark/correlation.js';
import type { Paired } from '../../src/metrics/benchmark/paired-sample.js';
import { informationRatio, trackingError } from '../../src/metrics/benchmark/tracking-error.js';
import { treynor } from '../../src/metrics/benchmark/treynor.js';
import { calmar } from '../../src/metrics/drawdown/calmar.js';
import { drawdownDurationDays } from '../../src/metrics/drawdown/drawdown-duration.js';
import { equityOf } from '../../src/metrics/drawdown/drawdown-path.js';
import { lastIndexOf, worstEpisodes } from '../../src/metrics/drawdown/episodes.js';
import { averageDrawdown, maxDrawdown } from '../../src/metrics/drawdown/max-drawdown.js';
import { martin, pain, ulcer } from '../../src/metrics/drawdown/ulcer.js';
import type { Figure } from '../../src/metrics/figure.js';
import { compounded, periodRateOf } from '../../src/metrics/numbers/compounding.js';
import { probabilisticSharpe2012 } from '../../src/metrics/overfitting/sharpe-2012.js';
import { annualReturnArithmetic, annualReturnGeometric } from '../../src/metrics/returns/annual-return.js';
import { annualVolatility } from '../../src/metrics/returns/annual-volatility.js';
import { cagr } from '../../src/metrics/returns/cagr.js';
import { downsideDeviation } from '../../src/metrics/returns/downside-deviation.js';
import { kellyMeanVariance } from '../../src/metrics/returns/kelly.js';
import { gainToPain, omega } from '../../src/metrics/returns/omega.js';
import { kurtosisExcess, kurtosisRaw, skew, skewBiased } from '../../src/metrics/returns/shape.js';
import { sharpe, sharpeGeometric } from '../../src/metrics/returns/sharpe.js';
import { sortino } from '../../src/metrics/returns/sortino.js';
import { stability } from '../../src/metrics/returns/stability.js';
import { commonSense, tailRatio } from '../../src/metrics/returns/tail-ratio.js';
import { totalReturn } from '../../src/metrics/returns/total-return.js';
import { conditionalValueAtRisk, valueAtRiskGaussian, valueAtRiskHistorical } from '../../src/metrics/returns/value-at-risk.js';
import type { RoundTrip } from '../../src/metrics/trades/round-trip.js';
import { tradeFigures } from '../../src/metrics/trades/trade-figures.js';
import { winRate } from '../../src/metrics/trades/win-rate.js';
import { golden, isClose, type Value } from './golden-file.js';

type Answers = Readonly<Record<string, Value>>;
interface DataSet {
  readonly periodsPerYear: number;
  readonly dates: readonly string[];
  readonly returns: readonly number[];
  readonly benchmark: readonly number[];
  readonly canonical: Answers;
  readonly tools: Readonly<Record<string, Answers>>;
}
interface Trades {
  readonly trades: readonly { entry: string; exit: string; pnl: number; entryValue: number }[];
  readonly [tool: string]: { readonly values: Answers } | Value | unknown;
}
interface Sample extends DataSet {
  readonly pair: Paired;
  readonly equity: readonly number[];
}
type Ask = (sample: Sample) => Figure;

const { datasets, trades } = golden<{ datasets: Record<string, DataSet>; trades: Trades }>('cross-tool');
const sets = Object.entries(datasets).map(([name, set]) => ({
  name,
  ...set,
  pair: { returns: set.returns, benchmark: set.benchmark },
  equity: equityOf(set.returns),
}));

const once = { periodsPerYear: 1 };
/** These functions know of daily and monthly returns only: a day is one of 252. */
const daily = ({ periodsPerYear }: DataSet) => ({ periodsPerYear: periodsPerYear === 12 ? 12 : 252 });
const tripsOf = (returns: readonly number[]): readonly RoundTrip[] =>
  returns.map((returnRatio) => ({ profitMicros: microsOf(returnRatio), returnRatio, openedAt: 0, closedAt: DAY, feesMicros: 0 }));
const scaled = (figure: Figure, by: number): Figure => ({ ...figure, value: figure.value === null ? null : figure.value * by });

const canonical: Readonly<Record<string, Ask>> = {
  total_return: (s) => totalReturn(s.returns),
  cagr_periods: (s) => annualReturnGeometric(s.returns, s),
  ann_return_arithmetic: (s) => annualReturnArithmetic(s.returns, s),
  ann_vol: (s) => annualVolatility(s.returns, s),
  sharpe: (s) => sharpe(s.returns, s),
  sortino: (s) => sortino(s.returns, s),
  downside_dev_ann: (s) => downsideDeviation(s.returns, s),
  omega0: (s) => omega(s.returns),
  max_drawdown: (s) => maxDrawdown(s.equity),
  calmar: (s) => calmar(s.returns, s),
  ulcer_n: (s) => ulcer(s.equity),
  pain: (s) => pain(s.equity),
  var95_hist: (s) => valueAtRiskHistorical(s.returns),
  cvar95_hist: (s) => conditionalValueAtRisk(s.returns),
  var95_gauss: (s) => valueAtRiskGaussian(s.returns),
  skew_pop: (s) => skewBiased(s.returns),
  kurt_pop_raw: (s) => kurtosisRaw(s.returns),
  skew_adj: (s) => skew(s.returns),
  kurt_adj_excess: (s) => kurtosisExcess(s.returns),
  tail_ratio: (s) => tailRatio(s.returns),
  beta: (s) => beta(s.pair),
  alpha_period: (s) => alphaPerPeriod(s.pair),
  tracking_error_ann: (s) => trackingError(s.pair, s),
  information_ratio_ann: (s) => informationRatio(s.pair, s),
  correlation: (s) => correlation(s.pair),
  psr2012_target0_popMoments: (s) =>
    probabilisticSharpe2012({
      sharpe: sharpe(s.returns, once).value ?? 0,
      observations: s.returns.length,
      skew: skewBiased(s.returns).value ?? 0,
      kurtosis: kurtosisRaw(s.returns).value ?? 3,
    }),
  gain_to_pain: (s) => gainToPain(s.returns),
  profit_factor_returns: (s) => omega(s.returns),
  win_rate_excl_zero: (s) => winRate(tripsOf(s.returns)),
};

/** Errors and alternatives of others, which we do not compute. */
const waived = {
  psr_quantstats_bug: 'excess kurtosis in a formula that wants it raw',
  win_rate_incl_zero: 'evens stand apart with us',
};

const tools: Readonly<Record<string, Readonly<Record<string, Ask>>>> = {
  empyrical: {
    sharpe_rf_daily_1e4: (s) => sharpe(s.returns, { ...s, riskFree: 1e-4 }),
    omega_required0_05: (s) => omega(s.returns, { threshold: periodRateOf(0.05, s.periodsPerYear) }),
    stability: (s) => stability(s.returns),
    excess_sharpe: (s) => informationRatio(s.pair, once),
    alpha: (s) => alpha(s.pair, s),
    capture: (s) => capture(s.pair, s),
    up_capture: (s) => captureUp(s.pair, daily(s)),
    down_capture: (s) => captureDown(s.pair, daily(s)),
    skew_scipy: (s) => skewBiased(s.returns),
  },
  quantstats: {
    'sharpe_rf0.02': (s) => sharpe(s.returns, { ...s, riskFree: periodRateOf(0.02, s.periodsPerYear) }),
    'sortino_rf0.02': (s) => sortino(s.returns, { ...s, target: periodRateOf(0.02, s.periodsPerYear) }),
    common_sense_ratio: (s) => commonSense(s.returns),
    r_squared: (s) => rSquared(s.pair),
    value_at_risk: (s) => valueAtRiskGaussian(s.returns),
  },
  PerformanceAnalytics: {
    'SharpeRatio.annualized_geometric': (s) => sharpeGeometric(s.returns, s),
    DownsideDeviation_full: (s) => downsideDeviation(s.returns, once),
    AverageDrawdown: (s) => scaled(averageDrawdown(s.equity), -1),
    MartinRatio: (s) => martin(s.returns, daily(s)),
    TreynorRatio: (s) => treynor(s.pair, s),
    KellyRatio_full: (s) => kellyMeanVariance(s.returns),
    kurtosis_sample_excess: (s) => kurtosisExcess(s.returns),
    UlcerIndex: (s) => ulcer(s.equity),
    PainIndex: (s) => pain(s.equity),
  },
  backtestingpy: {
    'CAGR [%]': (s) => scaled(cagr({ startValue: 1, endValue: 1 + compounded(s.returns), days: calendarDays(s), n: s.returns.length }), 100),
    'Avg. Drawdown [%]': (s) => scaled(averageDrawdown(s.equity), 100),
  },
  lean_formula: { Beta: (s) => beta(s.pair), TrackingError: (s) => trackingError(s.pair, s) },
};

describe('four series of returns', () => {
  const count = sets.length * Object.keys(canonical).length;

  test(`have the canonical figures: ${count} of ${sets.length * 31}, to 1e-9; ${sets.length * 2} waived`, () => {
    expect(Object.keys(sets[0].canonical).sort()).toEqual([...Object.keys(canonical), ...Object.keys(waived)].sort());
    expect(sets.flatMap((set) => failures(set, canonical, set.canonical))).toEqual([]);
  });

  const shared = Object.values(tools).reduce((total, asks) => total + Object.keys(asks).length, 0) * sets.length;
  test(`have the figures of other tools where these mean the same: ${shared}`, () => {
    expect(sets.flatMap((set) => Object.entries(tools).flatMap(([tool, asks]) => failures(set, asks, set.tools[tool])))).toEqual([]);
  });

  test('have the batting averages of empyrical: 12', () => {
    for (const set of sets) {
      const batting = set.tools.empyrical.batting as Answers;
      expect(battingAverage(set.pair).value).toBeCloseTo(Number(batting['batting average']), 12);
      expect(battingAverage(set.pair, 'up').value).toBeCloseTo(Number(batting['up market']), 12);
      expect(battingAverage(set.pair, 'down').value).toBeCloseTo(Number(batting['down market']), 12);
    }
  });

  test('have the worst drawdowns of QuantStats, with the first and the last day under water: up to 5 each', () => {
    for (const set of sets) {
      const details = set.tools.quantstats.drawdown_details_top5 as readonly Answers[];
      const ours = worstEpisodes(set.equity, details.length).map((episode) => ({
        start: set.dates[episode.peakIndex],
        valley: set.dates[episode.troughIndex - 1],
        end: set.dates[episode.recoveryIndex === undefined ? lastIndexOf(episode, set.equity) - 1 : episode.recoveryIndex - 2],
        depth: (episode.depth * 100).toFixed(7),
      }));
      const theirs = details.map((row) => ({ start: row.start, valley: row.valley, end: row.end, depth: Number(row['max drawdown']).toFixed(7) }));
      expect(ours).toEqual(theirs);
    }
  });

  test('have the longest drawdown of backtesting.py, in calendar days: 4', () => {
    for (const set of sets) {
      const [days] = String(set.tools.backtestingpy['Max. Drawdown Duration']).split(' ');
      expect(drawdownDurationDays(set.equity, timesOf(set)).value).toBe(Number(days));
    }
  });
});

describe('ten trades', () => {
  const trips = trades.trades.map(({ entry, exit, pnl, entryValue }) => ({
    profitMicros: microsOf(pnl),
    returnRatio: pnl / entryValue,
    openedAt: parseInstant(entry),
    closedAt: parseInstant(exit),
    feesMicros: 0,
  }));
  const value = (id: string): number | null | undefined => tradeFigures(trips).find((figure) => figure.id === id)?.value;
  const tool = (name: string, key: string): number => Number((trades[name] as { values: Answers }).values[key]);

  const same: readonly (readonly [string, number])[] = [
    ['expectancy', tool('freqtrade', 'expectancy')],
    ['expectancy-ratio', tool('freqtrade', 'expectancy_ratio')],
    ['sqn', tool('backtestingpy', 'SQN')],
    ['kelly-trades', tool('backtestingpy', 'kelly')],
    ['best-trade-return', tool('backtestingpy', 'bestPct') / 100],
    ['worst-trade-return', tool('backtestingpy', 'worstPct') / 100],
    ['avg-trade-return', tool('backtestingpy', 'expectancyPct') / 100],
    ['trade-profit', tool('pyfolio', 'totalProfit')],
    ['profit-factor', tool('pyfolio', 'profitFactor')],
    ['avg-trade', tool('pyfolio', 'avgTrade')],
    ['avg-win', tool('pyfolio', 'avgWin')],
    ['avg-loss', tool('pyfolio', 'avgLoss')],
    ['payoff', tool('pyfolio', 'winLossRatio')],
    ['evens', tool('pyfolio', 'even')],
    ['win-rate', 5 / 9],
  ];
  test.each(same)('have the %s of the tool that means the same', (id, theirs) => {
    expect(value(id)).toBeCloseTo(theirs, 10);
  });

  test('have streaks, durations and an interval that holds the win rate', () => {
    expect([value('longest-win-streak'), value('longest-loss-streak')]).toEqual([1, 1]);
    expect(value('trade-duration-max')).toBe(18);
    expect(value('win-rate-low')).toBeCloseTo(0.26665, 4);
    expect(value('win-rate-high')).toBeCloseTo(0.81122, 4);
  });
});

function failures(sample: Sample & { readonly name: string }, asks: Readonly<Record<string, Ask>>, answers: Answers): string[] {
  return Object.entries(asks).flatMap(([key, ask]) => {
    const { value } = ask(sample);
    const theirs = answers[key];
    const alike = value !== null && typeof theirs === 'number' && isClose(value, theirs, 1e-9);
    return alike ? [] : [`${sample.name} ${key}: ${String(theirs)} with them, ${value} with us`];
  });
}

/** One bar before the first return, on a working day where the series knows no other. */
function startOf({ dates, periodsPerYear }: DataSet): number {
  const first = parseInstant(dates[0]);
  if (periodsPerYear === 12) return parseInstant('2019-12-31');
  const back = periodsPerYear === 252 && weekdayOf(first) === 1 ? 3 : 1;
  return first - back * DAY;
}

function timesOf(set: DataSet): readonly number[] {
  return [startOf(set), ...set.dates.map(parseInstant)];
}

function calendarDays(set: DataSet): number {
  return (parseInstant(set.dates[set.dates.length - 1]) - startOf(set)) / DAY;
}
