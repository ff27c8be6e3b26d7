/**
 * The catalogue of figures: for each row of the design which of our ids it is, where it is computed, and what from
 * outside it is held against. The page `docs/metrics.md` is made of it, so that none of it can be forgotten or grow stale.
 */

export interface CatalogueRow {
  readonly id: string;
  /** Folder and file under `src/`. */
  readonly where: string;
  /** Sets of numbers from outside; or words, where none names it. */
  readonly against: string;
  readonly tolerance: string;
}

export interface CatalogueGroup {
  readonly title: string;
  readonly rows: readonly CatalogueRow[];
}

const close = '1e-9 relative';
const row = (id: string, where: string, against: string, tolerance = close): CatalogueRow => ({ id, where, against, tolerance });
const own = 'a second reckoning from the events of a run';

export const catalogueGroups: readonly CatalogueGroup[] = [
  {
    title: 'Returns and ratios',
    rows: [
      row('total-return', 'metrics/returns/total-return.ts', 'empyrical, cross-tool'),
      row('cagr', 'metrics/returns/cagr.ts', 'cross-tool (backtesting.py)'),
      row('ann-return-geo', 'metrics/returns/annual-return.ts', 'empyrical, cross-tool, bacon'),
      row('ann-return-arith', 'metrics/returns/annual-return.ts', 'cross-tool'),
      row('ann-volatility', 'metrics/returns/annual-volatility.ts', 'empyrical, cross-tool, nautilus-lean'),
      row('sharpe', 'metrics/returns/sharpe.ts', 'empyrical, cross-tool, bacon, nautilus-lean'),
      row('sharpe-geo', 'metrics/returns/sharpe.ts', 'cross-tool (PerformanceAnalytics)'),
      row('sharpe-lo', 'metrics/returns/sharpe-lo.ts', 'overfitting (its factor)'),
      row('sortino', 'metrics/returns/sortino.ts', 'empyrical, cross-tool, bacon, nautilus-lean'),
      row('downside-deviation', 'metrics/returns/downside-deviation.ts', 'empyrical, cross-tool, bacon'),
      row('calmar', 'metrics/drawdown/calmar.ts', 'empyrical, cross-tool, bacon'),
      row('omega', 'metrics/returns/omega.ts', 'empyrical, cross-tool, bacon'),
      row('gain-to-pain', 'metrics/returns/omega.ts', 'cross-tool, bacon'),
      row('tail-ratio', 'metrics/returns/tail-ratio.ts', 'empyrical, cross-tool'),
      row('common-sense', 'metrics/returns/tail-ratio.ts', 'cross-tool (quantstats)'),
      row('stability', 'metrics/returns/stability.ts', 'empyrical, cross-tool'),
      row('var-95-historical', 'metrics/returns/value-at-risk.ts', 'empyrical, cross-tool'),
      row('var-95-gaussian', 'metrics/returns/value-at-risk.ts', 'cross-tool'),
      row('cvar-95', 'metrics/returns/value-at-risk.ts', 'empyrical, cross-tool'),
      row('skew', 'metrics/returns/shape.ts', 'cross-tool, bacon'),
      row('kurtosis-excess', 'metrics/returns/shape.ts', 'cross-tool, bacon'),
      row('beta', 'metrics/benchmark/beta.ts', 'empyrical, cross-tool, bacon'),
      row('alpha', 'metrics/benchmark/alpha.ts', 'empyrical, cross-tool'),
      row('tracking-error', 'metrics/benchmark/tracking-error.ts', 'cross-tool'),
      row('information-ratio', 'metrics/benchmark/tracking-error.ts', 'empyrical, cross-tool'),
      row('treynor', 'metrics/benchmark/treynor.ts', 'cross-tool (PerformanceAnalytics)'),
      row('correlation', 'metrics/benchmark/correlation.ts', 'cross-tool'),
      row('r-squared', 'metrics/benchmark/correlation.ts', 'cross-tool (quantstats)'),
      row('capture', 'metrics/benchmark/capture.ts', 'empyrical, cross-tool'),
      row('capture-up', 'metrics/benchmark/capture.ts', 'empyrical, cross-tool'),
      row('capture-down', 'metrics/benchmark/capture.ts', 'empyrical, cross-tool'),
      row('batting-average', 'metrics/benchmark/batting-average.ts', 'empyrical, cross-tool'),
      row('kelly-mean-variance', 'metrics/returns/kelly.ts', 'cross-tool (PerformanceAnalytics)'),
      row('exposure-time', 'report/folds/holding-fold.ts', own),
      row('mean-exposure', 'report/activity.ts', 'the daily books'),
      row('turnover', 'report/activity.ts', own),
      row('gross-leverage', 'report/folds/holding-fold.ts', own),
      row('concentration', 'report/folds/holding-fold.ts', own),
      row('herfindahl', 'report/folds/holding-fold.ts', own),
    ],
  },
  {
    title: 'Drawdown',
    rows: [
      row('max-drawdown', 'metrics/drawdown/max-drawdown.ts', 'empyrical, cross-tool, bacon, nautilus-lean'),
      row('max-drawdown-bars', 'report/folds/bar-drawdown-fold.ts', own),
      row('intrabar-drawdown', 'report/folds/bar-drawdown-fold.ts', 'worked examples'),
      row('drawdown-duration', 'metrics/drawdown/drawdown-duration.ts', 'cross-tool (backtesting.py), nautilus-lean', 'exact'),
      row('drawdown-duration-periods', 'metrics/drawdown/drawdown-duration.ts', 'cross-tool', 'exact'),
      row('drawdown-open', 'metrics/drawdown/drawdown-duration.ts', 'nautilus-lean', 'exact'),
      row('avg-drawdown', 'metrics/drawdown/max-drawdown.ts', 'cross-tool (PerformanceAnalytics, backtesting.py)'),
      row('ulcer', 'metrics/drawdown/ulcer.ts', 'cross-tool, bacon'),
      row('martin', 'metrics/drawdown/ulcer.ts', 'cross-tool (PerformanceAnalytics), bacon'),
      row('pain', 'metrics/drawdown/ulcer.ts', 'cross-tool, bacon'),
      row('recovery-factor', 'metrics/drawdown/calmar.ts', 'its parts'),
    ],
  },
  {
    title: 'Round trips',
    rows: [
      row('win-rate', 'metrics/trades/win-rate.ts', 'cross-tool'),
      row('win-rate-low', 'metrics/trades/win-rate.ts', 'Wilson (1927), four digits', '1e-4'),
      row('win-rate-high', 'metrics/trades/win-rate.ts', 'Wilson (1927), four digits', '1e-4'),
      row('profit-factor', 'metrics/trades/profit-factor.ts', 'cross-tool (pyfolio)'),
      row('payoff', 'metrics/trades/profit-factor.ts', 'cross-tool (pyfolio)'),
      row('avg-win', 'metrics/trades/profit-factor.ts', 'cross-tool (pyfolio)'),
      row('avg-loss', 'metrics/trades/profit-factor.ts', 'cross-tool (pyfolio)'),
      row('expectancy', 'metrics/trades/expectancy.ts', 'cross-tool (freqtrade)'),
      row('expectancy-r', 'metrics/trades/expectancy.ts', 'worked examples'),
      row('expectancy-ratio', 'metrics/trades/expectancy.ts', 'cross-tool (freqtrade)'),
      row('kelly-trades', 'metrics/trades/expectancy.ts', 'cross-tool (backtesting.py)'),
      row('sqn', 'metrics/trades/sqn.ts', 'cross-tool (backtesting.py)'),
      row('avg-trade', 'metrics/trades/trade-size.ts', 'cross-tool (pyfolio)'),
      row('avg-trade-return', 'metrics/trades/trade-size.ts', 'cross-tool (backtesting.py)'),
      row('best-trade', 'metrics/trades/trade-size.ts', 'laws of every list'),
      row('best-trade-return', 'metrics/trades/trade-size.ts', 'cross-tool (backtesting.py)'),
      row('worst-trade', 'metrics/trades/trade-size.ts', 'laws of every list'),
      row('worst-trade-return', 'metrics/trades/trade-size.ts', 'cross-tool (backtesting.py)'),
      row('trade-profit', 'metrics/trades/trade-size.ts', 'cross-tool (pyfolio)'),
      row('fees', 'metrics/trades/trade-size.ts', own),
      row('avg-mae', 'metrics/trades/trade-size.ts', 'worked examples'),
      row('avg-mfe', 'metrics/trades/trade-size.ts', 'worked examples'),
      row('longest-win-streak', 'metrics/trades/streaks.ts', 'cross-tool', 'exact'),
      row('longest-loss-streak', 'metrics/trades/streaks.ts', 'cross-tool', 'exact'),
      row('trade-duration-mean', 'metrics/trades/trade-duration.ts', 'laws of every list'),
      row('trade-duration-median', 'metrics/trades/trade-duration.ts', 'laws of every list'),
      row('trade-duration-max', 'metrics/trades/trade-duration.ts', 'cross-tool'),
      row('ambiguous-share', 'report/activity.ts', own),
      row('fidelity-side', 'report/folds/fidelity-fold.ts', 'planted faults', 'exact'),
      row('fidelity-size', 'report/folds/fidelity-fold.ts', 'planted faults', 'exact'),
      row('fidelity-price', 'report/folds/fidelity-fold.ts', 'planted faults', 'exact'),
    ],
  },
  {
    title: 'Overfitting',
    rows: [
      row('sr-stdev-2012', 'metrics/overfitting/sharpe-2012.ts', 'overfitting', 'per entry; grid 1e-10'),
      row('psr-2012', 'metrics/overfitting/sharpe-2012.ts', 'overfitting, cross-tool, nautilus-lean', 'per entry; grid 1e-10'),
      row('min-trl-2012', 'metrics/overfitting/sharpe-2012.ts', 'overfitting', 'per entry; grid 1e-10'),
      row('sr-stdev-2025', 'metrics/overfitting/sharpe-2025.ts', 'overfitting', 'per entry; grid 1e-10'),
      row('psr-2025', 'metrics/overfitting/sharpe-2025.ts', 'overfitting', 'per entry; grid 1e-10'),
      row('min-trl-2025', 'metrics/overfitting/sharpe-2025.ts', 'overfitting', 'per entry; grid 1e-10'),
      row('expected-max', 'metrics/overfitting/expected-max.ts', 'overfitting', 'per entry'),
      row('dsr', 'metrics/overfitting/deflated-sharpe.ts', 'overfitting', 'per entry; grid 1e-10'),
      row('dsr-threshold', 'metrics/overfitting/deflated-sharpe.ts', 'overfitting', 'per entry; grid 1e-10'),
      row('min-btl', 'metrics/overfitting/deflated-sharpe.ts', 'overfitting', 'per entry'),
      row('fdr-beta', 'metrics/overfitting/false-discovery.ts', 'overfitting', 'per entry'),
      row('fdr-planned', 'metrics/overfitting/false-discovery.ts', 'overfitting', 'per entry'),
      row('fdr-observed', 'metrics/overfitting/false-discovery.ts', 'overfitting', 'per entry'),
      row('pbo', 'metrics/overfitting/backtest-overfitting.ts', 'pbo'),
      row('probability-of-loss', 'metrics/overfitting/cross-validation.ts', 'pbo'),
      row('degradation-slope', 'metrics/overfitting/cross-validation.ts', 'pbo'),
      row('degradation-intercept', 'metrics/overfitting/cross-validation.ts', 'pbo'),
      row('degradation-r2', 'metrics/overfitting/cross-validation.ts', 'pbo'),
      row('cpcv', 'metrics/overfitting/purged-splits.ts', 'cpcv', 'exact'),
      row('reality-check, spa, step-m', 'metrics/overfitting/reality-check.ts', 'reality-check', '1e-12'),
      row('haircut (Bonferroni, Šidák, Holm, BH, BY)', 'metrics/overfitting/multiple-testing.ts', 'overfitting', 'per entry'),
      row('lo-eta', 'metrics/returns/lo-eta.ts', 'overfitting', 'per entry'),
      row('n-effective', 'metrics/overfitting/effective-trials.ts', 'overfitting', 'per entry'),
      row('n-effective-rank', 'metrics/overfitting/effective-trials.ts', 'its matrix'),
    ],
  },
];
