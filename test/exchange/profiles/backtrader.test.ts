/** The `backtrader` profile against what backtrader 1.9.78 answered: fills exactly, figures within 1e-9. */
import { describe, expect, test } from 'vitest';
import type { BacktraderCommission } from '../../../src/exchange/profiles/backtrader/commission.js';
import { backtraderStrategy, type BacktraderRule } from '../../../src/exchange/profiles/backtrader/reference-strategies.js';
import { backtraderFigures, type BacktraderFigures } from '../../../src/exchange/profiles/backtrader/figures.js';
import { ordersForBacktrader, runBacktrader } from '../../../src/exchange/profiles/backtrader/run-backtrader.js';
import type { BacktraderSlippage } from '../../../src/exchange/profiles/backtrader/slippage.js';
import type { TradeSummary } from '../../../src/exchange/profiles/backtrader/trade-summary.js';
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

interface RawGroup {
  readonly total: number;
  readonly pnl: { readonly total: number };
}

interface RawTrades {
  readonly total: { readonly total: number; readonly open?: number; readonly closed?: number };
  readonly pnl?: { readonly gross: { readonly total: number }; readonly net: { readonly total: number } };
  readonly streak?: Readonly<Record<'won' | 'lost', { readonly longest: number }>>;
  readonly won?: RawGroup;
  readonly lost?: RawGroup;
  readonly long?: RawGroup;
  readonly short?: RawGroup;
  readonly len?: { readonly total: number; readonly max: number; readonly min: number };
}

/** Of no trade at all the original only says that there was none. */
function expectTrades(found: TradeSummary, { total, pnl, streak, len, ...groups }: RawTrades): void {
  expect(found.total).toBe(total.total);
  if (pnl === undefined) return;
  expectClose([found.open, found.closed, found.gross, found.net], [total.open, total.closed, pnl.gross.total, pnl.net.total]);
  expectClose([found.won.longestStreak, found.lost.longestStreak], [streak?.won.longest, streak?.lost.longest]);
  for (const name of ['won', 'lost', 'long', 'short'] as const) expectClose([found[name].total, found[name].net], [groups[name]?.total, groups[name]?.pnl.total]);
  expectClose(found.length, len === undefined ? undefined : { total: len.total, max: len.max, min: len.min });
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
    readonly timedrawdown: { readonly maxdrawdown: number; readonly maxdrawdownperiod: number };
    readonly sqn: { readonly sqn: number };
    readonly returns: { readonly rtot: number; readonly ravg: number };
    readonly trades: RawTrades;
  };
}

const jobs = goldenOf<{ readonly cases: readonly Job[] }>('backtrader-walk-1000').cases;
const bars = walk(1_000);

describe('12 jobs over the walk of 1,000 bars', () => {
  for (const { case: job, ...expected } of jobs) {
    test(`${job.name}: ${expected.trades.length} trades, ${expected.orders.length} orders, 970 equities, the analyzers`, () => {
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
      const { drawdown, sqn, returns, trades } = backtraderFigures(bars, result, job.cash);
      const { analyzers } = expected;
      expectClose(drawdown, analyzers.drawdown);
      expectClose({ maxdrawdown: drawdown.max.drawdown, maxdrawdownperiod: drawdown.max.len }, analyzers.timedrawdown);
      expectClose(sqn, analyzers.sqn.sqn);
      expectClose(returns, { rtot: analyzers.returns.rtot, ravg: analyzers.returns.ravg });
      expectTrades(trades, analyzers.trades);
    });
  }
});
