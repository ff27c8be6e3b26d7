/**
 * How reliable a swarm was, from its log: the share of time its places were filled, how long a failure went
 * unnoticed and unmended, and two shares with denominators of their own: of operations that failed, and of
 * tasks that were done.
 */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { LogEvent } from '../../domain/catalogue.js';

/** What a swarm is held to where nobody says otherwise. */
export const reliabilityGoals = { availability: 0.999, errorShare: 0.001, taskSuccess: 0.95 } as const;

export interface Reliability {
  /** Share of the time of all watched places in which somebody was there; 1 where nothing was watched. */
  readonly availability: number;
  /** Share of operations (attempts that ended) that failed; `undefined` where there were none. */
  readonly errorShare: number | undefined;
  /** Share of tasks that were completed, of all that are over but those that were called off; `undefined` where there are none. */
  readonly taskSuccess: number | undefined;
  readonly failures: number;
  /** Mean time from a failure to its detection, and to its repair (the agent is back, or another in its place), in µs. */
  readonly detectionUs: number | undefined;
  readonly repairUs: number | undefined;
}

interface Outage {
  readonly agent: AgentId;
  readonly from: Instant;
  detectedAt?: Instant | undefined;
  mendedAt?: Instant | undefined;
}

/** Plain data, changed in place. */
export interface ReliabilityState {
  readonly outages: Outage[];
  operations: number;
  errors: number;
  completed: number;
  lost: number;
}

export function startReliability(): ReliabilityState {
  return { outages: [], operations: 0, errors: 0, completed: 0, lost: 0 };
}

/** Takes an event of the log in, in place. */
export function foldReliability(state: ReliabilityState, { type, data, time }: LogEvent): void {
  switch (type) {
    case 'AgentCrashed':
      if (openOutage(state, data.agent) === undefined) state.outages.push({ agent: data.agent, from: time });
      return;
    case 'AgentDetectedDown': {
      const outage = openOutage(state, data.agent);
      if (outage !== undefined) outage.detectedAt ??= time;
      return;
    }
    case 'AgentRestarted':
    case 'AgentReplaced': {
      const outage = openOutage(state, data.agent);
      if (outage !== undefined) outage.mendedAt = time;
      return;
    }
    case 'TaskCompleted':
      state.operations += 1;
      state.completed += 1;
      return;
    case 'TaskPutBack':
      // Another one's turn is no failure.
      if (data.reason !== 'failed' && data.reason !== 'timed-out' && data.reason !== 'unanswered') return;
      state.operations += 1;
      state.errors += 1;
      return;
    case 'TaskFailed':
    case 'TaskTimedOut':
      state.lost += 1;
      if (data.worker === undefined) return;
      state.operations += 1;
      state.errors += 1;
      return;
    default:
  }
}

/** Returns the figures of a stretch of time in which so many places were watched. */
export function reliabilityOf({ outages, operations, errors, completed, lost }: ReliabilityState, { from, until, places }: { readonly from: Instant; readonly until: Instant; readonly places: number }): Reliability {
  const downUs = outages.reduce((sum, { from: since, mendedAt = until }) => sum + Math.max(0, Math.min(until, mendedAt) - Math.max(from, since)), 0);
  const watchedUs = (until - from) * places;
  return {
    availability: watchedUs === 0 ? 1 : 1 - downUs / watchedUs,
    errorShare: operations === 0 ? undefined : errors / operations,
    taskSuccess: completed + lost === 0 ? undefined : completed / (completed + lost),
    failures: outages.length,
    detectionUs: meanOf(outages.flatMap(({ from: since, detectedAt }) => (detectedAt === undefined ? [] : [detectedAt - since]))),
    repairUs: meanOf(outages.flatMap(({ from: since, mendedAt }) => (mendedAt === undefined ? [] : [mendedAt - since]))),
  };
}

function openOutage({ outages }: ReliabilityState, agent: AgentId): Outage | undefined {
  return outages.find((outage) => outage.agent === agent && outage.mendedAt === undefined);
}

function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
