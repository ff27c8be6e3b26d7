/** Latencies of a scenario in a whole run: when bars, orders and reports arrive, and that no bar fills what came too late for it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue, type EventOf, type LogEvent } from '../../src/domain/catalogue.js';
import { runScenario } from '../../src/lab/run.js';
import { loadScenario } from '../../src/lab/scenario/load-scenario.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';

const SECOND = 1_000_000;
const scenario = `
hivetape: 1
name: latency
seed: 5
data:
  - instrument: WALK
    walk: { bars: 400, volatility: 0.004 }
    tick: 0.01
venue: { participation: full }
risk: { exposureMax: 5, concentrationMax: 5, drawdownMax: 5, valueAtRiskMax: 5 }
agents:
  crossover: { kind: sma-crossover, options: { fastBars: 3, slowBars: 8, fundsShare: 0.5 } }
`;

async function eventsWith(latency: Readonly<Record<string, number>>): Promise<readonly LogEvent[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hivetape-latency-'));
  writeFileSync(join(folder, 'scenario.yaml'), scenario);
  const overrides = Object.entries(latency).map(([name, value]) => `latency.${name}=${value}`);
  const loaded = await loadScenario(join(folder, 'scenario.yaml'), { overrides });
  const store = memoryRunStore(catalogue);
  const { runId } = await runScenario(store, loaded.scenario, { project: loaded, environment: () => null });
  rmSync(folder, { recursive: true, force: true });
  return [...store.open(runId).events()] as LogEvent[];
}

describe.each([
  { feedUs: 3, orderUs: 1, reportUs: 1, bars: 1 },
  { feedUs: 3, orderUs: 30 * SECOND, reportUs: 1, bars: 2 },
  { feedUs: 90 * SECOND, orderUs: 1, reportUs: 5 * SECOND, bars: 3 },
  { feedUs: 100, orderUs: 200 * SECOND, reportUs: 7, bars: 5 },
])('with a feed of $feedUs µs and orders of $orderUs µs', ({ bars, ...latency }) => {
  test('B3: an order is decided a feed latency after its bar, arrives an order latency later, and is filled by the first bar it came in time for', async () => {
    const events = await eventsWith(latency);
    const fills = events.filter((event): event is EventOf<'OrderFilled'> => event.type === 'OrderFilled');
    expect(fills.length).toBeGreaterThan(5);
    for (const { data, time } of fills) {
      const { fill } = data;
      const placed = events.find((event) => event.type === 'OrderPlaced' && event.data.order.id === fill.orderId);
      const cause = events[placed?.causation ?? 0];
      const accepted = events.find((event) => event.type === 'OrderAccepted' && event.data.orderId === fill.orderId);
      const bar = events[fill.barOffset];
      if (placed === undefined || cause.type !== 'BarClosed' || accepted?.type !== 'OrderAccepted' || bar.type !== 'BarClosed') throw new TypeError('An order comes from a bar and is filled by one');
      expect(placed.time - cause.data.bar.closedAt).toBe(latency.feedUs);
      // Through the gate, which is an agent as near as the others.
      expect(accepted.data.acceptedAt - placed.time).toBe(1 + latency.orderUs);
      expect(accepted.deliverAt - accepted.time).toBe(latency.reportUs);
      expect(accepted.data.acceptedAt).toBeLessThanOrEqual(bar.data.bar.openedAt + SECOND);
      expect(bar.data.bar.openedAt - cause.data.bar.closedAt).toBe((bars - 1) * 60 * SECOND);
      expect(time).toBe(bar.data.bar.closedAt + 1);
    }
  });
});
