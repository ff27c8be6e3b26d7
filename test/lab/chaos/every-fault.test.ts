import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../../src/domain/catalogue.js';
import { isHivetapeError } from '../../../src/core/errors.js';
import { sameEvent } from '../../../src/lab/compare-events.js';
import { forkRun } from '../../../src/lab/fork.js';
import { replayRun } from '../../../src/lab/replay.js';
import { rerunRun } from '../../../src/lab/rerun.js';
import { resumeRun } from '../../../src/lab/resume.js';
import { faultKinds } from '../../../src/lab/chaos/fault-plan.js';
import { embeddedRunStore } from '../../../src/store/embedded-run-store.js';
import type { LogEvent } from '../../../src/domain/catalogue.js';
import { dyingAt } from '../dying-store.js';
import { closeUs, liveStates, newStore, ofType, perform, planOf, stage, type Stage } from './faulty-run.js';
import { faultSamples } from './fault-samples.js';
import type { RunStore } from '../../../src/store/run-store.js';

test('R1: every kind of fault has a sample', () => {
  expect(new Set(faultSamples.map(({ kind }) => kind))).toEqual(new Set(faultKinds));
});

describe.each(faultSamples)('$name', ({ kind, fault, outcomes }) => {
  let staged: Stage;
  let events: LogEvent[];
  let runId: Awaited<ReturnType<typeof perform>>['runId'];
  let fingerprint: string;
  const store = newStore();
  const fails = kind === 'append-failure';

  /** A store that fails by plan leaves an incomplete run, which is all there is to it. */
  const performIn = async (into: RunStore): Promise<void> => {
    try {
      await perform(staged, into);
    } catch (cause) {
      if (!fails || !isHivetapeError(cause) || cause.code !== 'store-unusable') throw cause;
    }
  };

  beforeAll(async () => {
    staged = await stage({ plan: planOf([fault], { healAtUs: closeUs(80) }) });
    await performIn(store);
    const [listed] = store.list();
    runId = listed.runId;
    const log = store.open(runId);
    events = [...log.events()] as LogEvent[];
    fingerprint = log.fingerprint;
  });
  afterAll(() => staged.remove());

  /** An event of the fault's own somewhere in the middle of it. */
  const midst = (): number => {
    const told = events.filter(({ type }) => type.startsWith('Fault') || type.startsWith('Agent') && type !== 'AgentSeated');
    return told[Math.floor(told.length / 2)].offset;
  };

  test('R1: is told where it begins, where it strikes and where it ends, and breaks no law', () => {
    expect(ofType(events, 'FaultInjected')).toMatchObject([{ data: { fault: 0, kind } }]);
    expect(new Set(ofType(events, 'FaultStruck').map(({ data }) => data.outcome))).toEqual(new Set(outcomes));
    const atOnce = ['restart', 'append-failure', 'kill-switch'].includes(kind);
    expect(ofType(events, 'FaultHealed')).toHaveLength(atOnce ? 0 : 1);
    expect(ofType(events, 'InvariantBroken')).toEqual([]);
    if (fails) expect(events.at(-1)).toMatchObject({ type: 'FaultInjected' });
    else expect(events.at(-1)).toMatchObject({ type: 'RunEnded', data: { reason: 'done' } });
  });

  test('gives the same log twice, in memory and in files', async () => {
    const folder = join(staged.folder, 'store');
    for (const other of [newStore(), embeddedRunStore(catalogue, folder)]) {
      await performIn(other);
      expect(other.open(runId).fingerprint).toBe(fingerprint);
    }
    rmSync(folder, { recursive: true });
  });

  test('is decided again without a difference', async () => {
    expect(await rerunRun(store, runId, { project: staged.loaded })).toMatchObject({ divergence: undefined, equal: events.length, changedCode: [] });
  });

  test('is replayed to the states that the agents had, anywhere', async () => {
    const places = [midst() - 1, midst(), midst() + 1, midst() + 7];
    for (const offset of places.filter((place) => place < events.length)) {
      const live = await liveStates(staged, offset + 1).catch((cause: unknown) => (fails ? undefined : Promise.reject(cause as Error)));
      if (live === undefined || live.offset > events.length) continue;
      const replayed = await replayRun(store, runId, { project: staged.loaded, to: { offset: live.offset - 1 } });
      expect(replayed.offset).toBe(live.offset);
      for (const [agent, state] of live.agents) expect([agent, replayed.agents.get(agent)]).toEqual([agent, state]);
    }
  });

  test.skipIf(fails)('forked without a change, before, within and after it, goes on as its parent', async () => {
    for (const offset of [60, midst(), events.length - 20]) {
      const forked = await forkRun(store, runId, { at: { offset }, change: { set: [], swap: {} }, project: staged.loaded, environment: () => null });
      const log = [...store.open(forked.runId).events()];
      expect(log).toHaveLength(events.length);
      expect(log.every((event, at) => sameEvent(event, events[at]))).toBe(true);
    }
  });

  test.skipIf(fails)('forked with other agents is decided again without a difference', async () => {
    const change = { set: ['agents.trend.options.bars=20', 'agents.council.options.entryLean=0.1'], swap: { reversal: 'breakout' } };
    const forked = await forkRun(store, runId, { at: { offset: midst() }, change, project: staged.loaded, environment: () => null });
    expect((await rerunRun(store, forked.runId, { project: staged.loaded })).divergence).toBeUndefined();
    const end = await replayRun(store, forked.runId, { project: staged.loaded });
    expect(end.offset).toBe(forked.events);
  });

  test.skipIf(fails)('is taken to its end when it was cut short in the midst of it', async () => {
    const other = newStore();
    await expect(perform(staged, dyingAt(other, midst() + 1))).rejects.toThrow('died');
    const outcome = await resumeRun(other, runId, { project: staged.loaded, environment: () => null });
    expect(outcome.fingerprint).toBe(fingerprint);
  });
});
