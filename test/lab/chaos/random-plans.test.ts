/** Whatever a plan says: two runs are equal, a run is decided again, replayed and resumed without a difference, and no law breaks. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isHivetapeError } from '../../../src/core/errors.js';
import { planDrawer } from '../../../src/lab/chaos/plan-arbitrary.js';
import { planSpaceOf } from '../../../src/lab/chaos/plan-space.js';
import type { FaultPlan } from '../../../src/lab/chaos/fault-plan.js';
import { loadMarket } from '../../../src/lab/load-market.js';
import { planRun } from '../../../src/lab/plan-run.js';
import { replayRun } from '../../../src/lab/replay.js';
import { rerunRun } from '../../../src/lab/rerun.js';
import type { Scenario } from '../../../src/lab/scenario/scenario-schema.js';
import type { RunStore } from '../../../src/store/run-store.js';
import { HOUR_US, liveStates, newStore, perform, planOf, stage, swarmText, type Stage } from './faulty-run.js';

let staged: Stage;
let draw: (index: number) => FaultPlan;
beforeAll(async () => {
  staged = await stage({ plan: planOf([]) });
  const market = await loadMarket(staged.loaded.scenario, staged.loaded);
  const plan = await planRun(staged.loaded.scenario, { project: staged.loaded, instruments: market.instruments });
  const drawer = planDrawer(planSpaceOf(plan, market));
  draw = (index) => drawer({ seed: 20_261_121, index });
});
afterAll(() => staged.remove());

/** The same project with a plan in the place of the empty one. */
function withPlan(plan: FaultPlan): Stage {
  const scenario: Scenario = { ...staged.loaded.scenario, chaos: { plan } };
  return { ...staged, loaded: { ...staged.loaded, scenario } };
}

/** Performs it; a store that fails by plan leaves what it took. Returns which law broke. */
async function performed(faulty: Stage, store: RunStore): Promise<string | undefined> {
  try {
    return (await perform(faulty, store)).broken?.found;
  } catch (cause) {
    if (!isHivetapeError(cause) || cause.code !== 'store-unusable') throw cause;
    return undefined;
  }
}

test.each(Array.from({ length: 16 }, (_, index) => index))('plan %i of the drawer', async (index) => {
  const faulty = withPlan(draw(index));
  const [store, other] = [newStore(), newStore()];
  expect(await performed(faulty, store)).toBeUndefined();
  await performed(faulty, other);
  const [{ runId }] = store.list();
  const log = store.open(runId);
  expect(other.open(runId).fingerprint).toBe(log.fingerprint);
  expect(await rerunRun(store, runId, { project: faulty.loaded })).toMatchObject({ divergence: undefined, equal: log.count });
  expect((await replayRun(store, runId, { project: faulty.loaded })).offset).toBe(log.count);
  const place = Math.floor(log.count * ((index % 5) + 1) / 6);
  const live = await liveStates(faulty, place);
  const replayed = await replayRun(store, runId, { project: faulty.loaded, to: { offset: live.offset - 1 } });
  expect([...replayed.agents]).toEqual([...live.agents]);
});

test.each([5, 50_000_000_000])('every ready-made trader and voter takes what comes twice within %i µs once', async (delayUs) => {
  const scenario = `${swarmText}  cross: { kind: sma-crossover, options: { fastBars: 3, slowBars: 8, fundsShare: 0.2, direction: long-short } }\n`;
  const twice = await stage({ scenario, plan: planOf([{ kind: 'duplicate', delayUs, probability: 1, count: 1_000_000 }], { healAtUs: 80 * HOUR_US }) });
  expect(await performed(twice, newStore())).toBeUndefined();
  twice.remove();
});
