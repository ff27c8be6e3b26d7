import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isHivetapeError, type HivetapeError } from '../../src/core/errors.js';
import { catalogue } from '../../src/domain/catalogue.js';
import { forkRun } from '../../src/lab/fork.js';
import { resumeRun } from '../../src/lab/resume.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { runScenario, type RunOptions } from '../../src/lab/run.js';
import type { RunOutcome } from '../../src/lab/run-outcome.js';
import { loadScenario, type LoadedScenario } from '../../src/lab/scenario/load-scenario.js';
import { embeddedRunStore } from '../../src/store/embedded-run-store.js';
import type { RunStore } from '../../src/store/run-store.js';
import { dyingAt } from './dying-store.js';
import { ownAgent, smallScenario } from './small-run.js';

let folder: string;
let loaded: LoadedScenario;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hivetape-resume-'));
  mkdirSync(join(folder, 'agents'));
  writeFileSync(join(folder, 'agents/mine.js'), ownAgent);
  writeFileSync(join(folder, 'scenario.yaml'), smallScenario);
  loaded = await loadScenario(join(folder, 'scenario.yaml'), {});
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const storeIn = (name: string): RunStore => embeddedRunStore(catalogue, join(folder, name));
const perform = (store: RunStore, options: Partial<RunOptions> = {}): Promise<RunOutcome> =>
  runScenario(store, loaded.scenario, { project: loaded, environment: () => null, ...options });

async function refusal(work: Promise<unknown>): Promise<HivetapeError> {
  try {
    await work;
  } catch (error) {
    if (isHivetapeError(error)) return error;
    throw error;
  }
  throw new Error('Nothing was refused');
}

test('A6: a run that was cut short anywhere ends as if nothing had happened, by performing it again or by resuming it', async () => {
  const whole = await perform(storeIn('whole'));
  for (const at of [0, 1, 3, 999, 1_000, 1_001, 1_777, whole.events - 1]) {
    const store = storeIn(`cut-${at}`);
    await expect(perform(dyingAt(store, at))).rejects.toThrow('died');
    expect(store.list()).toMatchObject([{ state: 'incomplete', events: at }]);
    // And once more, somewhere on the way.
    const second = Math.floor((at + whole.events) / 2);
    await expect(perform(dyingAt(store, second))).rejects.toThrow('died');
    expect(store.list()).toMatchObject([{ state: 'incomplete', events: second }]);
    let resumedAt: number | undefined;
    const outcome = at % 2 === 0
      ? await perform(store, { onStart: (start) => (resumedAt = start.resumedAt) })
      : await resumeRun(store, whole.runId, { project: loaded, environment: () => null, onStart: (start) => (resumedAt = start.resumedAt) });
    expect(outcome).toEqual(whole);
    expect(resumedAt).toBe(second);
    expect(store.verify(whole.runId)).toMatchObject({ ok: true, fingerprint: whole.fingerprint });
    expect((await rerunRun(store, whole.runId, { project: loaded })).divergence).toBe(undefined);
  }
});

test('a run that somebody stopped goes on without its last words', async () => {
  const whole = await perform(storeIn('whole'));
  const store = storeIn('stopped');
  const stopper = new AbortController();
  const stopped = await perform(store, { signal: stopper.signal, onProgress: () => stopper.abort() });
  if (stopped.reason === 'stopped') expect(store.open(whole.runId).state).toBe('incomplete');
  expect(await perform(store)).toEqual(whole);
});

test('a stopped run whose data had notes goes on, and says of the data what it would have said', async () => {
  const rows = Array.from({ length: 3_000 }, (_, day) => `${new Date(Date.UTC(2010, 0, 6 + day)).toISOString()},${day === 500 ? '100,190,100,101' : `100,101,99,${day % 2 === 0 ? 100 : 100.5}`},1000`);
  writeFileSync(join(folder, 'bars.csv'), ['time,open,high,low,close,volume', ...rows, ''].join('\n'));
  writeFileSync(join(folder, 'scenario.yaml'), smallScenario.replace('    walk: { bars: 600, volatility: 0.004 }\n', '    file: ./bars.csv\n    options: { stamp: open, barDuration: 1d }\n'));
  loaded = await loadScenario(join(folder, 'scenario.yaml'), {});
  const whole = await perform(storeIn('whole'));
  const told = (store: RunStore): string[] => [...store.open(whole.runId).events()].map(({ type }) => type).filter((type) => ['DataQualityNoted', 'RunEnding', 'RunEnded'].includes(type));
  expect(told(storeIn('whole'))).toContain('DataQualityNoted');

  const store = storeIn('stopped');
  const stopper = new AbortController();
  stopper.abort();
  // A run that is shared goes in smaller portions, so that it is stopped long before its end.
  const stopped = await perform(store, { signal: stopper.signal, keepUp: async () => undefined });
  expect(stopped.reason).toBe('stopped');
  expect(stopped.events).toBeLessThan(whole.events / 2);
  expect(told(store)).toEqual(told(storeIn('whole')));
  expect(await rerunRun(store, whole.runId, { project: loaded })).toMatchObject({ divergence: undefined, equal: stopped.events });

  expect(await perform(store)).toEqual(whole);
  expect(told(store)).toEqual(told(storeIn('whole')));
  expect(store.verify(whole.runId)).toMatchObject({ ok: true, fingerprint: whole.fingerprint });
});

test('a rerun of a log that was cut short compares all of it, and says that nothing behind it was', async () => {
  const store = storeIn('short');
  await expect(perform(dyingAt(store, 1_501))).rejects.toThrow('died');
  const [{ runId }] = store.list();
  expect(await rerunRun(store, runId, { project: loaded })).toMatchObject({ equal: 1_501, events: 1_501, divergence: undefined, isCutShort: true });
  writeFileSync(join(folder, 'agents/mine.js'), ownAgent.replace('% 7 !== 0', '% 8 !== 0'));
  expect((await rerunRun(store, runId, { project: loaded })).divergence).toMatchObject({ agent: 'mine' });
  writeFileSync(join(folder, 'agents/mine.js'), ownAgent);
  await resumeRun(store, runId, { project: loaded, environment: () => null });
  const whole = await rerunRun(store, runId, { project: loaded });
  expect(whole).toMatchObject({ divergence: undefined, equal: whole.events });
  expect(whole.isCutShort).toBe(undefined);
});

test('a fork that was cut short ends as if nothing had happened', async () => {
  const store = storeIn('forks');
  const parent = await perform(store);
  const options = { at: { offset: 1_400 }, change: { set: [], swap: {}, seed: 99 }, project: loaded, environment: () => ({}) };
  const whole = await forkRun(store, parent.runId, options);
  const cut = Math.floor((1_400 + whole.events) / 2);
  store.remove(whole.runId);
  await expect(forkRun(dyingAt(store, cut), parent.runId, options)).rejects.toThrow('died');
  const fork = store.list().find(({ parent: point }) => point !== undefined);
  expect(fork).toMatchObject({ runId: whole.runId, state: 'incomplete', events: cut });
  expect(await resumeRun(store, whole.runId, { project: loaded, environment: () => ({}) })).toMatchObject({ fingerprint: whole.fingerprint, events: whole.events });
});

test('an agent that depends on what is not in its inbox is caught before anything is written', async () => {
  const store = storeIn('moody');
  const key = Symbol.for('hivetape/test/mood');
  writeFileSync(join(folder, 'agents/mine.js'), ownAgent.replace("/ 100;", "/ 100 + (globalThis[Symbol.for('hivetape/test/mood')] ?? 0) / 1000;"));
  await expect(perform(dyingAt(store, 1_500))).rejects.toThrow('died');
  const [before] = store.list();
  Reflect.set(globalThis, key, 1);
  const error = await refusal(perform(store));
  Reflect.deleteProperty(globalThis, key);
  expect(error.code).toBe('resume-differs');
  expect(error.message).toContain('mine');
  expect(store.list()).toEqual([before]);
  expect(await perform(store)).toMatchObject({ reason: 'data-ended' });
});

test('a run is resumed with the data and the code it was begun with, and only if it was cut short', async () => {
  const store = storeIn('changed');
  await expect(perform(dyingAt(store, 1_500))).rejects.toThrow('died');
  const [{ runId }] = store.list();
  writeFileSync(join(folder, 'agents/mine.js'), `${ownAgent}\n// Another text.\n`);
  const options = { project: loaded, environment: () => null };
  expect((await refusal(resumeRun(store, runId, options))).code).toBe('resume-inputs-changed');
  writeFileSync(join(folder, 'agents/mine.js'), ownAgent);
  await resumeRun(store, runId, options);
  expect((await refusal(resumeRun(store, runId, options))).code).toBe('run-not-incomplete');
});

const asking = `
import { decider, SILENT } from 'hivetape';

/** Asks the world every hundredth bar. */
export const agent = {
  create: () => decider({
    listensTo: ['bars/WALK'],
    initial: () => 0,
    evolve: (state, event) => event.type === 'BarClosed' ? state + 1 : state,
    decide: (state, event) => event.type === 'BarClosed' && state % 100 === 0
      ? [{ type: 'EffectRequested', data: { effect: 'oracle', request: { state }, dueAt: event.time + 50 } }]
      : SILENT,
  }),
};
`;

test('what the world once answered is not asked again, and what is asked is acknowledged first', async () => {
  writeFileSync(join(folder, 'agents/mine.js'), asking);
  const store = storeIn('asking');
  const asked: number[] = [];
  const oracle: RunOptions['perform'] = async ({ request }) => {
    const [run] = store.list();
    // Another process would find the question in the log.
    expect(embeddedRunStore(catalogue, join(folder, 'asking')).open(run.runId).count).toBeGreaterThan(request.offset);
    asked.push(request.offset);
    return { ok: true, value: asked.length };
  };
  await expect(perform(dyingAt(store, 1_500), { perform: oracle })).rejects.toThrow('died');
  expect(asked.length).toBeGreaterThan(1);
  const outcome = await perform(store, { perform: oracle });
  expect(outcome.reason).toBe('data-ended');
  expect(new Set(asked).size).toBe(asked.length);
  const completed = [...store.open(outcome.runId).events({ types: ['EffectCompleted'] })];
  expect(completed.map(({ data }) => (data as { value: number }).value)).toEqual(asked.map((_, index) => index + 1));
});
