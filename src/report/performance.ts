/** How the account did: the tearsheet's figures with their names, and the tables over periods that the charts draw. */
import { DAY, formatDate } from '../core/instant.js';
import { drawdownPath } from '../metrics/drawdown/drawdown-path.js';
import { worstEpisodes } from '../metrics/drawdown/episodes.js';
import type { Figure } from '../metrics/figure.js';
import { returnsOf, untilRuin, type EquityCurve } from '../metrics/tables/equity-curve.js';
import { monthlyReturns, yearlyReturns, type PeriodReturn } from '../metrics/tables/period-returns.js';
import { rollingSharpe, rollingVolatility } from '../metrics/tables/rolling.js';
import { returnQuantiles, type Quantile } from '../metrics/tables/return-quantiles.js';
import { tearsheet } from '../metrics/tearsheet.js';
import { activityFigures, barDrawdownFigures } from './activity.js';
import { figureGroups } from './figure-labels.js';
import type { ReportFigure } from './figure.js';
import type { Books, DailyBooks } from './folds/books-fold.js';

export interface Conventions {
  readonly periodsPerYear: number;
  /** A fraction per year. */
  readonly riskFreeAnnual: number;
  /** Whether both stand in the manifest, or were assumed. */
  readonly isStated: boolean;
}

export interface FigureGroup {
  readonly title: string;
  readonly hasBenchmark: boolean;
  readonly rows: readonly { readonly own: ReportFigure; readonly benchmark: ReportFigure | undefined }[];
}

export interface DrawdownRow {
  readonly peak: string;
  readonly trough: string;
  /** `null` while open. */
  readonly recovery: string | null;
  readonly depth: number;
  readonly days: number;
  readonly offsets: readonly number[];
}

export interface Performance {
  readonly groups: readonly FigureGroup[];
  /** Dates of the daily columns. */
  readonly dates: readonly string[];
  readonly drawdown: readonly number[];
  readonly benchmarkDrawdown: readonly number[];
  readonly returns: readonly number[];
  readonly monthly: readonly PeriodReturn[];
  readonly yearly: readonly { readonly year: number; readonly own: number | null; readonly benchmark: number | null }[];
  readonly quantiles: readonly Quantile[];
  readonly worst: readonly DrawdownRow[];
  /** Entry i belongs to date i + window of `dates`. */
  readonly rolling: { readonly windowPeriods: number; readonly sharpe: readonly (number | null)[]; readonly volatility: readonly (number | null)[] };
}

const ROLLING_USUAL = 126;
const WORST_COUNT = 10;

/** Returns the performance of an account; its figures carry the first and last offset they were computed from. */
export function performanceOf(books: Books, conventions: Conventions, extra: readonly ReportFigure[]): Performance {
  const { daily } = books;
  const equity = curveOf(daily, daily.equity);
  const benchmark = curveOf(daily, daily.benchmark);
  const returns = returnsOf(untilRuin(equity)).filter(Number.isFinite).map((value) => Math.max(-1, value));
  const windowPeriods = Math.min(ROLLING_USUAL, Math.max(20, Math.floor(returns.length / 4)));
  const { periodsPerYear } = conventions;
  const years = yearlyReturns(benchmark);
  return {
    groups: groupsOf(books, { equity, benchmark, conventions, extra }),
    dates: daily.day.map(formatDate),
    drawdown: drawdownPath(daily.equity),
    benchmarkDrawdown: drawdownPath(daily.benchmark),
    returns,
    monthly: monthlyReturns(equity),
    yearly: yearlyReturns(equity).map(({ year, value }, index) => ({ year, own: value, benchmark: years[index]?.value ?? null })),
    quantiles: returnQuantiles(returns),
    worst: worstOf(daily),
    rolling: {
      windowPeriods,
      sharpe: rollingSharpe(returns, { windowPeriods, periodsPerYear }),
      volatility: rollingVolatility(returns, { windowPeriods, periodsPerYear }),
    },
  };
}

/** Returns the figure of an id, wherever it stands. */
export function figureOf({ groups }: Performance, id: string): ReportFigure | undefined {
  for (const { rows } of groups) {
    const found = rows.find(({ own }) => own.id === id);
    if (found !== undefined) return found.own;
  }
  return undefined;
}

function curveOf({ day }: DailyBooks, column: readonly number[]): EquityCurve {
  return day.map((days, index) => ({ at: days * DAY, value: column[index] }));
}

interface Inputs {
  readonly equity: EquityCurve;
  readonly benchmark: EquityCurve;
  readonly conventions: Conventions;
  readonly extra: readonly ReportFigure[];
}

function groupsOf(books: Books, { equity, benchmark, conventions, extra }: Inputs): readonly FigureGroup[] {
  const trips = books.trades.flatMap(({ trip }) => (trip === undefined ? [] : [{ ...trip, returnRatio: trip.returnRatio ?? 0 }]));
  const { offset } = books.daily;
  const offsets = offset.length === 0 ? [] : [offset[0], offset[offset.length - 1]];
  const named = (figures: readonly Figure[], prefix = ''): ReportFigure[] =>
    figures.map((item) => ({ ...plain(item), id: `${prefix}${item.id}`, label: labelOf(item.id), offsets }));
  const own = [...named(tearsheet({ equity, benchmark, ...conventions, roundTrips: trips })), ...barDrawdownFigures(books), ...activityFigures(books), ...extra];
  const theirs = new Map(named(tearsheet({ equity: benchmark, ...conventions, roundTrips: [] }), 'benchmark-').map((item) => [item.id, item]));
  const rowOf = (item: ReportFigure, hasBenchmark: boolean) => ({ own: item, benchmark: hasBenchmark ? theirs.get(`benchmark-${item.id}`) : undefined });
  const groups = figureGroups.map(({ title, hasBenchmark, labels }) => ({
    title,
    hasBenchmark,
    rows: own.filter(({ id }) => Object.hasOwn(labels, id)).map((item) => rowOf(item, hasBenchmark)),
  }));
  const others = own.filter(({ id }) => !figureGroups.some(({ labels }) => Object.hasOwn(labels, id)));
  const last = { title: 'Further figures', hasBenchmark: false, rows: others.map((item) => rowOf(item, false)) };
  return [...groups, last].filter(({ rows }) => rows.length > 0);
}

function plain({ value, reason, unit, convention, n }: Figure): Omit<ReportFigure, 'id' | 'label' | 'offsets'> {
  return { value, ...(reason === undefined ? {} : { reason }), unit, convention, n };
}

function labelOf(id: string): string {
  for (const { labels } of figureGroups) if (Object.hasOwn(labels, id)) return labels[id];
  return id;
}

function worstOf({ day, offset, equity }: DailyBooks): readonly DrawdownRow[] {
  return worstEpisodes(equity, WORST_COUNT).map(({ peakIndex, troughIndex, recoveryIndex, depth }) => {
    const end = recoveryIndex ?? equity.length - 1;
    return {
      peak: formatDate(day[peakIndex]),
      trough: formatDate(day[troughIndex]),
      recovery: recoveryIndex === undefined ? null : formatDate(day[recoveryIndex]),
      depth,
      days: day[end] - day[peakIndex],
      offsets: [offset[peakIndex], offset[troughIndex], offset[end]],
    };
  });
}
