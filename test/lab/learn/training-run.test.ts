/** The whole way: runs, a data set, a recorded training, a run that asks the model, and reruns that train nothing. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../../src/domain/catalogue.js';
import { dataSetOfRuns } from '../../../src/lab/learn/make-data-set.js';
import { learningShelf, type LearningShelf } from '../../../src/lab/learn/learning-shelf.js';
import { isTraining, rerunTraining } from '../../../src/lab/learn/rerun-training.js';
import { runTraining, type TrainingInput, type TrainingOutcome } from '../../../src/lab/learn/training-run.js';
import { rerunRun } from '../../../src/lab/rerun.js';
import { runScenario } from '../../../src/lab/run.js';
import { loadScenario } from '../../../src/lab/scenario/load-scenario.js';
import type { RunOutcome } from '../../../src/lab/run-outcome.js';
import { defaultDataSetOptions, type DataSet } from '../../../src/learning/data-set.js';
import { loadBackend, type TensorBackend } from '../../../src/learning/tensor-backend.js';
import { defaultTrainingOptions } from '../../../src/learning/training-options.js';
import { memoryRunStore } from '../../../src/store/memory-run-store.js';

const scenario = (options = '', bars = 500) => `
hivetape: 1
name: walk
data:
  - instrument: WALK
    walk: { bars: ${bars}, volatility: 0.01, barDuration: 1d }
risk: { exposureMax: 5, concentrationMax: 5, drawdownMax: 5, valueAtRiskMax: 5 }
agents:
  trend: { kind: momentum, options: { bars: 10, trendBars: 5 } }
  ${options === '' ? '' : `net: { kind: pattern, options: ${options} }`}
  council: { kind: council, options: { normalise: true, members: { trend: 0.6${options.includes('vote') ? ', net: 0.4' : ''} } } }
  trader: { kind: trader, options: { council: council } }
`;

const room = mkdtempSync(join(tmpdir(), 'hivetape-learn-'));
const store = memoryRunStore(catalogue);
const options = { ...defaultTrainingOptions, epochs: 4 };
let shelf: LearningShelf;
let set: DataSet;
let backend: TensorBackend;
let trained: TrainingOutcome;

const input = (changes: Partial<TrainingInput> = {}): TrainingInput => ({ set, options, backend, shelf, environment: () => null, ...changes });

async function run(text: string): Promise<{ readonly outcome: RunOutcome; readonly file: string }> {
  const file = join(room, 'scenario.yaml');
  writeFileSync(file, text);
  const loaded = await loadScenario(file);
  const project = { file, projectRoot: room, modelsDirectory: shelf.modelsDirectory };
  return { outcome: await runScenario(store, loaded.scenario, { project, environment: () => null }), file };
}

beforeAll(async () => {
  shelf = learningShelf(join(room, 'store'));
  const { outcome } = await run(scenario());
  set = dataSetOfRuns(store, [outcome.runId, outcome.runId], { ...defaultDataSetOptions, windowBars: 16 });
  backend = await loadBackend({ choice: 'wasm', bitEqual: true });
  trained = await runTraining(store, input());
});
afterAll(() => rmSync(room, { recursive: true, force: true }));

describe('a training', () => {
  test('is a run of its own: what it was trained on, every epoch, and the model under its hash', () => {
    const events = [...store.open(trained.runId).events()];
    expect(events.map(({ type }) => type)).toEqual([
      'RunStarted', 'AgentSeated', 'TrainingStarted', 'EffectRequested', 'EffectCompleted', ...Array.from({ length: 4 }, () => 'EpochFinished'), 'ModelTrained', 'RunEnding', 'RunEnded',
    ]);
    expect(events[2].data).toMatchObject({ dataSet: set.digest, trainRows: trained.card.trainRows });
    expect(events[9].data).toMatchObject({ model: trained.card.model, weights: trained.card.weights, validFrom: trained.card.validFrom, backend: 'wasm 4.22.0' });
    // It cannot have happened before its data were there.
    expect(events[0].time).toBe(Math.max(...set.rows.labelKnownAt));
    expect(set.sources).toMatchObject([{ name: 'walk', fingerprint: store.open(set.sources[0].runId as never).fingerprint }]);
  });

  test('done again gives the same log and the same bits; with another seed it is another run', async () => {
    const again = await runTraining(store, input());
    expect(again).toMatchObject({ kind: 'again', runId: trained.runId, fingerprint: trained.fingerprint, card: trained.card });
    const other = await runTraining(store, input({ options: { ...options, seed: 3 } }));
    expect(other.runId).not.toBe(trained.runId);
    expect(other.card.weights).not.toBe(trained.card.weights);
  });

  test('that came out differently is seen by the store', async () => {
    const lying: TensorBackend = { ...backend, tf: { ...backend.tf, train: { ...backend.tf.train, adam: () => backend.tf.train.adam(0.02) } } as TensorBackend['tf'] };
    await expect(runTraining(store, input({ backend: lying }))).rejects.toMatchObject({ code: 'run-diverged' });
  });

  test('on a backend that cannot repeat it is not done again: the recorded result is used', async () => {
    const native: TensorBackend = { ...backend, name: 'native', isRepeatable: false };
    const other = { ...options, seed: 11 };
    const first = await runTraining(store, input({ backend: native, options: other }));
    const broken = { ...native, tf: {} as TensorBackend['tf'] };
    expect(await runTraining(store, input({ backend: broken, options: other }))).toMatchObject({ kind: 'recorded', fingerprint: first.fingerprint, card: first.card });
  });

  test('is decided again from its log, without training', async () => {
    expect(isTraining(store.open(trained.runId))).toBe(true);
    expect(await rerunTraining(store, trained.runId)).toMatchObject({ equal: trained.events, events: trained.events, divergence: undefined });
    await expect(rerunRun(store, trained.runId, { project: { file: join(room, 'scenario.yaml'), projectRoot: room } })).rejects.toMatchObject({ code: 'no-market-run' });
  });

  test('that is stopped leaves no model and an incomplete run', async () => {
    const stopped = { ...options, seed: 99 };
    const before = shelf.models();
    await expect(runTraining(store, input({ options: stopped, signal: AbortSignal.abort() }))).rejects.toMatchObject({ code: 'training-stopped' });
    expect(shelf.models()).toEqual(before);
    expect(store.list().filter(({ state }) => state === 'incomplete')).toHaveLength(1);
  });
});

describe('a run with the model', () => {
  test('O3: a model gives the council one more voter, and comes out the same when it is decided again', async () => {
    const { outcome, file } = await run(scenario(`{ models: [${trained.card.model}], entryProbability: 0.5 }`.replace('}', ', mode: vote }')));
    const votes = [...store.open(outcome.runId).events({ types: ['VoteCast'], agents: ['net'] })];
    expect(votes.length).toBeGreaterThan(0);
    const project = { file, projectRoot: room, modelsDirectory: shelf.modelsDirectory };
    expect(await rerunRun(store, outcome.runId, { project })).toMatchObject({ divergence: undefined, changedCode: [] });
  });

  test('O3: a model in shadow speaks, and leaves every word of the others as it was', async () => {
    const plain = (await run(scenario('', 499))).outcome;
    const shadow = (await run(scenario(`{ models: [${trained.card.model}], mode: shadow, entryProbability: 0.5 }`, 499))).outcome;
    const words = (runId: RunOutcome['runId'], isOwn: boolean): unknown[] =>
      [...store.open(runId).events()].filter(({ agent, type }) => (agent === 'net') === isOwn && !['RunStarted', 'AgentSeated', 'RunEnded'].includes(type)).map(({ type, time, agent, data }) => ({ type, time, agent, data: JSON.stringify(data).replace(/"barOffset":\d+/, '') }));
    expect(words(shadow.runId, false)).toEqual(words(plain.runId, false));
    expect(words(shadow.runId, true).length).toBeGreaterThan(0);
    const [first] = [...store.open(shadow.runId).events({ agents: ['net'] })];
    expect(first.topic).toBe('shadow/WALK');
    expect(first.time).toBeGreaterThanOrEqual(trained.card.validFrom);
  });

  test('names its model by hash in the log, never its weights, and other weights are another run', async () => {
    mkdirSync(join(room, 'own'), { recursive: true });
    copyFileSync(join(shelf.modelsDirectory, `${trained.card.model}.model`), join(room, 'own/net.model'));
    const text = scenario('{ models: [./own/net.model], mode: shadow }', 400);
    const { outcome } = await run(text);
    const [started] = store.open(outcome.runId).events({ to: 1 });
    const identity = (started.data as { readonly identity: { readonly code: Record<string, string> } }).identity;
    expect(identity.code['net']).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(JSON.stringify(identity).length).toBeLessThan(5_000);
    const other = shelf.models().find((hash) => hash !== trained.card.model) ?? '';
    copyFileSync(join(shelf.modelsDirectory, `${other}.model`), join(room, 'own/net.model'));
    const changed = (await run(text)).outcome;
    expect(changed.runId).not.toBe(outcome.runId);
    const project = { file: join(room, 'scenario.yaml'), projectRoot: room };
    expect((await rerunRun(store, outcome.runId, { project })).changedCode).toEqual(['net']);
  });

  test('is refused where the model is missing, damaged, or outside the project', async () => {
    const { model } = trained.card;
    await expect(run(scenario(`{ models: [${'f'.repeat(64)}], mode: shadow }`))).rejects.toMatchObject({ code: 'model-not-found' });
    await expect(run(scenario('{ models: [../elsewhere.model], mode: shadow }'))).rejects.toMatchObject({ code: 'path-outside-project' });
    mkdirSync(join(room, 'models'), { recursive: true });
    const damaged = readFileSync(join(shelf.modelsDirectory, `${model}.model`));
    damaged[damaged.length - 1] ^= 1;
    writeFileSync(join(room, `models/${model}.model`), damaged);
    await expect(run(scenario(`{ models: [${model}], mode: shadow }`))).rejects.toMatchObject({ code: 'model-damaged' });
    rmSync(join(room, 'models'), { recursive: true });
  });
});

describe('the shelf', () => {
  test('finds data sets and models by the beginning of their digest, and refuses what is not there', () => {
    const file = shelf.putDataSet(set);
    expect(existsSync(file)).toBe(true);
    expect(shelf.dataSet(set.digest.slice(0, 8), (path) => path)).toEqual(set);
    expect(shelf.dataSet(file, (path) => path).digest).toBe(set.digest);
    expect(shelf.dataSet('@', (path) => path).digest).toBe(set.digest);
    expect(shelf.models()).toContain(shelf.model('@').model.hash);
    expect(() => shelf.dataSet('ffff', (path) => join(room, path))).toThrow(expect.objectContaining({ code: 'data-set-not-found' }));
    const found = shelf.model(trained.card.model.slice(0, 10));
    expect(found.model.hash).toBe(trained.card.model);
    expect(found.card).toEqual(trained.card);
    expect(() => shelf.model('0000')).toThrow(expect.objectContaining({ code: 'model-not-found' }));
  });

  test('refuses a card that speaks of another model', () => {
    const { model } = trained.card;
    const file = join(shelf.modelsDirectory, `${model}.card.json`);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll(model, '0'.repeat(64)));
    expect(() => shelf.model(model)).toThrow(expect.objectContaining({ code: 'model-damaged' }));
    writeFileSync(file, text);
  });
});
