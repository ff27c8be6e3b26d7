/** Gate, venue, trader and books together in the real kernel, with a liar among them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decider, SILENT } from '../../src/agents/decider.js';
import { portfolio } from '../../src/agents/portfolio-agent.js';
import { performanceMonitor } from '../../src/agents/performance-monitor.js';
import { riskGate } from '../../src/agents/risk-gate.js';
import { trader } from '../../src/agents/trader.js';
import { venueAgent } from '../../src/agents/venue-agent.js';
import { agentId } from '../../src/core/brand.js';
import type { Recorded } from '../../src/core/event.js';
import { DAY } from '../../src/core/instant.js';
import type { DataOf, EventDraft, LogEvent } from '../../src/domain/catalogue.js';
import { catalogueWords } from '../../src/lab/words.js';
import type { Agent, Source } from '../../src/kernel/agent.js';
import { Kernel } from '../../src/kernel/kernel.js';
import { checkConservation } from '../../src/portfolio/conservation.js';
import { baseAccount, emptyLedger, foldLedger } from '../../src/portfolio/ledger.js';
import { equityOf } from '../../src/portfolio/position.js';
import { agentSetting, defaultsOf } from '../../src/testing/setting.js';
import { acme, anOrder, authorities } from './bench.js';

const CASH = 100_000;

function feed(prices: readonly number[]): Source {
  let next = 0;
  return {
    agent: agentId('feed'),
    nextAt: () => (next < prices.length ? (next + 1) * DAY : undefined),
    take: () => {
      const [open, close] = [prices[Math.max(0, next - 1)], prices[next]];
      next += 1;
      const bar = { instrument: acme.id, openedAt: (next - 1) * DAY, closedAt: next * DAY, open, high: Math.max(open, close) + 1, low: Math.min(open, close) - 1, close, volume: 100_000 };
      return { type: 'BarClosed', data: { bar } };
    },
  };
}

/** Decides by the day: long, flat or more of it, as told. */
function fickleCouncil(moods: readonly number[]): Agent<LogEvent, EventDraft> {
  return decider<{ day: number }>({
    listensTo: ['bars/**'],
    initial: () => ({ day: 0 }),
    evolve: (state, event) => {
      if (event.type === 'BarClosed') state.day += 1;
      return state;
    },
    decide: ({ day }, event) => {
      if (event.type !== 'BarClosed') return SILENT;
      const conviction = moods[day % moods.length];
      return [{ type: 'DecisionReached', data: { proposal: `p${day}`, instrument: acme.id, direction: conviction === 0 ? 'flat' : 'long', approved: true, support: 1, turnout: 1, conviction, ballot: [] } }];
    },
  });
}

/** Says whatever could hurt: forged approvals, fills, money, resumptions, cancels, orders past the gate and beyond all limits. */
function mallory(): Agent<LogEvent, EventDraft> {
  const me = agentId('mallory');
  return decider<{ bars: number }>({
    listensTo: ['bars/**', 'orders/**', 'reports/**'],
    initial: () => ({ bars: 0 }),
    evolve: (state, event) => {
      if (event.type === 'BarClosed') state.bars += 1;
      return state;
    },
    decide: ({ bars }, event) => {
      if (event.type === 'OrderAccepted') return [{ type: 'OrderCancelRequested', data: { orderId: event.data.orderId, instrument: acme.id } }];
      if (event.type !== 'BarClosed' || event.agent === me) return SILENT;
      const order = (part: string, wish = {}) => anOrder({ id: `mallory-${bars}-${part}` as never, owner: me, quantityLots: 100_000, ...wish });
      const forged: DataOf<'OrderFilled'> = {
        fill: { orderId: 'trader-1' as never, instrument: acme.id, owner: agentId('trader'), side: 'sell', quantityLots: 5, remainingLots: 0, basePrice: 1, halfSpread: 0, slippage: 0, price: 1, feeMicros: 0, liquidity: 'taker', basis: 'open', label: 'exact', barOffset: 0, filledAt: event.data.bar.closedAt },
      };
      return [
        { type: 'OrderApproved', data: { order: order('a') } },
        { type: 'OrderPlaced', data: { order: order('b') }, to: [authorities.venue] },
        { type: 'OrderPlaced', data: { order: order('c') } },
        { type: 'OrderPlaced', data: { order: order('d', { owner: agentId('trader'), quantityLots: 1 }) } },
        { type: 'OrderPlaced', data: { order: order('e', { id: 'trader-2', quantityLots: 1 }) } },
        { type: 'OrderFilled', data: forged },
        { type: 'AccountOpened', data: { currency: 'USD', cashMicros: 1e12 } },
        { type: 'TradingResumed', data: { reason: 'please' } },
        { type: 'BarClosed', data: { bar: { ...event.data.bar, close: 1, low: 1 } } },
      ];
    },
  });
}

function run(prices: readonly number[], moods: readonly number[]): { log: LogEvent[]; kernel: Kernel } {
  const log: LogEvent[] = [];
  const setting = agentSetting({ id: 'trader', instruments: [acme], cash: CASH });
  const seat = (id: string, agent: Agent<LogEvent, EventDraft>) => ({ id: agentId(id), agent: agent as unknown as Agent });
  const kernel = new Kernel({
    seed: 1,
    startAt: 0,
    seats: [
      seat('venue', venueAgent({ fees: { bps: 5, perOrder: 1 }, slippage: { kind: 'ticks', ticks: 1 } }, authorities)),
      seat('risk-gate', riskGate({}, authorities)),
      seat('trader', trader.create({ ...defaultsOf(trader), share: 0.28, council: 'council' } as never, setting)),
      seat('books', portfolio.create({}, setting)),
      seat('monitor', performanceMonitor.create({}, setting)),
      seat('council', fickleCouncil(moods)),
      seat('mallory', mallory()),
    ],
    sources: [feed(prices)],
    vocabulary: catalogueWords(),
    network: { latencyUs: (from, to) => (from === 'feed' && to !== 'venue' ? 3 : 1), jitterUs: () => 0 },
    journal: { record: (event: Recorded) => void log.push(event as unknown as LogEvent) },
    freeze: true,
  });
  kernel.announce([
    { type: 'AccountOpened', data: { currency: 'USD', cashMicros: CASH * 1_000_000 } },
    { type: 'InstrumentListed', data: { instrument: acme } },
    ...['council', 'mallory', 'trader'].map((id): EventDraft => ({ type: 'AgentSeated', data: { agent: agentId(id), kind: id, options: {}, listensTo: [] } })),
  ]);
  kernel.start();
  expect(kernel.run().kind).toBe('idle');
  kernel.announce([{ type: 'RunEnding', data: { reason: 'data-ended' } }]);
  expect(kernel.run().kind).toBe('idle');
  return { log, kernel };
}

const truths = ['BarClosed', 'AccountOpened', 'InstrumentListed'];

test('N1: whatever a liar says, only approved orders fill, limits hold, all books agree and nothing is lost', () => {
  let fills = 0;
  let halts = 0;
  const walk = fc.array(fc.integer({ min: -12, max: 12 }), { minLength: 20, maxLength: 70, size: 'max' });
  const moods = fc.array(fc.constantFrom(0, 0.4, 0.8, 1), { minLength: 2, maxLength: 9, size: 'max' });
  fc.assert(
    fc.property(walk, moods, (steps, wanted) => {
      let price = 100;
      const prices = steps.map((step) => (price = Math.max(10, price + step)));
      const { log, kernel } = run(prices, wanted);
      const honest = log.filter(({ agent, type }) => agent === 'venue' || (truths.includes(type) && (agent === 'feed' || agent === 'lab')));
      const ledger = emptyLedger();
      const approved = new Set<string>();
      let haltedAt = Infinity;
      for (const event of log) {
        if (event.type === 'OrderApproved' && event.agent === 'risk-gate') {
          approved.add(event.data.order.id);
          expect(event.data.order.owner).toBe('trader');
          if (event.offset > haltedAt) expect(event.data.order.reduceOnly).toBe(true);
          const { side, quantityLots = 0 } = event.data.order;
          const [{ lots, markTicks }] = ledger.positions;
          const after = Math.abs(lots + (side === 'buy' ? quantityLots : -quantityLots));
          const equityUnits = (ledger.accounts[0].cashMicros + ledger.accounts[0].valueMicros) / 1e6;
          if (after > Math.abs(lots)) expect((after * markTicks) / 100).toBeLessThanOrEqual(0.3 * equityUnits);
        }
        if (event.type === 'TradingHalted') {
          haltedAt = event.offset;
          halts += 1;
        }
        if (!honest.includes(event)) continue;
        foldLedger(ledger, event);
        expect(checkConservation(ledger)).toEqual([]);
        if (event.type !== 'OrderFilled') continue;
        fills += 1;
        expect(approved.has(event.data.fill.orderId)).toBe(true);
      }
      for (const id of ['venue', 'risk-gate', 'trader', 'books', 'monitor']) {
        const state = kernel.seat(agentId(id))?.mind.state() as { ledger: typeof ledger };
        expect(state.ledger).toEqual({ ...ledger, booked: expect.anything() as never });
        expect(JSON.parse(JSON.stringify(state))).toBeDefined();
      }
      const account = baseAccount(ledger);
      const valued = log.flatMap((event) => (event.type === 'PortfolioValued' ? [event.data] : []));
      expect(valued).toHaveLength(prices.length);
      expect(valued[valued.length - 1].equityMicros).toBe(account && equityOf(account));
      const measured = log.flatMap((event) => (event.type === 'PerformanceMeasured' ? [event.data] : []));
      expect(measured[measured.length - 1]).toMatchObject({ fills: ledger.fills, totalReturn: (account ? equityOf(account) : 0) / (CASH * 1e6) - 1 });
    }),
    { numRuns: 60 },
  );
  expect(fills).toBeGreaterThan(200);
  expect(halts).toBeGreaterThan(0);
});

test('gives the same log twice', () => {
  const prices = Array.from({ length: 60 }, (_, day) => 100 + ((day * 37) % 23));
  expect(run(prices, [1, 0, 0.5]).log).toEqual(run(prices, [1, 0, 0.5]).log);
});
