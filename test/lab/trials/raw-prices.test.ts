/**
 * Trials over recorded prices, where a machine has them (`HIVETAPE_TRIAL_DATA` names their directory): raw prices with splits and
 * dividends are held through a whole run and compared with adjusted series, of our own making and of others'.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { unitsOf } from '../../../src/core/fixed-point.js';
import { catalogue, type EventOf, type EventType, type LogEvent } from '../../../src/domain/catalogue.js';
import { instrumentId } from '../../../src/domain/instrument.js';
import { rerunRun } from '../../../src/lab/rerun.js';
import { runScenario } from '../../../src/lab/run.js';
import { loadScenario } from '../../../src/lab/scenario/load-scenario.js';
import { adjustedTable, adjustmentsOf } from '../../../src/market/adjust/adjustments.js';
import type { DatedAction } from '../../../src/market/actions.js';
import { barTable, type BarNumbers } from '../../../src/market/bar-table.js';
import { calendarHours } from '../../../src/market/calendar.js';
import { mended } from '../../../src/market/guard/guard-table.js';
import type { Repair } from '../../../src/market/guard/repair.js';
import { importBarTable } from '../../../src/market/import-bars.js';
import { baseAccount, emptyLedger, foldLedger } from '../../../src/portfolio/ledger.js';
import { equityOf } from '../../../src/portfolio/position.js';
import { memoryRunStore } from '../../../src/store/memory-run-store.js';

const directory = process.env['HIVETAPE_TRIAL_DATA'] ?? '';
const isHere = directory !== '' && existsSync(join(directory, 'us_equities_factors.csv'));
const folder = mkdtempSync(join(tmpdir(), 'hivetape-trial-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Buys for all its money, keeps, and puts every dividend back. */
const holder = `import { decider } from 'hivetape';
export const agent = { create: (_, { id, instruments }) => decider({
  listensTo: ['bars/**', 'reports/**'],
  initial: () => ({ orders: 0 }),
  evolve: (state, event) => (event.type === 'OrderPlaced' ? { orders: state.orders + 1 } : state),
  decide: (state, event) => {
    const begins = event.type === 'BarClosed' && state.orders === 0;
    const paid = event.type === 'CashFlowBooked' && event.data.kind === 'dividend';
    if (!begins && !paid) return [];
    const order = { id: id + '-' + (state.orders + 1), instrument: instruments[0].id, owner: id, side: 'buy', type: 'market', fundsShare: 1, reduceOnly: false, timeInForce: 'gtc', tag: 'hold' };
    return [{ type: 'OrderPlaced', data: { order } }];
  },
}) };`;

async function hold(item: string, files: readonly string[], period = '{}') {
  for (const file of files) copyFileSync(join(directory, file), join(folder, file));
  writeFileSync(join(folder, 'holder.mjs'), holder);
  writeFileSync(
    join(folder, 'scenario.yaml'),
    `hivetape: 1\nname: held\nseed: 1\ndata: [{ calendar: XNYS, tick: 0.0001, lot: 0.0001, offTick: round, ${item} }]\nperiod: ${period}\nvenue: { participation: 1 }\nrisk: { exposureMax: 5, concentrationMax: 5, drawdownMax: 5, valueAtRiskMax: 5 }\nagents: { holder: { path: ./holder.mjs } }\n`,
  );
  const loaded = await loadScenario(join(folder, 'scenario.yaml'));
  const store = memoryRunStore(catalogue);
  const { runId } = await runScenario(store, loaded.scenario, { project: loaded, environment: () => null });
  const events = [...store.open(runId).events()] as LogEvent[];
  const ledger = emptyLedger();
  for (const event of events) foldLedger(ledger, event);
  const account = baseAccount(ledger);
  if (account === undefined) throw new TypeError('A run has an account');
  const every = <Type extends EventType>(type: Type) => events.filter((event) => event.type === type) as unknown as EventOf<Type>[];
  return { loaded, store, runId, every, growth: unitsOf(equityOf(account)) / 1_000_000 };
}
type Held = Awaited<ReturnType<typeof hold>>;

/** Growth from the first fill on of the series that is adjusted by what the run itself heard, as a vendor would compute it. */
function adjustedGrowth({ every }: Held): number {
  const bars = every('BarClosed').map(({ data }) => data.bar as BarNumbers);
  const table = barTable(instrumentId('X'), bars);
  const actions = every('ActionFellDue').map(({ data }) => ({ ...data, instrument: instrumentId('X') }) as DatedAction);
  const adjusted = adjustedTable(table, adjustmentsOf(actions, table, 'splits-and-dividends'));
  return adjusted.close[table.length - 1] / adjusted.open[1];
}

/** Growth where each dividend buys at the open of its day, as an order can; without any rounding. */
function reinvestedGrowth({ every }: Held): number {
  const bars = every('BarClosed').map(({ data }) => data.bar);
  const [, entry] = bars;
  let units = 1;
  for (const { data: { kind, value, per, dueAt } } of every('ActionFellDue')) {
    const next = bars.find(({ openedAt }) => openedAt >= dueAt);
    if (next === undefined || dueAt <= entry.openedAt) continue;
    units *= kind === 'split' ? value / per : 1 + value / next.open;
  }
  return (units * bars[bars.length - 1].close) / entry.open;
}

const raw = (symbol: string): [string, readonly string[]] => [
  `instrument: ${symbol}, file: ./us_equities_daily_raw.csv.gz, options: { symbol: ${symbol} }, factors: { file: ./us_equities_factors.csv, symbol: ${symbol} }`,
  ['us_equities_daily_raw.csv.gz', 'us_equities_factors.csv'],
];
const wiki = (symbol: string): [string, readonly string[]] => [
  `instrument: ${symbol}, file: ./wiki_daily_actions.csv.gz, options: { symbol: ${symbol} }, actions: { file: ./wiki_daily_actions.csv.gz, symbol: ${symbol}, dividend: ex_dividend, split: split_ratio }`,
  ['wiki_daily_actions.csv.gz'],
];

describe.skipIf(!isHere)('raw prices, held through splits and dividends', () => {
  test.each([
    ['AAPL', 4, 35, 200],
    ['IBM', 1, 93, 2],
    ['SPY', 0, 94, 5],
  ] as const)('%s from 1998 to 2021: what is held grows as the adjusted series does', async (symbol, splits, dividends, atLeast) => {
    const held = await hold(...raw(symbol));
    const kinds = held.every('ActionFellDue').map(({ data }) => data.kind);
    expect([kinds.filter((kind) => kind === 'split').length, kinds.filter((kind) => kind === 'dividend').length]).toEqual([splits, dividends]);
    expect(held.growth).toBeGreaterThan(atLeast);
    // The same rule without whole lots and ticks: rounding alone lies between.
    expect(Math.abs(held.growth / reinvestedGrowth(held) - 1)).toBeLessThan(2e-4);
    // The adjusted series buys at the close before, less the dividend; an order can only buy at the open after.
    expect(Math.abs(held.growth / adjustedGrowth(held) - 1)).toBeLessThan(5e-3);
    expect((await rerunRun(held.store, held.runId, { project: held.loaded })).divergence).toBeUndefined();
  }, 60_000);

  test.each([['AAPL', '{}'], ['IBM', '{ from: 2011-01-01 }'], ['ORCL', '{}'], ['YHOO', '{}']] as const)('%s of a table with columns of actions agrees with the adjusted column that stands beside them', async (symbol, period) => {
    const [item, files] = wiki(symbol);
    const held = await hold(item, files, period);
    const bars = held.every('BarClosed').map(({ data }) => data.bar);
    const theirs = await importBarTable(join(directory, files[0]), { symbol, timeZone: 'America/New_York', session: { open: '09:30', close: '16:00' }, columns: { time: 'date', symbol: 'symbol', open: 'adj_open', high: 'adj_high', low: 'adj_low', close: 'adj_close', volume: 'adj_volume' } });
    const from = theirs.length - bars.length;
    expect(Math.abs(held.growth / (theirs.close[theirs.length - 1] / theirs.open[from + 1]) - 1)).toBeLessThan(1e-3);
  });

  test('an adjusted series of our own is that of a vendor, day by day, over a split of 7:1 and twenty dividends', async () => {
    const { every } = await hold(...raw('AAPL'), '{ from: 2012-09-04, until: 2017-09-01 }');
    const bars = every('BarClosed').map(({ data }) => data.bar as BarNumbers);
    const table = barTable(instrumentId('X'), bars);
    const ours = adjustedTable(table, adjustmentsOf(every('ActionFellDue').map(({ data }) => data as DatedAction), table, 'splits-and-dividends'));
    const theirs = await importBarTable(join(directory, 'us_equities_daily.csv.gz'), { symbol: 'AAPL', timeZone: 'America/New_York', session: { open: '09:30', close: '16:00' }, columns: { time: 'date', symbol: 'symbol', open: 'adj_close', high: 'adj_close', low: 'adj_close', close: 'adj_close' } });
    const offset = ours.length - theirs.length;
    const differences = Array.from({ length: theirs.length - 1 }, (_, row) => Math.abs(ours.close[offset + row + 1] / ours.close[offset + row] - theirs.close[row + 1] / theirs.close[row]));
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(Math.max(...differences)).toBeLessThan(3e-3);
  });

  test('prices that are adjusted already are refused with their column of splits, and taken with their dividends alone', async () => {
    const item = (actions: string): string => `instrument: AAPL, file: ./daily_with_dividends.csv.gz, options: { symbol: AAPL }, actions: { file: ./daily_with_dividends.csv.gz, symbol: AAPL, ${actions} }`;
    await expect(hold(item('dividend: dividend, split: split'), ['daily_with_dividends.csv.gz'])).rejects.toMatchObject({ code: 'double-adjustment' });
    const held = await hold(item('dividend: dividend'), ['daily_with_dividends.csv.gz']);
    expect(Math.abs(held.growth / adjustedGrowth(held) - 1)).toBeLessThan(2e-3);
  });

  test('raw prices without their splits are refused', async () => {
    const [item, files] = raw('AAPL');
    await expect(hold(item.replace(/, factors.*$/, ''), files)).rejects.toMatchObject({ code: 'data-refused', message: expect.stringContaining('7:1 at 2014-06-09') as string });
  });

  test('QQQ went by QQQQ for six years: its map tells, and the years without bars are a gap that is named', async () => {
    const [item, files] = raw('QQQ');
    const { every } = await hold(`${item}, symbolMap: { file: ./us_equities_map.csv, symbol: QQQ }`, [...files, 'us_equities_map.csv']);
    const notes = every('DataQualityNoted').map(({ data }) => data);
    expect(notes.find(({ kind }) => kind === 'renamed')?.note).toBe('It went by other names: QQQ at first, QQQQ from 2004-12-01, QQQ from 2011-03-23.');
    expect(notes.find(({ kind }) => kind === 'gap')?.note).toBe('Bars of 1588 trading days are missing.');
  });
});

test.skipIf(!isHere || !existsSync(join(directory, 'crypto_1m_2017q4.csv.gz')))('three months of coins by the minute: every minute without a trade is filled in, and spikes that are left out are counted', async () => {
  const all = 92 * 24 * 60;
  for (const [symbol, rows, spikes] of [['XRPUSD', 122_119, false], ['NEOUSD', 111_432, true]] as const) {
    const repairs: Repair[] = [];
    const hours = calendarHours('always');
    const read = await importBarTable(join(directory, 'crypto_1m_2017q4.csv.gz'), { symbol, stamp: 'open', barDuration: '1m' });
    const table = mended(read, { guard: { gap: 'repair', ...(spikes ? { spike: 'repair' as const } : {}) }, hours, onRepair: (repair) => repairs.push(repair) });
    const leftOut = repairs.filter(({ defect }) => defect === 'spike').length;
    expect([read.length, table.length]).toEqual([rows, all]);
    expect(repairs.filter(({ defect }) => defect === 'gap')).toHaveLength(all - rows + leftOut);
    expect(leftOut).toBeLessThan(rows / 1_000);
  }
}, 60_000);

test('the trials name no file outside their directory', () => {
  expect([raw('X'), wiki('X')].flatMap(([, files]) => files).every((file) => !file.includes('/'))).toBe(true);
});
