import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exportCommand } from '../../src/cli/commands/runs-archive.js';
import { openStage, smallScenario, type Stage } from './stage.js';

let stage: Stage;
beforeEach(async () => {
  stage = openStage();
  stage.write('scenario.yaml', smallScenario);
  expect((await stage.run(['run', 'scenario.yaml'])).code).toBe(0);
});
afterEach(() => stage.clear());

const at = (...path: string[]): string => join(stage.directory, ...path);
const json = async (...words: string[]): Promise<Record<string, unknown>> => {
  const spoken = await stage.run(['--json', ...words]);
  return { code: spoken.code, ...(JSON.parse(spoken.out || spoken.err) as object) };
};

test('a run is exported, imported elsewhere, and exported again to the same bytes', async () => {
  const { fingerprint } = await json('runs', 'verify', '@');
  expect(await json('runs', exportCommand.name, '@', '--to', 'one.hivetape')).toMatchObject({ code: 0, fingerprint });
  expect(await json('runs', 'import', 'one.hivetape', '--store', 'elsewhere')).toMatchObject({ code: 0, runs: [{ fingerprint, isNew: true }] });
  expect(await json('runs', 'verify', 'small', '--store', 'elsewhere')).toMatchObject({ code: 0, fingerprint });
  expect(await json('runs', 'import', 'one.hivetape', '--store', 'elsewhere')).toMatchObject({ code: 0, runs: [{ isNew: false }] });
  await stage.run(['runs', 'export', 'small', '--store', 'elsewhere', '--to', 'two.hivetape']);
  expect(readFileSync(at('one.hivetape')).equals(readFileSync(at('two.hivetape')))).toBe(true);
  expect(readFileSync(at('one.hivetape')).includes(stage.directory)).toBe(false);
});

test('what is not an archive, or not whole, is refused with its code', async () => {
  await stage.run(['runs', 'export', '@', '--to', 'one.hivetape']);
  const bytes = readFileSync(at('one.hivetape'));
  writeFileSync(at('torn.hivetape'), bytes.subarray(0, bytes.length - 400));
  expect((await stage.run(['runs', 'import', 'torn.hivetape', '--store', 'elsewhere'])).code).toBe(6);
  expect((await stage.run(['runs', 'import', 'scenario.yaml', '--store', 'elsewhere'])).code).toBe(3);
  expect((await stage.run(['runs', 'import', 'nowhere.hivetape', '--store', 'elsewhere'])).code).toBe(3);
  expect((await json('runs', 'list', '--store', 'elsewhere'))['runs']).toEqual([]);
});

test('a damaged run is named, salvaged, and restored by deciding it again', async () => {
  const { runId, fingerprint } = await json('runs', 'verify', '@');
  const segment = at('.hivetape', 'runs', String(runId), 'segment-000000.blocks');
  expect((await stage.run(['runs', 'salvage', '@'])).code).toBe(3);
  const bytes = readFileSync(segment);
  bytes[700] ^= 8;
  writeFileSync(segment, bytes);
  expect((await stage.run(['runs', 'verify', '@'])).code).toBe(6);
  const spoken = await stage.run(['runs', 'salvage', '@']);
  expect(spoken.code).toBe(0);
  expect(spoken.out).toContain('lost: ');
  expect((await json('runs', 'list'))['runs']).toHaveLength(2);
  expect((await stage.run(['run', 'scenario.yaml'])).code).toBe(0);
  expect(await json('runs', 'verify', String(runId))).toMatchObject({ code: 0, fingerprint });
});

test('a run is written in the mode that is asked for, says which it was, and is the same run', async () => {
  const { runId, fingerprint } = await json('runs', 'verify', '@');
  for (const mode of ['batch', 'every', 'memory']) {
    expect((await stage.run(['run', 'scenario.yaml', '--durability', mode, '--store', mode])).code).toBe(0);
    expect(JSON.parse(readFileSync(at(mode, 'runs', String(runId), 'environment.json'), 'utf8'))).toMatchObject({ durability: mode });
    expect(await json('runs', 'verify', String(runId), '--store', mode)).toMatchObject({ code: 0, fingerprint });
  }
  expect((await stage.run(['run', 'scenario.yaml', '--durability', 'never'])).code).toBe(2);
});

test('a run that lost its end is resumed', async () => {
  const { runId, fingerprint } = await json('runs', 'verify', '@');
  expect((await stage.run(['resume', '@'])).code).toBe(3);
  for (const name of ['head.json', 'environment.json']) rmSync(at('.hivetape', 'runs', String(runId), name));
  const spoken = await stage.run(['resume', '@']);
  expect(spoken.code).toBe(0);
  expect(spoken.err).toContain('cut short');
  expect(await json('runs', 'verify', String(runId))).toMatchObject({ code: 0, fingerprint });
});

test('events are chosen by chain and from the end, and written as Parquet', async () => {
  const events = async (...words: string[]): Promise<{ offset: number; correlation: number }[]> =>
    (await stage.run(['--json', 'events', '@', ...words])).out.trim().split('\n').slice(1).map((line) => JSON.parse(line) as { offset: number; correlation: number });
  const all = await events();
  expect((await events('--last', '3')).map(({ offset }) => offset)).toEqual(all.slice(-3).map(({ offset }) => offset));
  const root = all.find(({ offset, correlation }) => correlation === offset && offset > 50)?.offset ?? 0;
  expect(await events('--correlation', String(root))).toEqual(all.filter(({ correlation }) => correlation === root));
  expect((await stage.run(['events', '@', '--format', 'parquet', '--out', 'all.parquet'])).code).toBe(0);
  expect(readFileSync(at('all.parquet')).subarray(0, 4).toString()).toBe('PAR1');
  expect((await stage.run(['events', '@', '--format', 'parquet'])).code).toBe(2);
  expect((await stage.run(['events', '@', '--format', 'csv', '--out', 'all.csv'])).code).toBe(2);
  expect(readdirSync(stage.directory).filter((name) => name.endsWith('.new'))).toEqual([]);
});

test('a store that was copied as a folder is a store', async () => {
  cpSync(at('.hivetape'), at('copied'), { recursive: true });
  expect((await json('runs', 'verify', 'small', '--store', 'copied'))['code']).toBe(0);
  expect(existsSync(at('copied', 'hivetape-store.json'))).toBe(true);
});
