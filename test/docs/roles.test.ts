/** What docs/roles.md shows is what there is: the table is that of the code, and each sample is loaded, run, decided again and audited. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agentRoles } from '../../src/agents/roles.js';
import { formatInstant, parseInstant, DAY } from '../../src/core/instant.js';
import { catalogue, type EventType } from '../../src/domain/catalogue.js';
import { auditScenario } from '../../src/lab/audit/audit-scenario.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { runScenario } from '../../src/lab/run.js';
import { loadScenario } from '../../src/lab/scenario/load-scenario.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';
import { randomModel } from '../agents/random-model.js';

const page = readFileSync('docs/roles.md', 'utf8');
const samples = [...page.matchAll(/^## (.*)\n\n```yaml\n([\s\S]*?)^```$/gm)].map(([, title, yaml]) => [title, yaml] as const);
const rows = [...page.matchAll(/^\| ([a-z, ]+) \| (.*) \| ([a-z, -]+) \| (.*) \| (.*) \|$/gm)].slice(1).map(([, names, kinds, can, , says]) => ({ names, kinds, can, says }));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hivetape-roles-'));
  const days = Array.from({ length: 60 }, (_, index) => formatInstant(parseInstant('2000-01-01') + index * 10 * DAY).slice(0, 10));
  writeFileSync(join(folder, 'mood.csv'), ['date,ticker,mood', ...days.flatMap((day, index) => [`${day},ACME,${index % 9 === 0 ? 50 : index % 5}`, `${day},BOLT,${index % 10 === 3 ? -50 : index % 4}`])].join('\n'));
  writeFileSync(join(folder, 'patterns.model'), randomModel({ bias: 0.5 }).bytes);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function sampleOf(yaml: string) {
  const head = `hivetape: 1
name: page
seed: 1
data:
  - { instrument: ACME, walk: { bars: 500, volatility: 0.02, drift: 0.001, barDuration: 1d }, tick: 0.01 }
  - { instrument: BOLT, walk: { bars: 500, volatility: 0.01, barDuration: 1d }, tick: 0.01 }
${yaml.includes('mood') ? 'facts: [{ file: ./mood.csv, figures: { mood: mood }, about: date, delay: 1d, subject: ticker, timeZone: UTC }]\n' : ''}risk: { exposureMax: 5, concentrationMax: 5, valueAtRiskMax: 5, drawdownMax: 5 }
`;
  writeFileSync(join(folder, 'scenario.yaml'), head + yaml);
  return loadScenario(join(folder, 'scenario.yaml'));
}

describe('D5: each sample of docs/roles.md', () => {
  test.each(samples)('%s: is a scenario whose agents say what the table tells of them, and the same when they are asked again', async (_, yaml) => {
    const loaded = await sampleOf(yaml);
    const store = memoryRunStore(catalogue);
    const outcome = await runScenario(store, loaded.scenario, { project: loaded, environment: () => null });
    const said = new Map<string, Set<string>>();
    for (const { agent, type } of store.open(outcome.runId).events()) said.set(agent, (said.get(agent) ?? new Set()).add(type));
    for (const [name, { kind }] of Object.entries(loaded.scenario.agents)) {
      const row = rows.find(({ names, kinds }) => names.split(', ').some((one) => one.replaceAll(' ', '-') === kind) || kinds.includes(`\`${kind ?? ''}\``));
      const [first] = row?.says.matchAll(/`([A-Za-z]+)`/g) ?? [];
      // What goes wrong is not in these samples.
      if (row !== undefined && !['DataDoubted', 'AgentDetectedDown'].includes(first[1])) expect([...(said.get(name) ?? [])], `${name} (${kind ?? ''})`).toContain(first[1]);
    }
    expect(await rerunRun(store, outcome.runId, { project: loaded })).toMatchObject({ divergence: undefined, equal: outcome.events });
  });

  test.each(samples)('%s: knows nothing of what comes', async (_, yaml) => {
    const loaded = await sampleOf(yaml);
    const { certificate } = await auditScenario(loaded.scenario, { project: loaded, cuts: 5 });
    expect(certificate).toMatchObject({ verdict: 'clean', leak: undefined });
  }, 20_000);

  test('shows every role that can be seated, of those that are explained here', () => {
    const shown = samples.map(([, yaml]) => yaml).join('\n');
    for (const { names } of rows) {
      const roles = names.split(', ').map((name) => name.replaceAll(' ', '-'));
      if (roles.some((role) => agentRoles.find((one) => one.role === role)?.isOffice === false)) expect(roles.some((role) => shown.includes(`kind: ${role}`)), names).toBe(true);
    }
  });
});

test('D5: the table of docs/roles.md names roles, kinds, capabilities and events as they are', () => {
  expect(rows.length).toBeGreaterThan(20);
  const elsewhere = ['elected-coordinator', 'council', 'relay'];
  expect(rows.flatMap(({ names }) => names.split(', ').map((name) => name.replaceAll(' ', '-'))).sort()).toEqual(agentRoles.map(({ role }) => role).filter((role) => !elsewhere.includes(role)).sort());
  for (const { names, kinds, can, says } of rows) {
    const roles = agentRoles.filter(({ role }) => names.split(', ').includes(role.replaceAll('-', ' ')));
    for (const { kind } of roles) expect(kinds, names).toContain(`\`${kind}\``);
    expect(new Set(can.split(', ')), names).toEqual(new Set(roles.flatMap(({ capabilities }) => capabilities)));
    for (const [, type] of says.matchAll(/`([A-Z][A-Za-z]+)`/g)) expect(Object.hasOwn(catalogue, type as EventType), type).toBe(true);
  }
});
