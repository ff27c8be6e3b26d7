/** The optimiser: states shares of equity, states them anew when holdings have drifted, and a trader takes its word to the lot. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { portfolioOptimiser, type OptimiserState } from '../../src/agents/portfolio-optimiser.js';
import { trader, type TraderState } from '../../src/agents/trader.js';
import { agentId } from '../../src/core/brand.js';
import type { DataOf, EventDraft, LogEvent } from '../../src/domain/catalogue.js';
import type { Direction } from '../../src/domain/events/swarm-events.js';
import type { Instrument } from '../../src/domain/instrument.js';
import type { Order } from '../../src/domain/order.js';
import type { Decider } from '../../src/kernel/agent.js';
import { agentSetting, defaultsOf } from '../../src/testing/setting.js';
import { acme, bench, minuteBar, MINUTE, type Bench } from './bench.js';
import { chanceOf } from './lean-profit.js';

const bolt: Instrument = { ...acme, id: 'BOLT' as Instrument['id'] };
const both = [acme, bolt] as const;
type Allocation = DataOf<'AllocationStated'>;
type Seat = Decider<unknown, LogEvent, EventDraft>;

function opened<State>(agent: unknown, id: string): Bench<State> {
  const made = bench(agent as Decider<State, LogEvent, EventDraft>, agentId(id));
  made.hear('AccountOpened', { currency: 'USD', cashMicros: 100_000_000_000 });
  for (const instrument of both) made.hear('InstrumentListed', { instrument });
  return made;
}

function optimiser(options: Record<string, unknown> = {}): Bench<OptimiserState> {
  const setting = agentSetting({ id: 'optimiser', instruments: both, cash: 100_000 });
  return opened(portfolioOptimiser.create({ ...defaultsOf(portfolioOptimiser), method: 'equal-weight', ...options } as never, setting), 'optimiser');
}

/** One instant: a bar of each, and then the alarm that the first has set. */
function instant(it: Bench<OptimiserState>, minute: number, prices: readonly number[]): Allocation[] {
  const said = both.flatMap((instrument, place) => it.hear('BarClosed', minuteBar(minute, [prices[place], prices[place], prices[place], prices[place]], { instrument }), { time: (minute + 1) * MINUTE + 3 }));
  const alarms = said.filter(({ type }) => type === 'TimerSet');
  expect(alarms).toHaveLength(1);
  return it.repeat(alarms[0]).flatMap((event) => (event.type === 'AllocationStated' ? [event.data] : []));
}

function fill(it: Bench<OptimiserState> | Bench<TraderState>, instrument: Instrument, lots: number, { price = 100, orderId = 'x' } = {}): LogEvent[] {
  return it.hear('OrderFilled', {
    fill: {
      orderId: orderId as Order['id'], instrument: instrument.id, owner: agentId('trader'), side: lots > 0 ? 'buy' : 'sell', quantityLots: Math.abs(lots), remainingLots: 0,
      basePrice: price, halfSpread: 0, slippage: 0, price, feeMicros: 0, liquidity: 'taker', basis: 'open', label: 'exact', barOffset: 0, filledAt: 5,
    },
  });
}

function decide(it: Bench<OptimiserState>, instrument: Instrument, direction: Direction, conviction = 1): void {
  it.hear('DecisionReached', { proposal: 'p', instrument: instrument.id, direction, approved: true, support: 1, turnout: 1, conviction, ballot: [] }, { by: 'council' });
}

const weightsIn = (stated: readonly Allocation[]): number[][] => stated.map(({ weights }) => weights.map(({ weight }) => weight));

describe('L7: what is to be held', () => {
  test('is stated once as soon as enough is known, and not again while what is held stands near it', () => {
    const it = optimiser();
    expect(instant(it, 0, [100, 100])).toEqual([]);
    expect(instant(it, 1, [100, 100])).toMatchObject([{ number: 1, reason: 'first', method: 'equal-weight', drift: 0.45, weights: [{ instrument: 'ACME', weight: 0.45, held: 0 }, { instrument: 'BOLT', weight: 0.45, held: 0 }] }]);
    fill(it, acme, 450);
    fill(it, bolt, 450);
    for (let minute = 2; minute < 40; minute += 1) expect(instant(it, minute, [100, 100])).toEqual([]);
  });

  test('is stated anew when what is held has drifted beyond the band, and not at the band', () => {
    const drifted = (price: number): Allocation[] => {
      const it = optimiser({ drift: 0.05, restBars: 1 });
      instant(it, 0, [100, 100]);
      instant(it, 1, [100, 100]);
      fill(it, acme, 450);
      fill(it, bolt, 450);
      return instant(it, 2, [price, 100]);
    };
    // 450 p ÷ (10,000 + 45,000 + 450 p) stands at .5 where p is 110,000 ÷ 900.
    expect(drifted(110_000 / 900)).toEqual([]);
    expect(drifted(122)).toEqual([]);
    expect(drifted(123)).toMatchObject([{ number: 2, reason: 'drift', weights: [{ held: expect.closeTo(0.5016, 4) as unknown }, { held: expect.closeTo(0.4078, 4) as unknown }] }]);
  });

  test('rests between two statements', () => {
    const it = optimiser({ restBars: 4 });
    instant(it, 0, [100, 100]);
    const numbers = Array.from({ length: 12 }, (_, index) => instant(it, index + 1, [100, 100]).length);
    // Nobody trades, so it drifts at once.
    expect(numbers).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
  });

  test('carries as much risk of each, or as little of all as can be, or is by inverse volatility', () => {
    const statedBy = (method: string): number[] => {
      const chance = chanceOf(1);
      const it = optimiser({ method, bars: 60, share: 1 });
      let prices = [100, 100];
      const stated: Allocation[] = [];
      for (let minute = 0; minute < 62; minute += 1) {
        stated.push(...instant(it, minute, prices));
        const common = chance.normal();
        prices = [prices[0] * (1 + 0.02 * chance.normal()), prices[1] * (1 + 0.005 * common)];
      }
      return weightsIn(stated)[0];
    };
    for (const method of ['equal-risk', 'minimum-variance', 'inverse-volatility']) {
      const [wild, calm] = statedBy(method);
      expect(wild + calm, method).toBeCloseTo(1, 9);
      expect(calm, method).toBeGreaterThan(3 * wild);
    }
    expect(statedBy('equal-weight')).toEqual([0.5, 0.5]);
  });

  test('follows a council, where one is named: what it wants, on which side, and how much', () => {
    const it = optimiser({ council: 'council', allowShort: true, restBars: 50 });
    instant(it, 0, [100, 100]);
    expect(instant(it, 1, [100, 100])).toEqual([]);
    decide(it, acme, 'long', 0.5);
    expect(weightsIn(instant(it, 2, [100, 100]))).toEqual([[0.45, 0]]);
    decide(it, bolt, 'short');
    const [stated] = instant(it, 3, [100, 100]);
    expect(stated).toMatchObject({ number: 2, reason: 'wanted' });
    expect(stated.sources.map((offset) => it.log[offset].type)).toEqual(['DecisionReached', 'DecisionReached']);
    expect(weightsIn([stated])).toEqual([[0.225, -0.45]]);
    decide(it, acme, 'flat');
    expect(weightsIn(instant(it, 4, [100, 100]))).toEqual([[0, -0.9]]);
    it.hear('DecisionReached', { proposal: 'p', instrument: acme.id, direction: 'long', approved: true, support: 1, turnout: 1, conviction: 1, ballot: [] }, { by: 'liar' });
    expect(instant(it, 5, [100, 100])).toEqual([]);
  });

  test('whatever prices do: shares are never negative and never more than its share of equity', () => {
    const walks = fc.array(fc.tuple(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -30, max: 30 })), { minLength: 5, maxLength: 40 });
    fc.assert(fc.property(walks, fc.constantFrom('equal-risk', 'minimum-variance', 'inverse-volatility', 'equal-weight'), (moves, method) => {
      const it = optimiser({ method, bars: 3, restBars: 1 });
      let prices = [100, 100];
      for (const [minute, [left, right]] of moves.entries()) {
        for (const weights of weightsIn(instant(it, minute, prices))) {
          expect(weights.every((weight) => weight >= 0)).toBe(true);
          expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThanOrEqual(0.9 + 1e-12);
        }
        prices = [prices[0] * (1 + left / 1_000), prices[1] * (1 + right / 1_000)];
      }
    }), { numRuns: 60 });
  });
});

function seated(options: Record<string, unknown> = {}): Bench<TraderState> {
  const agent = trader.create({ ...defaultsOf(trader), allocation: 'optimiser', ...options } as never, agentSetting({ id: 'trader', instruments: both, cash: 100_000 })) as Seat;
  const made = opened<TraderState>(agent, 'trader');
  for (const instrument of both) made.hear('BarClosed', minuteBar(0, [100, 100, 100, 100], { instrument }));
  return made;
}

let statements = 0;
function allocate(it: Bench<TraderState>, weights: readonly number[], by = 'optimiser'): Order[] {
  statements += 1;
  return ordersOf(it.hear('AllocationStated', { number: statements, reason: 'drift', method: 'equal-weight', drift: 0, weights: both.map(({ id }, place) => ({ instrument: id, weight: weights[place], held: 0 })), sources: [] }, { by }));
}

const ordersOf = (said: readonly LogEvent[]): Order[] => said.flatMap((event) => (event.type === 'OrderPlaced' ? [event.data.order] : []));

describe('L7: a trader that is told what to hold', () => {
  test('holds it to the lot, and tags its orders with the statement', () => {
    const it = seated();
    expect(allocate(it, [0.45, 0.201])).toMatchObject([{ instrument: 'ACME', side: 'buy', quantityLots: 450, tag: `optimiser/${statements}` }, { instrument: 'BOLT', side: 'buy', quantityLots: 201 }]);
  });

  test('reduces first, and enlarges when that is done', () => {
    const it = seated();
    const [first, second] = allocate(it, [0.8, 0.1]);
    fill(it, acme, 800, { orderId: first.id });
    fill(it, bolt, 100, { orderId: second.id });
    const reduced = allocate(it, [0.3, 0.6]);
    expect(reduced).toMatchObject([{ instrument: 'ACME', side: 'sell', quantityLots: 500 }]);
    expect(ordersOf(fill(it, acme, -500, { orderId: reduced[0].id }))).toMatchObject([{ instrument: 'BOLT', side: 'buy', quantityLots: 500 }]);
  });

  test('goes on with the rest where what is to be reduced is refused', () => {
    const it = seated();
    const [first] = allocate(it, [0.8, 0]);
    fill(it, acme, 800, { orderId: first.id });
    const [reduced] = allocate(it, [0.3, 0.1]);
    expect(ordersOf(it.hear('OrderRejected', { orderId: reduced.id, instrument: acme.id, reason: 'no-market' } as never))).toMatchObject([{ instrument: 'BOLT', quantityLots: 100 }]);
  });

  test('waits no longer than two statements for a market that has fallen silent', () => {
    const it = seated();
    const [first] = allocate(it, [0.8, 0]);
    fill(it, acme, 800, { orderId: first.id });
    const [reduced] = allocate(it, [0.3, 0.6]);
    it.hear('OrderAccepted', { orderId: reduced.id, instrument: acme.id, acceptedAt: 1 } as never);
    expect(allocate(it, [0.3, 0.6])).toEqual([]);
    expect(allocate(it, [0.3, 0.6])).toMatchObject([{ instrument: 'BOLT', side: 'buy', quantityLots: 600 }]);
  });

  test('follows no decision, nobody else, and no statement twice', () => {
    const it = seated();
    expect(ordersOf(it.hear('DecisionReached', { proposal: 'p', instrument: acme.id, direction: 'long', approved: true, support: 1, turnout: 1, conviction: 1, ballot: [] }, { by: 'council' }))).toEqual([]);
    expect(allocate(it, [0.5, 0.5], 'liar')).toEqual([]);
    const [first] = allocate(it, [0.5, 0]);
    fill(it, acme, 500, { orderId: first.id });
    const stated = it.log.findLast(({ type }) => type === 'AllocationStated');
    expect(stated === undefined ? undefined : it.repeat(stated)).toEqual([]);
  });

  test('sells short only where that is allowed, and opens nothing while trading is halted', () => {
    expect(allocate(seated(), [-0.5, 0])).toEqual([]);
    expect(allocate(seated({ allowShort: true }), [-0.5, 0])).toMatchObject([{ side: 'sell', quantityLots: 500 }]);
    const it = seated();
    it.hear('TradingHalted', { reason: 'drawdown' });
    expect(allocate(it, [0.5, 0.5])).toEqual([]);
  });

  test('whatever is stated, what it holds in the end is what was stated last, as far as whole lots go', () => {
    const shares = fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 })).map(([left, right]) => [left / 220, right / 220]);
    fc.assert(fc.property(fc.array(shares, { minLength: 1, maxLength: 8 }), (list) => {
      const it = seated();
      for (const weights of list) {
        let open = allocate(it, weights);
        while (open.length > 0) open = open.flatMap((order) => ordersOf(fill(it, order.instrument === acme.id ? acme : bolt, order.side === 'buy' ? order.quantityLots ?? 0 : -(order.quantityLots ?? 0), { orderId: order.id })));
      }
      const last = list[list.length - 1];
      expect(both.map(({ id }) => it.state().desks[id].heldLots)).toEqual(last.map((share) => Math.floor(share * 1_000)));
    }), { numRuns: 100 });
  });
});
