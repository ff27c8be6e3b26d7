/** The `backtrader` profile against what backtrader 1.9.78 answered: fills exactly, figures within 1e-9. */
import { describe, expect, test } from 'vitest';
import type { BacktraderCommission } from '../../../src/exchange/profiles/backtrader/commission.js';
import { backtraderStrategy, type BacktraderRule } from '../../../src/exchange/profiles/backtrader/reference-strategies.js';
import { backtraderFigures, type BacktraderFigures } from '../../../src/exchange/profiles/backtrader/figures.js';
import { ordersForBacktrader, runBacktrader } from '../../../src/exchange/profiles/backtrader/run-backtrader.js';
import type { BacktraderSlippage } from '../../../src/exchange/profiles/backtrader/slippage.js';
import { UNSEEN, type TradeGroup, type TradeLengths, type TradeSummary } from '../../../src/exchange/profiles/backtrader/trade-summary.js';
import { expectClose, fillCases, goldenOf, walk } from './vectors.js';

const kinds = { entry: 'entry', exit: 'exit', 'stop-loss': 'sl', 'take-profit': 'tp' } as const;

describe('one order', () => {
  const answers = goldenOf<{ readonly results: readonly (readonly unknown[])[] }>('fills-backtrader').results;

  test('is executed as in backtrader, exactly, in all 100 of 100 cases', () => {
    expect(answers).toHaveLength(100);
    for (const { id, bars, order } of fillCases()) {
      const { fills } = runBacktrader(bars, ordersForBacktrader([order]), { cash: 1e9 });
      const found = fills.map(({ kind, bar, price }) => ({ kind: kinds[kind], bar, price }));
      expect({ id, found }).toEqual({ id, found: answers[id] });
    }
  });
});

type Raw = Readonly<Record<string, unknown>>;

const group = ({ total, net, average }: TradeGroup): Raw => ({ total, pnl: { total: net, average } });
const extreme = ({ net, average, most }: TradeGroup & { readonly most: number }): Raw => ({ total: net, average, max: most });
const bars4 = ({ total, average, max, min }: TradeLengths, isAlways = false): Raw => ({ total, average, max, ...(min === UNSEEN && !isAlways ? {} : { min }) });
const sideBars = ({ won, lost, ...all }: TradeSummary['length']['long']): Raw => ({ ...bars4(all, true), won: bars4(won, true), lost: bars4(lost, true) });
const side = (found: TradeSummary['long']): Raw => ({
  total: found.total, won: found.won.total, lost: found.lost.total,
  pnl: { total: found.net, average: found.average, won: extreme(found.won), lost: extreme(found.lost) },
});

/** The summary in the names of the original, which of no closed trade at all only says how many there are. */
function rawOf(found: TradeSummary): Raw {
  const { total, open, closed, won, lost, long, short, length } = found;
  if (total === 0) return { total: { total } };
  return {
    total: { total, open, closed },
    streak: { won: { current: won.currentStreak, longest: won.longestStreak }, lost: { current: lost.currentStreak, longest: lost.longestStreak } },
    pnl: { gross: { total: found.gross, average: found.grossAverage }, net: { total: found.net, average: found.netAverage } },
    won: { ...group(won), pnl: extreme(won) },
    lost: { ...group(lost), pnl: extreme(lost) },
    long: side(long),
    short: side(short),
    len: { ...bars4(length), won: bars4(length.won), lost: bars4(length.lost), long: sideBars(length.long), short: sideBars(length.short) },
  };
}

interface Job {
  readonly case: {
    readonly name: string;
    readonly cash: number;
    readonly comm: BacktraderCommission | null;
    readonly slip: BacktraderSlippage | null;
    readonly coo: boolean;
    readonly params: { readonly size?: number; readonly short?: boolean; readonly kind?: BacktraderRule };
  };
  readonly finalValue: number;
  readonly finalCash: number;
  readonly trades: readonly (readonly number[])[];
  readonly orders: readonly (readonly (string | number)[])[];
  readonly equity: readonly number[];
  readonly analyzers: {
    readonly drawdown: BacktraderFigures['drawdown'];
    readonly timedrawdown: BacktraderFigures['timeDrawdown'];
    readonly sqn: { readonly sqn: number };
    readonly returns: BacktraderFigures['returns'];
    readonly calmar: Readonly<Record<string, string>>;
    readonly vwr: { readonly vwr: number };
    readonly trades: Raw;
    readonly periodstats: Raw;
    readonly annualreturn: Raw;
    readonly timereturn_months: Readonly<Record<string, number>>;
    readonly leverage_max: number;
    readonly sharpe_default_years_rf1pct: { readonly sharperatio: null };
    readonly sharpe_days_rf0: { readonly sharperatio: null };
    readonly sharpe_days_rf1pct_annualized: { readonly sharperatio: null };
    readonly sharpe_months_rf1pct_bessel: { readonly sharperatio: null };
  };
}

function expectAnalyzers(found: BacktraderFigures, expected: Job['analyzers']): void {
  const days = (values: Readonly<Record<string, unknown>>): Raw => Object.fromEntries(Object.entries(values).map(([stamp, value]) => [stamp.slice(0, 10), value]));
  expectClose(found.drawdown, expected.drawdown);
  expectClose(found.timeDrawdown, expected.timedrawdown);
  expectClose(found.sqn, expected.sqn.sqn);
  expectClose(found.returns, expected.returns);
  expectClose(found.vwr, expected.vwr.vwr, 'vwr');
  expectClose(found.leverageMax, expected.leverage_max, 'leverage');
  const { average, deviation: stddev, positive, negative, unchanged: nochange, best, worst } = found.periodStats;
  expectClose({ average, stddev, positive, negative, nochange, best, worst }, expected.periodstats);
  expectClose(found.annualReturns, expected.annualreturn, 'years');
  expectClose(found.monthReturns, days(expected.timereturn_months), 'months');
  expect(Object.fromEntries(Object.entries(found.calmar).map(([day, value]) => [day, String(value)]))).toEqual(days(expected.calmar));
  for (const name of ['sharpeYears', 'sharpeDays', 'sharpeDaysAnnualised', 'sharpeMonthsSample'] as const) expect(found[name]).toBeNaN();
  expect([expected.sharpe_default_years_rf1pct, expected.sharpe_days_rf0, expected.sharpe_days_rf1pct_annualized, expected.sharpe_months_rf1pct_bessel].map(({ sharperatio }) => sharperatio)).toEqual([null, null, null, null]);
  if (found.trades.closed > 0 || found.trades.total === 0) expectClose(rawOf(found.trades), expected.trades);
}

const jobs = goldenOf<{ readonly cases: readonly Job[] }>('backtrader-walk-1000').cases;
const bars = walk(1_000);

describe('12 jobs over the walk of 1,000 bars', () => {
  for (const { case: job, ...expected } of jobs) {
    test(`${job.name}: ${expected.trades.length} trades, ${expected.orders.length} orders, 970 equities, 15 analyzers`, () => {
      const { kind = 'market', ...rule } = job.params;
      const result = runBacktrader(bars, backtraderStrategy(kind, bars, rule), {
        cash: job.cash,
        cheatOnOpen: job.coo,
        ...(job.comm === null ? {} : { commission: job.comm }),
        ...(job.slip === null ? {} : { slippage: job.slip }),
      });
      expectClose(result.trades.map((trade) => [trade.size, trade.barOpen, trade.barClose, trade.price, trade.pnl, trade.pnlcomm, trade.commission, trade.barlen]), expected.trades);
      const stamp = (bar: number): string => new Date(bars[bar].time ?? 0).toISOString().slice(0, 19);
      expectClose(result.orders.map((order) => [order.status, stamp(order.bar), order.size, order.price, order.commission, order.pnl]), expected.orders);
      expectClose(result.equity, expected.equity);
      expectClose(result.finalValue, expected.finalValue);
      expectClose(result.finalCash, expected.finalCash);
      expectAnalyzers(backtraderFigures(bars, result, job.cash), expected.analyzers);
    });
  }
});
