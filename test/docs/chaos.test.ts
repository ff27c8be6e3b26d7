/** What the README and docs/chaos.md say of chaos is so: laws, kinds, and the examples run. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { builtInLaws } from '../../src/lab/chaos/built-in-laws.js';
import { faultKinds } from '../../src/lab/chaos/fault-plan.js';
import { RUN_ENDS } from '../../src/lab/campaign/perform-plan.js';
import { riskLimits } from '../../src/portfolio/limits.js';
import { campaign, sampleProject } from '../lab/campaign/sample-campaign.js';

const page = readFileSync('docs/chaos.md', 'utf8');
const readme = readFileSync('README.md', 'utf8');
const project = sampleProject();
afterAll(() => project.remove());

function block(text: string, info: string): string {
  const found = [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].find(([, own]) => own === info);
  if (found === undefined) throw new Error(`no block of ${info}`);
  return found[2];
}

describe('docs/chaos.md', () => {
  test('names every law, in its own words and in order', () => {
    const rows = [...page.matchAll(/^\| ([A-Z]\d\d) \| (.*?) \| (?:always|after healing) \|$/gm)].map(([, id, law]) => ({ id, law }));
    expect(rows).toEqual(builtInLaws(riskLimits({})).map(({ id, law }) => ({ id, law })));
    expect(page).toContain(RUN_ENDS.invariant);
  });

  test.each(faultKinds)('names the fault %s', (kind) => {
    expect(page).toContain(`\`${kind}\``);
  });

  test('has a plan that a scenario takes', async () => {
    const text = project.read('double-order.yaml').replace(/^chaos:[\s\S]*/m, '');
    project.write('planned.yaml', `${text}\n${block(page, 'yaml')}`);
    const { loadScenario } = await import('../../src/lab/scenario/load-scenario.js');
    const { scenario } = await loadScenario(join(project.folder, 'planned.yaml'));
    expect(scenario.chaos?.plan).toMatchObject({ faults: [{ kind: 'drop' }, { kind: 'crash' }] });
  });

  test('has a law that runs, and that the sound swarm keeps', async () => {
    writeFileSync(join(project.folder, 'law.ts'), block(page, 'ts'));
    const { state, laws } = await campaign(await project.load('chaos.invariants=./law.ts', 'agents.buyer.path=./agents/careful-buyer.js'), { runs: 10 });
    expect({ state, laws }).toEqual({ state: 'finished', laws: [] });
  }, 60_000);
});

test('the law of the README is the one of the sample, and finds its mistake', async () => {
  project.write('readme-law.js', block(readme, 'js law'));
  const { laws } = await campaign(await project.load('chaos.invariants=./readme-law.js'), { runs: 20 });
  expect(laws.map(({ invariant }) => invariant)).toContain('one-helping');
}, 60_000);
