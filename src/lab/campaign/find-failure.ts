/** From a plan that broke a law, made small, to the failure that is kept: a whole run of its own scenario has the last word. */
import fc from 'fast-check';
import { assert } from '../../core/assert.js';
import type { FaultPlan } from '../chaos/fault-plan.js';
import type { Scenario } from '../scenario/scenario-schema.js';
import { codeDigests } from '../sweep/code-shelf.js';
import type { BreachEvent, Failure } from './failure.js';
import { performLogged, withFaults, type PlanChoice, type PlanPlace } from './perform-plan.js';
import type { ShrunkPlan } from './shrink-plan.js';

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
