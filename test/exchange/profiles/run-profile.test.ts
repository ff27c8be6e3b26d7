/** One job in two engines: where they agree, where they differ, and what the door to both refuses. */
import { describe, expect, test } from 'vitest';
import { isHivetapeError } from '../../../src/core/errors.js';
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
