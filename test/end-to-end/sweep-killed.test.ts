/** A sweep whose process is killed in the middle, as the built program does it: nothing finished is done again. */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { repositoryRoot } from '../house/source-files.js';
import { scenarioText, sweepText } from '../lab/sweep/sample-sweep.js';

const program = join(repositoryRoot, 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'hivetape-killed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const say = async (...words: readonly string[]): Promise<string> => (await promisify(execFile)(process.execPath, [program, ...words], { cwd: folder, maxBuffer: 1e8 })).stdout;
const finishedIn = (store: string): number => {
  try {
    return readdirSync(join(folder, store, 'trials'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.endsWith('.json')).length;
  } catch {
    return 0;
  }
};

test('C4: SIGKILL, resume: the same table as undisturbed, and only what was missing is performed', async () => {
  writeFileSync(join(folder, 'scenario.yaml'), scenarioText.replace('bars: 400', 'bars: 6000'));
  writeFileSync(join(folder, 'sweep.yaml'), sweepText.replace('[2, 3, 5]', '[2, 3, 5, 7, 9]'));
  const child = spawn(process.execPath, [program, 'sweep', 'run', 'sweep.yaml', '--workers', '2', '--store', 'killed'], { cwd: folder, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  while (finishedIn('killed') < 2 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGKILL');
  await ended;
  const kept = finishedIn('killed');
  const resumed = JSON.parse(await say('sweep', 'resume', '--workers', '1', '--store', 'killed', '--json')) as Record<string, number>;
  expect(kept).toBeGreaterThanOrEqual(2);
  expect(kept).toBeLessThan(resumed['trials']);
  expect(resumed).toMatchObject({ state: 'finished', performed: resumed['trials'] - kept });
  expect(resumed['fromLog'] + resumed['fromCache']).toBe(kept);
  await say('sweep', 'run', 'sweep.yaml', '--workers', '2', '--store', 'whole');
  expect(await say('sweep', 'status', '@', '--json', '--store', 'killed')).toBe(await say('sweep', 'status', '@', '--json', '--store', 'whole'));
}, 180_000);
