/** Costs and actions through a whole run: from the scenario's files to the log, under all laws, and decided again. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
name: costs
seed: 11
data:
  - instrument: WALK
    walk: { bars: 500, volatility: 0.03, barDuration: 1d, startAt: 2001-01-01 }
    tick: 0.01
    shortable: true
    actions: ./actions.csv
account: { cash: 1000000 }
venue:
  account: margin
  initialMarginRatio: 0.2
  maintenanceMarginRatio: 0.15
  liquidationFeeBps: 50
  borrow: { ratePerYear: 0.1 }
  slippage: { kind: ratio, ratio: 0.0005 }
  fees: { bps: 10, tiers: [{ from: 1000000, bps: 4 }], path: ./fees.js }
risk: { exposureMax: 50, concentrationMax: 50, drawdownMax: 5, valueAtRiskMax: 5 }
agents:
  crossover: { kind: sma-crossover, options: { fastBars: 5, slowBars: 15, direction: long-short } }
  books: { kind: portfolio, options: {} }
chaos: {}
`;
const actions = `date,kind,value
2001-02-01,dividend,0.25
2001-03-10,split,3:2
2001-05-04,split,1:4
2001-06-01T12:00:00Z,funding,0.0003
${Array.from({ length: 40 }, (_, index) => `2001-08-${String((index % 28) + 1).padStart(2, '0')}T${index < 28 ? '08' : '16'}:00:00Z,funding,${index % 3 === 0 ? -0.0002 : 0.0004}`).join('\n')}
2003-01-01,delisting,1
`;
const fees = 'export const fee = ({ quantity, fillsBefore }) => (fillsBefore === 0 ? 1 : 0) + 0.001 * quantity;';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function project(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'hivetape-costs-'));
  folders.push(folder);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries({ 'scenario.yaml': scenario, 'actions.csv': actions, 'fees.js': fees, ...files })) writeFileSync(join(folder, name), text);
  return folder;
}

async function perform(files: Readonly<Record<string, string>> = {}, set: readonly string[] = []) {
  const store = memoryRunStore(catalogue);
  const loaded = await loadScenario(join(project(files), 'scenario.yaml'), { overrides: set });
  const outcome = await runScenario(store, loaded.scenario, { project: loaded, environment: () => null });
  const events = [...store.open(outcome.runId).events()] as LogEvent[];
  const all = <Type extends EventType>(type: Type) => events.filter((event) => event.type === type) as unknown as EventOf<Type>[];
  return { store, loaded, outcome, events, all };
}

async function codeOf(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
  } catch (cause) {
    if (isHivetapeError(cause)) return `${cause.code}: ${cause.message}`;
    throw cause;
  }
  return 'nothing';
}

describe('a run with costs and actions', () => {
  test('keeps all laws of money, and gives the same log when it is decided again', async () => {
    const { store, loaded, outcome, all } = await perform();
    expect(outcome.failure).toBeUndefined();
    expect(all('RunEnded')[0].data.reason).toBe('done');
    expect(all('OrderFilled').length).toBeGreaterThan(10);
    const kinds = new Set(all('CashFlowBooked').map(({ data }) => data.kind));
    expect([...kinds].sort()).toEqual(expect.arrayContaining(['borrow', 'funding']));
    expect(all('PositionSplit').map(({ data }) => [data.into, data.per])).toEqual([[3, 2], [1, 4]]);
    expect(await rerunRun(store, outcome.runId, { project: loaded })).toMatchObject({ divergence: undefined, equal: outcome.events });
  });

  test('says each action at its instant and not before, after the bars that close then; later ones never', async () => {
    const { all, events } = await perform();
    for (const event of all('ActionFellDue')) {
      expect(event.time).toBe(event.data.dueAt);
      const before = events.slice(0, event.offset).findLast(({ type }) => type === 'BarClosed') as EventOf<'BarClosed'>;
      const after = events.slice(event.offset).find(({ type }) => type === 'BarClosed') as EventOf<'BarClosed'>;
      expect(before.data.bar.closedAt).toBeLessThanOrEqual(event.data.dueAt);
      expect(after.data.bar.closedAt).toBeGreaterThan(event.data.dueAt);
    }
    expect(all('ActionFellDue').map(({ data }) => data.kind)).not.toContain('delisting');
  });

  test('liquidates what it cannot carry, and goes on', async () => {
    const { all, outcome } = await perform({}, ['data.0.walk.volatility=0.08', 'venue.participation=full']);
    expect(outcome.failure).toBeUndefined();
    expect(all('RunEnded')[0].data.reason).toBe('done');
    expect(all('MarginCalled').length).toBeGreaterThan(0);
    expect(all('PositionClosedOut').length).toBeGreaterThanOrEqual(all('MarginCalled').length);
  });

  test('tells the totals in its figures, equal to what the log adds up to', async () => {
    const { events, all } = await perform();
    const books = booksFold();
    for (const event of events) books.see(event);
    const { costs, feeUnits } = books.result();
    const byId = new Map(costs.map((cost) => [cost.id, cost]));
    const sum = (kind: string) => all('CashFlowBooked').reduce((total, { data }) => (data.kind === kind ? total + data.amountMicros : total), 0) / 1e6;
    expect(byId.get('borrow-paid')?.units).toBeCloseTo(-sum('borrow'), 6);
    expect(byId.get('funding-paid')?.units).toBeCloseTo(-sum('funding'), 6);
    expect(byId.get('slippage-paid')?.units).toBeGreaterThan(0);
    const paid = all('OrderFilled').reduce((total, { data }) => total + data.fill.feeMicros, 0) + all('PositionClosedOut').reduce((total, { data }) => total + data.feeMicros, 0);
    expect(feeUnits).toBeCloseTo(paid / 1e6, 6);
  });

  test('is another run when its fees or its actions are others', async () => {
    const [one, fee, action, same] = [await perform(), await perform({ 'fees.js': fees.replace('0.001', '0.002') }), await perform({ 'actions.csv': actions.replace('0.25', '0.26') }), await perform()];
    expect(same.outcome.fingerprint).toBe(one.outcome.fingerprint);
    expect(new Set([one, fee, action].map(({ outcome }) => outcome.runId)).size).toBe(3);
  });

  test.each([
    ['date,kind\n2001-01-01,dividend', /dated-file-invalid: The header names the columns date, kind, value \(missing: value\)/],
    ['date,kind,value\n2001-01-32,dividend,1', /A date is written 2024-03-15/],
    ['date,kind,value\n2001-01-05,divident,1', /An action is one of dividend, split/],
    ['date,kind,value\n2001-01-05,split,1.5', /A split is written 2:1/],
    ['date,kind,value\n2001-01-05,funding,1', /between -1 and 1/],
    ['date,kind,value\n2001-01-05,settlement,100', /settlesToCash: true/],
    ['date,kind,value\n2001-01-05,dividend,1\n2001-01-05,dividend,2', /one dividend per date/],
    ['date,kind,value\n2001-01-05,dividend', /as many cells as the header/],
    ['', /data-empty|begins with a header/],
  ])('refuses a file of actions that says %j', async (text, message) => {
    expect(await codeOf(() => perform({ 'actions.csv': text }))).toMatch(message);
  });

  test('refuses fees that are no function, a future without margin, and says an example of what it wants', async () => {
    expect(await codeOf(() => perform({ 'fees.js': 'export const fees = 1;' }))).toMatch(/^fee-code-refused/);
    expect(await codeOf(() => perform({}, ['venue.fees.path=./nowhere.js']))).toMatch(/^path-not-found/);
    const cash = scenario.replace('account: margin', 'account: cash').replace('shortable: true', 'settlesToCash: true');
    expect(await codeOf(() => perform({ 'scenario.yaml': cash }))).toMatch(/A future needs `venue.account: margin`/);
    const wrong = await loadScenario(join(project(), 'scenario.yaml'), { overrides: ['venue.borrow=3'] }).catch((cause: unknown) => cause);
    expect(isHivetapeError(wrong) ? wrong.details.help : '').toContain('For example: { ratePerYear: 0.03');
  });
});
