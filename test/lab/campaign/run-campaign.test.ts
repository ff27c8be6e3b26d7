/** A campaign finds the planted mistakes, makes them small, and does the same again; on a sound swarm it finds nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../../src/domain/catalogue.js';
import { failureText, readFailure } from '../../../src/lab/campaign/failure-file.js';
import { planIn } from '../../../src/lab/campaign/failure.js';
import { replayFailure } from '../../../src/lab/campaign/replay-failure.js';
import type { BrokenLaw, CampaignOutcome } from '../../../src/lab/campaign/run-campaign.js';
import { runScenario } from '../../../src/lab/run.js';
import { memoryRunStore } from '../../../src/store/memory-run-store.js';
import { campaign, sampleProject, type SampleProject } from './sample-campaign.js';

let project: SampleProject;
let outcome: CampaignOutcome;
beforeAll(async () => {
  project = sampleProject();
  outcome = await campaign(await project.load(), {});
}, 120_000);
afterAll(() => project.remove());

function lawOf(id: string): BrokenLaw & { readonly failure: NonNullable<BrokenLaw['failure']> } {
  const law = outcome.laws.find(({ invariant }) => invariant === id);
  if (law?.failure === undefined) throw new Error(`${id} did not break`);
  return { ...law, failure: law.failure };
}

test('R2: finds that a duplicated message has a double effect, and needs at most three faults to show it', () => {
  const { failure, firstPlan } = lawOf('A02');
  expect(planIn(failure).faults.length).toBeLessThanOrEqual(3);
  expect(planIn(failure).faults.map(({ kind }) => kind)).toContain('duplicate');
  expect(failure.event).toMatchObject({ type: 'OrderPlaced', agent: 'buyer' });
  expect(failure.discovery).toMatchObject({ seed: 1, plan: firstPlan, isSmallest: true });
});

test('finds what breaks a law of the user’s own', () => {
  const { failure, law } = lawOf('one-helping');
  expect(law).toContain('100 lots');
  expect(failure.found).toContain('holds 200 lots');
  expect(planIn(failure).faults.length).toBeLessThanOrEqual(3);
});

test('is the same campaign again, and its first plans do not depend on how many there are', async () => {
  expect(await campaign(await project.load(), {})).toEqual(outcome);
  const shorter = await campaign(await project.load(), { runs: 20 });
  expect(shorter.laws.find(({ invariant }) => invariant === 'one-helping')?.firstPlan).toBe(lawOf('one-helping').firstPlan);
}, 120_000);

describe('a failure', () => {
  test('is, run as a scenario, the same log to the last byte', async () => {
    const { failure } = lawOf('A02');
    const loaded = await project.load();
    const run = await runScenario(memoryRunStore(catalogue), failure.scenario, { project: loaded, environment: () => null });
    expect(run).toMatchObject({ fingerprint: failure.fingerprint, events: failure.events, broken: { invariant: 'A02', at: failure.at, found: failure.found } });
  });

  test('goes through its file unchanged, and fails again the same way', async () => {
    const { failure } = lawOf('one-helping');
    const text = failureText({ failure, scenarioFile: '../double-order.yaml' });
    expect(readFailure(text, 'f.json')).toEqual({ failure, scenarioFile: '../double-order.yaml' });
    expect(await replayFailure(failure, await project.load())).toMatchObject({ verdict: 'same', changed: [], fingerprint: failure.fingerprint });
  });

  test('is gone once the agent is mended, and whose code changed is said', async () => {
    const other = sampleProject();
    other.mend();
    for (const id of ['A02', 'one-helping']) {
      expect(await replayFailure(lawOf(id).failure, await other.load())).toMatchObject({ verdict: 'holds', breach: undefined, changed: ['buyer'] });
    }
    other.remove();
  });

  test('that breaks otherwise than before is told from the one it was', async () => {
    const { failure } = lawOf('A02');
    expect((await replayFailure({ ...failure, at: failure.at + 1 }, await project.load())).verdict).toBe('different');
    expect((await replayFailure({ ...failure, fingerprint: 'hivetape1:0' }, await project.load())).verdict).toBe('different');
  });
});

test('the mended swarm breaks no law under the same plans', async () => {
  const other = sampleProject();
  other.mend();
  const mended = await campaign(await other.load(), {});
  expect(mended).toMatchObject({ state: 'finished', plans: 60, laws: [] });
  expect(mended.ends.held + mended.ends.refused).toBe(60);
  other.remove();
}, 60_000);

test('a canary law that must break breaks, in the smallest plan that has what it forbids', async () => {
  const other = sampleProject();
  other.mend();
  other.write('invariants.js', `export const invariants = [{ id: 'canary', check: (event) => (event.type === 'AgentRestarted' ? event.data.agent + ' came back' : undefined) }];`);
  const { laws } = await campaign(await other.load(), { runs: 30 });
  expect(laws).toMatchObject([{ invariant: 'canary' }]);
  const [{ failure }] = laws;
  expect(failure === undefined ? [] : planIn(failure).faults).toHaveLength(1);
  other.remove();
}, 60_000);

test('a canary law that asks for recovery breaks where everything was healed, and keeps the time of healing', async () => {
  const other = sampleProject();
  other.mend();
  other.write('invariants.js', `export const invariants = [{ id: 'canary', settled: (state, world) => 'asked at ' + world.now }];`);
  const { laws } = await campaign(await other.load(), { runs: 10 });
  expect(laws).toMatchObject([{ invariant: 'canary' }]);
  const [{ failure }] = laws;
  if (failure === undefined) throw new Error('the canary was not made small');
  expect(planIn(failure).faults).toHaveLength(0);
  expect(planIn(failure).healAtUs).toBeDefined();
  other.remove();
}, 60_000);

test('a law that breaks without any fault is told at once, and no plan is performed', async () => {
  const other = sampleProject();
  other.write('invariants.js', `export const invariants = [{ id: 'never-trade', check: (event) => (event.type === 'OrderFilled' ? 'it trades' : undefined) }];`);
  const told = await campaign(await other.load(), {});
  expect(told).toMatchObject({ state: 'broken-undisturbed', plans: 0, laws: [{ invariant: 'never-trade', firstPlan: -1, failure: { discovery: { plan: -1, faults: 0 } } }] });
  other.remove();
});

test('who stops it is told what is known without a gap, and nothing is made small', async () => {
  const stop = new AbortController();
  const stopped = await campaign(await project.load(), { signal: stop.signal, onProgress: ({ plans }) => (plans >= 16 ? stop.abort() : undefined) });
  expect(stopped).toMatchObject({ state: 'stopped', plans: 16 });
  expect(stopped.laws.every(({ failure }) => failure === undefined)).toBe(true);
  expect(await campaign(await project.load(), { signal: AbortSignal.abort() })).toMatchObject({ state: 'stopped', plans: 0, laws: [] });
});
