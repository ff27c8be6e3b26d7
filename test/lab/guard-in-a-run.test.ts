/** The quality guard in a whole run: repairs stand in the log with before and after, and what is refused never runs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { catalogue, type LogEvent } from '../../src/domain/catalogue.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { runScenario } from '../../src/lab/run.js';
import { loadScenario } from '../../src/lab/scenario/load-scenario.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';

const folder = mkdtempSync(join(tmpdir(), 'hivetape-guard-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BARS = 120;
const price = (minute: number): string => (minute === 80 ? '50' : (5 + 0.01 * ((minute * 7) % 11)).toFixed(2));
const line = (minute: number): string => `2024-01-01T${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00Z,${price(minute)},${price(minute)},${price(minute)},${price(minute)},100\n`;
const minuteBars = `time,open,high,low,close,volume\n${Array.from({ length: BARS }, (_, minute) => (minute === 40 ? '' : line(minute))).join('')}`;
/** Nights over which nothing happens, and one over which the price halves and stays. */
const split = `time,open,high,low,close\n${Array.from({ length: 20 }, (_, day) => `2024-01-${String(day + 1).padStart(2, '0')},${day < 10 ? '10.1,10.4,10,10.2' : '5.05,5.2,5,5.1'}\n`).join('')}`;

async function load(item: string, bars = minuteBars, options = '{ stamp: open, barDuration: 1m }') {
  writeFileSync(join(folder, 'bars.csv'), bars);
  writeFileSync(join(folder, 'scenario.yaml'), `hivetape: 1\nname: guard\nseed: 1\ndata: [{ instrument: X, file: ./bars.csv, options: ${options}, ${item} }]\nagents: { trend: { kind: momentum } }\n`);
  return loadScenario(join(folder, 'scenario.yaml'));
}

async function perform(...how: Parameters<typeof load>) {
  const loaded = await load(...how);
  const store = memoryRunStore(catalogue);
  const { runId } = await runScenario(store, loaded.scenario, { project: loaded, environment: () => null });
  return { loaded, store, runId, events: [...store.open(runId).events()] as LogEvent[] };
}
const repairsIn = (events: readonly LogEvent[]) => events.flatMap((event) => (event.type === 'DataRepaired' ? [event] : []));

test('J3: repairs are events, told with their bar, and a rerun finds them again', async () => {
  const { events, store, runId, loaded } = await perform('calendar: always, guard: { gap: repair, spike: repair }');
  expect(repairsIn(events).map(({ time, data }) => [time - data.at, data.defect, data.before, data.after])).toEqual([
    [0, 'gap', null, { open: 5.09, high: 5.09, low: 5.09, close: 5.09, volume: 0 }],
    [0, 'spike', { open: 50, high: 50, low: 50, close: 50, volume: 100 }, null],
    // What the spike leaves behind is a gap like any other.
    [0, 'gap', null, { open: 5.03, high: 5.03, low: 5.03, close: 5.03, volume: 0 }],
  ]);
  expect(events.filter(({ type }) => type === 'BarClosed')).toHaveLength(BARS);
  expect((await rerunRun(store, runId, { project: loaded })).divergence).toBeUndefined();
});

test('without a guard nothing is mended and the notes tell; what is accepted is not told', async () => {
  const notes = (events: readonly LogEvent[]): string[] => events.flatMap((event) => (event.type === 'DataQualityNoted' ? [event.data.kind] : []));
  const plain = await perform('calendar: always');
  expect(repairsIn(plain.events)).toEqual([]);
  expect(notes(plain.events)).toEqual(['gap', 'spike']);
  expect(notes((await perform('calendar: always, guard: { gap: accept }')).events)).toEqual(['spike']);
});

test('J3: what is refused does not run: a gap where that is said, a hidden split unless it is told of or accepted', async () => {
  const daily = '{ timeZone: UTC }';
  await expect(perform('calendar: always, guard: { gap: refuse }')).rejects.toMatchObject({ code: 'data-refused', message: expect.stringMatching(/no gap \(found 1, first at 2024-01-01T00:42:00Z/) as string });
  await expect(perform('role: trade', split, daily)).rejects.toMatchObject({ code: 'data-refused', message: expect.stringMatching(/no unadjusted-split .*2:1 at 2024-01-12/) as string, details: { help: expect.stringMatching(/actions or factors/) as string } });
  writeFileSync(join(folder, 'actions.csv'), 'date,kind,value\n2024-01-11,split,2:1\n');
  for (const item of ['actions: ./actions.csv', 'guard: { unadjusted-split: accept }']) expect((await perform(item, split, daily)).events.at(-1)?.type).toBe('RunEnded');
});

test.each([
  ['guard: { gap: repair }', /only if it knows when the market is open/],
  ['guard: { spike: mend }', /guard\.spike must be/],
  ['guard: { stale: repair }', /guard\.stale must be/],
  ['guard: { holes: refuse }', /holes/],
])('a scenario with `%s` is refused where it stands', async (item, says) => {
  await expect(load(item)).rejects.toMatchObject({ message: expect.stringMatching(says) as string, details: { place: { line: 4 } } });
});
