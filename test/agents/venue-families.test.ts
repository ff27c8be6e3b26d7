/** Orders that belong together, and orders that are bound to a time, as the venue answers them. */
import { describe, expect, test } from 'vitest';
import { venueAgent, type VenueState } from '../../src/agents/venue-agent.js';
import type { LogEvent } from '../../src/domain/catalogue.js';
import { bracketOrders } from '../../src/domain/bracket.js';
import type { Order } from '../../src/domain/order.js';
import type { VenueOptions } from '../../src/exchange/venue-rules.js';
import { acme, anOrder, authorities, bench, minuteBar, MINUTE, type Bench } from './bench.js';

const flat = [100, 100, 100, 100];
const DAY_MINUTES = 24 * 60;

function venue(options: VenueOptions = {}, cash = 10_000): Bench<VenueState> {
  const made = bench(venueAgent({ account: 'margin', ...options }, authorities), authorities.venue);
  made.hear('AccountOpened', { currency: 'USD', cashMicros: cash * 1_000_000 });
  made.hear('InstrumentListed', { instrument: acme });
  made.hear('BarClosed', minuteBar(0, flat), { time: MINUTE + 1 });
  return made;
}

const brief = (events: readonly LogEvent[]): unknown[] =>
  events.map((event) => {
    if (event.type === 'OrderFilled') return [nameOf(event.data.fill.orderId), 'filled', event.data.fill.quantityLots, event.data.fill.price];
    if ('orderId' in event.data && 'reason' in event.data) return [nameOf(event.data.orderId), event.data.reason];
    return event.type;
  });
const nameOf = (id: string): string => id.slice(id.lastIndexOf('-') + 1);

/** Sends a bracket of an entry; returns what the venue answers. */
function sendBracket(it: Bench<VenueState>, wish: Partial<Order>, exits: { stopLoss?: number; takeProfit?: number }): unknown[] {
  const entry = anOrder({ id: 'trader-entry' as Order['id'], ...wish });
  return brief(bracketOrders(entry, exits).flatMap((order) => it.hear('OrderApproved', { order })));
}

const named = (id: string) => ({ orderId: `trader-${id}` as Order['id'], instrument: acme.id });

describe('a bracket', () => {
  test('sleeps until its entry fills, then one exit ends the other', () => {
    const it = venue();
    expect(sendBracket(it, { type: 'limit', limitPrice: 98 }, { stopLoss: 95, takeProfit: 103 })).toEqual(['OrderAccepted', 'OrderAccepted', 'OrderAccepted']);
    expect(it.hear('BarClosed', minuteBar(1, [100, 104, 99, 100]))).toEqual([]);
    expect(brief(it.hear('BarClosed', minuteBar(2, [100, 100, 97, 99])))).toEqual([['entry', 'filled', 10, 98]]);
    expect(brief(it.hear('BarClosed', minuteBar(3, [99, 105, 99, 104])))).toEqual([['profit', 'filled', 10, 103], ['loss', 'oco']]);
    expect(it.state().books[0].resting).toEqual([]);
  });

  test('gaps its stop at the open, and its profit too', () => {
    const it = venue();
    sendBracket(it, {}, { stopLoss: 95, takeProfit: 103 });
    expect(brief(it.hear('BarClosed', minuteBar(1, flat)))).toEqual([['entry', 'filled', 10, 100]]);
    expect(brief(it.hear('BarClosed', minuteBar(2, [90, 92, 89, 91])))).toEqual([['loss', 'filled', 10, 90], ['profit', 'oco']]);
  });

  test('is refused as a whole where an exit lies on the wrong side of its entry', () => {
    const it = venue();
    expect(sendBracket(it, { type: 'limit', limitPrice: 98 }, { stopLoss: 99, takeProfit: 103 })).toEqual(['OrderAccepted', ['loss', 'invalid-bracket'], ['entry', 'invalid-bracket'], ['profit', 'parent-ended']]);
    const market = venue();
    expect(sendBracket(market, {}, { takeProfit: 99 })).toEqual(['OrderAccepted', ['profit', 'invalid-bracket'], ['entry', 'invalid-bracket']]);
    expect(market.state().books[0].resting).toEqual([]);
  });

  test('ends with its entry: cancelled, expired, or refused for crossing', () => {
    const it = venue();
    sendBracket(it, { type: 'limit', limitPrice: 98 }, { stopLoss: 95, takeProfit: 103 });
    expect(brief(it.hear('OrderCancelRequested', named('entry')))).toEqual([['entry', 'by-agent'], ['loss', 'parent-ended'], ['profit', 'parent-ended']]);
    const crossing = venue();
    sendBracket(crossing, { type: 'limit', limitPrice: 101, postOnly: true }, { stopLoss: 95, takeProfit: 103 });
    expect(brief(crossing.hear('BarClosed', minuteBar(1, flat)))).toEqual([['entry', 'would-cross'], ['loss', 'parent-ended'], ['profit', 'parent-ended']]);
    expect(crossing.state().books[0].resting).toEqual([]);
  });

  test('protects as much as was filled, and gives up the rest with the entry', () => {
    const it = venue({ participation: 1 });
    sendBracket(it, {}, { stopLoss: 95, takeProfit: 103 });
    expect(brief(it.hear('BarClosed', minuteBar(1, flat, { volume: 4 })))).toEqual([['entry', 'filled', 4, 100]]);
    it.hear('OrderCancelRequested', named('entry'));
    expect(brief(it.hear('BarClosed', minuteBar(2, [94, 94, 94, 94])))).toEqual([['loss', 'filled', 4, 94], ['profit', 'oco'], ['loss', 'parent-ended']]);
    expect(it.state().ledger.positions[0].lots).toBe(0);
  });

  test('shrinks with what the other exit has filled', () => {
    const it = venue({ participation: 1 });
    sendBracket(it, {}, { stopLoss: 95, takeProfit: 103 });
    it.hear('BarClosed', minuteBar(1, flat));
    expect(brief(it.hear('BarClosed', minuteBar(2, [104, 104, 104, 104], { volume: 3 })))).toEqual([['profit', 'filled', 3, 104]]);
    expect(brief(it.hear('BarClosed', minuteBar(3, [94, 94, 94, 94])))).toEqual([['loss', 'filled', 7, 94], ['profit', 'oco'], ['loss', 'oco']]);
    expect(it.state().ledger.positions[0].lots).toBe(0);
  });

  test('of a share of the funds protects all that they bought', () => {
    const it = venue();
    const { quantityLots: _none, ...entry } = anOrder({ id: 'trader-entry' as Order['id'], fundsShare: 0.5 });
    for (const order of bracketOrders(entry, { stopLoss: 95, takeProfit: 103 })) it.hear('OrderApproved', { order });
    expect(brief(it.hear('BarClosed', minuteBar(1, flat)))).toEqual([['entry', 'filled', 50, 100]]);
    expect(brief(it.hear('BarClosed', minuteBar(2, [100, 103, 100, 103])))).toEqual([['profit', 'filled', 50, 103], ['loss', 'oco']]);
  });

  test('waits in vain for a parent that is not there', () => {
    const it = venue();
    expect(brief(it.hear('OrderApproved', { order: anOrder({ id: 'trader-x' as Order['id'], parent: 'nobody' as Order['id'] }) }))).toEqual([['x', 'parent-ended']]);
  });

  test('can trail its stop from the price of the entry', () => {
    const it = venue();
    it.hear('OrderApproved', { order: anOrder({ id: 'trader-entry' as Order['id'] }) });
    it.hear('OrderApproved', { order: anOrder({ id: 'trader-trail' as Order['id'], side: 'sell', type: 'trailing-stop', trailAmount: 3, parent: 'trader-entry' as Order['id'], reduceOnly: true }) });
    expect(brief(it.hear('BarClosed', minuteBar(1, [100, 102, 99.5, 102])))).toEqual([['entry', 'filled', 10, 100]]);
    expect(brief(it.hear('BarClosed', minuteBar(2, [101, 101, 98, 98])))).toEqual([['trail', 'filled', 10, 99]]);
  });
});

describe('a group', () => {
  test('of two entries trades one', () => {
    const it = venue();
    it.hear('OrderApproved', { order: anOrder({ id: 'trader-up' as Order['id'], type: 'stop', stopPrice: 105, oco: 'break' }) });
    it.hear('OrderApproved', { order: anOrder({ id: 'trader-down' as Order['id'], side: 'sell', type: 'stop', stopPrice: 95, oco: 'break' }) });
    expect(it.hear('BarClosed', minuteBar(1, [100, 104, 96, 100]))).toEqual([]);
    expect(brief(it.hear('BarClosed', minuteBar(2, [100, 106, 100, 106])))).toEqual([['up', 'filled', 10, 105], ['down', 'oco']]);
  });

  test('is its owner’s: the same word of another means another group', () => {
    const it = venue();
    it.hear('OrderApproved', { order: anOrder({ id: 'trader-a' as Order['id'], oco: 'g' }) });
    it.hear('OrderApproved', { order: anOrder({ id: 'other-b' as Order['id'], owner: 'other' as Order['owner'], oco: 'g' }) });
    expect(brief(it.hear('BarClosed', minuteBar(1, flat)))).toEqual([['a', 'filled', 10, 100], ['b', 'filled', 10, 100]]);
  });
});

describe('time in force', () => {
  test('good till a date: bars that open by then, and no later ones', () => {
    const it = venue();
    it.hear('OrderApproved', { order: anOrder({ id: 'trader-g' as Order['id'], type: 'limit', limitPrice: 90, timeInForce: 'gtd', expiresAt: 3 * MINUTE }) });
    expect(it.hear('BarClosed', minuteBar(2, flat))).toEqual([]);
    expect(brief(it.hear('BarClosed', minuteBar(3, [80, 80, 80, 80])))).toEqual([['g', 'gtd']]);
  });

  test('all or nothing at the first open', () => {
    const it = venue({ participation: 1 });
    it.hear('OrderApproved', { order: anOrder({ id: 'trader-f' as Order['id'], timeInForce: 'fok' }) });
    expect(brief(it.hear('BarClosed', minuteBar(1, flat, { volume: 9 })))).toEqual([['f', 'fok']]);
    it.hear('OrderApproved', { order: anOrder({ id: 'trader-h' as Order['id'], timeInForce: 'fok' }) });
    expect(brief(it.hear('BarClosed', minuteBar(2, flat, { volume: 10 })))).toEqual([['h', 'filled', 10, 100]]);
    it.hear('OrderApproved', { order: anOrder({ id: 'trader-l' as Order['id'], type: 'limit', limitPrice: 99, timeInForce: 'fok' }) });
    expect(brief(it.hear('BarClosed', minuteBar(3, [100, 100, 90, 95])))).toEqual([['l', 'fok']]);
  });

  test('the opening and the closing auction of the day, and only they', () => {
    const it = venue();
    it.hear('OrderApproved', { order: anOrder({ id: 'trader-o' as Order['id'], type: 'at-open' }), }, { time: 2 * MINUTE });
    it.hear('OrderApproved', { order: anOrder({ id: 'trader-c' as Order['id'], type: 'at-close' }) });
    expect(it.hear('BarClosed', minuteBar(2, flat))).toEqual([]);
    expect(brief(it.hear('BarClosed', minuteBar(DAY_MINUTES - 1, [100, 101, 99, 101])))).toEqual([['c', 'filled', 10, 101]]);
    expect(brief(it.hear('BarClosed', minuteBar(DAY_MINUTES, [102, 103, 99, 101])))).toEqual([['o', 'filled', 10, 102]]);
  });

  test('a limit that may not take is refused at its first open, and a maker ever after', () => {
    const it = venue();
    it.hear('OrderApproved', { order: anOrder({ id: 'trader-p' as Order['id'], type: 'limit', limitPrice: 100, postOnly: true }) });
    expect(brief(it.hear('BarClosed', minuteBar(1, flat)))).toEqual([['p', 'would-cross']]);
    it.hear('OrderApproved', { order: anOrder({ id: 'trader-q' as Order['id'], type: 'limit', limitPrice: 99, postOnly: true }) });
    expect(it.hear('BarClosed', minuteBar(2, flat))).toEqual([]);
    expect(brief(it.hear('BarClosed', minuteBar(3, [98, 98, 98, 98])))).toEqual([['q', 'filled', 10, 98]]);
  });
});

test('refuses terms that contradict the type', () => {
  const it = venue();
  let sent = 0;
  const reasonFor = (wish: Partial<Order>): unknown => {
    sent += 1;
    return brief(it.hear('OrderApproved', { order: anOrder({ id: `trader-${sent}-x` as Order['id'], ...wish }) }))[0];
  };
  const refused: readonly Partial<Order>[] = [
    { type: 'stop-limit', stopPrice: 100 },
    { type: 'market', limitPrice: 100 },
    { type: 'trailing-stop' },
    { type: 'trailing-stop', trailAmount: 1, trailRatio: 0.1 },
    { type: 'trailing-stop', trailRatio: 1 },
    { type: 'trailing-stop', trailAmount: 0 },
    { type: 'market', trailAmount: 1 },
    { type: 'market', trailOn: 'close' },
    { type: 'market', postOnly: true },
    { type: 'limit', limitPrice: 100, timeInForce: 'gtd' },
    { type: 'limit', limitPrice: 100, expiresAt: 5 },
  ];
  for (const wish of refused) expect([wish, reasonFor(wish)]).toEqual([wish, ['x', 'unsupported-type']]);
  expect(reasonFor({ type: 'trailing-stop', trailAmount: 0.005 })).toEqual(['x', 'off-tick']);
});
