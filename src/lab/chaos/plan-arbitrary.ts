/**
 * Arbitraries of whole plans of faults. Plans are drawn as a swarm test draws them: whole classes of
 * faults are absent from most, for what breaks a run is often hidden by something else that breaks it first.
 */
import fc, { type Arbitrary } from 'fast-check';
import { randomStream } from '../../core/random.js';
import { faultArbitraries, nearBar } from './fault-arbitraries.js';
import { faultKinds, PLAN_FORMAT, type FaultKind, type FaultPlan } from './fault-plan.js';
import type { PlanSpace } from './plan-space.js';

/** These end a run or its trading, and with it whatever else a plan would show. */
const endings: readonly FaultKind[] = ['append-failure', 'kill-switch'];
const common = faultKinds.filter((kind) => !endings.includes(kind));
const FAULTS_MAX = 12;
const SEED_MAX = 999_999;
/** How long before its last bar a run is healed at the latest, so that there is time to ask for recovery; in µs. */
const BEFORE_END_US = 120_000_000;

/** Which plan of a campaign: the same seed and index make the same plan, however many are drawn and by whom. */
export interface PlanName {
  readonly seed: number;
  readonly index: number;
}

/** Returns what draws the plans of a campaign. */
export function planDrawer(space: PlanSpace): (name: PlanName) => FaultPlan {
  const arbitrary = drawnPlans(space);
  return ({ seed, index }) => {
    const own = randomStream({ seed, agent: 'chaos', purpose: `plan ${index}` }).below(0x7fff_ffff);
    return fc.sample(arbitrary, { seed: own, numRuns: 1 })[0];
  };
}

/** Returns plans as they are drawn: few kinds of faults in each, most of them healed before the end. */
export function drawnPlans(space: PlanSpace): Arbitrary<FaultPlan> {
  const few = fc.subarray([...common], { minLength: 1, maxLength: 5 });
  const any = fc.subarray([...common], { minLength: 1 });
  const kinds = fc.oneof({ weight: 6, arbitrary: few }, { weight: 1, arbitrary: any });
  const ending = fc.constantFrom<readonly FaultKind[]>(...Array.from({ length: 18 }, () => []), ...endings.map((kind) => [kind]));
  const healing = fc.option(healBar(space), { nil: undefined, freq: 8 });
  return fc.tuple(kinds, ending, healing).chain(([first, last, heal]) => {
    const by = faultArbitraries(space, heal ?? lastBarOf(space));
    return planOf(
      fc.array(fc.oneof(...[...first, ...last].map((kind) => by[kind])), { minLength: 1, maxLength: FAULTS_MAX }),
      heal === undefined ? fc.constant(undefined) : fc.constant(space.closesUs[heal]),
    );
  });
}

/**
 * Returns all plans that this space has, to shrink one that broke a law: also a plan that was drawn
 * otherwise, or that somebody wrote, as far as it names what is in the space.
 */
export function shrinkablePlans(space: PlanSpace): Arbitrary<FaultPlan> {
  const last = lastBarOf(space);
  const fault = fc.oneof(...Object.values(faultArbitraries(space, last)));
  return planOf(fc.array(fault, { maxLength: Math.max(FAULTS_MAX, 100) }), fc.option(nearBar(space, last), { nil: undefined }));
}

function planOf(faults: Arbitrary<FaultPlan['faults']>, heal: Arbitrary<number | undefined>): Arbitrary<FaultPlan> {
  return fc.record({ faults, heal, seed: fc.nat({ max: SEED_MAX }) }, { noNullPrototype: true }).map(
    ({ faults, heal, seed }): FaultPlan => ({ 'hivetape-plan': PLAN_FORMAT, seed, faults, ...(heal === undefined ? {} : { healAtUs: heal }) }),
    (plan) => {
      const { faults, healAtUs, seed } = plan as FaultPlan;
      return { faults, heal: healAtUs, seed };
    },
  );
}

/** The place of the bar at whose close everything is healed: past the first third, and early enough to recover. */
function healBar(space: PlanSpace): Arbitrary<number> {
  const last = lastBarOf(space);
  const end = space.closesUs[last] - BEFORE_END_US;
  let latest = last;
  while (latest > 0 && space.closesUs[latest] > end) latest -= 1;
  return fc.integer({ min: Math.min(latest, Math.floor(last / 3)), max: latest });
}

function lastBarOf({ closesUs }: PlanSpace): number {
  return closesUs.length - 1;
}
