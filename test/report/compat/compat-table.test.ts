/** A run in the words of other tools: the same account, their conventions, ours beside. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogEvent } from '../../../src/domain/catalogue.js';
import { backtestingPyFigures } from '../../../src/exchange/profiles/backtesting-py/figures.js';
import { compatTable, type CompatRow, type CompatTable } from '../../../src/report/compat/compat-table.js';
import { renderReport } from '../../../src/report/render-report.js';
import { reportModel } from '../../../src/report/report-model.js';
import { golden, isClose } from '../../metrics/golden-file.js';
import { smallRun, smallScenario, type SmallRun } from '../../lab/small-run.js';

const conventions = { periodsPerYear: 365, riskFreeAnnual: 0, isStated: true };
let small: SmallRun;
const tables: Record<string, CompatTable> = {};
const events = (): Iterable<LogEvent> => small.store.open(small.outcome.runId).events() as Iterable<LogEvent>;

beforeAll(async () => {
  small = await smallRun({ scenario: smallScenario.replace('bars: 600', 'bars: 600, barDuration: 1d') });
  for (const tool of ['quantstats', 'empyrical', 'backtesting.py', 'backtrader', 'lean', 'vectorbt', 'PerformanceAnalytics', 'freqtrade', 'nautilus', 'pyfolio'] as const) tables[tool] = compatTable(events(), tool, conventions);
});
afterAll(() => small.remove());

function row(tool: string, name: string): CompatRow {
  const found = tables[tool].rows.find((one) => one.name === name);
  if (found === undefined) throw new TypeError(`${tool} prints no ${name}`);
  return found;
}

describe('a run of daily bars', () => {
  test.each([
    ['quantstats', 'comp', 1], ['quantstats', 'sharpe', 1], ['quantstats', 'max_drawdown', 1], ['quantstats', 'beta', 1],
    ['empyrical', 'cum_returns_final', 1], ['empyrical', 'sortino_ratio', 1], ['empyrical', 'stability', 1], ['empyrical', 'tail_ratio', 1],
    ['backtrader', 'trades.pnl.net.total', 1], ['backtrader', 'trades.total.closed', 1], ['backtrader', 'trades.won.pnl.max', 1],
    ['lean', 'AnnualStandardDeviation', 1], ['lean', 'Beta', 1], ['vectorbt', 'sharpe', 1], ['pyfolio', 'Total profit', 1], ['freqtrade', 'expectancy', 1], ['PerformanceAnalytics', 'UlcerIndex', 1], ['PerformanceAnalytics', 'maxDrawdown_geometric', -1],
    ['backtesting.py', 'Return [%]', 100], ['backtesting.py', '# Trades', 1], ['backtesting.py', 'SQN', 1], ['backtesting.py', 'Max. Drawdown [%]', 100],
  ])('has in %s the %s that we have, times %i', (tool, name, factor) => {
    const { value, oursValue } = row(tool, name);
    expect(isClose(value ?? Number.NaN, (oursValue ?? Number.NaN) * factor, 1e-9)).toBe(true);
  });

  test('names in what a figure differs, where both are not the same', () => {
    for (const { rows } of Object.values(tables)) {
      for (const { name, value, oursValue, differs } of rows) {
        if (differs !== undefined || typeof value !== 'number' || typeof oursValue !== 'number') continue;
        expect(isClose(value, oursValue, 1e-6), `${name}: ${value} and ${oursValue}`).toBe(true);
      }
    }
  });

  test('carries the table into the page and into report.json', () => {
    const { html, json } = renderReport(reportModel(events(), { runId: '', fingerprint: '', environment: {}, compat: tables.quantstats }));
    expect(html).toContain('As quantstats prints it');
    expect((JSON.parse(json) as { compat: CompatTable }).compat).toEqual(JSON.parse(JSON.stringify(tables.quantstats)));
  });
});

interface Goog {
  readonly index: readonly string[];
  readonly equity: readonly number[];
  readonly stats: Readonly<Record<string, number | string | { readonly seconds: number }>>;
  readonly trades: readonly (readonly number[])[];
}

describe('the statistics of an equity curve that backtesting.py made', () => {
  const { index, equity, stats, trades } = golden<Goog>('backtesting-py-goog');
  const ofCloses = ['Start', 'End', 'Beta', 'Alpha [%]', 'Buy & Hold Return [%]'];
  const asked = Object.keys(stats).filter((name) => !ofCloses.includes(name));

  test(`come out the same: ${asked.length} figures of ${equity.length} bars and ${trades.length} trades, to 1e-9`, () => {
    const bars = index.map((date) => ({ open: 1, high: 1, low: 1, close: 1, time: Date.parse(date) }));
    const closed = trades.map(([size, entryBar, exitBar, entryPrice, exitPrice, pnl, commission, returnRatio]) => ({ size, entryBar, exitBar, entryPrice, exitPrice, pnl, commission, returnRatio }));
    const ours = backtestingPyFigures(bars, { equity, trades: closed, warmUp: 29 });
    const theirs = (name: string): number => {
      const value = stats[name];
      return typeof value === 'object' ? value.seconds : Number(value);
    };
    expect(asked.filter((name) => !isClose(ours[name], theirs(name), 1e-9))).toEqual([]);
  });
});
