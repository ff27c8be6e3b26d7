/** The venue as agents meet it: who may send, how orders live and end, what money buys, and that nothing is lost. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { venueAgent, type VenueState } from '../../src/agents/venue-agent.js';
import { SILENT } from '../../src/agents/decider.js';
import type { LogEvent } from '../../src/domain/catalogue.js';
import { isFinal, isLegalStep, type Order, type OrderState } from '../../src/domain/order.js';
import type { VenueOptions } from '../../src/exchange/venue-rules.js';
import { checkConservation } from '../../src/portfolio/conservation.js';
import { acme, anOrder, authorities, bench, bolt, minuteBar, MINUTE, type Bench } from './bench.js';

const flat = [100, 100, 100, 100];

function venue(options: VenueOptions = {}, cash = 10_000): Bench<VenueState> {
  const made = bench(venueAgent(options, authorities), authorities.venue);
  made.hear('AccountOpened', { currency: 'USD', cashMicros: cash * 1_000_000 });
  made.hear('InstrumentListed', { instrument: acme });
  made.hear('InstrumentListed', { instrument: bolt });
  return made;
}

const brief = (events: readonly LogEvent[]): unknown[] =>
  events.map((event) => {
    if (event.type === 'OrderFilled') return ['filled', event.data.fill.quantityLots, event.data.fill.price];
    if ('reason' in event.data) return [event.type, event.data.reason];
    return event.type;
  });

describe('who may send', () => {
  test('takes an order from the gate, and refuses the same from anybody else', () => {
    const it = venue();
    expect(brief(it.hear('OrderApproved', { order: anOrder() }))).toEqual(['OrderAccepted']);
    const order = anOrder();
    const [refusal] = it.hear('OrderApproved', { order }, { by: 'mallory' });
    expect(refusal).toMatchObject({ type: 'OrderDenied', to: ['mallory'], data: { orderId: order.id, reason: 'no-approval' } });
    expect(brief(it.hear('OrderPlaced', { order }, { by: 'mallory' }))).toEqual([['OrderDenied', 'no-approval']]);
    expect(brief(it.hear('OrderApproved', { order }))).toEqual(['OrderAccepted']);
  });

  test('believes no bar, no account and no fill that an agent of the swarm makes up', () => {
    const it = venue();
    it.hear('OrderApproved', { order: anOrder() });
    expect(it.hear('BarClosed', minuteBar(1, [1, 1, 1, 1]), { by: 'mallory', time: MINUTE * 2 })).toEqual([]);
    it.hear('AccountOpened', { currency: 'USD', cashMicros: 1e15 }, { by: 'mallory' });
    expect(it.state().ledger.accounts[0].cashMicros).toBe(10_000_000_000);
  });

  test('lets only the owner cancel', () => {
    const it = venue();
    const order = anOrder({ type: 'limit', limitPrice: 90 });
    it.hear('OrderApproved', { order });
    const named = { orderId: order.id, instrument: acme.id };
    expect(brief(it.hear('OrderCancelRequested', named, { by: 'mallory' }))).toEqual([['OrderCancelRejected', 'unknown-order']]);
    expect(it.state().books[0].resting).toHaveLength(1);
  });

  test('takes a repeated delivery for what it is, and a second order of one id for a mistake', () => {
    const it = venue();
    const order = anOrder();
    it.hear('OrderApproved', { order });
    const approval = it.log.find(({ type }) => type === 'OrderApproved');
    expect(approval && it.repeat(approval)).toEqual([]);
    expect(brief(it.hear('OrderApproved', { order }))).toEqual([['OrderRejected', 'duplicate-id']]);
    expect(it.state().books[0].resting).toHaveLength(1);
  });

  test('refuses what it cannot carry out, by reason', () => {
    const it = venue();
    const reasonFor = (wish: Partial<Order>): unknown => brief(it.hear('OrderApproved', { order: anOrder(wish) }))[0];
    expect(reasonFor({ instrument: 'NONE' as never })).toEqual(['OrderRejected', 'unknown-instrument']);
    expect(reasonFor({ type: 'limit', limitPrice: 100.005 })).toEqual(['OrderRejected', 'off-tick']);
    expect(reasonFor({ type: 'limit' })).toEqual(['OrderRejected', 'unsupported-type']);
    expect(reasonFor({ quantityLots: 0 })).toEqual(['OrderRejected', 'below-min-quantity']);
    expect(reasonFor({ side: 'sell' })).toEqual(['OrderRejected', 'not-shortable']);
  });
});

describe('time', () => {
  test('never fills an order on the bar that was in progress when it came', () => {
    const it = venue();
    it.hear('OrderApproved', { order: anOrder() }, { time: MINUTE * 1.5 });
    expect(it.hear('BarClosed', minuteBar(1, flat), { time: MINUTE * 2 + 1 })).toEqual([]);
    expect(brief(it.hear('BarClosed', minuteBar(2, flat), { time: MINUTE * 3 + 1 }))).toEqual([['filled', 10, 100]]);
  });

  test('fills a late market order at the close where the venue says so', () => {
    const it = venue({ late: 'bar-close' });
    it.hear('OrderApproved', { order: anOrder() }, { time: MINUTE * 1.5 });
    it.hear('OrderApproved', { order: anOrder({ type: 'limit', limitPrice: 200 }) });
    expect(brief(it.hear('BarClosed', minuteBar(1, [100, 110, 90, 105]), { time: MINUTE * 2 + 1 }))).toEqual([['filled', 10, 105]]);
  });

  test('cancels at once between bars; within a bar the bar is decided first', () => {
    const it = venue();
    const first = anOrder();
    it.hear('BarClosed', minuteBar(0, flat), { time: MINUTE + 1 });
    it.hear('OrderApproved', { order: first }, { time: MINUTE + 5 });
    expect(brief(it.hear('OrderCancelRequested', { orderId: first.id, instrument: acme.id }, { time: MINUTE + 9 }))).toEqual([['OrderCancelled', 'by-agent']]);
    const [second, third] = [anOrder(), anOrder({ type: 'limit', limitPrice: 50 })];
    it.hear('OrderApproved', { order: second });
    it.hear('OrderApproved', { order: third });
    for (const { id } of [second, third]) {
      expect(it.hear('OrderCancelRequested', { orderId: id, instrument: acme.id }, { time: MINUTE * 1.5 })).toEqual([]);
    }
    expect(brief(it.hear('BarClosed', minuteBar(1, flat), { time: MINUTE * 2 + 1 }))).toEqual([
      ['filled', 10, 100],
      ['OrderCancelRejected', 'too-late'],
      ['OrderCancelled', 'by-agent'],
    ]);
  });

  test('ends day orders with their day, immediate ones with their bar, and all with the run', () => {
    const it = venue();
    const dayMinutes = 24 * 60;
    it.hear('OrderApproved', { order: anOrder({ type: 'limit', limitPrice: 50, timeInForce: 'day' }) });
    it.hear('OrderApproved', { order: anOrder({ type: 'limit', limitPrice: 50 }) });
    it.hear('OrderApproved', { order: anOrder({ type: 'limit', limitPrice: 99, timeInForce: 'ioc' }) });
    expect(brief(it.hear('BarClosed', minuteBar(0, [100, 100, 98, 100])))).toEqual([['OrderCancelled', 'ioc']]);
    expect(it.hear('BarClosed', minuteBar(9, flat))).toEqual([]);
    expect(brief(it.hear('BarClosed', minuteBar(dayMinutes + 3, [40, 40, 40, 40])))).toEqual([['OrderExpired', 'day'], ['filled', 10, 40]]);
    it.hear('OrderApproved', { order: anOrder({ type: 'limit', limitPrice: 10, timeInForce: 'day' }) });
    expect(brief(it.hear('BarClosed', minuteBar(2 * dayMinutes - 1, flat)))).toEqual([['OrderExpired', 'day']]);
    it.hear('OrderApproved', { order: anOrder({ type: 'stop', stopPrice: 500 }) });
    expect(brief(it.hear('RunEnding', { reason: 'data-ended' }))).toEqual([['OrderExpired', 'end-of-run']]);
    expect(brief(it.hear('OrderApproved', { order: anOrder() }))).toEqual(['OrderAccepted', ['OrderExpired', 'end-of-run']]);
  });

  test('cancels everything when the kill switch is pulled, and takes nothing after it', () => {
    const it = venue();
    it.hear('OrderApproved', { order: anOrder({ type: 'stop', stopPrice: 500 }) });
    expect(it.hear('KillSwitchPulled', { operator: 'me', reason: 'fun' }, { by: 'mallory' })).toEqual([]);
    expect(brief(it.hear('KillSwitchPulled', { operator: 'me', reason: 'test' }))).toEqual([['OrderCancelled', 'kill-switch']]);
    expect(brief(it.hear('OrderApproved', { order: anOrder() }))).toEqual([['OrderDenied', 'killed']]);
  });
});

describe('money and volume', () => {
  test('all of 10,000 at price 100 without costs buys 100 units', () => {
    const it = venue();
    it.hear('OrderApproved', { order: anOrder({ fundsShare: 1 }) });
    expect(brief(it.hear('BarClosed', minuteBar(1, flat)))).toEqual([['filled', 100, 100]]);
  });

  test('a fixed fee is taken off a share of funds as fixed, not per unit', () => {
    const it = venue({ fees: { perOrder: 100 } });
    it.hear('OrderApproved', { order: anOrder({ fundsShare: 1 }) });
    expect(brief(it.hear('BarClosed', minuteBar(1, flat)))).toEqual([['filled', 99, 100]]);
    expect(it.state().ledger.accounts[0].cashMicros).toBe(0);
  });

  test('fills what can be paid for and cancels the rest; two fills of a bar share one purse', () => {
    const it = venue();
    it.hear('OrderApproved', { order: anOrder({ quantityLots: 70 }) });
    it.hear('OrderApproved', { order: anOrder({ quantityLots: 70 }) });
    expect(brief(it.hear('BarClosed', minuteBar(1, flat)))).toEqual([['filled', 70, 100], ['filled', 30, 100], ['OrderCancelled', 'insufficient-cash']]);
  });

  test('shares a tenth of the volume among all orders of a bar, once, and goes on with the next bar', () => {
    const it = venue();
    it.hear('OrderApproved', { order: anOrder({ quantityLots: 8 }) });
    it.hear('OrderApproved', { order: anOrder({ quantityLots: 8 }) });
    expect(brief(it.hear('BarClosed', minuteBar(1, flat, { volume: 105 })))).toEqual([['filled', 8, 100], ['filled', 2, 100]]);
    expect(it.hear('BarClosed', minuteBar(2, flat, { volume: 0 }))).toEqual([]);
    expect(brief(it.hear('BarClosed', minuteBar(3, flat, { volume: 500 })))).toEqual([['filled', 6, 100]]);
  });

  test('a stop that was touched but got no volume goes at the next open, wherever that is', () => {
    const it = venue();
    it.hear('OrderApproved', { order: anOrder({ type: 'stop', stopPrice: 105 }) });
    expect(it.hear('BarClosed', minuteBar(1, [100, 106, 100, 100], { volume: 0 }))).toEqual([]);
    expect(brief(it.hear('BarClosed', minuteBar(2, flat)))).toEqual([['filled', 10, 100]]);
  });

  test('sells no more than is held without a margin account, and shorts only what is shortable with one', () => {
    const cash = venue();
    cash.hear('OrderApproved', { order: anOrder({ quantityLots: 5 }) });
    cash.hear('OrderApproved', { order: anOrder({ side: 'sell', quantityLots: 5 }) });
    cash.hear('OrderApproved', { order: anOrder({ side: 'sell', quantityLots: 5, reduceOnly: true }) });
    expect(brief(cash.hear('BarClosed', minuteBar(1, flat)))).toEqual([['filled', 5, 100], ['filled', 5, 100], ['OrderCancelled', 'reduce-only']]);
    const margin = venue({ account: 'margin' });
    expect(brief(margin.hear('OrderApproved', { order: anOrder({ side: 'sell', instrument: bolt.id }) }))).toEqual([['OrderRejected', 'not-shortable']]);
    margin.hear('OrderApproved', { order: anOrder({ side: 'sell', quantityLots: 150 }) });
    expect(brief(margin.hear('BarClosed', minuteBar(1, flat)))).toEqual([['filled', 100, 100], ['OrderCancelled', 'insufficient-cash']]);
  });

  test('a lower margin ratio allows as much more', () => {
    const it = venue({ account: 'margin', initialMarginRatio: 0.5 });
    it.hear('OrderApproved', { order: anOrder({ quantityLots: 500 }) });
    expect(brief(it.hear('BarClosed', minuteBar(1, flat)))).toEqual([['filled', 200, 100], ['OrderCancelled', 'insufficient-cash']]);
  });
});

function seldom<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

const wishes = fc.record({
  side: fc.constantFrom('buy' as const, 'sell' as const),
  type: fc.constantFrom('market' as const, 'limit' as const, 'stop' as const),
  instrument: fc.constantFrom(acme.id, bolt.id),
  level: fc.integer({ min: 80, max: 120 }),
  lots: fc.integer({ min: 1, max: 60 }),
  share: seldom(fc.double({ min: 0.05, max: 1, noNaN: true })),
  timeInForce: fc.constantFrom('gtc' as const, 'day' as const, 'ioc' as const),
  reduceOnly: fc.constantFrom(false, false, false, true),
  cancelsAfter: seldom(fc.integer({ min: 0, max: 2 * MINUTE })),
});
const bars = fc.record({
  ofBolt: fc.boolean(),
  prices: fc.tuple(fc.integer({ min: 80, max: 120 }), fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 100 })),
  volume: fc.constantFrom(-1, 0, 50, 300, 5_000),
  orders: fc.array(wishes, { maxLength: 4, size: 'max' }),
});
const rules: fc.Arbitrary<VenueOptions> = fc.record({
  account: fc.constantFrom('cash' as const, 'margin' as const),
  queue: fc.constantFrom('touch' as const, 'through' as const),
  late: fc.constantFrom('next-bar' as const, 'bar-close' as const),
  policy: fc.constantFrom('pessimistic' as const, 'optimistic' as const),
  participation: fc.constantFrom('full' as const, 0.1),
  halfSpread: fc.constantFrom({ kind: 'none' as const }, { kind: 'ticks' as const, ticks: 0.5 }),
  slippage: fc.constantFrom({ kind: 'none' as const }, { kind: 'ratio' as const, ratio: 0.0013 }, { kind: 'volume-share' as const, impact: 0.1, shareMax: 0.1 }),
  fees: fc.constantFrom({}, { bps: 10, perOrder: 5 }, { bps: 5, makerBps: -1, orderMin: 1, orderMax: 20 }, { perUnit: 0.01, perFill: 1 }),
});

const stepNames: Partial<Record<LogEvent['type'], OrderState>> = {
  OrderApproved: 'approved', OrderDenied: 'denied', OrderRejected: 'rejected', OrderAccepted: 'accepted', OrderCancelled: 'cancelled', OrderExpired: 'expired',
};

type ValueOf<Some> = Some extends fc.Arbitrary<infer Value> ? Value : never;
type Step = Omit<ValueOf<typeof bars>, 'prices' | 'volume'> & { readonly prices: readonly number[]; readonly volume: number };

/** Plays random bars and orders through the venue and ends the run; returns the bench with its log. */
function play(options: VenueOptions, run: readonly Step[]): Bench<VenueState> {
  const it = venue(options);
  const laws = (): void => expect(checkConservation(it.state().ledger)).toEqual([]);
  run.forEach(({ ofBolt, prices: [open, up, down, where], volume, orders }, minute) => {
    const high = open + up;
    const low = open - down;
    const close = low + Math.round(((high - low) * where) / 100);
    it.hear('BarClosed', minuteBar(minute * 400, [open, high, low, close], { instrument: ofBolt ? bolt : acme, volume }), { time: (minute * 400 + 1) * MINUTE + 1 });
    laws();
    for (const { level, lots, share, cancelsAfter, ...wish } of orders) {
      const order = anOrder({ ...wish, ...(share === undefined ? { quantityLots: lots } : { fundsShare: share }), ...(wish.type === 'limit' && { limitPrice: level }), ...(wish.type === 'stop' && { stopPrice: level }) });
      it.hear('OrderApproved', { order });
      if (cancelsAfter === undefined) continue;
      it.hear('OrderCancelRequested', { orderId: order.id, instrument: order.instrument }, { time: (minute * 400 + 1) * MINUTE + 1 + cancelsAfter });
    }
    laws();
  });
  it.hear('RunEnding', { reason: 'data-ended' });
  laws();
  return it;
}

describe('over random bars, orders and rules', () => {
  test('orders live legally, end once, fill inside the bar after they came, and never past limit, quantity or purse', () => {
    let fills = 0;
    fc.assert(
      fc.property(rules, fc.array(bars, { minLength: 4, maxLength: 25, size: 'max' }), (options, run) => {
        const it = play(options, run);
        const states = new Map<string, OrderState>();
        const orders = new Map<string, Order>();
        const acceptedAt = new Map<string, number>();
        const filledLots = new Map<string, number>();
        const used = new Map<number, number>();
        for (const event of it.log) {
          if (event.type === 'OrderApproved') orders.set(event.data.order.id, event.data.order);
          if (event.type === 'OrderAccepted') acceptedAt.set(event.data.orderId, event.data.acceptedAt);
          const id = event.type === 'OrderFilled' ? event.data.fill.orderId : event.type === 'OrderApproved' ? event.data.order.id : 'orderId' in event.data ? event.data.orderId : undefined;
          const next = event.type === 'OrderFilled' ? (event.data.fill.remainingLots === 0 ? 'filled' : 'partially-filled') : stepNames[event.type];
          if (id !== undefined && next !== undefined) {
            expect(isLegalStep(states.get(id) ?? 'placed', next)).toBe(true);
            states.set(id, next);
          }
          if (event.type !== 'OrderFilled') continue;
          fills += 1;
          const { fill } = event.data;
          const cause = it.log[fill.barOffset];
          if (cause.type !== 'BarClosed') throw new TypeError('A fill names its bar');
          const { bar } = cause.data;
          const order = orders.get(fill.orderId);
          expect(fill.basePrice).toBeGreaterThanOrEqual(bar.low);
          expect(fill.basePrice).toBeLessThanOrEqual(bar.high);
          const sign = fill.side === 'buy' ? 1 : -1;
          expect(sign * (fill.price - fill.basePrice)).toBeGreaterThanOrEqual(0);
          if (order?.limitPrice !== undefined) expect(sign * (order.limitPrice - fill.price)).toBeGreaterThanOrEqual(0);
          if (order?.stopPrice !== undefined && fill.label !== 'exact') expect(sign * (fill.basePrice - order.stopPrice)).toBeGreaterThanOrEqual(0);
          expect(acceptedAt.get(fill.orderId)).toBeLessThan(fill.filledAt);
          filledLots.set(fill.orderId, (filledLots.get(fill.orderId) ?? 0) + fill.quantityLots);
          if (order?.quantityLots !== undefined) expect((filledLots.get(fill.orderId) ?? 0) + fill.remainingLots).toBe(order.quantityLots);
          used.set(fill.barOffset, (used.get(fill.barOffset) ?? 0) + fill.quantityLots);
          if (bar.volume >= 0 && options.participation !== 'full') expect(used.get(fill.barOffset)).toBeLessThanOrEqual(0.1 * bar.volume);
        }
        for (const state of states.values()) expect(isFinal(state)).toBe(true);
        for (const { resting } of it.state().books) expect(resting).toEqual([]);
        if (options.account === 'cash') {
          expect(it.state().ledger.accounts[0].cashMicros).toBeGreaterThanOrEqual(0);
          for (const { lots } of it.state().ledger.positions) expect(lots).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 300 },
    );
    expect(fills).toBeGreaterThan(1_000);
  });

  test('an unrelated instrument without orders changes no fill', () => {
    fc.assert(
      fc.property(rules, fc.array(bars, { maxLength: 15, size: 'max' }), (options, run) => {
        const ofAcme = run.map((step) => ({ ...step, ofBolt: false, orders: step.orders.map((wish) => ({ ...wish, instrument: acme.id })) }));
        const fillsIn = (steps: readonly Step[]): unknown[] =>
          play(options, steps).log.flatMap((event) => (event.type === 'OrderFilled' ? [{ ...event.data.fill, orderId: '', barOffset: 0, filledAt: 0 }] : []));
        const mixed = ofAcme.flatMap((step) => [step, { ...step, ofBolt: true, orders: [] }]);
        const spread = ofAcme.flatMap((step) => [step, { ...step, orders: [], ofBolt: true, prices: [80, 0, 0, 0] }]);
        expect(fillsIn(mixed)).toEqual(fillsIn(spread));
      }),
      { numRuns: 50 },
    );
  });

  test('is one shared silence on bars that concern nobody', () => {
    const agent = venueAgent({}, authorities);
    const it = venue();
    it.hear('OrderApproved', { order: anOrder({ type: 'limit', limitPrice: 50 }) });
    it.hear('BarClosed', minuteBar(1, flat));
    const bar = it.log[it.log.length - 1];
    expect(agent.decide(it.state(), bar, undefined as never)).toBe(SILENT);
  });
});
