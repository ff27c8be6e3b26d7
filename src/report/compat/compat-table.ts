/**
 * A run in the words of another tool: the figures that it would print of the same account, and ours of
 * the same meaning beside them. What is defined elsewhere is reproduced, errors included, under its name.
 */
import { unitsOf } from '../../core/fixed-point.js';
import type { LogEvent } from '../../domain/catalogue.js';
import { backtestingPyFigures } from '../../exchange/profiles/backtesting-py/figures.js';
import { compatFigures, type CompatFigure, type CompatInput } from '../../metrics/compat/compat-figure.js';
import { empyricalFigures } from '../../metrics/compat/empyrical.js';
import { quantstatsFigures } from '../../metrics/compat/quantstats.js';
import { booksFold, type Books } from '../folds/books-fold.js';
import { figureOf, performanceOf, type Conventions } from '../performance.js';
import { backtestingPyMeanings } from './backtesting-py-meanings.js';
import { barEquityFold, type BarEquity } from './bar-equity-fold.js';

export type CompatTool = 'quantstats' | 'empyrical' | 'backtesting.py';

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

const versions: Readonly<Record<CompatTool, string>> = { quantstats: 'fbd10da', empyrical: 'reloaded, efe6066', 'backtesting.py': '0.6.6' };

/** Returns the table of a log. Reads the events once, in order. */
export function compatTable(events: Iterable<LogEvent>, tool: CompatTool, conventions: Conventions): CompatTable {
  const folds = { books: booksFold(), bars: barEquityFold() };
  for (const event of events) {
    folds.books.see(event);
    if (tool === 'backtesting.py') folds.bars.see(event);
  }
  const books = folds.books.result();
  const performance = performanceOf(books, conventions, []);
  const withOurs = (figure: CompatFigure): CompatRow => {
    const own = figure.ours === undefined ? undefined : figureOf(performance, figure.ours);
    return own === undefined ? figure : { ...figure, oursValue: own.value };
  };
  const figures = tool === 'backtesting.py' ? backtestingPyRows(folds.bars.result(), books) : figuresOf(tool, inputOf(books, conventions));
  return { tool, version: versions[tool], basis: basisOf(tool), rows: figures.map(withOurs) };
}

function basisOf(tool: CompatTool): string {
  if (tool === 'backtesting.py') return 'the account at every bar, round trips from flat to flat, an equal-weight index of all instruments as the market';
  return 'daily returns of the account, and of buying and holding as the benchmark';
}

function figuresOf(tool: 'quantstats' | 'empyrical', input: CompatInput): readonly CompatFigure[] {
  if (input.returns.length === 0) return [];
  return tool === 'quantstats' ? quantstatsFigures(input) : empyricalFigures(input);
}

function inputOf({ daily }: Books, { periodsPerYear, riskFreeAnnual }: Conventions): CompatInput {
  const returns = (values: readonly number[]): number[] => values.slice(1).map((value, index) => value / values[index] - 1);
  return { returns: returns(daily.equity), benchmark: returns(daily.benchmark), days: daily.day.slice(1), periodsPerYear, riskFreeAnnual };
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

/** Returns the bar on which something happened: the last that had closed by then. */
function barAt(closedAt: readonly number[], at: number): number {
  let low = 0;
  let high = closedAt.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (closedAt[middle] <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
