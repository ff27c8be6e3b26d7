/**
 * Asks our functions what empyrical's tests ask empyrical. Empyrical drops what is missing; we refuse it.
 * So the gaps are taken out here, in the open: dropped for figures of the distribution, and a period
 * without a return for whatever counts periods.
 */
import { alpha } from '../../src/metrics/benchmark/alpha.js';
import { battingAverage } from '../../src/metrics/benchmark/batting-average.js';
import { beta } from '../../src/metrics/benchmark/beta.js';
import { capture, captureDown, captureUp } from '../../src/metrics/benchmark/capture.js';
import { periodsWhere, type Paired } from '../../src/metrics/benchmark/paired-sample.js';
import { informationRatio } from '../../src/metrics/benchmark/tracking-error.js';
import { calmar } from '../../src/metrics/drawdown/calmar.js';
import { equityOf } from '../../src/metrics/drawdown/drawdown-path.js';
import { maxDrawdown } from '../../src/metrics/drawdown/max-drawdown.js';
import type { Figure } from '../../src/metrics/figure.js';
import { annualReturnGeometric } from '../../src/metrics/returns/annual-return.js';
import { annualVolatility } from '../../src/metrics/returns/annual-volatility.js';
import { downsideDeviation } from '../../src/metrics/returns/downside-deviation.js';
import { omega } from '../../src/metrics/returns/omega.js';
import { inExcessOf, type PeriodRate } from '../../src/metrics/returns/sample.js';
import { sharpe } from '../../src/metrics/returns/sharpe.js';
import { sortino } from '../../src/metrics/returns/sortino.js';
import { stability } from '../../src/metrics/returns/stability.js';
import { tailRatio } from '../../src/metrics/returns/tail-ratio.js';
import { totalReturn } from '../../src/metrics/returns/total-return.js';
import { conditionalValueAtRisk, valueAtRiskHistorical } from '../../src/metrics/returns/value-at-risk.js';
import { rollingMaxDrawdown, rollingSharpe } from '../../src/metrics/tables/rolling.js';

export type Answer = number | null | readonly Answer[];
export interface Question {
  /** Gaps are NaN. */
  readonly series: readonly number[];
  readonly other: PeriodRate;
  readonly options: Readonly<Record<string, PeriodRate | string>>;
  readonly periodsPerYear: number;
}

const answer = (figure: Figure): number | null => figure.value;
const present = (values: readonly number[]): readonly number[] => values.filter((value) => !Number.isNaN(value));
const flat = (values: readonly number[]): readonly number[] => values.map((value) => (Number.isNaN(value) ? 0 : value));

/** Series and rate without the periods in which either is missing. */
function together(series: readonly number[], rate: PeriodRate): readonly [readonly number[], PeriodRate] {
  if (typeof rate === 'number') return [present(series), rate];
  const kept = series.map((value, index) => !Number.isNaN(value) && !Number.isNaN(rate[index]));
  return [series.filter((_, index) => kept[index]), rate.filter((_, index) => kept[index])];
}

function paired({ series, other }: Question): Paired {
  if (typeof other === 'number') return { returns: [], benchmark: [] };
  // Where one begins later, both end together.
  const length = Math.min(series.length, other.length);
  const [returns, benchmark] = together(series.slice(series.length - length), other.slice(other.length - length));
  return { returns, benchmark: benchmark as readonly number[] };
}

/** The same question about each full window. */
function rolling(question: Question, ask: (part: Question) => Answer): Answer {
  const { series, other, options } = question;
  const size = Number(options.window);
  const windows = Math.max(0, series.length - size + 1);
  return Array.from({ length: windows }, (_, from) =>
    ask({ ...question, series: series.slice(from, from + size), other: typeof other === 'number' ? other : other.slice(from, from + size) }),
  );
}

const alphaBeta = (pair: Paired, periodsPerYear: number): Answer => [answer(alpha(pair, { periodsPerYear })), answer(beta(pair))];
const rate = (value: PeriodRate | string | undefined): PeriodRate => (value === undefined || typeof value === 'string' ? 0 : value);
const quotient = (over: number | null, under: number | null): number | null => (over === null || under === null ? null : over / under);
const upDown = (q: Question): Answer => quotient(answer(captureUp(paired(q), q)), answer(captureDown(paired(q), q)));
const rateOf = (q: Question, name: string): PeriodRate => rate(q.options[name] ?? q.other);

function omegaOf(q: Question): Answer {
  const required = Number(q.options.required_return);
  if (required <= -1) return null;
  const [series, riskFree] = together(q.series, rate(q.options.risk_free));
  return answer(omega(inExcessOf(series, riskFree), { threshold: Math.expm1(Math.log1p(required) / 252) }));
}

function grown(q: Question): readonly number[] {
  const start = Number(q.options.starting_value);
  return equityOf(flat(q.series)).slice(1).map((value) => (start === 0 ? value - 1 : value * start));
}

export const questions: Readonly<Record<string, (question: Question) => Answer>> = {
  cum_returns: grown,
  cum_returns_final: (q) => {
    const start = Number(q.options.starting_value);
    const { value } = totalReturn(flat(q.series));
    return value === null || start === 0 ? value : start * (1 + value);
  },
  max_drawdown: (q) => (q.series.length === 0 ? null : answer(maxDrawdown(equityOf(flat(q.series))))),
  annual_return: (q) => answer(annualReturnGeometric(flat(q.series), q)),
  cagr: (q) => answer(annualReturnGeometric(flat(q.series), q)),
  annual_volatility: (q) => answer(annualVolatility(present(q.series), q)),
  calmar_ratio: (q) => answer(calmar(flat(q.series), q)),
  omega_ratio: omegaOf,
  sharpe_ratio: (q) => {
    const [series, riskFree] = together(q.series, rateOf(q, 'risk_free'));
    return answer(sharpe(series, { ...q, riskFree }));
  },
  downside_risk: (q) => {
    const [series, target] = together(q.series, rateOf(q, 'required_return'));
    return answer(downsideDeviation(series, { ...q, target }));
  },
  sortino_ratio: (q) => {
    const [series, target] = together(q.series, rateOf(q, 'required_return'));
    return answer(sortino(series, { ...q, target }));
  },
  excess_sharpe: (q) => {
    const [series, benchmark] = together(q.series, q.other);
    return answer(informationRatio({ returns: inExcessOf(series, benchmark), benchmark: series.map(() => 0) }, { periodsPerYear: 1 }));
  },
  alpha_beta: (q) => alphaBeta(paired(q), q.periodsPerYear),
  alpha: (q) => answer(alpha(paired(q), q)),
  beta: (q) => answer(beta(paired(q))),
  up_alpha_beta: (q) => alphaBeta(periodsWhere(paired(q), 'up'), q.periodsPerYear),
  down_alpha_beta: (q) => alphaBeta(periodsWhere(paired(q), 'down'), q.periodsPerYear),
  stability_of_timeseries: (q) => answer(stability(present(q.series))),
  tail_ratio: (q) => answer(tailRatio(present(q.series))),
  value_at_risk: (q) => answer(valueAtRiskHistorical(q.series, { cutoff: Number(q.options.cutoff ?? q.other) })),
  conditional_value_at_risk: (q) => answer(conditionalValueAtRisk(q.series, { cutoff: Number(q.options.cutoff ?? q.other) })),
  capture: (q) => answer(capture(paired({ ...q, series: flat(q.series), other: typeof q.other === 'number' ? 0 : flat(q.other) }), q)),
  up_capture: (q) => answer(captureUp(paired(q), q)),
  down_capture: (q) => answer(captureDown(paired(q), q)),
  up_down_capture: upDown,
  batting_average: (q) => (['all', 'up', 'down'] as const).map((where) => answer(battingAverage(paired(q), where))),
  roll_max_drawdown: (q) => rollingMaxDrawdown(flat(q.series), { windowPeriods: Number(q.options.window) }),
  roll_sharpe_ratio: (q) => rollingSharpe(q.series, { windowPeriods: Number(q.options.window), periodsPerYear: 252 }),
  roll_up_capture: (q) => rolling(q, (part) => answer(captureUp(paired(part), part))),
  roll_down_capture: (q) => rolling(q, (part) => answer(captureDown(paired(part), part))),
  roll_up_down_capture: (q) => rolling(q, upDown),
  roll_alpha_beta: (q) => rolling(q, (part) => alphaBeta(paired(part), part.periodsPerYear)),
};
