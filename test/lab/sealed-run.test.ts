/** Whole runs with sealed payloads: decided, performed again, decided again, forked, cut short, shredded. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { catalogue } from '../../src/domain/catalogue.js';
import { forkRun } from '../../src/lab/fork.js';
import { replayRun } from '../../src/lab/replay.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { resumeRun } from '../../src/lab/resume.js';
import { runScenario } from '../../src/lab/run.js';
import { shredRun } from '../../src/lab/sealing.js';
import { configurationOf } from '../../src/lab/sweep/trial-ledger.js';
import { identityOfLog } from '../../src/lab/log-inputs.js';
import { embeddedRunStore } from '../../src/store/embedded-run-store.js';
import type { RunStore } from '../../src/store/run-store.js';
import { smallRun, type SmallRun } from './small-run.js';
import { laterCodeOf } from '../core/code-of.js';

const seal = { agents: ['mine'], types: ['OrderPlaced'] };
const DESTROYED_AT = 1_700_000_000_000_000;
/** What the user's own agent says of every seventh bar. */
const CONFIDENTIAL = 'bar 70';
const environment = (): null => null;

let directory: string;
let store: RunStore;
let made: SmallRun;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hivetape-sealed-'));
  store = embeddedRunStore(catalogue, directory);
  made = await smallRun({ store, seal });
});
afterEach(() => {
  made.remove();
  rmSync(directory, { recursive: true });
});

const allBytes = (): Buffer => Buffer.concat(readdirSync(directory, { recursive: true, withFileTypes: true }).filter((file) => file.isFile()).map((file) => readFileSync(join(file.parentPath, file.name))));
const mineOf = (from: RunStore, run = made.outcome.runId): unknown[] => Array.from(from.open(run).events({ agents: ['mine'] }), ({ data }) => data);

describe('a run whose payloads are sealed', () => {
  test('W2: says what an unsealed one says, with another id, and leaves none of it in the clear', async () => {
    const plain = await smallRun();
    try {
      const { runId } = made.outcome;
      expect(runId).not.toBe(plain.outcome.runId);
      expect(made.outcome.events).toBe(plain.outcome.events);
      expect(mineOf(store)).toEqual(mineOf(plain.store, plain.outcome.runId));
      expect(JSON.stringify(mineOf(store))).toContain(CONFIDENTIAL);
      expect(allBytes().includes(CONFIDENTIAL)).toBe(false);
      expect(configurationOf(identityOfLog(store.open(runId)))).toBe(configurationOf(identityOfLog(plain.store.open(plain.outcome.runId))));
    } finally {
      plain.remove();
    }
  });

  test('is the same run with the same bytes when it is performed again, and comes out the same when it is decided again', async () => {
    const again = await runScenario(embeddedRunStore(catalogue, directory), made.loaded.scenario, { project: made.loaded, environment, seal: { types: ['OrderPlaced'], agents: ['mine', 'mine'] } });
    expect(again).toMatchObject({ runId: made.outcome.runId, fingerprint: made.outcome.fingerprint });
    const rerun = await rerunRun(store, made.outcome.runId, { project: made.loaded, snapshots: { every: 200 } });
    expect(rerun).toMatchObject({ divergence: undefined, equal: made.outcome.events, fingerprint: made.outcome.fingerprint });
  });

  test('keeps no snapshots, whoever goes through it', async () => {
    const { runId } = made.outcome;
    await replayRun(store, runId, { project: made.loaded, snapshots: { every: 200 } });
    await rerunRun(store, runId, { project: made.loaded, snapshots: { every: 200 } });
    await forkRun(store, runId, { at: { offset: 900 }, change: { set: [], swap: {}, seed: 9 }, project: made.loaded, environment, snapshots: { every: 200 } });
    expect(readdirSync(directory, { recursive: true }).filter((name) => String(name).endsWith('.snapshot'))).toEqual([]);
    expect(allBytes().includes(CONFIDENTIAL)).toBe(false);
  });

  test('goes on after it was cut short, and then is the run that it would have been', async () => {
    const { runId, fingerprint } = made.outcome;
    const log = [...store.open(runId).events()];
    const { manifest } = store.open(runId);
    store.remove(runId);
    const writer = store.create(manifest);
    for (const event of log.slice(0, 777)) writer.append(event);
    writer.abandon(null);
    const resumed = await resumeRun(store, runId, { project: made.loaded, environment });
    expect(resumed).toMatchObject({ runId, fingerprint });
  });

  test('has forks that are sealed too, with keys of their own', async () => {
    const { runId } = made.outcome;
    const options = { at: { offset: 900 }, change: { set: [], swap: {}, seed: 9 }, project: made.loaded, environment } as const;
    const fork = await forkRun(store, runId, options);
    expect((await forkRun(store, runId, options)).fingerprint).toBe(fork.fingerprint);
    const { manifest } = store.open(fork.runId);
    expect(manifest.sealing).toMatchObject(seal);
    expect(manifest.sealing?.keyId).not.toBe(store.open(runId).manifest.sealing?.keyId);
    expect((await rerunRun(store, fork.runId, { project: made.loaded })).divergence).toBeUndefined();
    shredRun(store, fork.runId, DESTROYED_AT);
    expect(mineOf(store).length).toBeGreaterThan(10);
    expect(await laterCodeOf(() => mineOf(store, fork.runId))).toBe('sealing-key-missing');
    expect(store.verify(fork.runId)).toMatchObject({ ok: true, fingerprint: fork.fingerprint });
  });

  test('W5: has a whole chain once it is shredded, and everybody who needs what is gone is told so', async () => {
    const { runId, fingerprint, events } = made.outcome;
    expect(shredRun(store, runId, DESTROYED_AT)).toMatchObject({ runId, destroyedAt: DESTROYED_AT });
    expect(store.verify(runId)).toMatchObject({ ok: true, fingerprint, events });
    const { loaded: project } = made;
    const refused = [
      () => rerunRun(store, runId, { project }),
      () => replayRun(store, runId, { project }),
      () => forkRun(store, runId, { at: { offset: 900 }, change: { set: [], swap: {}, seed: 9 }, project, environment }),
      () => resumeRun(store, runId, { project, environment }),
      () => shredRun(store, runId, DESTROYED_AT),
    ];
    for (const work of refused) expect(await laterCodeOf(work)).toBe('sealing-key-missing');
    await expect(rerunRun(store, runId, { project })).rejects.toThrow('destroyed at 2023-11-14T22:13:20');
    expect([...store.open(runId).events({ sealed: 'show' })]).toHaveLength(events);
    expect([...store.open(runId).events({ types: ['BarClosed'] })]).toHaveLength(600);
  });

  test('is another run once its key is destroyed: the old one stays as it is', async () => {
    const { runId, fingerprint } = made.outcome;
    shredRun(store, runId, DESTROYED_AT);
    const anew = await runScenario(store, made.loaded.scenario, { project: made.loaded, environment, seal });
    expect(anew.runId).not.toBe(runId);
    expect(store.verify(runId)).toMatchObject({ ok: true, fingerprint });
  });

  test.each([
    ['an agent without a seat', { agents: ['nobody'] }],
    ['a type that there is not', { types: ['Whisper'] }],
    ['the frame of a run', { types: ['RunStarted'] }],
    ['nothing at all', {}],
  ])('is refused for %s, before anything is written', async (_, policy) => {
    const runs = store.list().length;
    expect(await laterCodeOf(() => runScenario(store, made.loaded.scenario, { project: made.loaded, environment, seal: policy }))).toBe('sealing-invalid');
    expect(store.list()).toHaveLength(runs);
  });

  test('is refused by a store without keys; a run that is not sealed has nothing to shred', async () => {
    const keyless: RunStore = Object.assign(Object.create(store) as RunStore, { keys: undefined });
    expect(await laterCodeOf(() => runScenario(keyless, made.loaded.scenario, { project: made.loaded, environment, seal }))).toBe('sealing-invalid');
    const plain = await runScenario(store, made.loaded.scenario, { project: made.loaded, environment });
    expect(await laterCodeOf(() => shredRun(store, plain.runId, DESTROYED_AT))).toBe('run-not-sealed');
  });
});
