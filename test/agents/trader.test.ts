/** The trader: from a decision to a position, one order at a time, and nothing but closing while halted. */
import { describe, expect, test } from 'vitest';
import { trader, type TraderState } from '../../src/agents/trader.js';
import { agentId } from '../../src/core/brand.js';
import type { LogEvent } from '../../src/domain/catalogue.js';
import type { Direction } from '../../src/domain/events/swarm-events.js';
import type { Order } from '../../src/domain/order.js';
import type { Decider } from '../../src/kernel/agent.js';
import type { EventDraft } from '../../src/domain/catalogue.js';
import { agentSetting, defaultsOf } from '../../src/testing/setting.js';
import { acme, bench, bolt, minuteBar, type Bench } from './bench.js';

function seated(options: Record<string, unknown> = {}): Bench<TraderState> {
  const setting = agentSetting({ id: 'trader', instruments: [acme, bolt], cash: 100_000 });
  const agent = trader.create({ ...defaultsOf(trader), ...options } as never, setting) as Decider<TraderState, LogEvent, EventDraft>;
  const made = bench(agent, agentId('trader'));
  made.hear('AccountOpened', { currency: 'USD', cashMicros: 100_000_000_000 });
  for (const instrument of [acme, bolt]) {
    made.hear('InstrumentListed', { instrument });
    made.hear('BarClosed', minuteBar(0, [100, 100, 100, 100], { instrument }));
  }
  return made;
}

function decide(it: Bench<TraderState>, direction: Direction, { conviction = 1, approved = true, by = 'council', instrument = acme } = {}): LogEvent[] {
  return it.hear('DecisionReached', { proposal: 'p1', instrument: instrument.id, direction, approved, support: 1, turnout: 1, conviction, ballot: [] }, { by });
}

const ordersOf = (said: readonly LogEvent[]): Order[] => said.flatMap((event) => (event.type === 'OrderPlaced' ? [event.data.order] : []));
const named = ({ id, instrument }: Order): Pick<Order, 'instrument'> & { orderId: Order['id'] } => ({ orderId: id, instrument });

function accept(it: Bench<TraderState>, order: Order): LogEvent[] {
  return it.hear('OrderAccepted', { ...named(order), acceptedAt: 1 });
}

function fill(it: Bench<TraderState>, order: Order, lots = order.quantityLots ?? 0): LogEvent[] {
  const { id, instrument, owner, side, quantityLots = 0 } = order;
  return it.hear('OrderFilled', {
    fill: {
      orderId: id, instrument, owner, side, quantityLots: lots, remainingLots: quantityLots - lots, basePrice: 100, halfSpread: 0, slippage: 0, price: 100,
      feeMicros: 0, liquidity: 'taker', basis: 'open', label: 'exact', barOffset: 0, filledAt: 5,
    },
  });
}

describe('a decision', () => {
  test('becomes one market order for the share of equity times conviction', () => {
    const [order] = ordersOf(decide(seated(), 'long', { conviction: 0.5 }));
    expect(order).toMatchObject({ side: 'buy', type: 'market', quantityLots: 125, owner: 'trader', tag: 'p1', reduceOnly: false });
  });

  test('becomes the difference to what is held', () => {
    const it = seated();
    const [first] = ordersOf(decide(it, 'long', { conviction: 0.5 }));
    accept(it, first);
    expect(fill(it, first)).toEqual([]);
    expect(ordersOf(decide(it, 'long'))).toMatchObject([{ side: 'buy', quantityLots: 125 }]);
    const closing = seated();
    const [opened] = ordersOf(decide(closing, 'long'));
    accept(closing, opened);
    fill(closing, opened);
    expect(decide(closing, 'long')).toEqual([]);
    expect(ordersOf(decide(closing, 'flat'))).toMatchObject([{ side: 'sell', quantityLots: 250 }]);
  });

  test('is passed over when it was not approved, or comes from another council', () => {
    expect(decide(seated(), 'long', { approved: false })).toEqual([]);
    expect(decide(seated({ council: 'council' }), 'long', { by: 'mallory' })).toEqual([]);
    expect(decide(seated({ council: 'council' }), 'long')).toHaveLength(1);
  });

  test('for short means flat unless shorts are allowed and the instrument can be shorted', () => {
    expect(decide(seated(), 'short')).toEqual([]);
    expect(ordersOf(decide(seated({ allowShort: true }), 'short'))).toMatchObject([{ side: 'sell', quantityLots: 250 }]);
    expect(decide(seated({ allowShort: true }), 'short', { instrument: bolt })).toEqual([]);
  });

  test('sizes by fixed lots, or by volatility once that is known', () => {
    expect(ordersOf(decide(seated({ sizing: 'fixed-lots', lots: 10 }), 'long', { conviction: 0.55 }))).toMatchObject([{ quantityLots: 5 }]);
    const it = seated({ sizing: 'volatility-target', yearlyVolatility: 0.1, share: 1 });
    expect(decide(it, 'long')).toEqual([]);
    for (let minute = 1; minute <= 300; minute += 1) {
      const price = minute % 2 === 0 ? 100 : 102;
      it.hear('BarClosed', minuteBar(minute, [price, price, price, price]));
    }
    const [{ quantityLots = 0 }] = ordersOf(decide(it, 'long'));
    const volatility = Math.sqrt(252) * 0.0198;
    expect(quantityLots / ((0.1 / volatility) * 1_000)).toBeCloseTo(1, 1);
  });
});

describe('one order at a time', () => {
  test('an order that no longer fits is cancelled as soon as the venue has it, and then replaced', () => {
    const it = seated();
    const [first] = ordersOf(decide(it, 'long'));
    expect(decide(it, 'flat')).toEqual([]);
    expect(accept(it, first)).toMatchObject([{ type: 'OrderCancelRequested', data: named(first) }]);
    expect(it.hear('OrderCancelled', { ...named(first), reason: 'by-agent', openLots: 250 })).toEqual([]);
    expect(ordersOf(decide(it, 'long'))).toHaveLength(1);
  });

  test('an order that filled before its cancel is undone', () => {
    const it = seated();
    const [first] = ordersOf(decide(it, 'long'));
    accept(it, first);
    expect(decide(it, 'flat')).toMatchObject([{ type: 'OrderCancelRequested' }]);
    expect(decide(it, 'flat')).toEqual([]);
    expect(ordersOf(fill(it, first))).toMatchObject([{ side: 'sell', quantityLots: 250 }]);
  });

  test('a refused order is not sent again until the next decision', () => {
    const it = seated();
    const [first] = ordersOf(decide(it, 'long'));
    expect(it.hear('OrderDenied', { ...named(first), reason: 'exposure-limit' }, { by: 'risk-gate' })).toEqual([]);
    const [second] = ordersOf(decide(it, 'long'));
    expect(second.id).not.toBe(first.id);
    accept(it, second);
    expect(fill(it, second, 100)).toEqual([]);
    expect(it.hear('OrderCancelled', { ...named(second), reason: 'insufficient-cash', openLots: 150 })).toEqual([]);
  });
});

describe('while trading is halted', () => {
  test('closes what it holds with orders that only reduce, and opens nothing', () => {
    const it = seated();
    const [first] = ordersOf(decide(it, 'long'));
    accept(it, first);
    fill(it, first);
    const [other] = ordersOf(decide(it, 'long', { instrument: bolt }));
    accept(it, other);
    const said = it.hear('TradingHalted', { reason: 'drawdown' });
    expect(said).toMatchObject([
      { type: 'OrderPlaced', data: { order: { side: 'sell', quantityLots: 250, reduceOnly: true } } },
      { type: 'OrderCancelRequested', data: { orderId: other.id } },
    ]);
    expect(it.hear('OrderCancelled', { ...named(other), reason: 'by-agent', openLots: 250 })).toEqual([]);
    expect(decide(it, 'long', { instrument: bolt })).toEqual([]);
  });

  test('keeps its positions if it is told to, and still opens nothing', () => {
    const it = seated({ flattenOnHalt: false });
    const [first] = ordersOf(decide(it, 'long', { conviction: 0.5 }));
    accept(it, first);
    fill(it, first);
    expect(it.hear('TradingHalted', { reason: 'drawdown' })).toEqual([]);
    expect(decide(it, 'long')).toEqual([]);
    expect(ordersOf(decide(it, 'flat'))).toMatchObject([{ side: 'sell', quantityLots: 125, reduceOnly: true }]);
  });

  test('is not impressed by a halt that nobody in charge has said', () => {
    const it = seated();
    it.hear('TradingHalted', { reason: 'drawdown' }, { by: 'mallory' });
    expect(decide(it, 'long')).toHaveLength(1);
  });

  test('says nothing at all after the kill switch', () => {
    const it = seated();
    it.hear('KillSwitchPulled', { operator: 'me', reason: 'test' });
    expect(decide(it, 'long')).toEqual([]);
  });
});
