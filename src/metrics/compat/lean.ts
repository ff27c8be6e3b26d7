/**
 * The figures of QuantConnect's Lean, by its formulas: arithmetic means compounded to a year, deviations of
 * bad periods alone, an information ratio of compounded means, trades that earn nothing counted as lost.
 */
import { normalQuantile } from '../numbers/normal-distribution.js';
import { compatFigures, type CompatFigure, type CompatInput, type CompatRow } from './compat-figure.js';
import { covarianceOf, deviationOf, drawdownsOf, meanOf, powerOf } from './sample-numbers.js';

export function leanFigures(input: CompatInput): readonly CompatFigure[] {
  return compatFigures([...ownRows(input), ...benchmarkRows(input), ...tradeRows(input)]);
}

function ownRows({ returns, periodsPerYear, riskFreeAnnual }: CompatInput): CompatRow[] {
  const root = Math.sqrt(periodsPerYear);
  const yearly = yearlyOf(returns, periodsPerYear);
  const last = returns.slice(-periodsPerYear);
  const bad = deviationOf(returns.filter((value) => value < 0)) * root;
  return [
    ['AnnualPerformance', yearly, 'ann-return-arith', 'mean, compounded'],
    ['AnnualStandardDeviation', deviationOf(returns) * root, 'ann-volatility'],
    ['SharpeRatio', (yearly - riskFreeAnnual) / (deviationOf(returns) * root), 'sharpe', 'compounded mean less a yearly rate, over volatility'],
    ['SortinoRatio', (yearly - riskFreeAnnual) / bad, 'sortino', 'over the deviation of falling periods alone'],
    ['Drawdown', -drawdownsOf(returns).reduce((low, value) => Math.min(low, value), 0), 'max-drawdown', 'told above zero'],
    ['ValueAtRisk95', meanOf(last) + normalQuantile(0.05) * deviationOf(last), 'var-95-gaussian', 'of the last year alone'],
  ];
}

function benchmarkRows({ returns, benchmark, periodsPerYear, riskFreeAnnual }: CompatInput): CompatRow[] {
  if (benchmark === undefined) return [['Beta', undefined, 'beta'], ['Alpha', undefined, 'alpha'], ['TrackingError', undefined, 'tracking-error'], ['InformationRatio', undefined, 'information-ratio'], ['TreynorRatio', undefined, 'treynor']];
  const beta = covarianceOf(returns, benchmark) / covarianceOf(benchmark, benchmark);
  const [own, other] = [yearlyOf(returns, periodsPerYear), yearlyOf(benchmark, periodsPerYear)];
  const error = deviationOf(returns.map((value, index) => value - benchmark[index])) * Math.sqrt(periodsPerYear);
  return [
    ['Beta', beta, 'beta'],
    ['Alpha', own - riskFreeAnnual - beta * (other - riskFreeAnnual), 'alpha', 'annualised CAPM'],
    ['TrackingError', error, 'tracking-error'],
    ['InformationRatio', (own - other) / error, 'information-ratio', 'difference of compounded means over tracking error'],
    ['TreynorRatio', (own - riskFreeAnnual) / beta, 'treynor', 'compounded mean'],
  ];
}

/** Each profit is a share of what the account had come to by trades. */
function tradeRows({ trades }: CompatInput): CompatRow[] {
  if (trades === undefined) return [];
  let capital = trades.start;
  const rates = trades.profits.map((profit) => {
    const rate = profit / capital;
    capital += profit;
    return rate;
  });
  const wins = rates.filter((rate) => rate > 0);
  const losses = rates.filter((rate) => rate <= 0);
  const [win, loss] = [meanOf(wins), meanOf(losses)];
  const share = wins.length / rates.length;
  return [
    ['WinRate', share, 'win-rate', 'evens count as lost'],
    ['LossRate', losses.length / rates.length],
    ['AverageWinRate', win],
    ['AverageLossRate', loss],
    ['ProfitLossRatio', win / Math.abs(loss), 'payoff', 'of shares of the account; evens count as lost'],
    ['Expectancy', share * (win / Math.abs(loss)) - (1 - share), 'expectancy-ratio', 'evens count as lost'],
  ];
}

function yearlyOf(returns: readonly number[], periodsPerYear: number): number {
  return powerOf(1 + meanOf(returns), periodsPerYear) - 1;
}
