/** Whole runs of chance through the `backtesting.py` profile and through a second reading of that engine: equal to the last trade. */
import { expect, test } from 'vitest';
import { agentId } from '../../../src/core/brand.js';
import { randomStream, type RandomStream } from '../../../src/core/random.js';
import type { BacktestingPyDesk } from '../../../src/exchange/profiles/backtesting-py/desk.js';
import { runBacktestingPy } from '../../../src/exchange/profiles/backtesting-py/run-backtesting-py.js';
import type { ProfileBar } from '../../../src/exchange/profiles/profile-bar.js';
import { readBacktestingPy, type Act, type ReadingOptions } from './backtesting-py-reading.js';
import { expectClose } from './vectors.js';

const RUNS = 1_000;
const BARS = 40;

function marketOf(random: RandomStream): readonly ProfileBar[] {
  const wild = random.below(5) === 0 ? 12 : 2;
  let price = 400;
  return Array.from({ length: BARS }, () => {
    const open = Math.max(40, price + wild * (random.below(5) - 2));
    const close = Math.max(40, open + wild * (random.below(7) - 3));
    price = close;
    const [high, low] = [Math.max(open, close) + wild * random.below(3), Math.max(20, Math.min(open, close) - wild * random.below(3))];
    return { open: open / 4, high: high / 4, low: low / 4, close: close / 4 };
  });
}

function orderOf(random: RandomStream, close: number): Act {
  const side = random.below(2) === 0 ? 1 : -1;
  const size = [0.3, 0.5, 1 - 2 ** -52, 5, 20, 60][random.below(6)];
  const kind = random.below(5);
  const near = (base: number, least: number, most: number): number => base + (side * (least + random.below(most - least))) / 4;
  const limit = kind === 1 ? near(close, -8, 2) : undefined;
  const stop = kind === 2 || kind === 3 ? near(close, -2, 8) : undefined;
  const stopLimit = kind === 3 && stop !== undefined ? near(stop, -3, 4) : limit;
  const entry = stopLimit ?? stop ?? close;
  return {
    kind: 'order', side, size,
    ...(stopLimit === undefined ? {} : { limit: stopLimit }),
    ...(stop === undefined ? {} : { stop }),
    // Far enough from the entry for any spread.
    ...(random.below(2) === 0 ? {} : { stopLoss: near(entry, -14, -3) }),
    ...(random.below(2) === 0 ? {} : { takeProfit: near(entry, 3, 14) }),
  };
}

function actOf(random: RandomStream, close: number): Act {
  const trade = random.below(3);
  const share = [1, 0.5, 0.25][random.below(3)];
  switch (random.below(12)) {
    case 0:
      return { kind: 'close', share };
    case 1:
      return { kind: 'close-trade', trade, share };
    case 2:
      return { kind: 'stop-loss', trade, price: close + (random.below(17) - 8) / 4 };
    case 3:
      return { kind: 'take-profit', trade, price: close + (random.below(17) - 8) / 4 };
    case 4:
      return { kind: 'cancel-all' };
    default:
      return orderOf(random, close);
  }
}

const commissions = [(): number => 0, (size: number, price: number): number => Math.abs(size) * price * 0.001, (size: number, price: number): number => 5 + Math.abs(size) * price * 0.0005, (size: number, price: number): number => Math.max(1, 0.0005 * Math.abs(size) * price)];

function optionsOf(random: RandomStream): ReadingOptions {
  const flag = (): boolean => random.below(2) === 0;
  return {
    cash: [5_000, 20_000, 1_000_000][random.below(3)],
    spread: [0, 0.001][random.below(2)],
    commission: commissions[random.below(4)],
    margin: [1, 0.5, 0.1, 0.02][random.below(4)],
    tradeOnClose: flag(), hedging: flag(), exclusiveOrders: random.below(3) === 0, finalizeTrades: flag(),
  };
}

function perform(desk: BacktestingPyDesk, act: Act): void {
  if (act.kind === 'cancel-all') desk.cancelOrders();
  else if (act.kind === 'close') desk.closePosition(act.share);
  else if (act.kind === 'order') {
    const { kind: _kind, side, ...wish } = act;
    if (side > 0) desk.buy(wish);
    else desk.sell(wish);
  } else if (act.trade < desk.trades.length) {
    const trade = desk.trades[act.trade];
    if (act.kind === 'close-trade') desk.closeTrade(trade, act.share);
    else if (act.kind === 'stop-loss') desk.setStopLoss(trade, act.price);
    else desk.setTakeProfit(trade, act.price);
  }
}

test(`whole runs of chance end as the second reading has it, with every option: ${RUNS} of ${RUNS}`, () => {
  const random = randomStream({ seed: 11, agent: agentId('test'), purpose: 'backtesting.py' });
  let trades = 0;
  let ruined = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const bars = marketOf(random);
    const options = optionsOf(random);
    const acts = new Map<number, readonly Act[]>();
    for (let bar = 1; bar < BARS; bar += 1) if (random.below(3) === 0) acts.set(bar, Array.from({ length: 1 + random.below(3) }, () => actOf(random, bars[bar].close)));
    const expected = readBacktestingPy(bars, acts, options);
    const found = runBacktestingPy(bars, { warmUp: 0, onBar: (desk) => (acts.get(desk.index) ?? []).forEach((act) => perform(desk, act)) }, options);
    const sorted = [...expected.rows].sort((a, b) => a[2] - b[2] || a[1] - b[1]);
    expectClose(found.trades.map(({ size, entryBar, exitBar, entryPrice, exitPrice, pnl }) => [size, entryBar, exitBar, entryPrice, exitPrice, pnl]), sorted, `run ${run} trades`);
    expectClose(found.equity, expected.equity, `run ${run} equity`);
    expect({ run, left: found.openTrades.length }).toEqual({ run, left: expected.left });
    trades += sorted.length;
    if (expected.equity[BARS - 1] === 0) ruined += 1;
  }
  expect(trades).toBeGreaterThan(10 * RUNS / 2);
  expect(ruined).toBeGreaterThan(RUNS / 100);
});
