/** Whole runs of chance through the `backtrader` profile and through a second reading of that broker: equal to the last order. */
import { expect, test } from 'vitest';
import { agentId } from '../../../src/core/brand.js';
import { randomStream, type RandomStream } from '../../../src/core/random.js';
import type { BookOrder } from '../../../src/exchange/profiles/backtrader/book-order.js';
import type { BacktraderOptions } from '../../../src/exchange/profiles/backtrader/broker.js';
import type { BacktraderDesk } from '../../../src/exchange/profiles/backtrader/desk.js';
import type { BacktraderFiller } from '../../../src/exchange/profiles/backtrader/filler.js';
import { runBacktrader } from '../../../src/exchange/profiles/backtrader/run-backtrader.js';
import type { ProfileBar } from '../../../src/exchange/profiles/profile-bar.js';
import { readBacktrader, type Act, type OrderType, type ReadingOptions } from './backtrader-reading.js';
import { expectClose } from './vectors.js';

const RUNS = 1_000;
const BARS = 40;
const HOUR = 3_600_000;

function marketOf(random: RandomStream): readonly ProfileBar[] {
  let price = 400;
  return Array.from({ length: BARS }, (_, index) => {
    const open = price + random.below(5) - 2;
    const close = open + random.below(9) - 4;
    price = close;
    const [high, low] = [Math.max(open, close) + random.below(4), Math.min(open, close) - random.below(4)];
    return { open: open / 4, high: high / 4, low: low / 4, close: close / 4, volume: random.below(60), time: (index * 4 + 7) * HOUR };
  });
}

const types: readonly OrderType[] = ['market', 'market', 'close', 'limit', 'stop', 'stop-limit', 'stop-trail', 'stop-trail-limit'];

function orderOf(random: RandomStream, { close, time = 0 }: ProfileBar, known: number): Act {
  const side = random.below(2) === 0 ? 1 : -1;
  const type = types[random.below(types.length)];
  const size = 1 + random.below(20);
  const near = (base: number, least: number, most: number): number => base + (side * (least + random.below(most - least))) / 4;
  const priced = type === 'limit' ? { price: near(close, -8, 3) } : type === 'stop' || type === 'stop-limit' ? { price: near(close, -2, 9) } : {};
  const limited = type === 'stop-limit' ? { limit: near(priced.price ?? close, -3, 4) } : type === 'stop-trail-limit' ? { price: close, limit: near(close, -3, 4) } : {};
  const trails = type === 'stop-trail' || type === 'stop-trail-limit' ? (random.below(2) === 0 ? { trail: (1 + random.below(8)) / 4 } : { trailRatio: 0.01 }) : {};
  const exits = [
    ...(random.below(2) === 0 ? [{ type: 'stop' as const, price: near(close, -12, -3) }] : [{ type: 'stop-trail' as const, trail: 1 + random.below(4) }]),
    ...(random.below(2) === 0 ? [{ type: 'limit' as const, price: near(close, 3, 12) }] : []),
  ];
  return {
    kind: 'order', side, type, size, ...priced, ...limited, ...trails,
    ...(random.below(4) === 0 ? { valid: time + random.below(10) * HOUR } : {}),
    ...(known > 0 && random.below(4) === 0 ? { oco: random.below(known) } : {}),
    ...(random.below(3) === 0 ? { exits } : {}),
  };
}

/** Acts by bar; `count` counts the orders that there may be at most. */
function planOf(random: RandomStream, bars: readonly ProfileBar[], often: number): ReadonlyMap<number, readonly Act[]> {
  const plan = new Map<number, readonly Act[]>();
  let count = 0;
  for (let bar = 0; bar < BARS; bar += 1) {
    if (random.below(often) !== 0) continue;
    const acts = Array.from({ length: 1 + random.below(3) }, (): Act => {
      const which = random.below(8);
      if (which === 0) return { kind: 'flat' };
      if (which === 1 && count > 0) return { kind: 'cancel', order: random.below(count) };
      count += 1;
      return orderOf(random, bars[bar], count - 1);
    });
    plan.set(bar, acts);
  }
  return plan;
}

const fillers: readonly (BacktraderFiller | undefined)[] = [undefined, undefined, { kind: 'fixed-size', size: 4 }, { kind: 'bar-percent', percent: 15 }, { kind: 'bar-point-percent', percent: 60, step: 0.25 }];

function optionsOf(random: RandomStream): { readonly own: BacktraderOptions; readonly reading: ReadingOptions } {
  const flag = (): boolean => random.below(2) === 0;
  const filler = fillers[random.below(fillers.length)];
  const isFuture = random.below(3) === 0;
  const slip = { perc: [0, 0.004][random.below(2)], fixed: [0, 0.3][random.below(2)], atOpen: flag(), match: flag(), limit: flag(), out: flag() };
  const shared = { cash: [900, 4_000, 1_000_000][random.below(3)], cheatOnOpen: random.below(3) === 0, cheatOnClose: random.below(3) === 0, checkSubmit: random.below(3) > 0, shortCash: flag(), sessionEndMs: [DAY_END, 17 * HOUR][random.below(2)] };
  const costs = { leverage: [1, 3][random.below(2)], interest: [0, 0.2][random.below(2)], interestLong: flag(), mult: isFuture ? 5 : 1 };
  const rate = isFuture ? [0, 1][random.below(2)] : [0, 0.002][random.below(2)];
  const margin = isFuture ? 200 : 0;
  const gives = filler === undefined ? undefined : (bar: ProfileBar, rest: number): number => {
    const volume = bar.volume ?? 0;
    if (filler.kind === 'fixed-size') return Math.min(volume, rest, filler.size);
    if (filler.kind === 'bar-percent') return Math.min(Math.floor((volume * filler.percent) / 100), rest);
    return Math.min(Math.floor(((volume / (1 + Math.round((bar.high - bar.low) * 4))) * filler.percent) / 100), rest);
  };
  return {
    own: { ...shared, slippage: slip, commission: { ...costs, commission: rate, margin }, ...(filler === undefined ? {} : { filler }) },
    reading: { ...shared, ...costs, slip, rate, margin, gives },
  };
}

const DAY_END = 24 * HOUR - 0.01;

function perform(desk: BacktraderDesk, known: BookOrder[], act: Act): void {
  if (act.kind === 'flat') {
    if (desk.position !== 0) known.push((desk.position > 0 ? desk.sell : desk.buy)({ size: Math.abs(desk.position) }));
    return;
  }
  if (act.kind === 'cancel') {
    if (known[act.order] !== undefined) desk.cancel(known[act.order]);
    return;
  }
  const { kind: _kind, side, oco, exits = [], ...wish } = act;
  const first = oco === undefined ? undefined : known[oco];
  const send = (direction: 1 | -1) => (direction > 0 ? desk.buy : desk.sell);
  const parent = send(side)({ ...wish, ...(first === undefined ? {} : { oco: first }), transmit: exits.length === 0 });
  known.push(parent);
  exits.forEach((exit, place) => known.push(send(side > 0 ? -1 : 1)({ size: wish.size, ...exit, parent, transmit: place === exits.length - 1 })));
}

test(`whole runs of chance end as the second reading has it, with every option: ${RUNS} of ${RUNS}`, () => {
  const random = randomStream({ seed: 13, agent: agentId('test'), purpose: 'backtrader' });
  const seen = new Map<string, number>();
  for (let run = 0; run < RUNS; run += 1) {
    const bars = marketOf(random);
    const { own, reading } = optionsOf(random);
    const acts = planOf(random, bars, 3);
    const atOpen = planOf(random, bars, 9);
    const expected = readBacktrader(bars, acts, atOpen, reading);
    const known: BookOrder[] = [];
    const found = runBacktrader(bars, {
      warmUp: 0,
      onBar: (desk) => (acts.get(desk.index) ?? []).forEach((act) => perform(desk, known, act)),
      onOpen: (desk) => (atOpen.get(desk.index) ?? []).forEach((act) => perform(desk, known, act)),
    }, own);
    const place = `run ${run}`;
    expectClose(found.fills.map(({ bar, price, size }) => [bar, price, size]), expected.fills, `${place} fills`);
    expectClose(found.equity, expected.values, `${place} values`);
    expectClose(found.cashes, expected.cashes, `${place} cashes`);
    for (const line of expected.ends) seen.set(line.split(':')[2], (seen.get(line.split(':')[2]) ?? 0) + 1);
    expect({ place, ends: found.orders.map(({ status }) => status) }).toEqual({ place, ends: expected.ends.slice(0, found.orders.length).map((line) => line.split(':')[2]) });
  }
  for (const how of ['Completed', 'Canceled', 'Expired', 'Margin', 'Rejected']) expect([how, (seen.get(how) ?? 0) > 20]).toEqual([how, true]);
});
