/** The program as a process: pipes that close, and signals. Built into a directory of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallScenario } from './stage.js';

let directory: string;
let main: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hivetape-main-'));
  const sources = readdirSync('src', { recursive: true }).map(String).filter((file) => file.endsWith('.ts')).map((file) => `src/${file}`);
  await build({ entryPoints: sources, outdir: join(directory, 'dist'), outbase: 'src', format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning' });
  for (const name of ['data', 'node_modules']) symlinkSync(resolve(name), join(directory, name));
  cpSync('package.json', join(directory, 'package.json'));
  main = join(directory, 'dist', 'cli', 'main.js');
  writeFileSync(join(directory, 'small.yaml'), smallScenario);
  writeFileSync(join(directory, 'long.yaml'), smallScenario.replace('bars: 200', 'bars: 3000000').replace('name: small', 'name: long'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function shell(command: string) {
  return spawnSync('bash', ['-c', `set -o pipefail; ${command.replaceAll('hivetape', `"${process.execPath}" "${main}"`)}`], { cwd: directory, encoding: 'utf8' });
}

test('leaves quietly when nobody reads on', () => {
  expect(shell('hivetape run small.yaml -q').status).toBe(0);
  const { status, stdout, stderr } = shell('hivetape events @ --format ndjson | head -2');
  expect({ status, lines: stdout.trim().split('\n').length, stderr }).toEqual({ status: 0, lines: 2, stderr: '' });
});

test('writes nothing but data to stdout', () => {
  const { stdout } = shell('hivetape schema scenario 2>/dev/null');
  expect(JSON.parse(stdout)).toMatchObject({ title: 'hivetape scenario' });
});

test('takes what follows -- as it is', () => {
  expect(shell('hivetape run -- -x').status).toBe(5);
});

test.each([['SIGINT', 130], ['SIGTERM', 143]] as const)('stops at %s with code %i, and keeps a run that can be read', async (signal, code) => {
  const child = spawn(process.execPath, [main, 'run', 'long.yaml', '--seed', String(code), '--json'], { cwd: directory });
  let out = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  const runs = join(directory, '.hivetape/runs');
  const before = existsSync(runs) ? readdirSync(runs).length : 0;
  let ticks = 0;
  // A run that has its folder has begun; how long that takes is the machine's business.
  const watch = setInterval(() => {
    const waited = (ticks += 50);
    if (waited < 20_000 && (!existsSync(runs) || readdirSync(runs).length === before)) return;
    clearInterval(watch);
    child.kill(signal);
  }, 50);
  const status = await new Promise((done) => child.on('close', done));
  expect(status).toBe(code);
  const { ending, runId } = JSON.parse(out) as { ending: string; runId: string };
  expect(ending).toBe('stopped');
  expect(shell(`hivetape runs verify ${runId}`).status).toBe(0);
});
