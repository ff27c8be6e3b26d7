import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../src/domain/catalogue.js';
import { runScenario } from '../../src/lab/run.js';
import { loadScenario } from '../../src/lab/scenario/load-scenario.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';

const readme = readFileSync('README.md', 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'hivetape-readme-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Returns the code blocks of the README whose info string is this. */
function blocks(info: string): string[] {
  return [...readme.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].filter(([, found]) => found === info).map(([, , text]) => text);
}

describe('the commands of the README', () => {
  const main = resolve('dist/cli/main.js');
  const commands = blocks('sh run').flatMap((block) => block.split('\n')).flatMap((line) => /^hivetape ([^#]*)/.exec(line)?.[1].trim() ?? []);
  cpSync('scenarios', join(folder, 'scenarios'), { recursive: true });

  test('are found', () => {
    expect(commands.length).toBeGreaterThan(8);
  });

  test.each(commands)('X3: the README’s hivetape %s runs', (command) => {
    const output = execFileSync(process.execPath, [main, ...command.split(/\s+/), '--no-progress'], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    expect(output.length).toBeGreaterThan(0);
  });
});

test('X3: the agent of the README runs as it stands there', async () => {
  const [agent] = blocks('ts agent');
  const [seats] = blocks('yaml');
  mkdirSync(join(folder, 'agents'));
  writeFileSync(join(folder, 'agents/two-averages.ts'), agent);
  const head = 'hivetape: 1\nname: readme\ndata:\n  - { instrument: SPX, bundled: sp500-daily }\nvenue: { participation: full }\n';
  writeFileSync(join(folder, 'readme.yaml'), head + seats);
  const loaded = await loadScenario(join(folder, 'readme.yaml'));
  const store = memoryRunStore(catalogue);
  const outcome = await runScenario(store, loaded.scenario, { project: loaded, environment: () => null });
  expect(outcome.failure).toBeUndefined();
  const said = [...store.open(outcome.runId).events({ types: ['SignalRaised', 'OrderFilled'] })].map(({ agent: who }) => who);
  expect(said.filter((who) => who === 'averages').length).toBeGreaterThan(20);
  expect(said).toContain('venue');
});
