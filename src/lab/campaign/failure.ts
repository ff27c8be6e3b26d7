/** What is kept of a law that broke: the smallest plan that breaks it, as a scenario that replays exactly. */
import fc from 'fast-check';
import { assert } from '../../core/assert.js';
import type { Instant } from '../../core/instant.js';
import type { FaultPlan } from '../chaos/fault-plan.js';
import { LAWS_CODE } from '../identity.js';
import type { Scenario } from '../scenario/scenario-schema.js';
import { codeDigests } from '../sweep/code-shelf.js';
import { performLogged, withFaults, type Breach, type PlanChoice, type PlanPlace } from './perform-plan.js';
import type { ShrunkPlan } from './shrink-plan.js';

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

export interface Found {
  readonly choice: PlanChoice;
  readonly drawn: FaultPlan;
  readonly law: string;
  readonly shrunk: ShrunkPlan;
}

/** Returns the failure, from a whole run of its own scenario. */
export async function failureOf(place: PlanPlace, { choice, drawn, law, shrunk }: Found): Promise<Failure> {
  const { seed, index } = choice === 'undisturbed' ? { seed: 0, index: -1 } : choice;
  const named: PlanPlace = { ...place, scenario: { ...place.scenario, name: nameOf(place.scenario, { law, seed, index }) } };
  // Shrunk tries end early, so the whole run has the last word.
  const shrunkRun = await performLogged(named, shrunk.plan);
  const isShrunk = shrunkRun.result.breach?.invariant === law;
  const plan = isShrunk ? shrunk.plan : drawn;
  const { result, log } = isShrunk ? shrunkRun : await performLogged(named, drawn);
  const { breach } = result;
  assert(breach !== undefined, 'A plan that broke a law breaks it again', { law, plan: index });
  return {
    ...breach,
    event: eventAt(log.events({ from: breach.at, to: breach.at + 1 })),
    startAt: place.market.startAt,
    events: log.count,
    fingerprint: log.fingerprint,
    scenario: withFaults(named.scenario, plan),
    drawn,
    discovery: { seed, plan: index, faults: drawn.faults.length, tries: shrunk.tries, isSmallest: isShrunk && shrunk.isSmallest, fastCheck: fc.__version },
    data: place.market.digests,
    code: await codeDigests(place.scenario, place.project, place.loadCode),
  };
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

function eventAt(events: Iterable<BreachEvent>): BreachEvent | null {
  for (const { type, agent, time } of events) return { type, agent, time };
  return null;
}

const NAME_MAX = 80;

/** A name that says what it is about, and that no other failure has. */
function nameOf({ name }: Scenario, { law, seed, index }: { readonly law: string; readonly seed: number; readonly index: number }): string {
  const words = law.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 24);
  const ending = `-breaks-${words}${index < 0 ? '' : `-${seed}-${index}`}`;
  return `${name.slice(0, NAME_MAX - ending.length)}${ending}`;
}
