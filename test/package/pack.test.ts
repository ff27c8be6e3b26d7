import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'hivetape-pack-'));
const installed = join(folder, 'node_modules/hivetape');
const own = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };
let packed: { filename: string; size: number; files: { path: string }[] };

/** Packs the package and unpacks it into an empty project; dependencies are ours, so no network is needed. */
beforeAll(() => {
  const [report] = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as [typeof packed];
  packed = report;
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', installed, '--strip-components=1']);
  for (const name of Object.keys(own.dependencies)) {
    mkdirSync(join(folder, 'node_modules', name, '..'), { recursive: true });
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name));
  }
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]): string =>
  execFileSync(process.execPath, [join(installed, 'dist/cli/main.js'), ...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

test('the package holds code, data, scenarios, licences and nothing of the workshop', () => {
  const paths = packed.files.map(({ path }) => path);
  for (const wanted of ['dist/cli/main.js', 'dist/index.js', 'dist/testing/index.js', 'data/manifest.json', 'data/SOURCES.md', 'LICENSE', 'NOTICE', 'README.md', 'scenarios/sp500-swarm.yaml']) {
    expect(paths).toContain(wanted);
  }
  expect(paths.filter((path) => /^(src|test|bench|docs|notebooks|reports|\.ci)\//.test(path))).toEqual([]);
  expect(packed.size).toBeLessThan(8_000_000);
});

test('X4: in an empty project it writes a sample, runs it, proves it again and reports it', () => {
  run('init', 'lab');
  const output = execFileSync(process.execPath, [join(installed, 'dist/cli/main.js'), 'run', 'scenario.yaml', '--rerun', '--report', '--json'], {
    cwd: join(folder, 'lab'),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  expect(JSON.parse(output)).toBeTypeOf('object');
  expect(existsSync(join(folder, 'lab/reports/my-swarm.html'))).toBe(true);
});

test('X1: its entries can be imported by name', () => {
  const script = "const { runScenario, decider } = await import('hivetape'); const { given } = await import('hivetape/testing'); console.log(typeof runScenario, typeof decider, typeof given);";
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, encoding: 'utf8' });
  expect(output.trim()).toBe('function function function');
});
