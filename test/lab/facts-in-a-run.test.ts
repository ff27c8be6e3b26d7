/** Figures in a whole run: heard when they could be known, never before, both versions of what was restated. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DAY } from '../../src/core/instant.js';
import { catalogue, type EventOf, type LogEvent } from '../../src/domain/catalogue.js';
import { auditScenario } from '../../src/lab/audit/audit-scenario.js';
import { factDrafts, knownAtStart } from '../../src/lab/load-facts.js';
import { loadMarket } from '../../src/lab/load-market.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { runScenario } from '../../src/lab/run.js';
import { loadScenario } from '../../src/lab/scenario/load-scenario.js';
import type { Fact } from '../../src/market/facts.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';

const folder = mkdtempSync(join(tmpdir(), 'hivetape-facts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Says every figure as it hears it. */
const listener = `import { decider } from 'hivetape';
export const agent = { create: () => decider({
  listensTo: ['facts/**'], initial: () => ({}), evolve: (state) => state,
  decide: (_, { data }) => [{ type: 'SignalRaised', data: { instrument: 'X', direction: 'flat', strength: Math.min(1, Math.abs(data.value) / 100), evidence: data.figure + ' ' + data.subject + ' ' + data.value + ' revision ' + data.revision } }],
}) };`;
const minutes = 240;
const bars = `time,open,high,low,close\n${Array.from({ length: minutes }, (_, minute) => `2024-01-01T${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00Z,1,1,1,1\n`).join('')}`;
const eps = `ticker,about,known,eps
X,2023-03-31T00:00:00Z,2023-05-01T00:00:00Z,1
X,2023-06-30T00:00:00Z,2023-08-01T00:00:00Z,2
X,2023-09-30T00:00:00Z,2024-01-01T01:00:30Z,3
X,2023-06-30T00:00:00Z,2024-01-01T02:00:00Z,2.5
X,2023-12-31T00:00:00Z,2024-06-01T00:00:00Z,9
`;
const rate = 'date,rate\n2023-01-01T00:00:00Z,4\n2024-01-01T03:00:00Z,5\n';

async function load(facts = '[{ file: ./eps.csv, figures: { eps: eps }, availableAt: known, about: about, subject: ticker, before: 2 }, { file: ./rate.csv, figures: { rate: rate }, availableAt: date }]', own: Readonly<Record<string, string>> = {}) {
  const text = `hivetape: 1\nname: facts\nseed: 1\ndata: [{ instrument: X, file: ./bars.csv, options: { stamp: open, barDuration: 1m } }]\nfacts: ${facts}\nagents: { listener: { path: ./listener.mjs } }\n`;
  for (const [name, content] of Object.entries({ ...own, 'listener.mjs': listener, 'bars.csv': bars, 'eps.csv': eps, 'rate.csv': rate, 'scenario.yaml': text })) writeFileSync(join(folder, name), content);
  return loadScenario(join(folder, 'scenario.yaml'));
}

async function perform() {
  const loaded = await load();
  const store = memoryRunStore(catalogue);
  const { runId } = await runScenario(store, loaded.scenario, { project: loaded, environment: () => null });
  return { loaded, store, runId, events: [...store.open(runId).events()] as LogEvent[] };
}
const START = Date.UTC(2024, 0, 1) * 1_000;
const heard = (events: readonly LogEvent[]) => events.filter((event): event is EventOf<'SignalRaised'> => event.type === 'SignalRaised').map(({ time, data }) => [(time - START) / 1_000_000, data.evidence]);

test('J2: a figure is heard when it could be known, what was known before the run when it begins, and nothing that came later', async () => {
  const { events, store, runId, loaded } = await perform();
  const feedUs = 3;
  expect(heard(events).map(([at, what]) => [Math.round(((at as number) - feedUs / 1e6) * 1e6) / 1e6, what])).toEqual([
    [0, 'rate  4 revision 0'],
    [0, 'eps X 1 revision 0'],
    [0, 'eps X 2 revision 0'],
    [3_630, 'eps X 3 revision 0'],
    [7_200, 'eps X 2.5 revision 1'],
    [10_800, 'rate  5 revision 0'],
  ]);
  expect((await rerunRun(store, runId, { project: loaded })).divergence).toBeUndefined();
  const said = events.filter((event): event is EventOf<'FactSeen'> => event.type === 'FactSeen');
  expect(said.every(({ time, data }) => time >= data.availableAt)).toBe(true);
});

test('a run that begins later is told the last figures from before it, so many as were asked for', () => {
  const fact = (subject: string, day: number): Fact => ({ figure: 'eps', subject, value: day, availableAt: START + day * DAY, about: START, revision: 0 });
  const drafts = factDrafts([{ digest: '', before: 2, facts: [1, 2, 3, 4, 5].map((day) => fact('X', day)) }, { digest: '', before: 0, facts: [fact('Y', 1), fact('Y', 5)] }]).sort((a, b) => a.at - b.at);
  const told = knownAtStart(drafts, START + 4 * DAY).map(({ at, draft }) => [(at - START) / DAY, (draft.data as Fact).subject, (draft.data as Fact).value]);
  expect(told).toEqual([[4, 'X', 2], [4, 'X', 3], [4, 'X', 4], [5, 'X', 5], [5, 'Y', 5]]);
  expect(knownAtStart(drafts, START)).toBe(drafts);
});

test('J2: a file of very many figures is loaded and told, those from before the run too', async () => {
  const loaded = await load('[{ file: ./many.csv, figures: { eps: eps }, availableAt: known, subject: ticker }]', { 'many.csv': `ticker,known,eps\n${Array.from({ length: 150_000 }, (_, row) => `T${row},2023-05-01T00:00:00Z,1\n`).join('')}` });
  const market = await loadMarket(loaded.scenario, loaded);
  expect(knownAtStart(market.dated, market.startAt)).toHaveLength(150_000);
});

test('J2: other figures after a cut change no event before it: the audit exchanges them too, and names a peeking feed', async () => {
  const loaded = await load();
  const { certificate } = await auditScenario(loaded.scenario, { project: loaded, cuts: 10 });
  expect(certificate).toMatchObject({ verdict: 'clean', interventions: expect.arrayContaining([]) as unknown });
  expect(certificate.interventions).toHaveLength(10);
  // A feed that tells each figure an hour early is caught by its figures alone.
  const early = await auditScenario(loaded.scenario, {
    project: loaded,
    cuts: 25,
    plant: (market, plan) => ({ plan, market: { ...market, dated: market.dated.map((one) => ({ ...one, at: one.draft.type === 'FactSeen' && one.at > START ? one.at - 3_600_000_000 : one.at })) } }),
  });
  expect(early.certificate).toMatchObject({ verdict: 'leak', leak: { type: 'FactSeen' } });
});

test.each([
  ['[{ file: ./eps.csv, figures: { eps: eps } }]', /does not say when its figures could be known/],
  ['[{ file: ./eps.csv, figures: { eps: eps }, about: about }]', /does not say when its figures could be known/],
  ['[{ file: ./eps.csv, figures: { eps: eps }, availableAt: known, subjects: [X] }]', /say subject/],
  ['[{ file: ./eps.csv, figures: { eps: eps }, availableAt: known }, { file: ./eps.csv, figures: { eps: eps }, availableAt: known }]', /stands once under facts/],
  ['[{ file: ./nowhere.csv, figures: { eps: eps }, availableAt: known }]', /does not exist/],
])('a scenario is refused whose facts are %s', async (facts, says) => {
  await expect(load(facts)).rejects.toMatchObject({ message: expect.stringMatching(says) as string });
});
