/** What the figures of backtesting.py are with us, and in what they differ. Source: its answers, 0.6.6. */

/** By its name: our id, and the difference where there is one. */
export const backtestingPyMeanings: Readonly<Record<string, readonly [ours: string, differs?: string]>> = {
  'Exposure Time [%]': ['exposure-time', 'share of bars of closed trades'],
  'Return [%]': ['total-return', 'per cent'],
  'Return (Ann.) [%]': ['ann-return-geo', 'per cent; 252 or 365 days by the share of weekend stamps'],
  'Volatility (Ann.) [%]': ['ann-volatility', 'per cent; of compounded years'],
  'CAGR [%]': ['cagr', 'per cent'],
  'Sharpe Ratio': ['sharpe', 'compounded return over compounded volatility, no risk-free rate'],
  'Sortino Ratio': ['sortino', 'compounded return over downside deviation'],
  'Calmar Ratio': ['calmar', 'over bars, from the close of the first'],
  'Alpha [%]': ['alpha', 'per cent; total return - beta * buy and hold'],
  Beta: ['beta', 'of logarithmic returns per bar'],
  'Max. Drawdown [%]': ['max-drawdown', 'per cent; over bars'],
  'Avg. Drawdown [%]': ['avg-drawdown', 'per cent; over bars'],
  'Max. Drawdown Duration': ['drawdown-duration', 'seconds'],
  '# Trades': ['trades'],
  'Win Rate [%]': ['win-rate', 'per cent; evens count as lost'],
  'Best Trade [%]': ['best-trade-return', 'per cent'],
  'Worst Trade [%]': ['worst-trade-return', 'per cent'],
  'Avg. Trade [%]': ['avg-trade-return', 'per cent; geometric mean'],
  'Profit Factor': ['profit-factor', 'of returns, not of money'],
  'Expectancy [%]': ['avg-trade-return', 'per cent'],
  SQN: ['sqn'],
  'Kelly Criterion': ['kelly-trades'],
  'Commissions [$]': ['fees'],
};
