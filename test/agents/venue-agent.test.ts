/** The venue as agents meet it: who may send, how orders live and end, what money buys, and that nothing is lost. */
import { describe, expect, test } from 'vitest';
import { venueAgent, type VenueState } from '../../src/agents/venue-agent.js';
import { SILENT } from '../../src/agents/decider.js';
import type { LogEvent } from '../../src/domain/catalogue.js';
import type { Order } from '../../src/domain/order.js';
import type { VenueOptions } from '../../src/exchange/venue-rules.js';
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
  test('L2: never fills an order on the bar that was in progress when it came', () => {
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

test('is one shared silence on bars that concern nobody', () => {
  const agent = venueAgent({}, authorities);
  const it = venue();
  it.hear('OrderApproved', { order: anOrder({ type: 'limit', limitPrice: 50 }) });
  it.hear('BarClosed', minuteBar(1, flat));
  const bar = it.log[it.log.length - 1];
  expect(agent.decide(it.state(), bar, undefined as never)).toBe(SILENT);
});
