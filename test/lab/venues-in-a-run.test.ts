/** Several venues in one run: the same agent trades the same prices at each, under its own rules, fees and latency, from one purse. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isHivetapeError } from '../../src/core/errors.js';
import { catalogue, type EventOf, type LogEvent } from '../../src/domain/catalogue.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { runScenario } from '../../src/lab/run.js';
import { loadScenario } from '../../src/lab/scenario/load-scenario.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';

const SECOND = 1_000_000;
const walk = '{ reference: true, bars: 1000 }';
const scenario = `
hivetape: 1
name: venues
seed: 5
data:
  - { instrument: NEAR, walk: ${walk}, tick: 0.0001, venue: near }
  - { instrument: FAR, walk: ${walk}, tick: 0.0001, venue: far }
  - { instrument: HOME, walk: ${walk}, tick: 0.0001 }
venue: { participation: full, fees: { bps: 3 } }
venues:
  near: { fees: { bps: 1 }, slippage: { kind: ticks, ticks: 2 } }
  far: { fees: { bps: 20, tiers: [{ from: 1, bps: 10 }] }, latencyUs: 30000000, openingWindowUs: 0 }
risk: { exposureMax: 5, concentrationMax: 5, drawdownMax: 5, valueAtRiskMax: 5 }
agents:
  crossover: { kind: sma-crossover, options: { fundsShare: 0.3 } }
chaos: {}
`;

async function load(text: string, overrides: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'hivetape-venues-'));
  writeFileSync(join(folder, 'scenario.yaml'), text);
  try {
    return await loadScenario(join(folder, 'scenario.yaml'), { overrides });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function perform(overrides: readonly string[] = []) {
  const loaded = await load(scenario, overrides);
  const store = memoryRunStore(catalogue);
  const outcome = await runScenario(store, loaded.scenario, { project: loaded, environment: () => null });
  const events = [...store.open(outcome.runId).events()] as LogEvent[];
  const fillsOf = (instrument: string) => events.filter((event): event is EventOf<'OrderFilled'> => event.type === 'OrderFilled' && event.data.fill.instrument === instrument).map(({ data }) => data.fill);
  return { loaded, store, outcome, events, fillsOf };
}

describe('a run at several venues', () => {
  test('keeps all laws, and gives the same log when it is decided again', async () => {
    const { store, outcome, loaded, events } = await perform();
    expect(outcome.failure).toBeUndefined();
    expect(events.findLast(({ type }) => type === 'RunEnded')).toMatchObject({ data: { reason: 'done' } });
    expect(await rerunRun(store, outcome.runId, { project: loaded })).toMatchObject({ divergence: undefined, equal: outcome.events });
  });

  test('L3: fills each instrument under the rules of its own venue, and says where', async () => {
    const { fillsOf } = await perform();
    const [near, far, home] = ['NEAR', 'FAR', 'HOME'].map(fillsOf);
    for (const fills of [near, far, home]) expect(fills.length).toBeGreaterThan(10);
    const rateOf = ({ feeMicros, quantityLots, price }: (typeof near)[number]) => Math.round((feeMicros / (quantityLots * price * 1e6)) * 1e6) / 100;
    expect(new Set(near.map(rateOf))).toEqual(new Set([1]));
    expect(new Set(home.map(rateOf))).toEqual(new Set([3]));
    expect(new Set(far.map(rateOf))).toEqual(new Set([20]));
    expect(near.every(({ slippage, venue }) => Math.abs(slippage - 0.0002) < 1e-12 && venue === 'near')).toBe(true);
    expect(far.every(({ slippage, venue }) => slippage === 0 && venue === 'far')).toBe(true);
    expect(home.every(({ slippage, venue }) => slippage === 0 && venue === undefined)).toBe(true);
  });

  test('L3: lets a venue that is further away come to the book later, and fill on a later bar', async () => {
    const { events } = await perform();
    const delays = (instrument: string) =>
      new Set(events.flatMap((event) => {
        if (event.type !== 'OrderFilled' || event.data.fill.instrument !== instrument) return [];
        const placed = events.find((other) => other.type === 'OrderPlaced' && other.data.order.id === event.data.fill.orderId);
        const accepted = events.find((other) => other.type === 'OrderAccepted' && other.data.orderId === event.data.fill.orderId);
        const bar = events[event.data.fill.barOffset];
        if (placed === undefined || accepted?.type !== 'OrderAccepted' || bar.type !== 'BarClosed') throw new TypeError('A fill comes from an order and a bar');
        return [`${accepted.data.acceptedAt - accepted.time} µs, ${Math.ceil((bar.data.bar.closedAt - placed.time) / (60 * SECOND))} bars`];
      }));
    expect(delays('NEAR')).toEqual(new Set(['0 µs, 1 bars']));
    expect(delays('FAR')).toEqual(new Set(['30000000 µs, 2 bars']));
  });

  test('pays everywhere from one purse: the account never owes', async () => {
    const { events } = await perform(['agents.crossover.options.fundsShare=1']);
    let cash = 1_000_000n * 1_000_000n;
    for (const event of events) {
      if (event.type !== 'OrderFilled') continue;
      const { side, quantityLots, price, feeMicros } = event.data.fill;
      cash -= BigInt((side === 'buy' ? 1 : -1) * quantityLots * Math.round(price * 10_000)) * 100n + BigInt(feeMicros);
      expect(cash >= 0n).toBe(true);
    }
  });

  test('is another run when a venue has other rules', async () => {
    expect((await perform()).outcome.runId).not.toBe((await perform(['venues.near.fees.bps=2'])).outcome.runId);
  });

  test.each([
    ['data.0.venue=neer', /A venue of an instrument stands under venues \(found "neer"\)/],
    ['venues.near.account=margin', /has no key "account"/],
    ['venues.near.latencyUs=-1', /a whole number from 0/],
  ])('refuses %s', async (override, message) => {
    const refused = await load(scenario, [override]).catch((cause: unknown) => cause);
    if (!isHivetapeError(refused)) throw new TypeError('It was not refused');
    expect([refused.message, ...(refused.details.others ?? []).map(({ message: other }) => other)].join('\n')).toMatch(message);
  });
});
