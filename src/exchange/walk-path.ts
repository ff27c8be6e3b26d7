/**
 * The inside of a bar along one stated path: on every leg the nearest fill comes first, and what it wakes
 * or ends is woken or ended from there on.
 */
import type { Ticks } from '../core/fixed-point.js';
import { settle, waitsInside, type BarFloor, type Live } from './bar-floor.js';
import { pathOf } from './bar-path.js';
import type { BaseFill } from './base-fill.js';
import { walkGates, type Leg, type Way } from './gate.js';
import { gatesFor } from './resting.js';
import { trailsInside, walkTrail } from './trailing.js';
import { chanceOf, labelled, labelRivals } from './work-inside.js';

interface Stop {
  readonly live: Live;
  readonly ticks: Ticks;
  readonly isMaker: boolean;
  /** At one price, what waited comes before what woke there: 0, or the turn in which it woke. */
  readonly turn: number;
}

/** Works the inside of the bar. */
export function walkPath(floor: BarFloor): void {
  for (const leg of pathOf(floor.ticks, floor.desk.rules.pathFirst)) walkLeg(floor, leg);
}

function walkLeg(floor: BarFloor, leg: Leg): void {
  const way: Way = leg.to >= leg.from ? 'rises' : 'falls';
  const nearest = (a: Stop, b: Stop): number =>
    Math.abs(a.ticks - leg.from) - Math.abs(b.ticks - leg.from) || a.turn - b.turn || a.live.resting.sequence - b.live.resting.sequence;
  const stops = floor.lives.flatMap((live) => stopOn(floor, live, leg)).sort(nearest);
  let turn = 0;
  for (let next = stops.shift(); next !== undefined; next = stops.shift()) {
    const { live, ticks, isMaker } = next;
    if (live.isEnded) continue;
    const woken = settle(floor, live, baseOf(floor, live, { ticks, isMaker }), { ticks, way });
    if (woken.length === 0) continue;
    turn += 1;
    stops.push(...woken.flatMap((child) => stopOn(floor, child, { from: ticks, to: leg.to }).map((stop) => ({ ...stop, turn: stop.ticks === ticks ? turn : 0 }))));
    stops.sort(nearest);
  }
}

/** Returns where a leg fills an order, and notes how far it came; none if it does not. */
function stopOn({ desk }: BarFloor, live: Live, leg: Leg): readonly Stop[] {
  if (!waitsInside(live)) return [];
  const { resting } = live;
  const { order } = resting;
  const gates = gatesFor(resting, desk.bar.closedAt);
  if (gates.length === 0) return [];
  if (trailsInside(order)) {
    live.stopAtStart ??= gates[0].ticks;
    const { hitTicks, stopTicks } = walkTrail({ order, instrument: desk.instrument, stopTicks: gates[0].ticks }, leg);
    // The scratch copy carries the stop along the path.
    resting.stopBefore = stopTicks;
    resting.movedAt = desk.bar.closedAt;
    return hitTicks === undefined ? [] : [{ live, ticks: hitTicks, isMaker: false, turn: 0 }];
  }
  const { passed, ticks, isMaker } = walkGates(gates, live.passed, { ...leg, queue: desk.rules.queue });
  // A trigger is passed for good; a limit must be met anew by whatever is still to trade.
  live.passed = passed > 0 && gates[passed - 1].isLimit ? passed - 1 : passed;
  return ticks === undefined ? [] : [{ live, ticks, isMaker, turn: 0 }];
}

/** It is exact only if every other path gives the same. */
function baseOf(floor: BarFloor, live: Live, { ticks, isMaker }: Pick<Stop, 'ticks' | 'isMaker'>): BaseFill {
  const liquidity = isMaker ? 'maker' : 'taker';
  const chance = chanceOf(floor, live);
  const isExact = chance !== undefined && chance.bestTicks === ticks && chance.worstTicks === ticks;
  const doubt = chance?.ambiguity ?? (live.start?.way === undefined ? 'stop-limit-return' : 'entry-bar');
  const base = labelled({ worstTicks: ticks, bestTicks: ticks, liquidity, ambiguity: isExact ? chance.ambiguity : doubt }, ticks, 'path');
  return labelRivals(floor, live, base);
}
