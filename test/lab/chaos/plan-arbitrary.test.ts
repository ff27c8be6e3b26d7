/** Plans of faults are drawn by number, valid as they are, and shrink wherever they come from. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../src/core/canonical.js';
import { faultKinds, type FaultPlan } from '../../../src/lab/chaos/fault-plan.js';
import { drawnPlans, planDrawer, shrinkablePlans } from '../../../src/lab/chaos/plan-arbitrary.js';
import type { PlanSpace } from '../../../src/lab/chaos/plan-space.js';
import { readFaultPlan } from '../../../src/lab/scenario/read-fault-plan.js';

const DAY_US = 86_400_000_000;
const space: PlanSpace = {
  agents: ['council', 'momentum', 'risk-gate', 'trader', 'venue'],
  instruments: ['SPX'],
  closesUs: Array.from({ length: 250 }, (_, day) => (day + 1) * DAY_US),
};

function drawn(seed: number, plans: number): FaultPlan[] {
  const draw = planDrawer(space);
  return Array.from({ length: plans }, (_, index) => draw({ seed, index }));
}

test('plan i of seed s is always the same one, whoever draws it and in whatever order', () => {
  const forward = drawn(5, 40);
  const draw = planDrawer(space);
  for (let index = 39; index >= 0; index -= 1) expect(draw({ seed: 5, index })).toEqual(forward[index]);
  expect(drawn(6, 40)).not.toEqual(forward);
});

test('every plan that is drawn is a plan that a file may hold', () => {
  fc.assert(fc.property(drawnPlans(space), (plan) => {
    expect(readFaultPlan(canonicalJson(plan), 'drawn.json')).toEqual(plan);
  }));
});

test('whole classes of faults are absent from most plans, and none from all', () => {
  const plans = drawn(1, 600);
  const kindsIn = plans.map(({ faults }) => new Set(faults.map(({ kind }) => kind)));
  for (const kind of faultKinds) {
    const share = kindsIn.filter((kinds) => kinds.has(kind)).length / plans.length;
    expect(share, kind).toBeGreaterThan(0.01);
    expect(share, kind).toBeLessThan(0.5);
  }
});

test('most plans are healed, after a third of the run and early enough to recover', () => {
  const heals = drawn(2, 400).map(({ healAtUs }) => healAtUs);
  const healed = heals.filter((at) => at !== undefined);
  expect(healed.length / heals.length).toBeGreaterThan(0.75);
  expect(healed.length).toBeLessThan(heals.length);
  for (const at of healed) {
    expect(at).toBeGreaterThanOrEqual(83 * DAY_US);
    expect(at).toBeLessThan(250 * DAY_US);
  }
});

test('every plan that is drawn can be shrunk without knowing how it was drawn', () => {
  const shrinkable = shrinkablePlans(space);
  for (const plan of drawn(3, 300)) expect(shrinkable.canShrinkWithoutContext(plan), JSON.stringify(plan)).toBe(true);
});

test('a plan shrinks to the one fault that matters, at the first bar where it does', () => {
  const guilty = (plan: FaultPlan): boolean => plan.faults.some((fault) => fault.kind === 'duplicate' && fault.atUs >= 20 * DAY_US);
  const culprit = drawn(4, 2_000).find((plan) => guilty(plan) && plan.faults.length > 4);
  if (culprit === undefined) throw new Error('no such plan was drawn');
  const { counterexample } = fc.check(fc.property(shrinkablePlans(space), (plan) => !guilty(plan)), { examples: [[culprit]], numRuns: 1, endOnFailure: false });
  const [small] = counterexample ?? [];
  expect(small?.faults).toHaveLength(1);
  expect(small?.faults[0]).toMatchObject({ kind: 'duplicate', atUs: 20 * DAY_US, delayUs: expect.any(Number) as number, count: 1 });
  expect(small?.healAtUs).toBeUndefined();
});

test('half of all faults begin where agents were busy, if anybody looked', () => {
  const busyUs = [40 * DAY_US + 7, 90 * DAY_US + 7];
  const draw = planDrawer({ ...space, busyUs });
  const begins = Array.from({ length: 300 }, (_, index) => draw({ seed: 5, index }).faults.map(({ atUs }) => atUs)).flat();
  const meant = begins.filter((at) => busyUs.some((busy) => at >= busy && at <= busy + 12)).length;
  expect(meant / begins.length).toBeGreaterThan(0.3);
  const shrinkable = shrinkablePlans({ ...space, busyUs });
  for (let index = 0; index < 100; index += 1) expect(shrinkable.canShrinkWithoutContext(draw({ seed: 5, index }))).toBe(true);
});

test('a space without instruments and with one bar has plans too', () => {
  const small: PlanSpace = { agents: ['venue'], instruments: [], closesUs: [1] };
  const draw = planDrawer(small);
  for (let index = 0; index < 50; index += 1) expect(draw({ seed: 1, index }).faults.length).toBeGreaterThan(0);
});
