/** Accounts through a whole run: rates, margins, settlements and interest from the scenario's files to the log, under all laws, and decided again. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { isHivetapeError } from '../../src/core/errors.js';
import { catalogue, type EventOf, type EventType, type LogEvent } from '../../src/domain/catalogue.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { runScenario } from '../../src/lab/run.js';
import { loadScenario } from '../../src/lab/scenario/load-scenario.js';
import { booksFold } from '../../src/report/folds/books-fold.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';

const scenario = `
hivetape: 1
name: accounts
seed: 5
data:
  - { instrument: US, walk: { bars: 300, volatility: 0.02, barDuration: 1d, startAt: 2001-01-01 }, shortable: true, leverage: 4, maintenanceMarginRatio: 0.15 }
  - { instrument: EU, walk: { bars: 300, volatility: 0.02, barDuration: 1d, startAt: 2001-01-01 }, currency: EUR, shortable: true, actions: ./actions.csv }
  - { instrument: JP, walk: { bars: 300, volatility: 0.02, barDuration: 1d, startAt: 2001-01-01, startPrice: 5000 }, tick: 1, currency: JPY, settlesToCash: true, settledDaily: true, multiplier: 10, initialMarginRatio: 0.2, maintenanceMarginRatio: 0.1 }
period: { from: 2001-01-20 }
account: { currency: USD, cash: 1000000, interest: { USD: { credit: 0.02 } } }
fx:
  spreadBps: 3
  rates:
    - { pair: EURUSD, walk: { bars: 300, startPrice: 1.1, volatility: 0.006, barDuration: 1d, startAt: 2001-01-01 } }
    - { pair: USD/JPY, file: ./usdjpy.csv }
venue: { account: margin, initialMarginRatio: 0.5, maintenanceMarginRatio: 0.25, fees: { bps: 5 }, participation: full, splits: adjust, borrow: { ratePerYear: 0.05 } }
risk: { exposureMax: 50, concentrationMax: 50, drawdownMax: 5, valueAtRiskMax: 50 }
agents:
  crossover: { kind: sma-crossover, options: { fastBars: 5, slowBars: 15, fundsShare: 0.3, direction: long-short } }
  books: { kind: portfolio, options: {} }
  monitor: { kind: risk-monitor, options: {} }
chaos: {}
`;
const days = Array.from({ length: 100 }, (_, index) => `${new Date(Date.UTC(2000, 11, 1 + 4 * index)).toISOString().slice(0, 10)},${115 + (index % 7)}.25`);
const files = { 'scenario.yaml': scenario, 'usdjpy.csv': `date,rate\n${days.join('\n')}\n`, 'actions.csv': 'date,kind,value\n2001-03-01,dividend,0.5\n2001-05-01,split,2:1\n2001-08-01,split,1:3\n' };

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

async function load(own: Readonly<Record<string, string>> = {}, set: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'hivetape-accounts-'));
  folders.push(folder);
  for (const [name, text] of Object.entries({ ...files, ...own })) writeFileSync(join(folder, name), text);
  return loadScenario(join(folder, 'scenario.yaml'), { overrides: set });
}

async function perform(own: Readonly<Record<string, string>> = {}, set: readonly string[] = []) {
  const store = memoryRunStore(catalogue);
  const loaded = await load(own, set);
  const outcome = await runScenario(store, loaded.scenario, { project: loaded, environment: () => null });
  const events = [...store.open(outcome.runId).events()] as LogEvent[];
  const all = <Type extends EventType>(type: Type) => events.filter((event) => event.type === type) as unknown as EventOf<Type>[];
  return { store, loaded, outcome, events, all };
}

describe('a run with several currencies', () => {
  test('keeps all laws of money, uses all that it was given, and gives the same log when it is decided again', async () => {
    const { store, loaded, outcome, all } = await perform();
    expect([outcome.failure, outcome.broken]).toEqual([undefined, undefined]);
    expect(all('RunEnded')[0].data.reason).toBe('done');
    for (const type of ['OrderFilled', 'CurrencyExchanged', 'PositionSettled', 'InterestBooked', 'PositionSplit', 'CashFlowBooked'] as const) expect([type, all(type).length > 0]).toEqual([type, true]);
    expect(new Set(all('CurrencyExchanged').flatMap(({ data }) => [data.paid, data.got]))).toEqual(new Set(['USD', 'EUR', 'JPY']));
    expect(await rerunRun(store, outcome.runId, { project: loaded })).toMatchObject({ divergence: undefined, equal: outcome.events });
  });

  test('hears each rate when it holds and not before; of those before its beginning the last, as it begins', async () => {
    const { all, events } = await perform();
    const rates = all('RateSeen');
    for (const { time, data } of rates) expect(time).toBeGreaterThanOrEqual(data.at);
    const early = rates.filter(({ time, data }) => data.at < time);
    expect(early.map(({ data }) => `${data.base}${data.quote}`).sort()).toEqual(['EURUSD', 'USDJPY']);
    const firstBar = events.findIndex(({ type }) => type === 'BarClosed');
    expect(early.every(({ offset }) => offset < firstBar)).toBe(true);
  });

  test('is valued, day by day, by the whole of its money: what the agent says and what the report reads are one', async () => {
    const { events, all } = await perform();
    const books = booksFold();
    for (const event of events) books.see(event);
    const { daily, costs, feeUnits } = books.result();
    const last = all('PortfolioValued')[all('PortfolioValued').length - 1];
    expect(daily.equity[daily.equity.length - 1]).toBeCloseTo(last.data.equityMicros / 1e6, 6);
    const exchange = costs.find(({ id }) => id === 'exchange-costs');
    expect(exchange?.units).toBeCloseTo(all('CurrencyExchanged').reduce((sum, { data }) => sum + data.costMicros / 1e6, 0), 6);
    // Fees in yen count as dollars: all of them together are far less than their plain sum.
    expect(feeUnits).toBeGreaterThan(0);
    expect(feeUnits).toBeLessThan(all('OrderFilled').reduce((sum, { data }) => sum + data.fill.feeMicros / 1e6, 0));
  });

  test('is another run when a rate is another', async () => {
    const [one, other] = [await perform(), await perform({ 'usdjpy.csv': files['usdjpy.csv'].replace('115.25', '115.26') })];
    expect(other.outcome.runId).not.toBe(one.outcome.runId);
  });

  test('buys nothing whose rate has grown old', async () => {
    const { all } = await perform({ 'usdjpy.csv': 'date,rate\n2000-12-01,115\n' });
    const denied = all('OrderDenied').filter(({ data }) => data.instrument === 'JP');
    expect(denied.length).toBeGreaterThan(0);
    expect(new Set(denied.map(({ data }) => data.reason))).toEqual(new Set(['stale-data']));
    expect(all('OrderFilled').some(({ data }) => data.fill.instrument === 'JP')).toBe(false);
  });
});

describe('what does not fit is refused', () => {
  test.each([
    ['an instrument whose currency has no rate', 'currency: JPY', 'currency: CHF', /fx-rate-missing at 7:\d+: What trades in another currency than the account, USD, has a rate \(found CHF/],
    ['a pair without the account’s currency', 'pair: EURUSD', 'pair: EURGBP', /scenario-contradiction at 13:15: A pair is the account's currency and another one \(found EURGBP/],
    ['two sources for one currency', 'pair: USD/JPY', 'pair: EUR/USD', /scenario-contradiction at 14:15: A currency has one source of rates/],
    ['two sources for one pair', 'file: ./usdjpy.csv', 'file: ./usdjpy.csv, table: { 2001-01-01: 115 }', /scenario-contradiction at 14:\d+: fx.rates\[1\] has exactly one source/],
    ['a table that is no dates', 'file: ./usdjpy.csv', 'table: { soon: 115 }', /scenario-invalid at 14:\d+: A rate holds from a date/],
    ['a file that is not there', './usdjpy.csv', './nowhere.csv', /path-not-found at 14:\d+: fx.rates\[1\].file names a file that does not exist/],
    ['cash in another currency that would be changed at once', 'cash: 1000000', 'cash: 1000000, balances: { EUR: 5 }', /scenario-contradiction at 9:\d+: Cash in other currencies is kept/],
    ['cash in a currency without a rate', 'cash: 1000000', 'cash: 1000000, balances: { CHF: 5 }', /fx-rate-missing at 9:\d+: A balance in CHF has a rate/],
    ['a leverage and a ratio', 'leverage: 4', 'leverage: 4, initialMarginRatio: 0.3', /scenario-contradiction at 5:\d+: data\[0\] has a leverage or an initialMarginRatio/],
    ['interest on cash that the account cannot have', 'interest: { USD', 'interest: { CHF: { credit: 0.01 }, USD', /scenario-contradiction at 9:\d+: Interest is paid on cash of the account \(found CHF; its cash is in USD, EUR, JPY/],
    ['more margin to hold than to open', 'maintenanceMarginRatio: 0.15 }', 'maintenanceMarginRatio: 0.3 }', /scenario-contradiction at 5:\d+: Holding US asks for no more margin than opening it/],
    ['margin without a margin account', 'account: margin, initial', 'account: cash, initial', /scenario-contradiction at 5:\d+: data\[0\]\.maintenanceMarginRatio needs|scenario-contradiction at 5:\d+: data\[0\].leverage needs/],
    ['daily settlement of what is no future', 'settlesToCash: true, settledDaily', 'settledDaily', /scenario-contradiction at 7:\d+: Futures are settled/],
    ['a rate of nothing', 'spreadBps: 3', 'spreadBps: -3', /scenario-invalid at 11:\d+/],
  ])('%s', async (_, from, to, message) => {
    const found = await load({ 'scenario.yaml': scenario.trimStart().replace(from, to) }).catch((cause: unknown) => cause);
    const all = isHivetapeError(found) ? [found, ...((found.details.others ?? []) as typeof found[])] : [];
    expect(all.map(({ code, message: text, details }) => `${code} at ${details.place?.line}:${details.place?.column}: ${text}`).join('\n')).toMatch(message);
  });

  test.each([
    ['date,rate\n2001-01-01,zero', /dated-file-invalid/],
    ['date,rate\n2001-01-01,0', /A rate lies between/],
    ['date,rate\n2001-01-01,115\n2001-01-01,116', /one rate per instant/],
    ['date\n2001-01-01', /missing: rate/],
  ])('a file of rates that says %j', async (text, message) => {
    const found = await perform({ 'usdjpy.csv': text }).catch((cause: unknown) => cause);
    expect(isHivetapeError(found) ? `${found.code}: ${found.message}` : found).toMatch(message);
  });

  test('a balance whose first rate comes after the beginning', async () => {
    const own = scenario.replace('cash: 1000000', 'cash: 1000000, balances: { JPY: 5000 }').replace('spreadBps: 3', 'conversion: keep');
    const found = await perform({ 'scenario.yaml': own, 'usdjpy.csv': 'date,rate\n2001-06-01,115\n' }).catch((cause: unknown) => cause);
    expect(isHivetapeError(found) ? found.message : found).toMatch(/A balance in JPY has a rate when the run begins/);
  });
});
