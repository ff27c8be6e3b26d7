/** What is kept of a law that broke: the smallest plan that breaks it, as a scenario that replays exactly. */
import type { Instant } from '../../core/instant.js';
import type { FaultPlan } from '../chaos/fault-plan.js';
import { LAWS_CODE } from '../identity.js';
import type { Scenario } from '../scenario/scenario-schema.js';
import { codeDigests } from '../sweep/code-shelf.js';
import type { Breach, PlanPlace } from './perform-plan.js';

/** The event at which a law broke, for people. */
export interface BreachEvent {
  readonly type: string;
  readonly agent: string;
  readonly time: Instant;
}

/** How a failure was found. */
export interface Discovery {
  /** Seed of the campaign, and the number of the plan in it; -1 for the run without any fault. */
  readonly seed: number;
  readonly plan: number;
  /** Faults of the plan as it was drawn. */
  readonly faults: number;
  /** Plans that were tried to make it smaller, and whether nothing smaller breaks the law. */
  readonly tries: number;
  readonly isSmallest: boolean;
  /** What drew and shrank the plan. */
  readonly fastCheck: string;
}

/** A failure, complete: plain data. */
export interface Failure extends Breach {
  /** The whole scenario, with the smallest plan in it. */
  readonly scenario: Scenario;
  readonly drawn: FaultPlan;
  readonly discovery: Discovery;
  readonly event: BreachEvent | null;
  /** When the run began; the times of the plan count from here. */
  readonly startAt: Instant;
  /** Length of the log, which ends with the breach, and its fingerprint. */
  readonly events: number;
  readonly fingerprint: string;
  /** Digests of the data by instrument, and of the user's code by agent, as they were. */
  readonly data: Readonly<Record<string, string>>;
  readonly code: Readonly<Record<string, string>>;
}

/** Returns whose code is not what it was, by agent; the file of laws has a name of its own. */
export async function changedCode({ scenario, code }: Failure, { project, loadCode }: Pick<PlanPlace, 'project' | 'loadCode'>): Promise<readonly string[]> {
  const now = await codeDigests(scenario, project, loadCode);
  const names = new Set([...Object.keys(code), ...Object.keys(now)]);
  return [...names].filter((name) => code[name] !== now[name]).map((name) => (name === LAWS_CODE ? 'the file of invariants' : name));
}

/** Returns the plan of a failure's scenario. */
export function planIn({ scenario, drawn }: Failure): FaultPlan {
  const plan = scenario.chaos?.plan;
  return plan === undefined || typeof plan === 'string' ? drawn : plan;
}
