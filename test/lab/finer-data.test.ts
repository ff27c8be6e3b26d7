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

test('J1: a margin that a print eats up is called at that print, not at the end of the bar', async () => {
  write('prints.csv', 'time,price,size', [[1, 100, 5], [59, 100, 5], [61, 100, 5], [70, 91, 5], [80, 99, 5], [130, 100, 5]]);
  const { events } = await play('prints: { file: ./prints.csv, bars: 1m }', [{ quantityLots: 60_000 }], '{ participation: full, account: margin, initialMarginRatio: 0.1, maintenanceMarginRatio: 0.09 }');
  const closed = events.flatMap((event) => (event.type === 'PositionClosedOut' ? [[event.data.price, (event.data.closedAt - DAWN) / 1_000_000, event.data.quantityLots]] : []));
  expect(events.some(({ type }) => type === 'MarginCalled')).toBe(true);
  expect(closed).toEqual([[91, 70, 60_000]]);
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

describe('L4: a recorded order book', () => {
  const line = (seconds: number, message: object): string => `${DAWN + seconds * 1_000_000}000 ${JSON.stringify(message)}`;
  const change = (seconds: number, number: number, more: object): string => line(seconds, { data: { e: 'depthUpdate', U: number, u: number, b: [], a: [], ...more } });
  const recorded = [
    line(1, { lastUpdateId: 10, bids: [['99', '5'], ['98', '50']], asks: [['101', '5'], ['102', '50']] }),
    change(59, 11, { b: [['99', '6']] }),
    change(61, 12, { a: [['101', '7']] }),
    line(62, { data: { e: 'trade', p: '99', q: '8' } }),
    change(63, 13, { b: [['99', '0']], a: [['100', '4'], ['99.5', '2']] }),
    change(130, 14, { a: [['100', '0'], ['99.5', '0']] }),
  ];

  test('alone makes bars of its middles; who buys at once walks its asks, who waits queues behind its bids', async () => {
    writeFileSync(join(folder, 'book.txt'), recorded.join('\n'));
    const orders = [{ quantityLots: 12 }, { type: 'limit', limitPrice: 99 }];
    const { events, counts, why } = await play('book: { file: ./book.txt, bars: 1m, trades: true }', orders);
    const fills = events.flatMap((event) => (event.type === 'OrderFilled' ? [event.data.fill] : []));
    expect(fills.map(({ orderId, quantityLots, price, slippage, decidedBy, label }) => [orderId, quantityLots, price, slippage, decidedBy, label])).toEqual([
      ['sender-1', 7, 101, 0, 'book', 'exact'], ['sender-1', 5, 102, 1, 'book', 'exact'], ['sender-2', 2, 99, 0, 'print', 'intrabar-ambiguous'],
    ]);
    expect([counts['BookSeen'], counts['BookChanged'], counts['PrintSeen'], counts['BarClosed']]).toEqual([1, 4, 1, 3]);
    expect(why('sender-1')).toContain('OrderFilled ← BookChanged ← OrderApproved');
  });

  test('that has a hole refuses the run, or is lost until its next snapshot, and the run says so', async () => {
    writeFileSync(join(folder, 'book.txt'), [recorded[0], recorded[1], change(61, 15, { a: [['101', '7']] }), line(90, { lastUpdateId: 20, bids: [['98', '5']], asks: [['103', '50']] }), change(130, 21, {})].join('\n'));
    const error: unknown = await play('book: { file: ./book.txt, bars: 1m }').then(() => undefined, (thrown: unknown) => thrown);
    expect(isHivetapeError(error) && [error.code, error.details.place?.line]).toEqual(['book-gap', 3]);
    const { fills, counts } = await play('book: { file: ./book.txt, bars: 1m, gaps: resync }');
    expect(fills).toEqual(['sender-1 100.5 exact book 90']);
    expect([counts['BookLost'], counts['DataQualityNoted'] ?? 0]).toEqual([1, 1]);
  });
});

test.each([
  ['quotes below other bars make none', 'file: ./bars.csv, quotes: { file: ./quotes.csv, bars: 1m }'],
  ['prints alone do not say how long bars are', 'prints: { file: ./prints.csv }'],
  ['prints below other bars make none', 'file: ./bars.csv, prints: { file: ./prints.csv, bars: 1m }'],
  ['nothing is resampled', 'file: ./bars.csv, finer: source'],
  ['an order book below other bars makes none', 'file: ./bars.csv, book: { file: ./book.txt, bars: 1s }'],
  ['prints come from a file and from an order book', 'file: ./bars.csv, prints: { file: ./prints.csv }, book: { file: ./book.txt, trades: true }'],
  ['two kinds of finer data', 'file: ./bars.csv, resample: 5m, finer: source, prints: { file: ./prints.csv }'],
  ['quotes and shorter bars both fill', 'file: ./bars.csv, resample: 5m, finer: source, quotes: { file: ./quotes.csv, fills: true }'],
  ['bars are joined to one of more than a day', 'file: ./bars.csv, resample: 2d'],
  ['prints make bars of more than a day', 'prints: { file: ./prints.csv, bars: 25h }'],
  ['a benchmark has an order book', 'role: benchmark, book: { file: ./book.txt, bars: 1s }'],
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

test.skipIf(!existsSync(join(directory, 'binance_btcusdt_stream_20240808.txt.gz')))('a recorded book drives a run: 3,450 changes, 9,757 trades, and every fill at a level that it showed', async () => {
  copyFileSync(join(directory, 'binance_btcusdt_stream_20240808.txt.gz'), join(folder, 'btc.txt.gz'));
  const orders = [{ quantityLots: 50_000 }, { type: 'limit', limitPrice: 61_830, quantityLots: 20_000 }, { side: 'sell', type: 'limit', limitPrice: 61_850, quantityLots: 20_000 }, { side: 'sell', type: 'stop', stopPrice: 61_800, quantityLots: 30_000 }];
  const { counts, events } = await play('tick: 0.01, lot: 0.00001, book: { file: ./btc.txt.gz, bars: 1s, trades: true }', orders, '{ participation: 0.1 }');
  expect([counts['BookSeen'], counts['BookChanged'], counts['PrintSeen']]).toEqual([1, 3_449, 9_757]);
  const fills = events.flatMap((event) => (event.type === 'OrderFilled' ? [event.data.fill] : []));
  const lots = (id: string): number => fills.filter(({ orderId }) => orderId === id).reduce((sum, { quantityLots }) => sum + quantityLots, 0);
  expect(['sender-1', 'sender-2', 'sender-3', 'sender-4'].map(lots)).toEqual([50_000, 20_000, 20_000, 30_000]);
  expect(fills.filter(({ orderId }) => orderId === 'sender-1' || orderId === 'sender-4').every(({ decidedBy, label }) => decidedBy === 'book' && label === 'exact')).toBe(true);
  expect(fills.filter(({ orderId }) => orderId === 'sender-2').every(({ price }) => price <= 61_830)).toBe(true);
}, 60_000);

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
