/** Chaos as the built program does it, each command in a process of its own: found, replayed, kept, mended. */
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtPackage, type BuiltPackage } from '../gate/built-package.js';
import { sampleProject, type SampleProject } from '../lab/campaign/sample-campaign.js';

let built: BuiltPackage;
let project: SampleProject;
let program: string;
beforeAll(() => {
  built = builtPackage();
  program = join(dirname(built.entry), 'cli/main.js');
  project = sampleProject();
}, 60_000);
afterAll(() => {
  built.remove();
  project.remove();
});

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function say(...words: readonly string[]): Said {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], { cwd: project.folder, encoding: 'utf8', maxBuffer: 1e8 });
  return { code: status, out: stdout, err: stderr };
}

const json = (said: Said): Record<string, unknown> => JSON.parse(said.out) as Record<string, unknown>;
const withoutClock = ({ wallMs: _wallMs, workers: _workers, ...rest }: Record<string, unknown>): object => rest;

test('R2: finds the planted mistake, fails again in a fresh process, is kept as a scenario, and passes once the agent is mended', () => {
  const found = say('chaos', 'run', 'double-order.yaml', '--runs', '60', '--workers', '2', '--json');
  expect(found.code).toBe(1);
  const { laws } = json(found) as { readonly laws: readonly { readonly invariant: string; readonly failure: { readonly file: string; readonly plan: { readonly faults: readonly object[] } } }[] };
  const law = laws.find(({ invariant }) => invariant === 'A02');
  if (law === undefined) throw new Error('the planted mistake was not found');
  expect(law.failure.plan.faults.length).toBeLessThanOrEqual(3);

  const again = say('chaos', 'replay', law.failure.file);
  expect(again).toMatchObject({ code: 1 });
  expect(again.out).toContain('it fails again the same way: same law, same offset, same fingerprint');

  const promoted = json(say('chaos', 'promote', law.failure.file, '--json'));
  const scenario = String(promoted['scenario']);
  const run = say('run', scenario, '--json');
  expect(run.code).toBe(1);
  expect(json(run)).toMatchObject({ fingerprint: json(say('chaos', 'replay', law.failure.file, '--json'))['fingerprint'] });
  expect(say('run', scenario).err).toContain('The law A02 broke at offset');

  project.mend();
  expect(say('run', scenario).code).toBe(0);
  expect(json(say('chaos', 'replay', law.failure.file, '--json'))).toMatchObject({ verdict: 'holds', changed: ['buyer'] });
  const quiet = say('chaos', 'run', 'double-order.yaml', '--runs', '60', '--workers', '2');
  expect(quiet).toMatchObject({ code: 0 });
  expect(quiet.out).toContain('no law broke');
}, 180_000);

test('one worker and two make the same campaign, to the last byte of every failure file', () => {
  const other = sampleProject();
  const campaign = (workers: string): Record<string, unknown> => {
    const said = spawnSync(process.execPath, [program, 'chaos', 'run', 'double-order.yaml', '--runs', '50', '--seed', '7', '--workers', workers, '--json', '--out', 'failures'], { cwd: other.folder, encoding: 'utf8', maxBuffer: 1e8 });
    const files = Object.fromEntries(readdirSync(join(other.folder, 'failures')).map((name) => [name, other.read(`failures/${name}`)]));
    return { ...withoutClock(JSON.parse(said.stdout) as Record<string, unknown>), files };
  };
  const one = campaign('1');
  expect(Object.keys(one['files'] as object).length).toBeGreaterThan(0);
  expect(campaign('2')).toEqual(one);
  other.remove();
}, 120_000);

test('Ctrl-C ends it cleanly: code 130, and what is known is told', async () => {
  const child = spawn(process.execPath, [program, 'chaos', 'run', 'double-order.yaml', '--runs', '1000000', '--workers', '1', '--json', '-v'], { cwd: project.folder });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  // It says the head line when it begins.
  await new Promise<void>((resolve) => child.stderr.once('data', () => resolve()));
  child.kill('SIGINT');
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(code).toBe(130);
  expect(JSON.parse(out)).toMatchObject({ state: 'stopped', schema: 'hivetape.chaos/1' });
}, 60_000);
