/** Plans are made small: no fault stays that is not needed, and nobody is asked for ever. */
import { expect, test } from 'vitest';
import type { FaultPlan } from '../../../src/lab/chaos/fault-plan.js';
import { planDrawer } from '../../../src/lab/chaos/plan-arbitrary.js';
import type { PlanSpace } from '../../../src/lab/chaos/plan-space.js';
import { shrinkPlan } from '../../../src/lab/campaign/shrink-plan.js';

const space: PlanSpace = { agents: ['council', 'trader', 'venue'], instruments: ['X'], closesUs: Array.from({ length: 100 }, (_, bar) => (bar + 1) * 60_000_000) };
const draw = planDrawer(space);
const kindsOf = ({ faults }: FaultPlan): string[] => faults.map(({ kind }) => kind).sort();

function drawnWith(...kinds: readonly string[]): FaultPlan {
  for (let index = 0; ; index += 1) {
    const plan = draw({ seed: 9, index });
    if (plan.faults.length > 5 && kinds.every((kind) => kindsOf(plan).includes(kind))) return plan;
  }
}

test('leaves exactly the faults that it takes, if it takes two of them', async () => {
  const breaks = async (plan: FaultPlan): Promise<boolean> => ['crash', 'drop'].every((kind) => kindsOf(plan).includes(kind));
  const { plan, isSmallest } = await shrinkPlan(drawnWith('crash', 'drop'), { space, breaks, triesMax: 1_000 });
  expect(kindsOf(plan)).toEqual(['crash', 'drop']);
  expect(plan.healAtUs).toBeUndefined();
  expect(isSmallest).toBe(true);
});

test('leaves no fault where none is needed', async () => {
  const { plan } = await shrinkPlan(draw({ seed: 1, index: 0 }), { space, breaks: async () => true, triesMax: 1_000 });
  expect(plan).toEqual({ 'hivetape-plan': 1, seed: 0, faults: [] });
});

test('keeps the plan as it is where nothing smaller breaks the law', async () => {
  const given = draw({ seed: 2, index: 3 });
  expect(await shrinkPlan(given, { space, breaks: async () => false, triesMax: 1_000 })).toMatchObject({ plan: given, isSmallest: true });
});

test('asks no plan twice and no more often than it may, and says that there may be smaller ones', async () => {
  const asked: string[] = [];
  const breaks = async (plan: FaultPlan): Promise<boolean> => {
    asked.push(JSON.stringify(plan));
    return kindsOf(plan).includes('drop');
  };
  const { tries, isSmallest } = await shrinkPlan(drawnWith('drop'), { space, breaks, triesMax: 5 });
  expect(tries).toBe(5);
  expect(asked).toHaveLength(5);
  expect(new Set(asked).size).toBe(5);
  expect(isSmallest).toBe(false);
});

test('a plan that somebody wrote, with what is not in the space, still loses the faults that are not needed', async () => {
  const written: FaultPlan = {
    'hivetape-plan': 1,
    seed: 3,
    faults: [
      { kind: 'kill-switch', atUs: 12_345 },
      { kind: 'crash', agent: 'somebody-else', atUs: 1, mail: 'waits' },
      { kind: 'venue-outage', atUs: 77 },
    ],
  };
  const { plan } = await shrinkPlan(written, { space, breaks: async ({ faults }) => faults.some(({ kind }) => kind === 'crash'), triesMax: 100 });
  expect(plan.faults).toEqual([written.faults[1]]);
});
