/** Stopping a fork while it goes through the past of its parent again. */
import { expect, it } from 'vitest';
import { forkRun } from '../../src/lab/fork.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { smallRun, smallScenario } from './small-run.js';

const snapshots = { every: 50, code: 'as it is' };

it('A5: a fork that is stopped in the past of its parent takes its turn in its place all the same, and is rerun as it is', async () => {
  const run = await smallRun({ scenario: smallScenario.replace('bars: 600', 'bars: 250') });
  const { runId } = run.outcome;
  const offset = Math.floor(run.store.open(runId).count / 2);
  const change = { set: ['agents.trend.options.bars=9'], swap: {} };
  // A snapshot is a pause, and at a pause a run can be stopped.
  const fork = await forkRun(run.store, runId, { at: { offset }, change, project: run.loaded, environment: () => null, snapshots, signal: AbortSignal.abort() });
  expect(fork).toMatchObject({ at: offset, failure: undefined });
  expect((await rerunRun(run.store, fork.runId, { project: run.loaded, snapshots: 'none' })).divergence).toBeUndefined();
  run.remove();
});
