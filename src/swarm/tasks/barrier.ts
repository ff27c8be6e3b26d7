/**
 * A barrier: agents wait until all are there. It survives the death of a participant and the loss of a message:
 * when its time is up, or somebody is gone, its policy lets those pass who are there, or nobody.
 */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { DataOf } from '../../domain/catalogue.js';

export interface BarrierRules {
  readonly participants: readonly AgentId[];
  /** From the first arrival on. */
  readonly timeoutUs: number;
  readonly policy: 'release' | 'fail';
}

export interface Arrival {
  readonly agent: AgentId;
  readonly round: number;
  readonly at: Instant;
}

export type BarrierOutcome =
  | { readonly type: 'BarrierReleased'; readonly data: DataOf<'BarrierReleased'> }
  | { readonly type: 'BarrierFailed'; readonly data: DataOf<'BarrierFailed'> };

/** Plain data; entries are replaced and never changed. */
export interface Barrier {
  /** The round that is waited for, from 1 on. */
  readonly round: number;
  readonly arrivals: readonly Arrival[];
  /** How the round before ended, for those who come late. */
  readonly last?: BarrierOutcome | undefined;
}

export const firstRound: Barrier = { round: 1, arrivals: [] };

/** Returns the barrier after an arrival. Who is there twice is there once; a round that is over takes nobody in. */
export function arrive(barrier: Barrier, arrival: Arrival, { participants }: BarrierRules): Barrier {
  const isKnown = barrier.arrivals.some(({ agent, round }) => agent === arrival.agent && round === arrival.round);
  if (isKnown || arrival.round < barrier.round || !participants.includes(arrival.agent)) return barrier;
  return { ...barrier, arrivals: [...barrier.arrivals, arrival] };
}

export interface BarrierQuestion {
  readonly name: string;
  readonly rules: BarrierRules;
  readonly now: Instant;
  readonly isGone: (agent: AgentId) => boolean;
}

/** Returns how the round ends now; `undefined` while it waits. */
export function outcomeOf({ round, arrivals }: Barrier, { name, rules, now, isGone }: BarrierQuestion): BarrierOutcome | undefined {
  const here = arrivals.filter((one) => one.round === round);
  if (here.length === 0) return undefined;
  const there = here.map(({ agent }) => agent);
  const missing = rules.participants.filter((agent) => !there.includes(agent));
  const openedAt = Math.min(...here.map(({ at }) => at));
  const frame = { barrier: name, round, there, missing };
  if (missing.length === 0) return { type: 'BarrierReleased', data: { ...frame, isWhole: true, waitedUs: now - openedAt } };
  const isLate = now >= openedAt + rules.timeoutUs;
  const gone = missing.filter(isGone);
  if (rules.policy === 'fail' && (isLate || gone.length > 0)) return { type: 'BarrierFailed', data: { ...frame, reason: gone.length > 0 ? 'participant-gone' : 'timeout' } };
  return isLate || gone.length === missing.length ? { type: 'BarrierReleased', data: { ...frame, isWhole: false, waitedUs: now - openedAt } } : undefined;
}

/** Returns the barrier after a round has ended. */
export function nextRound({ round, arrivals }: Barrier, last: BarrierOutcome): Barrier {
  return { round: round + 1, arrivals: arrivals.filter((one) => one.round > round), last };
}

/** Returns when the round's time is up; `undefined` while nobody waits. */
export function timeUpOf({ round, arrivals }: Barrier, { timeoutUs }: BarrierRules): Instant | undefined {
  const times = arrivals.filter((one) => one.round === round).map(({ at }) => at);
  return times.length === 0 ? undefined : Math.min(...times) + timeoutUs;
}
