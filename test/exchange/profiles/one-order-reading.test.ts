/**
 * One-order cases beyond the recorded hundred: prices are multiples of a quarter, so that touches, gaps and equal
 * prices are frequent. Each profile is held against a second, straight reading of what its engine is known to do.
 */
import { expect, test } from 'vitest';
import { agentId } from '../../../src/core/brand.js';
import { randomStream, type RandomStream } from '../../../src/core/random.js';
import type { ProfileBar, ProfileOrder } from '../../../src/exchange/profiles/profile-bar.js';
import { runProfile } from '../../../src/exchange/profiles/run-profile.js';

const CASES = 3_000;
const kinds = ['market', 'limit', 'stop', 'stop-limit', 'market-bracket', 'limit-bracket', 'stop-bracket', 'trail'] as const;
type Kind = (typeof kinds)[number];
type Fill = readonly [bar: number, price: number];

interface Case {
  readonly kind: Kind;
  readonly bars: readonly ProfileBar[];
  readonly order: ProfileOrder;
}

function caseOf(random: RandomStream, kind: Kind): Case {
  let price = 400;
  const bars = Array.from({ length: 12 }, () => {
    const open = price + random.below(9) - 4;
    const close = open + random.below(13) - 6;
    price = close;
    const [high, low] = [Math.max(open, close) + random.below(5), Math.min(open, close) - random.below(5)];
    return { open: open / 4, high: high / 4, low: low / 4, close: close / 4 };
  });
  const side = random.below(2) === 0 ? 'buy' : 'sell';
  const sign = side === 'buy' ? 1 : -1;
  const reference = bars[1].close;
  const near = (quarters: number): number => reference + (sign * quarters) / 4;
  const levels: Partial<Record<'limit' | 'stop' | 'trail' | 'stopLoss' | 'takeProfit', number>> = {};
  if (kind.startsWith('limit')) levels.limit = near(2 - random.below(10));
  if (kind.startsWith('stop')) levels.stop = near(random.below(10) - 2);
  if (kind === 'stop-limit') levels.limit = (levels.stop ?? 0) + (sign * (random.below(9) - 4)) / 4;
  if (kind === 'trail') levels.trail = (1 + random.below(8)) / 4;
  if (kind.endsWith('bracket')) {
    const entry = levels.limit ?? levels.stop ?? reference;
    levels.stopLoss = entry - (sign * (1 + random.below(8))) / 4;
    levels.takeProfit = entry + (sign * (1 + random.below(8))) / 4;
  }
  return { kind, bars, order: { at: 1, side, size: 10, ...levels } };
}

/** Turns prices over, so that every rule is written for buys alone. */
function mirrored({ bars, order }: Case): { bars: ProfileBar[]; order: ProfileOrder; back: (fill: Fill) => Fill } {
  if (order.side === 'buy') return { bars: [...bars], order, back: (fill) => fill };
  const turn = (value: number): number => 1_000 - value;
  const level = <Name extends 'limit' | 'stop' | 'stopLoss' | 'takeProfit'>(name: Name) => (order[name] === undefined ? {} : { [name]: turn(order[name]) });
  return {
    bars: bars.map(({ open, high, low, close }) => ({ open: turn(open), high: turn(low), low: turn(high), close: turn(close) })),
    order: { ...order, side: 'buy', ...level('limit'), ...level('stop'), ...level('stopLoss'), ...level('takeProfit') },
    back: ([bar, price]) => [bar, turn(price)],
  };
}

/** backtesting.py: a stop that is hit is gone for good; the limit of a stop-limit counts from the stop. */
function backtestingPy(bars: readonly ProfileBar[], { limit, stop, stopLoss, takeProfit }: ProfileOrder): Fill[] {
  const hasExits = stopLoss !== undefined || takeProfit !== undefined;
  let waiting = stop;
  for (let bar = 2; bar < bars.length; bar += 1) {
    const { open, high, low } = bars[bar];
    const hit = waiting;
    if (hit !== undefined && high < hit) continue;
    waiting = undefined;
    if (limit !== undefined && (low > limit || (hit !== undefined && limit <= hit))) continue;
    const price = limit === undefined ? Math.max(open, hit ?? open) : Math.min(hit ?? open, limit);
    if (!hasExits) return [[bar, price]];
    const isMarket = limit === undefined && hit === undefined;
    const isClear = hit !== undefined && limit === undefined && takeProfit !== undefined && takeProfit <= high && (stopLoss ?? -Infinity) < low;
    return [[bar, price], ...exitOf(bars, isMarket || isClear ? bar : bar + 1, { stopLoss, takeProfit })];
  }
  return [];
}

/** backtrader: a triggered stop-limit stays triggered; exits act from the next bar. */
function backtrader(bars: readonly ProfileBar[], order: ProfileOrder, isSale: boolean): Fill[] {
  const { limit, stop, trail, stopLoss, takeProfit } = order;
  let isTriggered = stop === undefined || limit === undefined;
  let level = trail === undefined ? stop : bars[1].close + trail;
  for (let bar = 2; bar < bars.length; bar += 1) {
    const { open, high, low, close } = bars[bar];
    const price = priceIn();
    if (price !== undefined) return [[bar, price], ...exitOf(bars, bar + 1, { stopLoss, takeProfit })];
    if (trail !== undefined && level !== undefined) level = Math.min(level, close + trail);

    function priceIn(): number | undefined {
      if (level === undefined && limit === undefined) return open;
      if (limit === undefined) return level === undefined ? undefined : open >= level ? open : high >= level ? level : undefined;
      const asLimit = limit >= open ? open : limit >= low ? limit : undefined;
      if (isTriggered) return asLimit;
      if (level !== undefined && open >= level) {
        isTriggered = true;
        return asLimit;
      }
      if (level === undefined || high < level) return undefined;
      isTriggered = true;
      if (limit >= level) return level;
      // Of a bar that closes where it opened, sales of the original think that the price came back, purchases do not.
      const cameBack = isSale ? open >= close : open > close;
      return cameBack && limit >= close ? limit : undefined;
    }
  }
  return [];
}

/** Of a long position: the stop is tried before the target; each takes a better or a worse open. */
function exitOf(bars: readonly ProfileBar[], from: number, { stopLoss, takeProfit }: { readonly stopLoss: number | undefined; readonly takeProfit: number | undefined }): Fill[] {
  for (let bar = from; bar < bars.length; bar += 1) {
    const { open, high, low } = bars[bar];
    if (stopLoss !== undefined && low <= stopLoss) return [[bar, Math.min(open, stopLoss)]];
    if (takeProfit !== undefined && high >= takeProfit) return [[bar, Math.max(open, takeProfit)]];
  }
  return [];
}

test.each([['backtesting.py', backtestingPy], ['backtrader', backtrader]] as const)(`%s fills cases of chance as it is known to: ${CASES} of ${CASES}, those it does not offer left out`, (profile, reading) => {
  const random = randomStream({ seed: 7, agent: agentId('test'), purpose: profile });
  const filled = new Map<Kind, number>();
  for (let number = 0; number < CASES; number += 1) {
    const one = caseOf(random, kinds[number % kinds.length]);
    if (profile === 'backtesting.py' && one.kind === 'trail') continue;
    const { bars, order, back } = mirrored(one);
    const expected = reading(bars, order, one.order.side === 'sell').map(back);
    const { fills } = runProfile(profile, one.bars, { orders: [one.order] }, { cash: 1e9 });
    expect({ number, ...one, fills: fills.map(({ bar, price }) => [bar, price]) }).toEqual({ number, ...one, fills: expected });
    if (fills.length > 0) filled.set(one.kind, (filled.get(one.kind) ?? 0) + 1);
  }
  // Every kind was filled often and was left unfilled, too.
  for (const count of filled.values()) expect(count).toBeGreaterThan(50);
});
