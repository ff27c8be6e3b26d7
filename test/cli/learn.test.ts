/** The commands of learning, one after another, as a person gives them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, swarmScenario, type Stage } from './stage.js';

let stage: Stage;
const known: { dataSet: string; model: string } = { dataSet: '', model: '' };
const json = async (words: readonly string[]): Promise<Record<string, unknown>> => {
  const { code, out, err } = await stage.run([...words, '--json']);
  expect({ code, err }).toMatchObject({ code: 0 });
  return JSON.parse(out) as Record<string, unknown>;
};

beforeAll(async () => {
  stage = openStage();
  stage.write('scenario.yaml', swarmScenario);
  await stage.run(['run', 'scenario.yaml']);
  known.dataSet = String((await json(['learn', 'dataset', 'swarm']))['dataSet']);
  known.model = String((await json(['learn', 'train', known.dataSet.slice(0, 8), '--epochs', '3', '--bit-equal']))['model']);
});
afterAll(() => stage.clear());

test('dataset: says rows, features, labels and the next command; writes where it is told', async () => {
  const { code, out, err } = await stage.run(['learn', 'dataset', '@', '--window', '20', '--horizon', '3', '-o', 'small.dataset.json']);
  expect(code).toBe(0);
  expect(out).toMatch(/^✔ data set [0-9a-f]{12}: 559 rows, 2000-/);
  expect(out).toContain('direction');
  expect(err).toContain('next: hivetape learn train small.dataset.json');
  expect(existsSync(join(stage.directory, 'small.dataset.json'))).toBe(true);
});

test('train: the same training gives the same bits, and is listed as a run that can be rerun', async () => {
  const { out } = await stage.run(['learn', 'train', known.dataSet.slice(0, 8), '--epochs', '3', '--bit-equal']);
  expect(out).toContain('the same bits as before');
  expect(out).toContain(known.model);
  expect((await stage.run(['rerun', `training-${known.dataSet.slice(0, 8)}`])).out).toContain('all equal');
  expect((await stage.run(['runs', 'list'])).out).toContain('training-');
  expect((await stage.run(['rerun', '@'])).code).toBe(0);
});

test('eval: the sentence first, every label with its interval, and a page', async () => {
  const words = ['learn', 'eval', known.model.slice(0, 8), '--controls', '1', '--resamples', '200', '--report', 'm.html'];
  const { code, out, err } = await stage.run(words);
  expect(code).toBe(0);
  expect(out).toMatch(/^The model is useless: on 1\d\d unseen rows/);
  expect(out).toMatch(/direction +\d+/);
  expect(err).toContain('in shadow');
  const page = readFileSync(join(stage.directory, 'm.html'), 'utf8');
  expect(page).toContain('<h1>A model that knows nothing</h1>');
  expect(page).toContain(known.model);
  expect(await json(words)).toMatchObject({ model: known.model, isUseful: false });
});

test('promote: prints the agent, or writes it; the run with it is the same twice', async () => {
  const printed = await stage.run(['learn', 'promote', known.model.slice(0, 8), 'scenario.yaml']);
  expect(printed.out).toContain('mode: shadow');
  expect(printed.out).toContain(known.model);
  expect(readFileSync(join(stage.directory, 'scenario.yaml'), 'utf8')).toBe(swarmScenario);
  const written = await json(['learn', 'promote', known.model.slice(0, 8), 'scenario.yaml', '--mode', 'vote', '--share', '0.2', '--write']);
  expect(written).toMatchObject({ written: true, mode: 'vote', share: 0.2 });
  expect(existsSync(join(stage.directory, 'models', `${known.model}.model`))).toBe(true);
  const run = await stage.run(['run', 'scenario.yaml', '--rerun', '--store', 'elsewhere']);
  expect(run.out).toContain('none different');
});

test('a training that is stopped exits with 130', async () => {
  const { code, err } = await stage.run(['learn', 'train', known.dataSet.slice(0, 8), '--seed', '5'], { signal: AbortSignal.abort() });
  expect(code).toBe(130);
  expect(err).toContain('E6057');
});

test.each([
  ['an unknown data set', ['learn', 'train', 'ffff'], 5, 'E6052'],
  ['an unknown model', ['learn', 'eval', 'ffff'], 5, 'E4040'],
  ['an unknown run', ['learn', 'dataset', 'nobody'], 5, 'E5005'],
  ['a window that is no number', ['learn', 'dataset', '@', '--window', 'long'], 2, '--window'],
  ['a rate that is none', ['learn', 'train', 'DATA', '--rate', '2'], 2, '--rate'],
  ['equal bits on the native backend', ['learn', 'train', 'DATA', '--backend', 'native', '--bit-equal'], 3, 'E6054'],
  ['a share in shadow', ['learn', 'promote', 'MODEL', 'scenario.yaml', '--mode', 'shadow', '--share', '0.5'], 2, '--share'],
  ['a scenario that is not there', ['learn', 'promote', 'MODEL', 'gone.yaml'], 3, 'gone.yaml'],
] as const)('refuses %s', async (_, words, exit, said) => {
  const { code, err } = await stage.run(words.map((word) => (word === 'DATA' ? known.dataSet : word === 'MODEL' ? known.model : word)));
  expect({ code, err }).toMatchObject({ code: exit });
  expect(err).toContain(said);
});
