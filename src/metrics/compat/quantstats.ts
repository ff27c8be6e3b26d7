/**
 * The figures of QuantStats (fbd10da, 2024), with its conventions and errors: an annual risk-free rate
 * that counts only above 0, zeros that are wins in one place and nothing in another, an excess kurtosis
 * where a raw one belongs. Source: its answers; its guess that returns are prices is not copied.
 */
import { civilFromDays } from '../../core/instant.js';
import { normalCdf, normalQuantile } from '../numbers/normal-distribution.js';
import { sum } from '../numbers/compensated-sum.js';
import { kurtosisExcess, skew } from '../returns/shape.js';
import { compatFigures, type CompatFigure, type CompatInput, type CompatRow } from './compat-figure.js';
import { compoundOf, correlationOf, covarianceOf, deviationOf, drawdownsOf, meanOf, powerOf, quantileOf, repeatedly, yearlyOf } from './sample-numbers.js';

/** Its `rar` forgets to hand over the periods per year. */
const PERIODS_OF_RAR = 252;

/** Returns the figures in the order of its documentation. */
export function quantstatsFigures(input: CompatInput): readonly CompatFigure[] {
  return compatFigures([...growthRows(input), ...ratioRows(input), ...shapeRows(input), ...drawdownRows(input), ...tailRows(input), ...winRows(input), ...periodRows(input), ...benchmarkRows(input)]);
}

function growthRows({ returns, days, periodsPerYear }: CompatInput): CompatRow[] {
  const geometric = (values: readonly number[]): number => powerOf(1 + compoundOf(values), 1 / values.length) - 1;
  const cagr = yearlyOf(returns, periodsPerYear);
  return [
    ['comp', compoundOf(returns), 'total-return'],
    ['cagr', cagr, 'ann-return-geo', 'named CAGR, but by number of periods'],
    ['expected_return', geometric(returns)],
    ['expected_return_ME', geometric(byPeriod(returns, days, 'month'))],
    ['expected_return_YE', geometric(byPeriod(returns, days, 'year'))],
    ['geometric_mean', geometric(returns)],
    ['exposure', exposureOf(returns), 'exposure-time', 'share of returns that are not zero, rounded up to a per cent'],
    ['rar', yearlyOf(returns, PERIODS_OF_RAR) / exposureOf(returns), undefined, 'always 252 periods per year'],
  ];
}

function ratioRows({ returns, periodsPerYear, riskFreeAnnual }: CompatInput): CompatRow[] {
  const root = Math.sqrt(periodsPerYear);
  const rate = riskFreeAnnual > 0 ? powerOf(1 + riskFreeAnnual, 1 / periodsPerYear) - 1 : 0;
  const excess = returns.map((value) => value - rate);
  const sharpe = (meanOf(excess) / deviationOf(excess)) * root;
  const sortino = (meanOf(excess) / shortfallOf(excess)) * root;
  const penalty = penaltyOf(returns);
  const deviation = deviationOf(returns);
  return [
    ['volatility', deviation * root, 'ann-volatility'],
    ['sharpe', sharpe, 'sharpe'],
    ['smart_sharpe', sharpe / penalty, 'sharpe-lo', 'unsigned autocorrelation of one lag'],
    ['autocorr_penalty', penalty],
    ['sortino', sortino, 'sortino'],
    ['adjusted_sortino', sortino / Math.SQRT2],
    ['smart_sortino', sortino / penalty],
    ['probabilistic_sharpe_ratio', probabilityOf(excess), 'psr-2012', 'excess kurtosis in (kurtosis-3)/4: an error'],
    ['omega', sum(excess.filter((value) => value > 0)) / -sum(excess.filter((value) => value < 0)), 'omega'],
    ['gain_to_pain_ratio', sum(returns) / Math.abs(sum(returns.filter((value) => value < 0))), 'gain-to-pain'],
    ['risk_return_ratio', meanOf(returns) / deviation],
  ];
}

function shapeRows({ returns }: CompatInput): CompatRow[] {
  return [
    ['skew', skew(returns).value ?? Number.NaN, 'skew'],
    ['kurtosis', kurtosisExcess(returns).value ?? Number.NaN, 'kurtosis-excess'],
  ];
}

function drawdownRows({ returns, periodsPerYear, riskFreeAnnual }: CompatInput): CompatRow[] {
  const drawdowns = drawdownsOf(returns);
  const deepest = drawdowns.reduce((low, value) => Math.min(low, value), 0);
  const ulcer = Math.sqrt(sum(drawdowns.map((value) => value * value)) / (returns.length - 1));
  const pitfall = -shortfallBelow(drawdowns) / deviationOf(returns);
  return [
    ['max_drawdown', deepest, 'max-drawdown'],
    ['calmar', yearlyOf(returns, periodsPerYear) / Math.abs(deepest), 'calmar'],
    ['ulcer_index', ulcer, 'ulcer', 'divides by n - 1'],
    ['ulcer_performance_index', (compoundOf(returns) - riskFreeAnnual) / ulcer, 'martin', 'total return, not annual'],
    ['serenity_index', (sum(returns) - riskFreeAnnual) / (ulcer * pitfall)],
    ['recovery_factor', Math.abs(sum(returns) - riskFreeAnnual) / Math.abs(deepest), 'recovery-factor', 'simple sum of returns, without its sign'],
  ];
}

function tailRows({ returns }: CompatInput): CompatRow[] {
  const gains = returns.filter((value) => value >= 0);
  const losses = returns.filter((value) => value < 0);
  const tail = Math.abs(quantileOf(returns, 0.95) / quantileOf(returns, 0.05));
  const factor = sum(gains) / Math.abs(sum(losses));
  return [
    ['value_at_risk', gaussianQuantile(returns), 'var-95-gaussian'],
    ['cvar', shortfallBelow(returns), 'cvar-95', 'mean below the Gaussian VaR'],
    ['tail_ratio', tail, 'tail-ratio'],
    ['common_sense_ratio', factor * tail, 'common-sense'],
    ['outlier_win_ratio', quantileOf(returns, 0.99) / meanOf(gains)],
    ['outlier_loss_ratio', quantileOf(returns, 0.01) / meanOf(losses)],
  ];
}

function winRows({ returns }: CompatInput): CompatRow[] {
  const wins = returns.filter((value) => value > 0);
  const losses = returns.filter((value) => value < 0);
  const notLost = returns.filter((value) => value >= 0);
  const winRate = wins.length / (wins.length + losses.length);
  const payoff = meanOf(wins) / Math.abs(meanOf(losses));
  const factor = sum(wins) / Math.abs(sum(losses));
  return [
    ['win_rate', winRate, undefined, 'of returns, not of round trips'],
    ['avg_win', meanOf(wins)],
    ['avg_loss', meanOf(losses)],
    ['avg_return', meanOf([...wins, ...losses])],
    ['payoff_ratio', payoff],
    ['profit_ratio', Math.abs(meanOf(notLost) / notLost.length) / Math.abs(meanOf(losses) / losses.length)],
    ['profit_factor', factor],
    ['cpc_index', factor * winRate * payoff],
    ['kelly_criterion', (payoff * winRate - (1 - winRate)) / payoff],
    ['risk_of_ruin', repeatedly((1 - winRate) / (1 + winRate), returns.length)],
    ['consecutive_wins', longestRun(returns, (value) => value > 0)],
    ['consecutive_losses', longestRun(returns, (value) => value < 0)],
  ];
}

function periodRows({ returns, days }: CompatInput): CompatRow[] {
  const months = byPeriod(returns, days, 'month');
  const moved = months.filter((value) => value !== 0);
  return [
    ['best', Math.max(...returns)],
    ['worst', Math.min(...returns)],
    ['best_ME', Math.max(...months)],
    ['worst_ME', Math.min(...months)],
    ['win_rate_ME', moved.filter((value) => value > 0).length / moved.length],
  ];
}

function benchmarkRows({ returns, benchmark, periodsPerYear, riskFreeAnnual }: CompatInput): CompatRow[] {
  const against = (compute: (benchmark: readonly number[]) => number): number | undefined => (benchmark === undefined ? undefined : compute(benchmark));
  const beta = (other: readonly number[]): number => covarianceOf(returns, other) / covarianceOf(other, other);
  const active = (other: readonly number[]): number[] => returns.map((value, index) => value - other[index]);
  const correlation = (other: readonly number[]): number => correlationOf(returns, other);
  return [
    ['beta', against(beta), 'beta'],
    ['alpha', against((other) => (meanOf(returns) - beta(other) * meanOf(other)) * periodsPerYear), 'alpha', 'times the periods of a year, not compounded'],
    ['information_ratio', against((other) => meanOf(active(other)) / deviationOf(active(other))), 'information-ratio', 'not annualised'],
    ['r_squared', against((other) => correlation(other) * correlation(other)), 'r-squared'],
    ['treynor_ratio', against((other) => (compoundOf(returns) - riskFreeAnnual) / beta(other)), 'treynor', 'total return, not annual'],
  ];
}

function exposureOf(returns: readonly number[]): number {
  return Math.ceil((returns.filter((value) => value !== 0).length / returns.length) * 100) / 100;
}

function shortfallOf(excess: readonly number[]): number {
  return Math.sqrt(sum(excess.map((value) => (value < 0 ? value * value : 0))) / excess.length);
}

/** Returns √(1 + 2·Σ(n − k)/n·|ρ|^k), ρ of one lag. */
function penaltyOf(returns: readonly number[]): number {
  const n = returns.length;
  const lag = Math.abs(correlationOf(returns.slice(0, -1), returns.slice(1)));
  let power = 1;
  const terms = Array.from({ length: n - 1 }, (_, index) => ((n - index - 1) / n) * (power *= lag));
  return Math.sqrt(1 + 2 * sum(terms));
}

function probabilityOf(returns: readonly number[]): number {
  const base = meanOf(returns) / deviationOf(returns);
  const [third, fourth] = [skew(returns).value ?? Number.NaN, kurtosisExcess(returns).value ?? Number.NaN];
  const spread = Math.sqrt((1 + 0.5 * base * base - third * base + ((fourth - 3) / 4) * base * base) / (returns.length - 1));
  const z = base / spread;
  return Number.isNaN(z) ? z : normalCdf(z);
}

function gaussianQuantile(returns: readonly number[]): number {
  return meanOf(returns) + normalQuantile(0.05) * deviationOf(returns);
}

/** Returns the mean of what lies below the Gaussian quantile, and that itself where nothing does. */
function shortfallBelow(values: readonly number[]): number {
  const limit = gaussianQuantile(values);
  const below = values.filter((value) => value < limit);
  return below.length === 0 ? limit : meanOf(below);
}

function longestRun(returns: readonly number[], counts: (value: number) => boolean): number {
  let run = 0;
  return returns.reduce((longest, value) => Math.max(longest, (run = counts(value) ? run + 1 : 0)), 0);
}

/** Returns the compounded returns of calendar months or years. */
function byPeriod(returns: readonly number[], days: readonly number[], period: 'month' | 'year'): number[] {
  const rows = new Map<string, number>();
  returns.forEach((value, index) => {
    const { year, month } = civilFromDays(days[index]);
    const key = period === 'year' ? `${year}` : `${year}-${month}`;
    rows.set(key, (rows.get(key) ?? 1) * (1 + value));
  });
  return [...rows.values()].map((growth) => growth - 1);
}
