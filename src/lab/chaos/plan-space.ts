/** What there is to break in a scenario: who takes part, what is traded, and when its bars close. Plans are drawn from this. */
import type { Instant } from '../../core/instant.js';
import type { Market } from '../load-market.js';
import type { RunPlan } from '../run-plan.js';

export interface PlanSpace {
  /** Everybody with a seat, the venue and the risk gate too. */
  readonly agents: readonly string[];
  readonly instruments: readonly string[];
  /** When bars close, in µs after the start of the run: strictly rising, one or more. */
  readonly closesUs: readonly number[];
  /**
   * When agents proposed and traded in the run without faults, likewise, strictly rising; none if nobody looked. Faults
   * meet orders and votes there, which are rare among bars.
   */
  readonly busyUs?: readonly number[];
  /** What agents say there, by type, in order; the usual words if nobody looked. */
  readonly words?: readonly string[];
}

/** Returns the space of a run as it will be played. */
export function planSpaceOf({ seats, instruments, until = Infinity }: Pick<RunPlan, 'seats' | 'instruments' | 'until'>, market: Pick<Market, 'tables' | 'from' | 'startAt'>): PlanSpace {
  const { tables, startAt, from = -Infinity } = market;
  const closes = new Set<Instant>();
  for (const { closedAt } of tables) for (const at of closedAt) if (at >= from && at <= until) closes.add(at - startAt);
  const closesUs = [...closes].sort((a, b) => a - b);
  return { agents: seats.map(({ id }) => id), instruments: instruments.map(({ id }) => id), closesUs: closesUs.length === 0 ? [1] : closesUs };
}

/** Returns how far apart bars usually are, in µs: the median. */
export function usualGapUs({ closesUs }: PlanSpace): number {
  const gaps = closesUs.slice(1).map((at, index) => at - closesUs[index]);
  gaps.sort((a, b) => a - b);
  return gaps.length === 0 ? 1 : gaps[Math.floor(gaps.length / 2)];
}
