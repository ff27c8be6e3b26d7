/** Scenario files on disk: the shipped ones load, and what files name is looked for. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isHivetapeError, type HivetapeError } from '../../../src/core/errors.js';
import { knownNames } from '../../../src/lab/scenario/known-names.js';
import { loadScenario } from '../../../src/lab/scenario/load-scenario.js';
import { scenarioJsonSchema } from '../../../src/lab/scenario/scenario-json-schema.js';

const shipped = readdirSync('scenarios').filter((file) => file.endsWith('.yaml'));

describe('the shipped scenarios', () => {
  test.each(shipped)('%s loads, and is called like its file', async (file) => {
    const { scenario, digest, notes } = await loadScenario(`scenarios/${file}`);
    expect(scenario.name).toBe(file.replace('.yaml', ''));
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(notes).toEqual([]);
  });

  test('come with the schema that the code has', () => {
    const written = JSON.parse(readFileSync('scenarios/scenario.schema.json', 'utf8')) as unknown;
    expect(written).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema(knownNames()))));
  });
});

let directory: string;
let project: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'hivetape-scenario-'));
  project = join(directory, 'project');
  mkdirSync(join(project, 'experiments'), { recursive: true });
  mkdirSync(join(project, 'agents'));
  writeFileSync(join(project, 'package.json'), '{}');
  writeFileSync(join(project, 'agents', 'mine.ts'), 'export const agent = 1;');
  writeFileSync(join(directory, 'outside.ts'), '');
  symlinkSync(join(directory, 'outside.ts'), join(project, 'agents', 'link.ts'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function scenarioWith(agent: string, data = 'bundled: sp500-daily'): string {
  const file = join(project, 'experiments', 'a.yaml');
  writeFileSync(file, `hivetape: 1\nname: a\ndata:\n  - { instrument: SPX, ${data} }\nagents:\n  mine: { path: ${agent} }\n`);
  return file;
}

async function refusalOf(file: string): Promise<HivetapeError> {
  try {
    await loadScenario(file, { shownAs: 'a.yaml' });
  } catch (error) {
    if (isHivetapeError(error)) return error;
    throw error;
  }
  throw new Error('The scenario was loaded although it is wrong.');
}

test('finds what a scenario names beside it, anywhere in its project', async () => {
  const { projectRoot, file } = await loadScenario(scenarioWith('../agents/mine.ts'));
  expect({ projectRoot, file }).toEqual({ projectRoot: project, file: join(project, 'experiments', 'a.yaml') });
});

test.each([
  ['a file that is not there', '../agents/gone.ts', 'path-not-found'],
  ['a directory', '../agents', 'path-not-found'],
  ['a file outside the project', '../../outside.ts', 'path-outside-project'],
  ['an absolute path elsewhere', '/etc/hostname', 'path-outside-project'],
  ['a link that leads out of the project', '../agents/link.ts', 'path-outside-project'],
])('refuses %s, and says where it is named', async (_what, path, code) => {
  const error = await refusalOf(scenarioWith(path));
  expect(error).toMatchObject({ code, details: { place: { file: 'a.yaml', line: 6, column: 17 } } });
});

test('names all the missing files at once', async () => {
  const error = await refusalOf(scenarioWith('./gone.ts', 'file: gone.csv'));
  expect([error, ...(error.details.others ?? [])].map(({ details }) => details.place?.line)).toEqual([4, 6]);
});

test('refuses a scenario that is not there, a directory, and text that is not UTF-8', async () => {
  expect((await refusalOf(join(project, 'gone.yaml'))).code).toBe('scenario-not-found');
  expect((await refusalOf(join(project, 'agents'))).code).toBe('scenario-not-found');
  const file = join(project, 'utf16.yaml');
  writeFileSync(file, Buffer.from('\uFEFFhivetape: 1\n', 'utf16le'));
  expect((await refusalOf(file)).message).toContain('UTF-16');
});

test('checks the options of a file of bars like everything else', async () => {
  const bad = await refusalOf(scenarioWith('../agents/mine.ts', 'file: ../package.json, options: { seperator: ";" }'));
  expect(bad).toMatchObject({ code: 'scenario-unknown-key', details: { help: 'Did you mean "separator"?' } });
});
