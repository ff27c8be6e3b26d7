/** What the figures are called in a report, and in which group they stand. A figure without a line here is shown last, by its id. */

export interface FigureGroupNames {
  readonly title: string;
  /** Whether the benchmark's own figures stand beside. */
  readonly hasBenchmark: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

export const figureGroups: readonly FigureGroupNames[] = [
  {
    title: 'Growth',
    hasBenchmark: true,
    labels: {
      'total-return': 'Total return', cagr: 'Annual growth (CAGR)', 'ann-return-geo': 'Annual return, geometric',
      'ann-return-arith': 'Annual return, arithmetic', stability: 'Stability',
    },
  },
  {
    title: 'Risk',
    hasBenchmark: true,
    labels: {
      'ann-volatility': 'Annual volatility', 'downside-deviation': 'Downside deviation', 'max-drawdown': 'Maximum drawdown',
      'max-drawdown-bars': 'Maximum drawdown, at bars', 'intrabar-drawdown': 'Drawdown inside bars, estimate',
      'avg-drawdown': 'Average drawdown', 'drawdown-duration': 'Longest drawdown', 'drawdown-duration-periods': 'Longest drawdown, in days traded',
      'drawdown-open': 'Drawdown still open', ulcer: 'Ulcer index', pain: 'Pain index', 'var-95-historical': 'Value at risk 95 %, historical',
      'var-95-gaussian': 'Value at risk 95 %, Gaussian', 'cvar-95': 'Expected shortfall 95 %', skew: 'Skewness', 'kurtosis-excess': 'Excess kurtosis',
    },
  },
  {
    title: 'Reward for risk',
    hasBenchmark: true,
    labels: {
      sharpe: 'Sharpe ratio', 'sharpe-lo': 'Sharpe ratio, autocorrelation', sortino: 'Sortino ratio', calmar: 'Calmar ratio', martin: 'Martin ratio',
      'recovery-factor': 'Recovery factor', omega: 'Omega', 'gain-to-pain': 'Gain to pain', 'tail-ratio': 'Tail ratio', 'common-sense': 'Common sense ratio',
      'kelly-mean-variance': 'Kelly share, mean and variance',
    },
  },
  {
    title: 'Against the benchmark',
    hasBenchmark: false,
    labels: {
      beta: 'Beta', alpha: 'Alpha', correlation: 'Correlation', 'r-squared': 'R squared', 'tracking-error': 'Tracking error',
      'information-ratio': 'Information ratio', treynor: 'Treynor ratio', capture: 'Capture', 'capture-up': 'Capture, rising days',
      'capture-down': 'Capture, falling days', 'batting-average': 'Days ahead of the benchmark',
    },
  },
  {
    title: 'How far to trust the Sharpe ratio',
    hasBenchmark: false,
    labels: {
      'psr-2012': 'Probability that it is above 0 (2012)', 'min-trl-2012': 'Days of record it takes, 95 % (2012)',
      'psr-2025': 'Probability that it is above 0 (2025)', 'min-trl-2025': 'Days of record it takes, 95 % (2025)',
    },
  },
  {
    title: 'Activity and costs',
    hasBenchmark: false,
    labels: {
      'exposure-time': 'Time in the market', 'exposure-days': 'Days in the market', 'mean-exposure': 'Mean exposure', 'gross-leverage': 'Largest gross leverage',
      concentration: 'Largest position', herfindahl: 'Concentration of what is held', turnover: 'Turnover', 'fees-paid': 'Fees paid',
      'spread-paid': 'Spread paid', 'slippage-paid': 'Slippage paid', 'borrow-paid': 'Borrowing paid', 'funding-paid': 'Funding paid',
      'dividends-earned': 'Dividends earned', 'fractions-earned': 'Fractions paid out', 'liquidation-fees': 'Liquidation fees',
      fills: 'Fills', 'ambiguous-share': 'Ambiguous fills', 'fidelity-side': 'Fills on the side ordered', 'fidelity-size': 'Orders filled as ordered',
      'fidelity-price': 'Fills priced by their parts', 'largest-var': 'Largest value at risk reported',
    },
  },
  {
    title: 'Round trips',
    hasBenchmark: false,
    labels: {
      trades: 'Round trips', wins: 'Won', losses: 'Lost', evens: 'Even', 'win-rate': 'Win rate', 'win-rate-low': 'Win rate, lower bound',
      'win-rate-high': 'Win rate, upper bound', 'profit-factor': 'Profit factor', payoff: 'Payoff', expectancy: 'Expectancy',
      'expectancy-r': 'Expectancy in initial risk', 'expectancy-ratio': 'Expectancy ratio', sqn: 'System quality number', 'kelly-trades': 'Kelly share, round trips',
      'avg-trade': 'Average profit', 'avg-trade-return': 'Average return', 'avg-win': 'Average win', 'avg-loss': 'Average loss', 'best-trade': 'Best profit',
      'best-trade-return': 'Best return', 'worst-trade': 'Worst profit', 'worst-trade-return': 'Worst return', 'trade-profit': 'Profit of all round trips',
      fees: 'Fees of all round trips', 'longest-win-streak': 'Longest run of wins', 'longest-loss-streak': 'Longest run of losses',
      'avg-mae': 'Deepest open loss, mean', 'avg-mfe': 'Highest open gain, mean', 'trade-duration-mean': 'Mean time held', 'trade-duration-median': 'Median time held', 'trade-duration-max': 'Longest time held',
    },
  },
];

/** What a reason code says in a sentence's end. */
export const reasonTexts: Readonly<Record<string, string>> = {
  'too-few': 'too few observations',
  'no-variance': 'nothing varies',
  'no-loss': 'there is no loss',
  'no-drawdown': 'there is no drawdown',
  ruined: 'the account was ruined',
  'not-applicable': 'not applicable here',
  'missing-benchmark': 'there is no benchmark',
  'missing-data': 'data are missing',
};
