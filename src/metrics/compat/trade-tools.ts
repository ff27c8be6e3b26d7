/**
 * Tools that judge by closed trades: freqtrade (its ratios are of trades spread over the days of the run, times the
 * root of 365), NautilusTrader (an expectancy that leaves evens out, 252 days to a year whatever is traded) and
 * pyfolio. Where freqtrade prints −100 for nothing to divide by, there is no value here.
 */
import { sum } from '../numbers/compensated-sum.js';
import { compatFigures, type CompatFigure, type CompatInput, type CompatRow } from './compat-figure.js';
import { deviationOf, meanOf, powerOf } from './sample-numbers.js';

const DAYS = 365;

export function freqtradeFigures({ trades }: CompatInput): readonly CompatFigure[] {
  if (trades === undefined || trades.profits.length === 0) return [];
  const { profits, start, days } = trades;
  const shares = profits.map((profit) => profit / start);
  const daily = sum(shares) / Math.max(1, days);
  const root = Math.sqrt(DAYS);
  const { money, share } = closedDrawdown(profits, start);
  const { wins, losses } = sidesOf(profits);
  const winShare = wins.length / profits.length;
  const payoff = meanOf(wins) / Math.abs(meanOf(losses));
  return compatFigures([
    ['expectancy', meanOf(profits), 'expectancy'],
    ['expectancy_ratio', (1 + payoff) * winShare - 1, 'expectancy-ratio'],
    ['sharpe', (daily / populationOf(shares)) * root, 'sharpe', 'of trades: profit a day over the deviation of trades'],
    ['sortino', (daily / populationOf(shares.filter((one) => one < 0))) * root, 'sortino', 'of trades: over the deviation of losing ones'],
    ['calmar', ((daily * 100) / share) * root, 'calmar', 'of trades: per cent a day over the drawdown of closed trades'],
    ['cagr', powerOf((start + sum(profits)) / start, DAYS / days) - 1, 'cagr', 'years of 365 days, closed trades only'],
    ['max_drawdown_abs', money, 'max-drawdown', 'money, closed trades only'],
    ['max_drawdown_rel', share, 'max-drawdown', 'closed trades only, told above zero'],
  ]);
}

export function nautilusFigures({ returns, trades }: CompatInput): readonly CompatFigure[] {
  const rows: CompatRow[] = [
    ['Sharpe Ratio (252 days)', (meanOf(returns) / deviationOf(returns)) * Math.sqrt(252), 'sharpe', 'always 252 periods per year'],
    ['Returns Volatility (252 days)', deviationOf(returns) * Math.sqrt(252), 'ann-volatility', 'always 252 periods per year'],
    ['Risk Return Ratio', meanOf(returns) / deviationOf(returns), 'sharpe', 'per period'],
    ['Average (Return)', meanOf(returns)],
  ];
  if (trades === undefined || trades.profits.length === 0) return compatFigures(rows);
  const { wins, losses } = sidesOf(trades.profits);
  const decided = wins.length + losses.length;
  return compatFigures([
    ...rows,
    ['Win Rate', wins.length / trades.profits.length, 'win-rate', 'of all round trips, evens too'],
    ['Expectancy', (sum(wins) + sum(losses)) / decided, 'expectancy', 'without evens'],
  ]);
}

export function pyfolioFigures({ returns, trades }: CompatInput): readonly CompatFigure[] {
  const rows: CompatRow[] = [['value_at_risk (2 sigma)', meanOf(returns) - 2 * deviationOf(returns), 'var-95-gaussian', 'two deviations below the mean']];
  if (trades === undefined || trades.profits.length === 0) return compatFigures(rows);
  const { profits } = trades;
  const { wins, losses } = sidesOf(profits);
  return compatFigures([
    ...rows,
    ['Total profit', sum(profits), 'trade-profit'],
    ['Gross profit', sum(wins)],
    ['Gross loss', sum(losses)],
    ['Profit factor', sum(wins) / Math.abs(sum(losses)), 'profit-factor'],
    ['Avg. trade net profit', meanOf(profits), 'avg-trade'],
    ['Avg. winning trade', meanOf(wins), 'avg-win'],
    ['Avg. losing trade', meanOf(losses), 'avg-loss'],
    ['Ratio Avg. Win:Avg. Loss', meanOf(wins) / Math.abs(meanOf(losses)), 'payoff'],
    ['Percent profitable', wins.length / profits.length, 'win-rate', 'of all round trips, evens too'],
    ['Even trades', profits.length - wins.length - losses.length, 'evens'],
  ]);
}

function sidesOf(profits: readonly number[]): { readonly wins: readonly number[]; readonly losses: readonly number[] } {
  return { wins: profits.filter((one) => one > 0), losses: profits.filter((one) => one < 0) };
}

/** Of the money that closed trades came to; the start is no height to fall from, but counts in the share. */
function closedDrawdown(profits: readonly number[], start: number): { readonly money: number; readonly share: number } {
  let [height, peak, money, share] = [0, -Infinity, 0, 0];
  for (const profit of profits) {
    height += profit;
    peak = Math.max(peak, height);
    if (peak - height <= money) continue;
    money = peak - height;
    share = money / (start + peak);
  }
  return { money, share };
}

function populationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) * (value - mean))));
}
