/** One job in two engines: where they agree, where they differ, and what the door to both refuses. */
import { describe, expect, test } from 'vitest';
import { isHivetapeError } from '../../../src/core/errors.js';
import type { BacktestingPyDesk } from '../../../src/exchange/profiles/backtesting-py/desk.js';
import type { BacktraderCommission } from '../../../src/exchange/profiles/backtrader/commission.js';
import type { BacktraderDesk } from '../../../src/exchange/profiles/backtrader/desk.js';
import type { ProfileBar, ProfileFill } from '../../../src/exchange/profiles/profile-bar.js';
import { profileNames, runProfile } from '../../../src/exchange/profiles/run-profile.js';
import { expectClose, fillCases, goldenOf, walk } from './vectors.js';

interface CrossEngine {
  readonly walk: Readonly<Record<string, Readonly<Record<'backtesting_py' | 'backtrader', readonly [equity: number, trades: number]>>>>;
}

const { walk: expected } = goldenOf<CrossEngine>('cross-engine');

describe('one job in both engines', () => {
  for (const count of [1_000, 100_000]) {
    test(`ends with the equity and trades of each over the walk of ${count} bars: 2 of 2`, () => {
      const bars = walk(count);
      const strict = runProfile('backtesting.py', bars, { rule: 'LongOnly' }, { cash: 1_000_000 });
      expectClose([strict.equity[count - 1], strict.trades.length], expected[count].backtesting_py);
      const lasting = runProfile('backtrader', bars, { rule: 'market' }, { cash: 1_000_000, cheatOnOpen: true });
      expectClose([lasting.finalValue, lasting.trades.length], expected[count].backtrader);
    });
  }

  test('fills 100 one-order cases alike but for the stated kinds', () => {
    const alike: Record<string, number> = {};
    const raw = goldenOf<{ readonly cases: readonly { readonly order: { readonly type: string } }[] }>('fill-cases').cases;
    const outline = (fills: readonly ProfileFill[]): unknown => fills.map(({ bar, price }) => [bar, price]);
    for (const { id, bars, order } of fillCases()) {
      const { type } = raw[id].order;
      if (type === 'stop_trail') continue;
      const first = runProfile('backtesting.py', bars, { orders: [order] }, { cash: 1e9 });
      const second = runProfile('backtrader', bars, { orders: [order] }, { cash: 1e9 });
      alike[type] = (alike[type] ?? 0) + (JSON.stringify(outline(first.fills)) === JSON.stringify(outline(second.fills)) ? 1 : 0);
    }
    expect(alike).toEqual({ market: 13, limit: 13, stop: 13, stop_limit: 10, limit_bracket: 12, stop_bracket: 11, market_bracket: 3 });
  });
});

describe('stated defects of backtesting.py', () => {
  const flat = (open: number, high = open, low = open, close = open): ProfileBar => ({ open, high, low, close });

  test('a stop-limit with a gap above the stop fills at the stop, below the low of its bar', () => {
    const bars = [flat(99), flat(99), flat(101, 103, 100.5, 102)];
    expect(runProfile('backtesting.py', bars, { orders: [{ at: 1, side: 'buy', size: 10, stop: 100, limit: 102 }] }).fills).toEqual([{ kind: 'entry', bar: 2, price: 100, size: 10 }]);
  });

  test('all of 10,000 at 100 buys 99 units; with a fixed fee of 100, 49', () => {
    const bars = [flat(100), flat(100), flat(100)];
    const sizeWith = (commission: readonly [number, number]): number => runProfile('backtesting.py', bars, { orders: [{ at: 1, side: 'buy' }] }, { cash: 10_000, commission }).fills[0].size;
    expect([sizeWith([0, 0]), sizeWith([100, 0])]).toEqual([99, 49]);
  });

  test('a ruined account is closed at the close and stays at nothing', () => {
    const bars = [flat(100), flat(100), flat(100), flat(100, 100, 40, 40), flat(60)];
    const { equity, trades } = runProfile('backtesting.py', bars, { orders: [{ at: 1, side: 'buy', size: 180 }] }, { cash: 10_000, margin: 0.5 });
    expect(equity).toEqual([10_000, 10_000, 10_000, 0, 0]);
    expect(trades).toMatchObject([{ exitBar: 3, exitPrice: 40 }]);
  });
});

test('backtrader fills in parts, ends a group together, and lets orders expire', () => {
  const bars = Array.from({ length: 6 }, (_, index): ProfileBar => ({ open: 100, high: 101, low: 99, close: 100, volume: 40, time: index * 60_000 }));
  const parts = runProfile('backtrader', bars, { orders: [{ at: 0, side: 'buy', size: 30 }] }, { cash: 1e6, filler: { kind: 'bar-percent', percent: 25 } });
  expect(parts.fills.map(({ bar, size }) => [bar, size])).toEqual([[1, 10], [2, 10], [3, 10]]);
  const { orders } = runProfile('backtrader', bars, {
    strategy: {
      warmUp: 0,
      onBar: (desk) => {
        if (desk.index !== 0) return;
        const first = desk.buy({ size: 1, type: 'limit', price: 99 });
        desk.buy({ size: 1, type: 'limit', price: 90, oco: first });
        desk.buy({ size: 1, type: 'limit', price: 80, valid: 120_000 });
      },
    },
  });
  expect(orders.map(({ status, bar }) => [status, bar])).toEqual([['Completed', 1], ['Canceled', 1], ['Expired', 3]]);
});

test('refuses what the engines refuse, by code', () => {
  const bars = walk(10);
  const codeOf = (run: () => unknown): unknown => {
    try {
      return run();
    } catch (error) {
      return isHivetapeError(error) ? error.code : error;
    }
  };
  expect(profileNames).toEqual(['backtesting.py', 'backtrader']);
  expect(codeOf(() => runProfile('backtesting.py', bars, { orders: [{ at: 1, side: 'buy', stopLoss: 500 }] }))).toBe('profile-refused');
  expect(codeOf(() => runProfile('backtesting.py', bars, { orders: [{ at: 1, side: 'buy', trail: 1 }] }))).toBe('profile-refused');
  expect(codeOf(() => runProfile('backtrader', bars, { orders: [{ at: 1, side: 'buy', size: 0 }] }))).toBe('profile-refused');
  expect(codeOf(() => runProfile('backtrader', [{ open: 1, high: 0, low: 0, close: 1 }], { orders: [] }))).toBe('profile-refused');
  expect(codeOf(() => runProfile('zipline' as 'backtrader', bars, { orders: [] }))).toBe('profile-refused');
});

describe('odd cases that were read out of the engines', () => {
  const flat = (close: number, index: number): ProfileBar => ({ open: close, high: close, low: close, close, volume: 100, time: Date.UTC(2020, 0, 1 + index) });

  test('backtrader: where shorts bring no cash, one is worth more as the price falls', () => {
    const bars = [100, 100, 90].map(flat);
    const { equity } = runProfile('backtrader', bars, { orders: [{ at: 0, side: 'sell', size: 10 }] }, { cash: 5_000, shortCash: false });
    expect(equity).toEqual([5_000, 5_000, 5_100]);
  });

  test('backtrader: an order at the close that comes after the end of a session waits for the next one', () => {
    const bars = [0, 8, 16, 24, 32].map((hour, index): ProfileBar => ({ ...flat(100 + index, 0), time: hour * 3_600_000 }));
    const strategy = { warmUp: 0, onBar: (desk: BacktraderDesk): void => void (desk.index === 2 && desk.buy({ size: 1, type: 'close' })) };
    expect(runProfile('backtrader', bars, { strategy }, { sessionEndMs: 8 * 3_600_000 }).fills).toEqual([{ kind: 'entry', bar: 4, price: 104, size: 1 }]);
  });

  test('backtrader: comes to a size, a value and a share of the account', () => {
    const bars = Array.from({ length: 8 }, (_, index) => flat(100, index));
    const held: number[] = [];
    const strategy = { warmUp: 0, onBar: (desk: BacktraderDesk): void => {
      held.push(desk.position);
      if (desk.index === 0) desk.targetSize(-3);
      if (desk.index === 1) desk.targetValue(1_250);
      if (desk.index === 2) desk.targetShare(0.5);
      if (desk.index === 3) desk.targetValue(0);
      if (desk.index === 4) desk.targetValue(50);
    } };
    runProfile('backtrader', bars, { strategy }, { cash: 10_000 });
    expect(held).toEqual([0, -3, 12, 50, 0, 0, 0, 0]);
  });

  test('backtrader: a commission per unit on a stock, one in percent, and a margin that follows the price', () => {
    const bars = [100, 100, 100].map(flat);
    const cashWith = (commission: BacktraderCommission): number => runProfile('backtrader', bars, { orders: [{ at: 0, side: 'buy', size: 10 }] }, { cash: 10_000, commission }).finalCash;
    expect(cashWith({ commission: 2, per: 'unit', stockLike: true })).toBe(8_980);
    expect(cashWith({ commission: 0.5, per: 'notional', stockLike: true, isRatio: false })).toBe(8_995);
    expect(cashWith({ margin: 1, autoMargin: 0.25 })).toBe(9_750);
    expect(cashWith({ margin: 0 })).toBe(9_000);
  });

  test('backtesting.py: of two orders of one bar, an exclusive third cancels one', () => {
    const bars = Array.from({ length: 4 }, (_, index) => flat(100, index));
    const orders = [1, 2, 3].map((size) => ({ at: 1, side: 'buy' as const, size, limit: 100 - size }));
    const { fills } = runProfile('backtesting.py', [...bars, { ...flat(100, 4), low: 90 }], { orders }, { exclusiveOrders: true });
    // The second cancels the first; the third finds the second alone and cancels it.
    expect(fills.map(({ size }) => size)).toEqual([3]);
    const strategy = { warmUp: 0, onBar: (desk: BacktestingPyDesk): void => {
      if (desk.index === 1) desk.buy({ size: 1 });
      if (desk.index !== 2) return;
      desk.buy({ size: 2 });
      desk.buy({ size: 3 });
    } };
    // The third cancels the closing order that the second had sent, passes the second over, and closes anew.
    expect(runProfile('backtesting.py', bars, { strategy }, { exclusiveOrders: true }).openTrades.map(({ size }) => size)).toEqual([2, 3]);
  });

  test('backtesting.py: an open drawdown counts to its last bar, and one of a single bar has its depth for a length', () => {
    const figuresOf = (closes: readonly number[]): Readonly<Record<string, number>> | undefined => runProfile('backtesting.py', closes.map(flat), { orders: [{ at: 1, side: 'buy', size: 50 }] }, { cash: 10_000 }).figures;
    expect(figuresOf([100, 100, 100, 98, 96])?.['Avg. Drawdown [%]']).toBeCloseTo(-2, 12);
    const single = figuresOf([100, 100, 100, 100, 96]);
    expect([single?.['Avg. Drawdown [%]'], single?.['Max. Drawdown Duration']]).toEqual([expect.closeTo(-2, 12), expect.closeTo(0.02, 12)]);
  });

  test('backtrader: returns by year and month, and a Calmar ratio once there are 36 values', () => {
    const bars = Array.from({ length: 40 * 30 }, (_, index) => flat(100 + (index % 61), index));
    const { figures } = runProfile('backtrader', bars, { orders: [{ at: 0, side: 'buy', size: 50 }] }, { cash: 10_000 });
    const years = Object.values(figures?.annualReturns ?? {});
    const months = Object.values(figures?.monthReturns ?? {});
    const grown = (returns: readonly number[]): number => returns.reduce((value, one) => value * (1 + one), 1);
    expect(Object.keys(figures?.monthReturns ?? {}).slice(0, 3)).toEqual(['2020-01-31', '2020-02-29', '2020-03-31']);
    expect([years.length, months.length, grown(years)]).toEqual([4, 40, expect.closeTo(grown(months), 12)]);
    const calmar = Object.values(figures?.calmar ?? {});
    expect(calmar.map(Number.isNaN).filter(Boolean)).toHaveLength(34);
  });
});
