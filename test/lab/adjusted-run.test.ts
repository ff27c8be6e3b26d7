/** Raw prices in a whole run: execution meets splits and dividends as dated facts, signals do not. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { isHivetapeError } from '../../src/core/errors.js';
import { catalogue, type EventOf, type EventType, type LogEvent } from '../../src/domain/catalogue.js';
import { auditScenario } from '../../src/lab/audit/audit-scenario.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { runScenario } from '../../src/lab/run.js';
import { loadScenario } from '../../src/lab/scenario/load-scenario.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const DAYS = 260;
const day = (index: number): string => new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10);
/** A wave with a drift, in prices of the first day. */
const wave = (index: number): number => 100 + 30 * Math.sin(index / 17) + index / 10;
const SPLIT_DAY = 130;
const PAY_DAY = 60;
const bars = (price: (index: number) => number): string =>
  `date,open,high,low,close,volume\n${Array.from({ length: DAYS }, (_, index) => {
    const [before, now] = [price(Math.max(0, index - 1)), price(index)].map((value) => value.toFixed(6)) as [string, string];
    const open = index === SPLIT_DAY || index === 0 ? now : before;
    return `${day(index)},${open},${Math.max(+open, +now)},${Math.min(+open, +now)},${now},1000000\n`;
  }).join('')}`;
const raw = bars((index) => (index < SPLIT_DAY ? wave(index) : wave(index) / 4));

const scenario = (item: string): string => `
hivetape: 1
name: adjusted
seed: 3
data: [{ instrument: X, file: ./bars.csv, options: { timeZone: UTC }, tick: 0.000001, ${item} }]
venue: { participation: 1 }
risk: { exposureMax: 5, concentrationMax: 5, drawdownMax: 5, valueAtRiskMax: 5 }
agents:
  trend: { kind: momentum, options: { bars: 20, trendBars: 10 } }
  crossover: { kind: sma-crossover, options: { fastBars: 5, slowBars: 20, fundsShare: 0.5 } }
`;

async function perform(item: string, files: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'hivetape-adjusted-'));
  folders.push(folder);
  const all = { 'scenario.yaml': scenario(item), 'bars.csv': raw, 'actions.csv': `date,kind,value\n${day(SPLIT_DAY)},split,4:1\n`, 'factors.csv': `${day(SPLIT_DAY - 1)},1,0.25\n2050-12-31,1,1\n`, ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(folder, name), text);
  const loaded = await loadScenario(join(folder, 'scenario.yaml'));
  const store = memoryRunStore(catalogue);
  const outcome = await runScenario(store, loaded.scenario, { project: loaded, environment: () => null });
  const events = [...store.open(outcome.runId).events()] as LogEvent[];
  const every = <Type extends EventType>(type: Type) => events.filter((event) => event.type === type) as unknown as EventOf<Type>[];
  return { loaded, store, outcome, events, every };
}
type Performed = Awaited<ReturnType<typeof perform>>;
const signals = ({ every }: Performed) => every('SignalRaised').map(({ time, data: { direction, strength } }) => `${time} ${direction} ${strength.toFixed(5)}`);

describe('raw prices with a split', () => {
  test('signals are those of the series without one, and orders are of raw prices and lots', async () => {
    const split = await perform('adjust: splits, factors: { file: ./factors.csv }');
    const never = await perform('actions: ./none.csv', { 'bars.csv': bars(wave), 'none.csv': 'date,kind,value\n' });
    expect(signals(split)).toEqual(signals(never));
    expect(signals(split).length).toBeGreaterThan(10);
    const [told] = split.every('AdjustmentChanged');
    expect(told.data).toMatchObject({ instrument: 'X', kind: 'split', scale: 4, units: 4 });
    const fills = ({ every }: Performed) => every('OrderFilled').map(({ time, data: { fill } }) => [time, fill.side]);
    expect(fills(split)).toEqual(fills(never));
    const after = split.every('OrderFilled').filter(({ time }) => time > told.time);
    expect(after.every(({ data: { fill } }) => fill.price < 40)).toBe(true);
    expect(split.every('PositionSplit')).toHaveLength(1);
  });

  test('without `adjust` they jump, and nobody is told of a scale', async () => {
    const plain = await perform('actions: ./actions.csv');
    expect(plain.every('AdjustmentChanged')).toEqual([]);
    expect(signals(plain)).not.toEqual(signals(await perform('adjust: splits, actions: ./actions.csv')));
  });

  test('a rerun decides the same, and the audit finds no knowledge of tomorrow’s split (J2)', async () => {
    const { store, outcome, loaded } = await perform('adjust: splits-and-dividends, actions: ./actions.csv', { 'actions.csv': `date,kind,value\n${day(PAY_DAY)},dividend,1.5\n${day(SPLIT_DAY)},split,4:1\n` });
    expect((await rerunRun(store, outcome.runId, { project: loaded })).divergence).toBeUndefined();
    const { certificate } = await auditScenario(loaded.scenario, { project: loaded, cuts: 6 });
    expect(certificate.verdict).toBe('clean');
  });

  test('tables with columns and factor files tell the same as actions, and a second source of one kind is refused', async () => {
    const columns = raw.replace('volume\n', 'volume,ratio\n').replaceAll(/^(20.*)$/gm, (row) => `${row},${row.startsWith(day(SPLIT_DAY)) ? '4.0' : '1.0'}`);
    const three = [await perform('adjust: splits, actions: ./actions.csv'), await perform('adjust: splits, factors: { file: ./factors.csv }'), await perform('adjust: splits, actions: { file: ./bars.csv, split: ratio }', { 'bars.csv': columns })];
    expect(new Set(three.map((one) => JSON.stringify(one.every('ActionFellDue').map(({ data }) => data)))).size).toBe(1);
    expect(signals(three[0])).toEqual(signals(three[2]));
    await expect(perform('actions: ./actions.csv, factors: { file: ./factors.csv }')).rejects.toMatchObject({ code: 'actions-invalid' });
  });

  test('a split that the prices do not show is refused with file and date', async () => {
    const cause: unknown = await perform('actions: ./actions.csv', { 'bars.csv': bars(wave) }).then(() => undefined, (thrown: unknown) => thrown);
    expect(isHivetapeError(cause) ? [cause.code, cause.message.includes('split 4:1 on 2020-05-10')] : cause).toEqual(['double-adjustment', true]);
  });

  test('`adjust` without anything to adjust by is refused where it stands', async () => {
    await expect(perform('adjust: splits')).rejects.toMatchObject({ code: 'scenario-contradiction', details: { place: { line: 5 } } });
  });
});

test('a benchmark is shown in adjusted prices, and nothing of it is booked', async () => {
  const { every } = await perform(`role: trade }, { instrument: B, file: ./bars.csv, options: { timeZone: UTC }, role: benchmark, adjust: splits, actions: ./actions.csv`, { 'bars.csv': bars(wave), 'actions.csv': `date,kind,value\n` });
  expect(every('BarClosed').filter(({ data }) => data.bar.instrument === 'B')).toHaveLength(DAYS);
  const split = await perform(`actions: ./actions.csv }, { instrument: B, file: ./bars.csv, options: { timeZone: UTC }, role: benchmark, adjust: splits, actions: ./actions.csv`);
  const closes = split.every('BarClosed').filter(({ data }) => data.bar.instrument === 'B').map(({ data }) => data.bar.close);
  expect(closes[DAYS - 1]).toBeCloseTo(wave(DAYS - 1), 4);
  expect(split.every('ActionFellDue').every(({ data }) => data.instrument === 'X')).toBe(true);
});
