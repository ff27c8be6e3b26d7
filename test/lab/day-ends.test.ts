import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { formatInstant } from '../../src/core/instant.js';
import { catalogue, type LogEvent } from '../../src/domain/catalogue.js';
import { withDayEnds } from '../../src/lab/day-ends.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { runScenario } from '../../src/lab/run.js';
import { loadScenario } from '../../src/lab/scenario/load-scenario.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';
import type { RunStore } from '../../src/store/run-store.js';

const folder = mkdtempSync(join(tmpdir(), 'hivetape-days-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Asks on every fourth bar for what is never there, until the day ends. */
const patient = `import { decider } from 'hivetape';
export const agent = { create: (_, { id }) => decider({
  listensTo: ['bars/*'], initial: () => ({ bars: 0 }), evolve: (state, event) => (event.type === 'BarClosed' ? { bars: state.bars + 1 } : state),
  decide: (state, event) => event.type !== 'BarClosed' || state.bars % 4 !== 1 ? [] : [{ type: 'OrderPlaced', data: { order: {
    id: id + '-' + state.bars, instrument: event.data.bar.instrument, owner: id, side: 'buy', type: 'limit', limitPrice: 1, quantityLots: 1, timeInForce: 'day', reduceOnly: false } } }],
}) };`;

/** Hourly bars in New York around the half day after Thanksgiving 2023, opening at 09:30. */
function hourlyBars(): string {
  const lines = ['time,open,high,low,close'];
  for (const [date, hours] of [['2023-11-22', 7], ['2023-11-24', 4], ['2023-11-27', 7]] as const) {
    for (let hour = 0; hour < hours; hour += 1) lines.push(`${date}T${String(9 + hour).padStart(2, '0')}:30:00,100,101,99,100`);
  }
  return `${lines.join('\n')}\n`;
}

async function expiries(calendar: string): Promise<string[]> {
  writeFileSync(join(folder, 'patient.mjs'), patient);
  writeFileSync(join(folder, 'bars.csv'), hourlyBars());
  const file = join(folder, `scenario-${calendar === '' ? 'none' : 'own'}.yaml`);
  writeFileSync(file, `hivetape: 1\nname: days\nseed: 1\ndata: [{ instrument: X, file: ./bars.csv, options: { timeZone: America/New_York, stamp: open, barDuration: 30m }${calendar} }]\nagents: { patient: { path: ./patient.mjs } }\n`);
  const loaded = await loadScenario(file);
  const store: RunStore = memoryRunStore(catalogue);
  const { runId } = await runScenario(store, loaded.scenario, { project: loaded, environment: () => null });
  expect((await rerunRun(store, runId, { project: loaded })).divergence).toBeUndefined();
  return [...store.open(runId).events()].flatMap((recorded) => {
    const event = recorded as LogEvent;
    return event.type === 'OrderExpired' ? [`${event.data.reason} ${formatInstant(event.time).slice(0, 16)}`] : [];
  });
}

test('DAY orders of a run end with the session of their instrument, half days too', async () => {
  const without = await expiries('');
  const withCalendar = await expiries(', calendar: us-equities');
  // Without one the day is that of UTC, and the next bar tells that it is over.
  expect(without).toEqual(['day 2023-11-24T15:00', 'day 2023-11-24T15:00', 'day 2023-11-27T15:00', 'end-of-run 2023-11-27T21:00', 'end-of-run 2023-11-27T21:00']);
  expect(withCalendar).toEqual(['day 2023-11-22T21:00', 'day 2023-11-22T21:00', 'day 2023-11-24T18:00', 'day 2023-11-27T21:00', 'day 2023-11-27T21:00']);
});

test('a scenario without calendars keeps its rules untouched', () => {
  const rules = {};
  expect(withDayEnds(rules, { data: [], period: {} })).toBe(rules);
});
