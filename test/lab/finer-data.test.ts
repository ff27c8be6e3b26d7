import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isHivetapeError } from '../../src/core/errors.js';
import { catalogue, type EventOf, type LogEvent } from '../../src/domain/catalogue.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { runScenario } from '../../src/lab/run.js';
import { loadScenario } from '../../src/lab/scenario/load-scenario.js';
import { explainCause } from '../../src/lab/why.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';

const folder = mkdtempSync(join(tmpdir(), 'hivetape-finer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Places the orders of its options at its first bar, and hears nothing but bars. */
const sender = `import { decider, SILENT } from 'hivetape';
export const agent = { create: ({ orders }, { id }) => decider({
  listensTo: ['bars/*'], initial: () => ({ bars: 0 }), evolve: (state, event) => (event.type === 'BarClosed' ? { bars: state.bars + 1 } : state),
  decide: (state, event) => state.bars !== 1 || event.type !== 'BarClosed' ? SILENT : orders.map((order, place) => ({ type: 'OrderPlaced', data: { order: {
    id: id + '-' + (place + 1), instrument: event.data.bar.instrument, owner: id, side: 'buy', type: 'market', timeInForce: 'gtc', reduceOnly: false, quantityLots: 10, ...order } } })),
}) };`;
writeFileSync(join(folder, 'sender.mjs'), sender);

interface Played {
  readonly events: readonly LogEvent[];
  readonly fills: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly why: (order: string) => readonly string[];
}

/** Plays a data section with some orders, and holds the run against its rerun. */
async function play(data: string, orders: readonly object[] = [{}], venue = '{ participation: full }'): Promise<Played> {
  const agents = `{ sender: { path: ./sender.mjs, options: { orders: ${JSON.stringify(orders)} } } }`;
  writeFileSync(join(folder, 'scenario.yaml'), `hivetape: 1\nname: finer\nseed: 1\nvenue: ${venue}\nrisk: { exposureMax: 9, concentrationMax: 9 }\ndata: [{ instrument: X, ${data} }]\nagents: ${agents}\n`);
  const loaded = await loadScenario(join(folder, 'scenario.yaml'));
  const store = memoryRunStore(catalogue);
  const { runId } = await runScenario(store, loaded.scenario, { project: loaded, environment: () => null });
  expect((await rerunRun(store, runId, { project: loaded })).divergence).toBeUndefined();
  const events = [...store.open(runId).events()].map((event) => event as LogEvent);
  const counts: Record<string, number> = {};
  for (const { type } of events) counts[type] = (counts[type] ?? 0) + 1;
  const filled = events.filter((event): event is EventOf<'OrderFilled'> => event.type === 'OrderFilled');
  const fills = filled.map(({ data: { fill } }) => `${fill.orderId} ${fill.basePrice} ${fill.label} ${fill.decidedBy ?? 'bar'} ${(fill.filledAt - DAWN) / 1_000_000}`);
  return { events, fills, counts, why: (order) => explainCause(store.open(runId), { order }).map(({ event, because }) => [event.type, ...because.map((one) => one.event.type)].join(' ← ')) };
}

const DAWN = 1_704_067_200_000_000;
const stamp = (seconds: number): string => new Date(DAWN / 1_000 + seconds * 1_000).toISOString();
const write = (name: string, header: string, rows: readonly (readonly (string | number)[])[]): void =>
  writeFileSync(join(folder, name), `${header}\n${rows.map(([second, ...rest]) => [stamp(Number(second)), ...rest].join(',')).join('\n')}\n`);

describe('J1: a run driven by prints alone', () => {
  test('agents hear the bars that the prints make, and orders fill at the prints after them', async () => {
    write('prints.csv', 'time,price,size', [[1, 100, 5], [59, 101, 5], [61, 102, 5], [62, 99, 5], [130, 103, 5], [200, 98, 5]]);
    const { fills, counts, events, why } = await play('prints: { file: ./prints.csv, bars: 1m }', [{}, { type: 'limit', limitPrice: 99.5 }]);
    expect(fills).toEqual(['sender-1 102 exact print 61', 'sender-2 99.5 exact print 62']);
    expect([counts['PrintSeen'], counts['BarClosed']]).toEqual([6, 4]);
    const bars = events.flatMap((event) => (event.type === 'BarClosed' ? [event.data.bar] : []));
    expect(bars.map(({ open, high, low, close, volume, closedAt }) => [open, high, low, close, volume, (closedAt - DAWN) / 60_000_000])).toEqual([[100, 101, 100, 101, 10, 1], [102, 102, 99, 99, 10, 2], [103, 103, 103, 103, 5, 3], [98, 98, 98, 98, 5, 4]]);
    expect(why('sender-1')).toContain('OrderFilled ← PrintSeen ← OrderApproved');
  });

  test('an agent that listens to prints hears each of them', async () => {
    writeFileSync(join(folder, 'listener.mjs'), `import { decider } from 'hivetape';
export const agent = { create: () => decider({ listensTo: ['prints/*'], initial: () => ({}), evolve: (state) => state,
  decide: (_, event) => [{ type: 'SignalRaised', data: { instrument: event.data.instrument, direction: 'flat', strength: 0, evidence: String(event.data.price) } }] }) };`);
    write('prints.csv', 'time,price,size', [[1, 100, 5], [1, 101, 5], [70, 102, 5]]);
    const source = sender;
    writeFileSync(join(folder, 'sender.mjs'), `export { agent } from './listener.mjs';`);
    const { events } = await play('prints: { file: ./prints.csv, bars: 1m }');
    writeFileSync(join(folder, 'sender.mjs'), source);
    expect(events.flatMap((event) => (event.type === 'SignalRaised' ? [event.data.evidence] : []))).toEqual(['100', '101', '102']);
  });
});

describe('L4: prints below bars of a file', () => {
  const bars = 'file: ./bars.csv, options: { stamp: open, barDuration: 1m }';

  test('decide the order of what a bar leaves open, and a bar without prints is decided by its policy', async () => {
    write('bars.csv', 'time,open,high,low,close,volume', [[0, 100, 100, 100, 100, 1e6], [60, 100, 106, 94, 100, 1e6], [120, 100, 106, 94, 100, 1e6]]);
    write('prints.csv', 'time,price,size', [[61, 100, 5], [70, 106, 5], [80, 94, 5], [119, 100, 5]]);
    const orders = [{}, { side: 'sell', type: 'stop', stopPrice: 95, parent: 'sender-1', oco: 'x', reduceOnly: true }, { side: 'sell', type: 'limit', limitPrice: 105, parent: 'sender-1', oco: 'x', reduceOnly: true }];
    // Prints say that the high came first; a pessimist would have believed in the stop.
    expect((await play(`${bars}, prints: { file: ./prints.csv }`, orders)).fills).toEqual(['sender-1 100 exact print 61', 'sender-3 105 exact print 70']);
    expect((await play(bars, orders)).fills).toEqual(['sender-1 100 exact bar 120', 'sender-2 95 intrabar-ambiguous bar 120']);
    write('prints.csv', 'time,price,size', [[130, 100, 5], [131, 106, 5]]);
    expect((await play(`${bars}, prints: { file: ./prints.csv }`, orders.slice(0, 1))).fills).toEqual(['sender-1 100 exact bar 120']);
  });

  test('leave the close of the day to the bar: orders at the close fill there, and a day order ends there', async () => {
    write('bars.csv', 'time,open,high,low,close,volume', [[86_220, 100, 100, 100, 100, 1e6], [86_280, 100, 101, 99, 100.5, 1e6], [86_340, 100, 101, 99, 100.25, 1e6]]);
    write('prints.csv', 'time,price,size', [[86_290, 100, 5], [86_350, 100.5, 5]]);
    const { fills, events } = await play(`${bars}, prints: { file: ./prints.csv }`, [{ type: 'at-close' }, { type: 'limit', limitPrice: 99, timeInForce: 'day' }]);
    expect(fills).toEqual(['sender-1 100.25 exact bar 86400']);
    expect(events.flatMap((event) => (event.type === 'OrderExpired' ? [`${event.data.orderId} ${event.data.reason}`] : []))).toEqual(['sender-2 day']);
  });
});

describe('L4: shorter bars below longer ones', () => {
  test('those that `resample` joins decide what fills inside, and the long bar only marks', async () => {
    write('bars.csv', 'time,open,high,low,close,volume', [[0, 100, 100, 100, 100, 1e6], [60, 100, 100, 100, 100, 1e6], [120, 100, 106, 100, 104, 1e6], [180, 104, 104, 94, 96, 1e6]]);
    const orders = [{}, { side: 'sell', type: 'stop', stopPrice: 95, parent: 'sender-1', oco: 'x', reduceOnly: true }, { side: 'sell', type: 'limit', limitPrice: 105, parent: 'sender-1', oco: 'x', reduceOnly: true }];
    const long = 'file: ./bars.csv, options: { stamp: open, barDuration: 1m }, resample: 2m';
    const { fills, counts } = await play(`${long}, finer: source`, orders);
    expect(fills).toEqual(['sender-1 100 exact finer-bar 180', 'sender-3 105 exact finer-bar 180']);
    expect([counts['BarClosed'], counts['FinerBarClosed']]).toEqual([2, 4]);
    expect((await play(long, orders)).fills).toEqual(['sender-1 100 exact bar 240', 'sender-2 95 intrabar-ambiguous bar 240']);
  });

  test('a file of them is told from the long bars it does not fit, and the difference is noted', async () => {
    write('bars.csv', 'time,open,high,low,close,volume', [[0, 100, 100, 100, 100, 1e6], [120, 100, 104, 96, 100, 1e6]]);
    write('minutes.csv', 'time,open,high,low,close,volume', [[0, 100, 100, 100, 100, 1e6], [60, 100, 100, 100, 100, 1e6], [120, 100, 105, 100, 100, 1e6]]);
    const options = (length: string): string => `options: { stamp: open, barDuration: ${length} }`;
    const { fills, events } = await play(`file: ./bars.csv, ${options('2m')}, finer: { file: ./minutes.csv, ${options('1m')} }`, [{ type: 'limit', side: 'buy', limitPrice: 97 }, {}]);
    // The long bar's low of 96 is nowhere in the minutes: nothing was traded there.
    expect(fills).toEqual(['sender-2 100 exact finer-bar 180']);
    expect(events.flatMap((event) => (event.type === 'DataQualityNoted' ? [`${event.data.kind} ${event.data.count}`] : []))).toContain('finer-disagrees 1');
  });

  test('on a walk, where minutes and hours are one market, no order is filled outside the minute that filled it, and I12 holds', async () => {
    const laws = 'chaos: { plan: { hivetape-plan: 1, seed: 1, faults: [] } }';
    const { counts, events } = await play(`walk: { bars: 6000, volatility: 0.002 }, resample: 1h, finer: source`, [{}, { type: 'limit', limitPrice: 98 }, { type: 'stop', stopPrice: 104 }], `{ participation: full }\n${laws}`);
    expect([counts['InvariantBroken'], counts['FinerBarClosed']]).toEqual([undefined, 6_000]);
    expect(events.some((event) => event.type === 'OrderFilled' && event.data.fill.decidedBy === 'finer-bar')).toBe(true);
  });
});

describe('L4: quotes that decide what fills', () => {
  test('alone they make bars of their middles, and buyers pay the ask after their order', async () => {
    write('quotes.csv', 'time,bid,ask', [[1, 99, 101], [59, 100, 102], [61, 101, 103], [70, 97, 98], [130, 99, 100]]);
    const { fills, counts, events } = await play('quotes: { file: ./quotes.csv, bars: 1m }', [{}, { type: 'limit', limitPrice: 99 }]);
    expect(fills).toEqual(['sender-1 102 exact quote 61', 'sender-2 99 exact quote 70']);
    expect(events.flatMap((event) => (event.type === 'BarClosed' ? [event.data.bar.close] : []))).toEqual([101, 97.5, 99.5]);
    expect([counts['QuoteSeen'], counts['BarClosed']]).toEqual([5, 3]);
    // Marks are the closes of these bars, so the position is worth the middle.
    expect(events.flatMap((event) => (event.type === 'OrderFilled' ? [event.data.fill.halfSpread] : []))).toEqual([1, 0]);
  });

  test('below bars they fill only where that is asked for', async () => {
    write('bars.csv', 'time,open,high,low,close,volume', [[0, 100, 100, 100, 100, 1e6], [60, 100, 106, 94, 100, 1e6]]);
    write('quotes.csv', 'time,bid,ask', [[30, 99, 101], [80, 99.5, 100.25]]);
    const bars = 'file: ./bars.csv, options: { stamp: open, barDuration: 1m }';
    const prices = async (data: string): Promise<readonly unknown[]> =>
      (await play(`${bars}, ${data}`)).events.flatMap((event) => (event.type === 'OrderFilled' ? [[event.data.fill.price, event.data.fill.decidedBy]] : []));
    expect(await prices('quotes: { file: ./quotes.csv }')).toEqual([[101, undefined]]);
    expect(await prices('quotes: { file: ./quotes.csv, staleAfter: 10s }')).toEqual([[100, undefined]]);
    expect(await prices('quotes: { file: ./quotes.csv, fills: true }')).toEqual([[100.25, 'quote']]);
  });
});

test.each([
  ['quotes below other bars make none', 'file: ./bars.csv, quotes: { file: ./quotes.csv, bars: 1m }'],
  ['prints alone do not say how long bars are', 'prints: { file: ./prints.csv }'],
  ['prints below other bars make none', 'file: ./bars.csv, prints: { file: ./prints.csv, bars: 1m }'],
  ['nothing is resampled', 'file: ./bars.csv, finer: source'],
  ['two kinds of finer data', 'file: ./bars.csv, resample: 5m, finer: source, prints: { file: ./prints.csv }'],
  ['a walk has no file below it', 'walk: { bars: 9 }, prints: { file: ./prints.csv }'],
  ['no source at all', 'tick: 0.01'],
])('it is refused that %s', async (_, data) => {
  const error: unknown = await play(data).then(() => undefined, (thrown: unknown) => thrown);
  expect(isHivetapeError(error) && error.code).toBe('scenario-contradiction');
});

const directory = process.env['HIVETAPE_TRIAL_DATA'] ?? 'none';
test.skipIf(!existsSync(join(directory, 'usdjpy_ticks.csv')))('recorded quotes drive runs by themselves', async () => {
  copyFileSync(join(directory, 'usdjpy_ticks.csv'), join(folder, 'usdjpy.csv'));
  copyFileSync(join(directory, 'quote_ticks_2020.csv.gz'), join(folder, 'eurusd.csv.gz'));
  const yen = await play('tick: 0.001, quotes: { file: ./usdjpy.csv, bars: 1m, staleAfter: 1m }', [{}, { type: 'limit', limitPrice: 86.74 }, { type: 'stop', stopPrice: 86.75 }]);
  expect([yen.counts['QuoteSeen'], yen.fills.length]).toEqual([1_000, 3]);
  const euro = await play("tick: 0.00001, quotes: { file: ./eurusd.csv.gz, bars: 1m, timeZone: '-05:00', columns: [time, bid, ask, '-'] }", [{}, { type: 'limit', limitPrice: 1.121 }]);
  expect([euro.counts['QuoteSeen'], euro.fills[0]?.includes('quote')]).toEqual([9_500, true]);
});

const trial = join(directory, 'spy_ticks_20131007.csv.gz');
test.skipIf(!existsSync(trial))('a recorded hour of trades drives a run: orders fill in pieces, by prints alone', async () => {
  copyFileSync(trial, join(folder, 'spy.csv.gz'));
  const orders = [{ quantityLots: 500 }, { type: 'limit', limitPrice: 167.3, quantityLots: 300 }, { type: 'stop', stopPrice: 168, quantityLots: 200 }];
  const { counts, events, fills } = await play('calendar: us-equities, prints: { file: ./spy.csv.gz, timeZone: America/New_York, bars: 1m }', orders, '{ participation: 0.1 }');
  expect([counts['PrintSeen'], counts['BarClosed']]).toEqual([69_696, 60]);
  expect(fills.every((fill) => fill.includes(' print '))).toBe(true);
  const lots: Record<string, number> = {};
  for (const event of events) if (event.type === 'OrderFilled') lots[event.data.fill.orderId] = (lots[event.data.fill.orderId] ?? 0) + event.data.fill.quantityLots;
  expect(lots).toEqual({ 'sender-1': 500, 'sender-2': 300, 'sender-3': 200 });
  expect(fills.filter((fill) => fill.startsWith('sender-2')).every((fill) => fill.startsWith('sender-2 167.3 '))).toBe(true);
});
