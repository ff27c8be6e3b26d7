/** Every shipped scenario, and so every kind of agent in them, goes on from snapshots as if from the start. */
import { expect, test } from 'vitest';
import { forkRun } from '../../src/lab/fork.js';
import { replayRun, type ReplayedState } from '../../src/lab/replay.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { gateRun, scenarioFiles } from './gate-run.js';

const snapshots = { every: 3_000, code: 'as it is' };

test.each(scenarioFiles())('%s: replays and forks from snapshots are those from the start', async (name, file) => {
  const { outcome, store, loaded } = await gateRun(file);
  const { runId, events } = outcome;
  await rerunRun(store, runId, { project: loaded, snapshots });
  await replayRun(store, runId, { project: loaded, snapshots });
  for (const part of [0.37, 0.93]) {
    const to = { offset: Math.floor(events * part) };
    const quick = await replayRun(store, runId, { project: loaded, to, snapshots });
    const slow = await replayRun(store, runId, { project: loaded, to, snapshots: 'none' });
    expect(folded(quick)).toEqual(folded(slow));
    expect(to.offset - quick.from).toBeLessThan(3_200);
  }
  const fork = { at: { offset: Math.floor(events * 0.9) }, change: { set: [], swap: {} }, project: loaded, environment: () => null };
  const quick = await forkRun(store, runId, { ...fork, snapshots });
  store.remove(quick.runId);
  const slow = await forkRun(store, runId, { ...fork, snapshots: 'none' });
  expect(quick).toMatchObject({ fingerprint: slow.fingerprint, notices: [] });
  // A pipeline's state is inside its operators, so with one among the agents a fork lives through all of the past.
  if (name === 'own-agents') expect(quick.from).toBe(0);
  else expect(quick.at - quick.from).toBeLessThan(3_200);
});

function folded({ from: _from, notices: _notices, ...state }: ReplayedState): object {
  return state;
}
