import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { catalogue, type LogEvent } from '../../src/domain/catalogue.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { runScenario } from '../../src/lab/run.js';
import { loadScenario } from '../../src/lab/scenario/load-scenario.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';
import type { RunStore } from '../../src/store/run-store.js';

const folder = mkdtempSync(join(tmpdir(), 'hivetape-quotes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Says the spread of every quote it hears. */
const listener = `import { decider } from 'hivetape';
export const agent = { create: () => decider({
  listensTo: ['quotes/*'], initial: () => ({}), evolve: (state) => state,
  decide: (_, event) => [{ type: 'SignalRaised', data: { instrument: event.data.instrument, direction: 'flat', strength: event.data.ask - event.data.bid, evidence: 'quote' } }],
}) };`;

test('an agent hears quotes between the bars, in order of time, and a rerun finds them again', async () => {
  writeFileSync(join(folder, 'listener.mjs'), listener);
  writeFileSync(join(folder, 'bars.csv'), `time,open,high,low,close\n${[0, 1, 2].map((minute) => `2024-01-01T00:0${minute}:00Z,1,1,1,1\n`).join('')}`);
  writeFileSync(join(folder, 'quotes.csv'), 'time,bid,ask\n2023-12-31T00:00:00Z,1,3\n2024-01-01T00:00:30Z,1,1.5\n2024-01-01T00:02:00Z,1,1.25\n2024-01-02T00:00:00Z,1,9\n');
  writeFileSync(join(folder, 'scenario.yaml'), 'hivetape: 1\nname: quotes\nseed: 1\ndata: [{ instrument: X, file: ./bars.csv, options: { stamp: open, barDuration: 1m }, quotes: { file: ./quotes.csv } }]\nagents: { listener: { path: ./listener.mjs } }\n');
  const loaded = await loadScenario(join(folder, 'scenario.yaml'));
  const store: RunStore = memoryRunStore(catalogue);
  const { runId } = await runScenario(store, loaded.scenario, { project: loaded, environment: () => null });
  const events = [...store.open(runId).events()].map((event) => event as LogEvent);
  const seen = events.filter(({ type }) => type === 'BarClosed' || type === 'QuoteSeen').map(({ type, time }) => [type, (time - 1_704_067_200_000_000) / 1_000_000]);
  // Quotes before the first bar and after the last are nobody's.
  expect(seen).toEqual([['QuoteSeen', 30], ['BarClosed', 60], ['BarClosed', 120], ['QuoteSeen', 120], ['BarClosed', 180]]);
  expect(events.flatMap((event) => (event.type === 'SignalRaised' ? [event.data.strength] : []))).toEqual([0.5, 0.25]);
  expect((await rerunRun(store, runId, { project: loaded })).divergence).toBeUndefined();
});
