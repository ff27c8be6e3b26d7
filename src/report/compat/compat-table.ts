/**
 * A run in the words of another tool: the figures that it would print of the same account, and ours of
 * the same meaning beside them. What is defined elsewhere is reproduced, errors included, under its name.
 */
import { unitsOf } from '../../core/fixed-point.js';
import type { LogEvent } from '../../domain/catalogue.js';
import { backtestingPyFigures } from '../../exchange/profiles/backtesting-py/figures.js';
import { compatFigures, type CompatFigure, type CompatInput } from '../../metrics/compat/compat-figure.js';
import { empyricalFigures } from '../../metrics/compat/empyrical.js';
import { leanFigures } from '../../metrics/compat/lean.js';
import { performanceAnalyticsFigures } from '../../metrics/compat/performance-analytics.js';
import { quantstatsFigures } from '../../metrics/compat/quantstats.js';
import { freqtradeFigures, nautilusFigures, pyfolioFigures } from '../../metrics/compat/trade-tools.js';
import { vectorbtFigures } from '../../metrics/compat/vectorbt.js';
import { booksFold, type Books } from '../folds/books-fold.js';
import { figureOf, performanceOf, type Conventions } from '../performance.js';
import { backtestingPyMeanings } from './backtesting-py-meanings.js';
import { backtraderRows } from './backtrader-rows.js';
import { barAt, barEquityFold, type BarEquity } from './bar-equity-fold.js';

/** Tools that see daily returns and round trips. */
const returnTools = {
  quantstats: quantstatsFigures, empyrical: empyricalFigures, lean: leanFigures, vectorbt: vectorbtFigures, PerformanceAnalytics: performanceAnalyticsFigures,
  freqtrade: freqtradeFigures, nautilus: nautilusFigures, pyfolio: pyfolioFigures,
} as const;
/** Tools that see the account at every bar. */
const barTools = { 'backtesting.py': backtestingPyRows, backtrader: backtraderRows } as const;

type ReturnTool = keyof typeof returnTools;
type BarTool = keyof typeof barTools;
export type CompatTool = ReturnTool | BarTool;

export interface CompatRow extends CompatFigure {
  /** Our own figure of the same meaning; `null` where it has no value, absent where we have none. */
  readonly oursValue?: number | null;
}

export interface CompatTable {
  readonly tool: CompatTool;
  /** Which version is reproduced. */
  readonly version: string;
  /** What it was computed from. */
  readonly basis: string;
  readonly rows: readonly CompatRow[];
}

const versions: Readonly<Record<CompatTool, string>> = {
  quantstats: 'fbd10da', empyrical: 'reloaded, efe6066', 'backtesting.py': '0.6.6', backtrader: '1.9.78', lean: 'by its formulas', vectorbt: 'returns accessor', PerformanceAnalytics: 'by its answers',
  freqtrade: 'c9ae5e1', nautilus: 'by its formulas', pyfolio: 'round trips',
};

/** Returns the table of a log. Reads the events once, in order. */
export function compatTable(events: Iterable<LogEvent>, tool: CompatTool, conventions: Conventions): CompatTable {
  const folds = { books: booksFold(), bars: barEquityFold() };
  for (const event of events) {
    folds.books.see(event);
    if (seesBars(tool)) folds.bars.see(event);
  }
  const books = folds.books.result();
  const performance = performanceOf(books, conventions, []);
  const withOurs = (figure: CompatFigure): CompatRow => {
    const own = figure.ours === undefined ? undefined : figureOf(performance, figure.ours);
    return own === undefined ? figure : { ...figure, oursValue: own.value };
  };
  const figures = seesBars(tool) ? barTools[tool](folds.bars.result(), books) : figuresOf(tool, inputOf(books, conventions));
  return { tool, version: versions[tool], basis: basisOf(tool), rows: figures.map(withOurs) };
}

function basisOf(tool: CompatTool): string {
  if (tool === 'backtrader') return 'the account at every bar, and round trips from flat to flat';
  if (tool === 'backtesting.py') return 'the account at every bar, round trips from flat to flat, an equal-weight index of all instruments as the market';
  return 'daily returns of the account, of buying and holding as the benchmark, and round trips from flat to flat';
}

function seesBars(tool: CompatTool): tool is BarTool {
  return Object.hasOwn(barTools, tool);
}

function figuresOf(tool: ReturnTool, input: CompatInput): readonly CompatFigure[] {
  return input.returns.length === 0 ? [] : returnTools[tool](input);
}

function inputOf({ daily, trades }: Books, { periodsPerYear, riskFreeAnnual }: Conventions): CompatInput {
  const returns = (values: readonly number[]): number[] => values.slice(1).map((value, index) => value / values[index] - 1);
  const profits = trades.flatMap(({ trip }) => (trip === undefined ? [] : [unitsOf(trip.profitMicros)]));
  return { returns: returns(daily.equity), benchmark: returns(daily.benchmark), days: daily.day.slice(1), periodsPerYear, riskFreeAnnual, trades: { profits, start: daily.equity[0] ?? 0, days: (daily.day[daily.day.length - 1] ?? 0) - (daily.day[0] ?? 0) } };
}

function backtestingPyRows({ closedAt, equity, market }: BarEquity, { trades }: Books): readonly CompatFigure[] {
  if (closedAt.length < 2) return [];
  const bars = closedAt.map((at, index) => ({ open: market[index], high: market[index], low: market[index], close: market[index], time: at / 1_000 }));
  const closed = trades.flatMap(({ trip }) => (trip === undefined ? [] : [{
    size: trip.direction === 'long' ? trip.lots : -trip.lots,
    entryBar: barAt(closedAt, trip.openedAt),
    exitBar: barAt(closedAt, trip.closedAt),
    entryPrice: trip.entryPrice,
    exitPrice: trip.exitPrice,
    pnl: unitsOf(trip.profitMicros),
    commission: unitsOf(trip.feesMicros),
    returnRatio: trip.returnRatio ?? 0,
  }]));
  const figures = backtestingPyFigures(bars, { equity, trades: closed, warmUp: 0 });
  return compatFigures(Object.entries(figures).map(([name, value]) => [name, value, ...(backtestingPyMeanings[name] ?? [])]));
}
