/** The `backtesting.py` profile against what backtesting.py 0.6.6 answered: fills exactly, figures within 1e-9. */
import { describe, expect, test } from 'vitest';
import type { ClosedTrade, Commission } from '../../../src/exchange/profiles/backtesting-py/broker.js';
import { backtestingPyFigures } from '../../../src/exchange/profiles/backtesting-py/figures.js';
import { backtestingPyStrategy, type BacktestingPyRule } from '../../../src/exchange/profiles/backtesting-py/reference-strategies.js';
import { ordersForBacktestingPy, runBacktestingPy } from '../../../src/exchange/profiles/backtesting-py/run-backtesting-py.js';
import { expectClose, fillCases, goldenOf, walk } from './vectors.js';

interface Answer {
  readonly status: string;
}

const answers = goldenOf<{ readonly results: readonly (Answer | null)[] }>('fills-backtesting-py').results;

describe('one order', () => {
  test('ends as in backtesting.py, exactly, in all 88 of 88 cases whose order it offers', () => {
    let compared = 0;
    for (const { id, bars, order } of fillCases()) {
      const expected = answers[id];
      if (expected === null) continue;
      const { trades, openTrades } = runBacktestingPy(bars, ordersForBacktestingPy([order]), { cash: 1e9 });
      const [closed] = trades;
      const [open] = openTrades;
      const found =
        closed !== undefined
          ? { status: 'closed', entryBar: closed.entryBar, entryPrice: closed.entryPrice, exitBar: closed.exitBar, exitPrice: closed.exitPrice, pnl: closed.pnl }
          : open !== undefined
            ? { status: 'open', entryBar: open.entryBar, entryPrice: open.entryPrice }
            : { status: 'unfilled' };
      expect({ id, ...found }).toEqual({ id, ...expected });
      compared += 1;
    }
    expect(compared).toBe(88);
  });
});

interface Job {
  readonly stats: Readonly<Record<string, number | string | { readonly seconds: number }>>;
  readonly trades: readonly (readonly number[])[];
  readonly case: { readonly name: string; readonly strategy: BacktestingPyRule; readonly kwargs: Readonly<Record<string, unknown>> };
}

const jobs = goldenOf<{ readonly cases: readonly Job[] }>('backtesting-py-walk-1000').cases;

/** Compares every figure that the original has a number for. */
function expectFigures(found: Readonly<Record<string, number>>, stats: Job['stats']): void {
  for (const [name, value] of Object.entries(stats)) {
    if (name === 'Start' || name === 'End') continue;
    const expected = typeof value === 'object' ? value.seconds : value === 'NaN' ? Number.NaN : Number(value);
    expectClose(found[name], expected, name);
  }
}

const rowOf = (trade: ClosedTrade): number[] => [trade.size, trade.entryBar, trade.exitBar, trade.entryPrice, trade.exitPrice, trade.pnl, trade.commission, trade.returnRatio];

describe('17 jobs over the walk of 1,000 bars', () => {
  for (const { stats, trades, case: job } of jobs) {
    test(`${job.name}: ${trades.length} trades and ${Object.keys(stats).length - 2} figures`, () => {
      const { kwargs } = job;
      const commission: Commission = typeof kwargs['commission'] === 'string' ? (size, price) => Math.max(1, 0.0005 * Math.abs(size) * price) : ((kwargs['commission'] as Commission | undefined) ?? 0);
      const result = runBacktestingPy(walk(1_000), backtestingPyStrategy(job.strategy, walk(1_000)), {
        cash: kwargs['cash'] as number,
        commission,
        margin: kwargs['margin'] as number,
        spread: kwargs['spread'] as number,
        tradeOnClose: kwargs['trade_on_close'] as boolean,
        hedging: kwargs['hedging'] as boolean,
        exclusiveOrders: kwargs['exclusive_orders'] as boolean,
        finalizeTrades: kwargs['finalize_trades'] as boolean,
      });
      expectClose(result.trades.map(rowOf), trades);
      expectFigures(backtestingPyFigures(walk(1_000), result), stats);
    });
  }
});
