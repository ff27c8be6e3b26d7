/**
 * Trailing stops inside a bar. The stop follows the best price so far, and a bar does not say whether the
 * best price came before the worst. All is worked out for a sell that protects a long; a buy is the same
 * in the mirror, where prices have the other sign.
 */
import { assert } from '../core/assert.js';
import type { Ticks } from '../core/fixed-point.js';
import { ticksOf, type Instrument } from '../domain/instrument.js';
import type { Order } from '../domain/order.js';
import type { BarTicks } from './bar-ticks.js';
import type { Leg, Start } from './gate.js';

/** A trailing stop that has not seen a price yet: any price moves it. */
export function unsetStop({ side }: Order): Ticks {
  return side === 'sell' ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
}

export function trailsInside({ type, trailOn }: Order): boolean {
  return type === 'trailing-stop' && trailOn !== 'close';
}

/** Returns the stop that follows a price, rounded to the grid against the trader. */
export function stopBehind(order: Order, instrument: Instrument, ticks: Ticks): Ticks {
  const { side, trailAmount, trailRatio } = order;
  const away = side === 'sell' ? -1 : 1;
  if (trailAmount !== undefined) return ticks + away * ticksOf(instrument, trailAmount);
  assert(trailRatio !== undefined, 'A trailing stop has a distance', { order: order.id });
  const exact = ticks * (1 + away * trailRatio);
  const room = 1e-9 * Math.max(1, Math.abs(exact));
  return side === 'sell' ? Math.floor(exact + room) + 0 : Math.ceil(exact - room) + 0;
}

/** Returns the better of two stops for the trader: the one nearer to the market. */
export function nearerStop({ side }: Order, one: Ticks, other: Ticks): Ticks {
  return side === 'sell' ? Math.max(one, other) : Math.min(one, other);
}

export interface Trailing {
  readonly order: Order;
  readonly instrument: Instrument;
  /** Stop at the start. */
  readonly stopTicks: Ticks;
  readonly start: Start;
  readonly bar: BarTicks;
}

export interface TrailChance {
  /** Where it is hit in the worst and in the best case; the best is `undefined` if it may not be hit at all. */
  readonly worstTicks: Ticks;
  readonly bestTicks: Ticks | undefined;
  readonly isExact: boolean;
}

/** Returns what a bar does to a trailing stop after the start, `undefined` if it is not hit on any path. */
export function trailChance({ order, instrument, stopTicks, start, bar }: Trailing): TrailChance | undefined {
  const mirror = order.side === 'sell' ? 1 : -1;
  const behind = (ticks: Ticks): Ticks => mirror * stopBehind(order, instrument, ticks);
  const [best, worst] = mirror > 0 ? [bar.high, bar.low] : [bar.low, bar.high];
  const first = Math.max(mirror * stopTicks, behind(start.ticks));
  const last = Math.max(first, behind(best));
  const low = mirror * worst;
  const close = mirror * bar.close;
  // An order that wakes again, behind its own stop: it trades at once, at the price of that moment.
  if (mirror * start.ticks < first) return { worstTicks: start.ticks, bestTicks: start.ticks, isExact: true };
  if (low > last) return undefined;
  const cameDown = start.way === undefined || (start.way === 'falls') === (mirror > 0);
  const cameUp = start.way === undefined || !cameDown;
  const isCertain = (low <= first && cameDown) || close <= first || (close <= last && cameUp);
  return {
    worstTicks: mirror * Math.min(last, Math.max(first, low)) + 0,
    bestTicks: isCertain ? mirror * last + 0 : undefined,
    isExact: isCertain && first === last,
  };
}

/** Returns where the stop stands after a bar that did not hit it. */
export function stopAfter({ order, instrument, stopTicks, start, bar }: Trailing): Ticks {
  const best = order.side === 'sell' ? bar.high : bar.low;
  if (order.trailOn === 'close') return nearerStop(order, stopTicks, stopBehind(order, instrument, bar.close));
  const towardsBest = start.way === undefined || (start.way === 'rises') === (order.side === 'sell');
  // The best price may have come before the entry: then only the close is known to have come after it.
  const seen = towardsBest ? best : bar.close;
  const first = nearerStop(order, stopTicks, stopBehind(order, instrument, start.ticks));
  return nearerStop(order, first, stopBehind(order, instrument, seen));
}

/** The same where the bar is one stated path. */
export function stopAfterWalk(trailing: Trailing, legs: readonly Leg[]): Ticks {
  const { order, instrument, stopTicks, start } = trailing;
  if (order.trailOn === 'close') return stopAfter(trailing);
  let stop = stopTicks;
  for (const leg of restOfPath(legs, start)) ({ stopTicks: stop } = walkTrail({ order, instrument, stopTicks: stop }, leg));
  return stop;
}

/** Returns what is left of a path after a start, which lies on the first leg that goes its way and passes it. */
export function restOfPath(legs: readonly Leg[], { ticks, way }: Start): readonly Leg[] {
  if (way === undefined) return legs;
  const first = legs.findIndex(({ from, to }) => (way === 'rises' ? from <= ticks && ticks <= to && to > from : from >= ticks && ticks >= to && to < from));
  return first < 0 ? [] : [{ from: ticks, to: legs[first].to }, ...legs.slice(first + 1)];
}

/** Returns where a leg of a path hits the stop, if it does, and where the stop stands afterwards. */
export function walkTrail({ order, instrument, stopTicks }: Pick<Trailing, 'order' | 'instrument' | 'stopTicks'>, { from, to }: Leg): { readonly hitTicks: Ticks | undefined; readonly stopTicks: Ticks } {
  const stop = nearerStop(order, stopTicks, stopBehind(order, instrument, from));
  const isHit = order.side === 'sell' ? to <= stop : to >= stop;
  // Where the leg begins behind the stop already, that price is gone: it trades where the leg begins.
  const hit = order.side === 'sell' ? Math.min(stop, from) : Math.max(stop, from);
  return { hitTicks: isHit ? hit : undefined, stopTicks: nearerStop(order, stop, stopBehind(order, instrument, to)) };
}
