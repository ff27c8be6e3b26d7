/** What docs/tasks.md and docs/watching.md show can be written so. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { schedulerNames } from '../../src/domain/task.js';
import { loadScenario } from '../../src/lab/scenario/load-scenario.js';

const folder = mkdtempSync(join(tmpdir(), 'hivetape-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const head = 'hivetape: 1\nname: page\nseed: 1\ndata: [{ instrument: WALK, walk: { bars: 50, volatility: 0.01 }, tick: 0.01 }]\n';
const workers = '  ada: { kind: worker, options: {} }\n  bob: { kind: worker, options: {} }\n  cy: { kind: worker, options: {} }\n';

test.each([['docs/tasks.md', ''], ['docs/watching.md', workers]])('the example of %s is a scenario', async (page, rest) => {
  const block = /^```yaml\n([\s\S]*?)^```$/m.exec(readFileSync(page, 'utf8'))?.[1] ?? '';
  writeFileSync(join(folder, 'page.yaml'), `${head}${block}${rest}`);
  const { scenario } = await loadScenario(join(folder, 'page.yaml'));
  expect(Object.keys(scenario.agents).length).toBeGreaterThan(1);
});

test('docs/tasks.md names every scheduler', () => {
  const page = readFileSync('docs/tasks.md', 'utf8');
  for (const name of schedulerNames) expect(page).toContain(`\`${name}\``);
});
