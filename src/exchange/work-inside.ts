/**
 * What lies inside a bar, under a policy that favours or hurts: fills that are certain, and of those that
 * are only possible the ones that the policy believes in, in its order of work.
 */
import type { Ticks } from '../core/fixed-point.js';
import type { Ambiguity } from '../domain/fill.js';
import { settle, waitsInside, type BarFloor, type Live } from './bar-floor.js';
import type { BaseFill } from './base-fill.js';
import { passGates } from './gate.js';
import { orderKinds } from './order-kinds.js';
import { byWork, policies, type Candidate, type Policy } from './policies.js';
import { gatesFor, isInGroupWith, startAfter } from './resting.js';
import { trailChance, trailsInside } from './trailing.js';

/** What a bar can do to one order after its start, whatever the policy. */
export interface Chance {
  readonly worstTicks: Ticks;
  /** `undefined`: on some paths it is not filled. */
  readonly bestTicks: Ticks | undefined;
  readonly ambiguity: Ambiguity | undefined;
  readonly liquidity: BaseFill['liquidity'];
}

interface Inside extends Candidate {
  readonly live: Live;
  readonly base: BaseFill;
}

/** Works the inside of the bar. */
export function workInside(floor: BarFloor): void {
  const policy = policies[floor.desk.rules.policy];
  const compare = byWork(policy, floor.ticks.open);
  const waiting = floor.lives.flatMap((live) => insideOf(floor, live, policy)).sort(compare);
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { live, base } = next;
    if (live.isEnded) continue;
    const woken = settle(floor, live, labelRivals(floor, live, base), startAfter(live.resting, base, base.ticks));
    if (woken.length === 0) continue;
    waiting.push(...woken.flatMap((child) => insideOf(floor, child, policy)));
    waiting.sort(compare);
  }
}

function insideOf(floor: BarFloor, live: Live, { believes }: Policy): readonly Inside[] {
  const chance = chanceOf(floor, live);
  if (chance === undefined) return [];
  const { family } = orderKinds[live.resting.order.type];
  // A pessimist believes in the stop, and in its worst price; an optimist in the limit, and in a stop only if nothing spares it.
  const isHit = chance.bestTicks !== undefined || (believes === 'stop' ? family === 'stop' && !isReturn(chance) : family === 'limit' || isReturn(chance));
  if (!isHit) return [];
  const ticks = believes === 'stop' ? chance.worstTicks : (chance.bestTicks ?? chance.worstTicks);
  return [{ live, family, ticks, sequence: live.resting.sequence, base: labelled(chance, ticks, 'level') }];
}

/** That price came back to the limit of a triggered stop-limit is good news. */
function isReturn({ ambiguity }: Chance): boolean {
  return ambiguity === 'stop-limit-return';
}

/** Returns what the inside of the bar can do to an order; `undefined` for orders that it cannot fill. */
export function chanceOf({ desk, ticks: bar }: BarFloor, live: Live): Chance | undefined {
  const { resting, start, stopAtStart } = live;
  if (start === undefined || !waitsInside(live)) return undefined;
  const { order } = resting;
  const gates = gatesFor(resting, desk.bar.closedAt);
  if (gates.length === 0) return undefined;
  if (trailsInside(order)) {
    const chance = trailChance({ order, instrument: desk.instrument, stopTicks: stopAtStart ?? gates[0].ticks, start, bar });
    if (chance === undefined) return undefined;
    const { worstTicks, bestTicks, isExact } = chance;
    return { worstTicks, bestTicks, ambiguity: isExact ? undefined : 'trail', liquidity: 'taker' };
  }
  const passing = passGates(gates, start, { bar, queue: desk.rules.queue });
  if (passing === undefined) return undefined;
  const { ticks, isCertain, isTouch, isMaker } = passing;
  const isAtOnce = start.way === undefined;
  const ambiguity = isCertain ? (isTouch ? 'touch-only' : undefined) : isAtOnce ? 'stop-limit-return' : 'entry-bar';
  return { worstTicks: ticks, bestTicks: isCertain ? ticks : undefined, ambiguity, liquidity: isMaker ? 'maker' : 'taker' };
}

export function labelled({ ambiguity, liquidity }: Chance, ticks: Ticks, basis: BaseFill['basis']): BaseFill {
  return { ticks, basis, liquidity, ...(ambiguity === undefined ? { label: 'exact' } : { label: 'intrabar-ambiguous', ambiguity }) };
}

/** Which of a group came first is the policy's answer if another could have been filled as well. */
export function labelRivals(floor: BarFloor, live: Live, base: BaseFill): BaseFill {
  const { order } = live.resting;
  if (order.oco === undefined) return base;
  const hasRival = floor.lives.some((other) => isInGroupWith(live.resting, other.resting) && chanceOf(floor, other) !== undefined);
  return hasRival ? { ...base, label: 'intrabar-ambiguous', ambiguity: 'both-legs' } : base;
}
