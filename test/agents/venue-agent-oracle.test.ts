/** A whole trading job through kernel, gate and venue gives the money that other engines give. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { riskGate } from '../../src/agents/risk-gate.js';
import { smaCrossover } from '../../src/agents/sma-crossover.js';
import { venueAgent, type VenueState } from '../../src/agents/venue-agent.js';
import { agentId } from '../../src/core/brand.js';
import type { VenueOptions } from '../../src/exchange/venue-rules.js';
import type { Agent } from '../../src/kernel/agent.js';
import { Kernel } from '../../src/kernel/kernel.js';
import { catalogueWords } from '../../src/lab/words.js';
import { walkBars } from '../../src/market/walk.js';
import { bar, testInstrument } from '../../src/testing/events.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';
import { authorities } from './bench.js';

const BARS = 1_000;
const instrument = testInstrument({ ticksPerUnit: 10_000 });

interface Money {
  readonly finalEquity: number;
  readonly closedTrades: number;
  readonly commissions: number;
}

function tradeWalk(options: VenueOptions): Money {
  const walk = walkBars(BARS);
  let row = 0;
  let sales = 0;
  const setting = agentSetting({ id: 'cross', instruments: [instrument], cash: 1_000_000 });
  const limits = { exposureMax: 2, concentrationMax: 2, valueAtRiskMax: 2, drawdownMax: 2 };
  const seats: readonly [string, unknown][] = [
    ['venue', venueAgent({ participation: 'full', ...options }, authorities)],
    ['risk-gate', riskGate(limits, authorities)],
    ['cross', agentOf(smaCrossover, { fastBars: 10, slowBars: 30 }, setting)],
  ];
  const kernel = new Kernel({
    seed: 1,
    startAt: 0,
    seats: seats.map(([id, agent]) => ({ id: agentId(id), agent: agent as Agent })),
    sources: [
      {
        agent: agentId('feed'),
        nextAt: () => (row < BARS ? walk.closedAt[row] : undefined),
        take: () => {
          const at = row;
          row += 1;
          const prices = { open: walk.open[at] ?? 0, high: walk.high[at] ?? 0, low: walk.low[at] ?? 0, closedAt: walk.closedAt[at] ?? 0 };
          return { type: 'BarClosed', data: { bar: { ...bar(walk.close[at] ?? 0, prices), openedAt: walk.openedAt[at] } } };
        },
      },
    ],
    vocabulary: catalogueWords(),
    network: { latencyUs: (from, to) => (from === 'feed' && to !== 'venue' ? 3 : 1), jitterUs: () => 0 },
    journal: {
      record: (event) => {
        if (event.type === 'OrderFilled' && (event.data as { fill: { side: string } }).fill.side === 'sell') sales += 1;
      },
    },
  });
  kernel.announce([
    { type: 'AccountOpened', data: { currency: 'USD', cashMicros: 1_000_000_000_000 } },
    { type: 'InstrumentListed', data: { instrument } },
  ]);
  kernel.start();
  kernel.run();
  const { ledger } = kernel.seat(authorities.venue)?.mind.state() as VenueState;
  const [{ cashMicros, valueMicros }] = ledger.accounts;
  return { finalEquity: (cashMicros + valueMicros) / 1e6, closedTrades: sales, commissions: ledger.positions[0].feesMicros / 1e6 };
}

const golden = JSON.parse(readFileSync(new URL('../goldens/exchange/walk-costs.json', import.meta.url), 'utf8')) as Record<string, Partial<Money>>;

test.each<[string, VenueOptions]>([
  ['none', {}],
  ['bps10', { fees: { bps: 10 } }],
])('all-in on crossing averages with costs "%s" ends with the money of other engines', (name, options) => {
  const { finalEquity = 0, closedTrades, commissions = 0 } = golden[name];
  const ours = tradeWalk(options);
  expect(ours.closedTrades).toBe(closedTrades);
  expect(ours.finalEquity).toBeCloseTo(finalEquity, 4);
  expect(ours.commissions).toBeCloseTo(commissions, 4);
});
