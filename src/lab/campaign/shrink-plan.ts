/**
 * From a plan that broke a law to the smallest one that still breaks the same: whole faults are left out
 * first, then fast-check shrinks what is left, and so on until nothing gets smaller. A failure that needs
 * one fault is told in one sentence; one that needs twelve is a riddle.
 */
import fc from 'fast-check';
import { canonicalJson } from '../../core/canonical.js';
import type { FaultPlan } from '../chaos/fault-plan.js';
import { shrinkablePlans } from '../chaos/plan-arbitrary.js';
import type { PlanSpace } from '../chaos/plan-space.js';

export interface ShrinkOptions {
  readonly space: PlanSpace;
  /** Tells whether a plan breaks the law. The same plan is asked once. */
  readonly breaks: (plan: FaultPlan) => Promise<boolean>;
  /** How often it may be asked at most; what was reached by then is the answer. */
  readonly triesMax: number;
}

export interface ShrunkPlan {
  readonly plan: FaultPlan;
  /** How many plans were tried. */
  readonly tries: number;
  /** Whether nothing smaller breaks the law; not where the tries were used up. */
  readonly isSmallest: boolean;
}

/** Returns the smallest plan that was found; the given one, if nothing smaller breaks the law. */
export async function shrinkPlan(plan: FaultPlan, { space, breaks, triesMax }: ShrinkOptions): Promise<ShrunkPlan> {
  const answers = new Map<string, boolean>([[canonicalJson(plan), true]]);
  let tries = 0;
  let wasRefused = false;
  const ask = async (candidate: FaultPlan): Promise<boolean> => {
    const key = canonicalJson(candidate);
    const known = answers.get(key);
    if (known !== undefined) return known;
    if (tries >= triesMax) {
      wasRefused = true;
      return false;
    }
    tries += 1;
    const answer = await breaks(candidate);
    answers.set(key, answer);
    return answer;
  };
  let smallest = plan;
  for (;;) {
    const fewer = await withFewerFaults(smallest, ask);
    const simpler = await shrunkByFastCheck(fewer, space, ask);
    if (canonicalJson(simpler) === canonicalJson(smallest)) return { plan: smallest, tries, isSmallest: !wasRefused };
    smallest = simpler;
  }
}

type Ask = (plan: FaultPlan) => Promise<boolean>;

/** Leaves out faults in portions, each half as large as the one before, as long as the law still breaks. */
async function withFewerFaults(plan: FaultPlan, ask: Ask): Promise<FaultPlan> {
  let { faults } = plan;
  for (let portion = Math.max(1, Math.ceil(faults.length / 2)); ; portion = Math.ceil(portion / 2)) {
    for (let from = 0; from < faults.length; ) {
      const rest = faults.filter((_, index) => index < from || index >= from + portion);
      if (await ask({ ...plan, faults: rest })) faults = rest;
      else from += portion;
    }
    if (portion === 1) return { ...plan, faults };
  }
}

async function shrunkByFastCheck(plan: FaultPlan, space: PlanSpace, ask: Ask): Promise<FaultPlan> {
  const holds = fc.asyncProperty(shrinkablePlans(space), async (candidate) => !(await ask(candidate)));
  const { counterexample } = await fc.check(holds, { examples: [[plan]], numRuns: 1, seed: 0 });
  return counterexample?.[0] ?? plan;
}
