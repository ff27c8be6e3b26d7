/** What other tools print of four series of returns, name by name, to 1e-9. */
import { describe, expect, test } from 'vitest';
import { DAY, parseInstant } from '../../../src/core/instant.js';
import type { CompatFigure, CompatInput } from '../../../src/metrics/compat/compat-figure.js';
import { empyricalFigures } from '../../../src/metrics/compat/empyrical.js';
import { leanFigures } from '../../../src/metrics/compat/lean.js';
import { performanceAnalyticsFigures } from '../../../src/metrics/compat/performance-analytics.js';
import { quantstatsFigures } from '../../../src/metrics/compat/quantstats.js';
import { freqtradeFigures, nautilusFigures, pyfolioFigures } from '../../../src/metrics/compat/trade-tools.js';
import { vectorbtFigures } from '../../../src/metrics/compat/vectorbt.js';
import { tradeFigures as tradeFiguresOfProfile } from '../../../src/exchange/profiles/backtesting-py/trade-figures.js';
import { golden, isClose, type Value } from '../golden-file.js';

interface DataSet {
  readonly periodsPerYear: number;
  readonly dates: readonly string[];
  readonly returns: readonly number[];
  readonly benchmark: readonly number[];
  readonly tools: Readonly<Record<string, Readonly<Record<string, Value>>>>;
}

const { datasets } = golden<{ datasets: Record<string, DataSet> }>('cross-tool');
const sets = Object.entries(datasets);

/** Asked with another risk-free rate or threshold than the rest; tested by themselves. */
const asked = ['cagr_rf0.02', 'sharpe_rf0.02', 'sortino_rf0.02', 'omega_required0.05', 'sharpe_rf_daily_1e4', 'omega_required0_05'];
const answersOf = (set: DataSet, tool: string): [string, number | null][] => {
  const { greeks = {}, batting = {}, drawdown_details_top5: _listed, ...plain } = set.tools[tool] as Record<string, Value>;
  const nested = { ...(greeks as object), ...Object.fromEntries(Object.entries(batting as object).map(([key, value]) => [key.startsWith('batting') ? key : `batting ${key}`, value as Value])) };
  const all = Object.entries({ ...plain, ...nested }).filter(([key]) => !asked.includes(key));
  // Where a tool refuses to answer, it says so in words.
  return all.map(([key, value]) => [key.replace(/_rf0$|_lastYear$/, '').replace('VaR95', 'ValueAtRisk95'), typeof value === 'number' ? value : null]);
};
const inputOf = ({ returns, benchmark, dates, periodsPerYear }: DataSet, riskFreeAnnual = 0): CompatInput => ({
  returns, benchmark, periodsPerYear, riskFreeAnnual, days: dates.map((date) => parseInstant(date) / DAY),
});
const tools: Readonly<Record<string, (input: CompatInput) => readonly CompatFigure[]>> = {
  empyrical: empyricalFigures, quantstats: quantstatsFigures, lean_formula: leanFigures, PerformanceAnalytics: performanceAnalyticsFigures, vectorbt: vectorbtFigures,
};

describe.each(Object.entries(tools))('%s', (tool, figuresOf) => {
  const count = sets.reduce((sum, [, set]) => sum + answersOf(set, tool).length, 0);

  test(`prints ${count} figures of four series as we do under its name`, () => {
    const wrong = sets.flatMap(([name, set]) => {
      const ours = new Map(figuresOf(inputOf(set)).map((figure) => [figure.name, figure.value]));
      return answersOf(set, tool).flatMap(([key, theirs]) => {
        const value = ours.get(key);
        const alike = theirs === null || theirs === undefined ? value === null : typeof value === 'number' && isClose(value, theirs, 1e-9);
        return alike ? [] : [`${name} ${key}: ${String(theirs)} with them, ${String(value)} with us`];
      });
    });
    expect(wrong).toEqual([]);
  });

  test('has a reason for each figure without a value, on the poorest samples, and never NaN or an infinity', () => {
    for (const returns of [[], [0.01], [0, 0, 0], [0.01, 0.01], [-0.5, -1, 0.2], [0.01, -0.02, 0.03]]) {
      const days = returns.map((_, index) => index);
      for (const benchmark of [undefined, returns]) {
        for (const figure of figuresOf({ returns, days, periodsPerYear: 252, riskFreeAnnual: 0, ...(benchmark === undefined ? {} : { benchmark }) })) {
          expect(figure.value === null ? figure.reason : Number.isFinite(figure.value), `${figure.name} of ${returns.length}`).toBeTruthy();
        }
      }
    }
  });

  test('says so where there is no benchmark', () => {
    const { benchmark: _without, ...input } = inputOf(sets[0][1]);
    expect(figuresOf(input).find(({ name }) => /beta/i.test(name))).toMatchObject({ value: null, reason: 'missing-benchmark' });
  });
});

test('quantstats takes a risk-free rate of two per cent in its Sharpe and Sortino ratios: 8 figures', () => {
  for (const [, set] of sets) {
    const ours = new Map(quantstatsFigures(inputOf(set, 0.02)).map(({ name, value }) => [name, value ?? Number.NaN]));
    for (const name of ['sharpe', 'sortino', 'cagr']) {
      expect(isClose(ours.get(name) ?? Number.NaN, set.tools.quantstats[`${name}_rf0.02`] as number)).toBe(true);
    }
  }
});

interface TenTrades {
  readonly trades: readonly { readonly pnl: number; readonly entryValue: number }[];
  readonly startingBalance: number;
  readonly periodStart: string;
  readonly periodEnd: string;
  readonly [tool: string]: unknown;
}

describe('ten trades', () => {
  const { trades } = golden<{ trades: TenTrades }>('cross-tool');
  const profits = trades.trades.map(({ pnl }) => pnl);
  const days = (parseInstant(trades.periodEnd) - parseInstant(trades.periodStart)) / DAY;
  const input = { ...inputOf(sets[0][1]), trades: { profits, start: trades.startingBalance, days } };
  const spelled: Readonly<Record<string, string>> = {
    winRate: 'Win Rate', expectancy: 'Expectancy', totalProfit: 'Total profit', grossProfit: 'Gross profit', grossLoss: 'Gross loss', profitFactor: 'Profit factor', avgTrade: 'Avg. trade net profit',
    avgWin: 'Avg. winning trade', avgLoss: 'Avg. losing trade', winLossRatio: 'Ratio Avg. Win:Avg. Loss', percentProfitable: 'Percent profitable', even: 'Even trades',
  };
  const valuesOf = (tool: string): Readonly<Record<string, number>> => (trades[tool] as { values: Readonly<Record<string, number>> }).values;

  test.each([['lean', leanFigures, 6], ['freqtrade', freqtradeFigures, 8], ['nautilus', nautilusFigures, 2], ['pyfolio', pyfolioFigures, 10]] as const)('%s tells them by its own conventions', (tool, figuresOf, count) => {
    const ours = new Map(figuresOf(input).map(({ name, value }) => [name.toLowerCase(), value ?? Number.NaN]));
    const wrong = Object.entries(valuesOf(tool)).filter(([name, theirs]) => !isClose(ours.get(name.toLowerCase()) ?? ours.get((spelled[name] ?? name).toLowerCase()) ?? Number.NaN, theirs, 1e-9));
    expect(wrong).toEqual([]);
    expect(Object.keys(valuesOf(tool))).toHaveLength(count);
  });

  test('backtesting.py tells them by returns on what was entered: 8 of 8', () => {
    const closed = trades.trades.map(({ pnl, entryValue }, index) => ({ size: 1, entryBar: index, exitBar: index, entryPrice: 1, exitPrice: 1, pnl, commission: 0, returnRatio: pnl / entryValue }));
    const ours = tradeFiguresOfProfile(closed, closed.map((_, index) => index * 86_400_000));
    const theirs = valuesOf('backtestingpy');
    const names: Readonly<Record<string, keyof typeof ours>> = {
      winRatePct: 'Win Rate [%]', bestPct: 'Best Trade [%]', worstPct: 'Worst Trade [%]', avgTradePct_geometric: 'Avg. Trade [%]', profitFactor_onReturnPct: 'Profit Factor', expectancyPct: 'Expectancy [%]', SQN: 'SQN', kelly: 'Kelly Criterion',
    };
    expect(Object.entries(theirs).filter(([name, value]) => !isClose(ours[names[name]], value, 1e-9))).toEqual([]);
    expect(Object.keys(theirs)).toHaveLength(8);
  });
});

test('pyfolio sets its value at risk two deviations below the mean: 4', () => {
  for (const [, set] of sets) expect(isClose(pyfolioFigures(inputOf(set))[0].value ?? Number.NaN, set.tools.pyfolio.value_at_risk_2sigma as number, 1e-9)).toBe(true);
});

test("PerformanceAnalytics has Bacon's portfolio against a target of half a per cent: 39 of 39 measures", () => {
  const { MAR, annualScale, portfolio, benchmark, rows } = golden<{ MAR: number; annualScale: number; portfolio: readonly number[]; benchmark: readonly number[]; rows: readonly { fn: string; computed: number }[] }>('bacon');
  const input = { returns: portfolio, benchmark, periodsPerYear: annualScale, riskFreeAnnual: 0, days: portfolio.map((_, index) => index) };
  const byName = (target: number) => new Map(performanceAnalyticsFigures({ ...input, target }).map(({ name, value }) => [name, value ?? Number.NaN]));
  const [against, plain] = [byName(MAR), byName(0)];
  const names: Readonly<Record<string, string>> = {
    'Kappa_l2_MAR.005': 'SortinoRatio', DownsideDeviation: 'DownsideDeviation_full', Omega_MAR: 'Omega', beta: 'CAPM.beta', SharpeRatio: 'SharpeRatio_StdDev', maxDrawdown: 'maxDrawdown_geometric', 'Return.annualized': 'Return.annualized_geometric',
  };
  const wrong = rows.filter(({ fn, computed }) => {
    const name = names[fn] ?? fn;
    return !isClose((fn === 'BernardoLedoitRatio' ? plain : against).get(name) ?? Number.NaN, computed, 1e-9);
  });
  expect(wrong).toEqual([]);
  expect(rows).toHaveLength(39);
});
