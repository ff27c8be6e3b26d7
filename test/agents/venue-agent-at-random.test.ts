/** The venue over random bars, orders and rules: every order lives legally, and nothing is ever lost. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { venueAgent, type VenueState } from '../../src/agents/venue-agent.js';
import type { LogEvent } from '../../src/domain/catalogue.js';
import { policyNames } from '../../src/domain/fill.js';
import { isFinal, isLegalStep, orderTypes, timesInForce, type Order, type OrderState } from '../../src/domain/order.js';
import { orderKinds } from '../../src/exchange/order-kinds.js';
import type { VenueOptions } from '../../src/exchange/venue-rules.js';
import { checkConservation } from '../../src/portfolio/conservation.js';
import { acme, anOrder, authorities, bench, bolt, minuteBar, MINUTE, type Bench } from './bench.js';

function venue(options: VenueOptions = {}, cash = 10_000): Bench<VenueState> {
  const made = bench(venueAgent(options, authorities), authorities.venue);
  made.hear('AccountOpened', { currency: 'USD', cashMicros: cash * 1_000_000 });
  made.hear('InstrumentListed', { instrument: acme });
  made.hear('InstrumentListed', { instrument: bolt });
  return made;
}

function seldom<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

const wishes = fc.record({
  side: fc.constantFrom('buy' as const, 'sell' as const),
  type: fc.constantFrom(...orderTypes),
  instrument: fc.constantFrom(acme.id, bolt.id),
  level: fc.integer({ min: 80, max: 120 }),
  lots: fc.integer({ min: 1, max: 60 }),
  share: seldom(fc.double({ min: 0.05, max: 1, noNaN: true })),
  timeInForce: fc.constantFrom(...timesInForce),
  second: fc.integer({ min: 80, max: 120 }),
  trail: fc.integer({ min: 1, max: 9 }),
  postOnly: fc.constantFrom(false, false, false, true),
  oco: seldom(fc.constantFrom('one', 'two')),
  isChild: fc.boolean(),
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
  policy: fc.constantFrom(...policyNames),
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

/** Returns the terms that the type of a wish needs; now and then not the right ones. */
function termsOf({ level, second, trail, postOnly, oco, isChild: _isChild, ...wish }: Omit<ValueOf<typeof wishes>, 'lots' | 'share' | 'cancelsAfter'>, minute: number): Partial<Order> {
  const { needs } = orderKinds[wish.type];
  return {
    ...wish,
    ...(needs.includes('limitPrice') && { limitPrice: level }),
    ...(needs.includes('stopPrice') && { stopPrice: needs.includes('limitPrice') ? second : level }),
    ...(needs.includes('trail') && (trail > 6 ? { trailRatio: trail / 100 } : { trailAmount: trail })),
    ...(wish.timeInForce === 'gtd' && { expiresAt: (minute + 3) * 400 * MINUTE }),
    ...(postOnly && { postOnly }),
    ...(oco === undefined ? {} : { oco }),
  };
}

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
    let before: Order | undefined;
    for (const { lots, share, cancelsAfter, ...wish } of orders) {
      const order = anOrder({ ...termsOf(wish, minute), ...(share === undefined ? { quantityLots: lots } : { fundsShare: share }), ...(wish.isChild && before !== undefined && { parent: before.id, instrument: before.instrument }) });
      before = order;
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
  test('L1: orders live legally, end once, fill inside the bar after they came, and never past limit, quantity or purse', () => {
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
            expect([id, states.get(id), next, isLegalStep(states.get(id) ?? 'placed', next)]).toEqual([id, states.get(id), next, true]);
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
          if (order?.type === 'stop' && order.stopPrice !== undefined && fill.label === 'open-gap') expect(sign * (fill.basePrice - order.stopPrice)).toBeGreaterThanOrEqual(0);
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
      { numRuns: 500 },
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

});
