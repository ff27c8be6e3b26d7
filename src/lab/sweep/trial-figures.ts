/**
 * The figures that are kept of a trial. They are those of the tearsheet, of which only so many are
 * computed as are kept: with thousands of trials the rest would take a fifth of the time.
 */
import { DAY } from '../../core/instant.js';
import { calmar } from '../../metrics/drawdown/calmar.js';
import { maxDrawdown } from '../../metrics/drawdown/max-drawdown.js';
import type { Figure } from '../../metrics/figure.js';
import { periodRateOf } from '../../metrics/numbers/compounding.js';
import { confidenceFigures } from '../../metrics/overfitting/confidence-figures.js';
import { annualVolatility } from '../../metrics/returns/annual-volatility.js';
import { cagr } from '../../metrics/returns/cagr.js';
import { sharpe } from '../../metrics/returns/sharpe.js';
import { sortino } from '../../metrics/returns/sortino.js';
import { totalReturn } from '../../metrics/returns/total-return.js';
import { returnsOf, untilRuin, type EquityCurve } from '../../metrics/tables/equity-curve.js';
import { tearsheet } from '../../metrics/tearsheet.js';
import { profitFactor } from '../../metrics/trades/profit-factor.js';
import type { RoundTrips } from '../../metrics/trades/round-trip.js';
import { tradeFigures } from '../../metrics/trades/trade-figures.js';
import { winRate } from '../../metrics/trades/win-rate.js';
import { withhold } from '../../metrics/withhold.js';

export interface Conventions {
  readonly periodsPerYear: number;
  /** A fraction per year. */
  readonly riskFree: number;
}

export interface TrialBooks {
  readonly equity: EquityCurve;
  readonly roundTrips: RoundTrips;
}

/** Figures of every trial, beside the one it is judged by. */
export const keptFigures: readonly string[] = [
  'total-return', 'cagr', 'ann-volatility', 'sharpe', 'sortino', 'calmar', 'max-drawdown', 'psr-2012', 'trades', 'win-rate', 'profit-factor',
];

/** Returns the ids of all figures that a trial may be judged by. */
export function figureIds(): readonly string[] {
  return tearsheet({ equity: [], periodsPerYear: 252, riskFreeAnnual: 0, roundTrips: [] }).map(({ id }) => id);
}

/** Returns the values by id, `null` where undefined; the objective is among them. */
export function trialFigures(books: TrialBooks, conventions: Conventions, objective: string): Readonly<Record<string, number | null>> {
  const kept = new Set([...keptFigures, objective]);
  const figures = keptFigures.includes(objective) ? usualFigures(books, conventions) : wholeSheet(books, conventions);
  return Object.fromEntries(figures.filter(({ id }) => kept.has(id)).map(({ id, value }) => [id, value]));
}

function wholeSheet({ equity, roundTrips }: TrialBooks, { periodsPerYear, riskFree }: Conventions): readonly Figure[] {
  return tearsheet({ equity, periodsPerYear, riskFreeAnnual: riskFree, roundTrips });
}

function usualFigures({ equity, roundTrips }: TrialBooks, { periodsPerYear, riskFree: riskFreeAnnual }: Conventions): readonly Figure[] {
  const curve = untilRuin(equity);
  const returns = returnsOf(curve);
  const values = curve.map(({ value }) => value);
  const days = curve.length === 0 ? 0 : (curve[curve.length - 1].at - curve[0].at) / DAY;
  const size = { periods: Math.max(0, curve.length - 1), days };
  const riskFree = periodRateOf(riskFreeAnnual, periodsPerYear);
  const [probability] = confidenceFigures(returns, { riskFree });
  const overReturns = [
    totalReturn(returns),
    cagr({ startValue: values[0] ?? 1, endValue: values.at(-1) ?? 1, days, n: size.periods }),
    annualVolatility(returns, { periodsPerYear }),
    sharpe(returns, { periodsPerYear, riskFree }),
    sortino(returns, { periodsPerYear, target: riskFree }),
    calmar(returns, { periodsPerYear }),
    maxDrawdown(values),
    probability,
  ].map((item) => withhold(item, size));
  const [count] = tradeFigures([]);
  return [...overReturns, { ...count, value: roundTrips.length }, winRate(roundTrips), profitFactor(roundTrips)];
}
