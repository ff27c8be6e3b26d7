/** The risk gate: what it refuses and with which figures, when it halts, and that it cannot be fooled. */
import { describe, expect, test } from 'vitest';
import { riskGate, type GateState } from '../../src/agents/risk-gate.js';
import { DAY } from '../../src/core/instant.js';
import type { LogEvent } from '../../src/domain/catalogue.js';
import type { Fill } from '../../src/domain/fill.js';
import type { Order } from '../../src/domain/order.js';
import type { RiskLimits } from '../../src/portfolio/limits.js';
import { acme, anOrder, authorities, bench, bolt, minuteBar, MINUTE, type Bench } from './bench.js';

function gate(limits: Partial<RiskLimits> = {}, { marked = true } = {}): Bench<GateState> {
  const made = bench(riskGate(limits, authorities), authorities.gate);
  made.hear('AccountOpened', { currency: 'USD', cashMicros: 100_000_000_000 });
  made.hear('InstrumentListed', { instrument: acme });
  made.hear('InstrumentListed', { instrument: bolt });
  if (marked) mark(made, 0, 100);
  return made;
}

function mark(it: Bench<GateState>, minute: number, price: number, instruments = [acme, bolt]): LogEvent[] {
  return instruments.flatMap((instrument) =>
    it.hear('BarClosed', minuteBar(minute, [price, price, price, price], { instrument }), { time: (minute + 1) * MINUTE + 3 }),
  );
}

/** Places an order and returns what became of it. */
function place(it: Bench<GateState>, wish: Partial<Order>, by = 'trader'): unknown {
  const [answer] = it.hear('OrderPlaced', { order: anOrder(wish) }, { by });
  if (answer.type === 'OrderApproved') return 'approved';
  return answer.type === 'OrderDenied' ? answer.data.reason : answer.type;
}

function fill(it: Bench<GateState>, order: Order, { price = 100, by = 'venue' } = {}): LogEvent[] {
  const filled: Fill = {
    orderId: order.id, instrument: order.instrument, owner: order.owner, side: order.side, quantityLots: order.quantityLots ?? 0, remainingLots: 0,
    basePrice: price, halfSpread: 0, slippage: 0, price, feeMicros: 0, liquidity: 'taker', basis: 'open', label: 'exact', barOffset: 0, filledAt: 0,
  };
  return it.hear('OrderFilled', { fill: filled }, { by });
}

function buyAndFill(it: Bench<GateState>, lots: number): void {
  const order = anOrder({ quantityLots: lots });
  it.hear('OrderPlaced', { order });
  fill(it, order);
}

describe('before the trade', () => {
  test('lets an order through word for word', () => {
    const it = gate();
    const order = anOrder({ quantityLots: 300 });
    expect(it.hear('OrderPlaced', { order })).toMatchObject([{ type: 'OrderApproved', data: { order } }]);
  });

  test('says what it found and what is allowed', () => {
    const it = gate();
    const [answer] = it.hear('OrderPlaced', { order: anOrder({ quantityLots: 301 }) });
    expect(answer.data).toMatchObject({ reason: 'concentration-limit', found: 0.301, limit: 0.3 });
  });

  test('counts open orders at their worst: each may pass alone, together they may not', () => {
    const it = gate();
    expect(place(it, { quantityLots: 300 })).toBe('approved');
    expect(place(it, { quantityLots: 1 })).toBe('concentration-limit');
    expect(place(it, { instrument: bolt.id, quantityLots: 200 })).toBe('approved');
    expect(place(it, { instrument: bolt.id, quantityLots: 1 })).toBe('exposure-limit');
  });

  test('does not let sells that may never fill make room for buys', () => {
    const it = gate();
    buyAndFill(it, 300);
    expect(place(it, { side: 'sell', type: 'limit', limitPrice: 500, quantityLots: 300 })).toBe('approved');
    expect(place(it, { quantityLots: 1 })).toBe('concentration-limit');
  });

  test('counts a stop that buys higher at its own price', () => {
    expect(place(gate(), { type: 'stop', stopPrice: 110, quantityLots: 280 })).toBe('concentration-limit');
  });

  test('gives the room back when an order ends', () => {
    const it = gate();
    const order = anOrder({ quantityLots: 300 });
    it.hear('OrderPlaced', { order });
    it.hear('OrderCancelled', { orderId: order.id, instrument: order.instrument, reason: 'by-agent', openLots: 300 });
    expect(place(it, { quantityLots: 300 })).toBe('approved');
  });

  test('lets everything pass that cannot enlarge a position', () => {
    const it = gate();
    buyAndFill(it, 300);
    mark(it, 1, 200);
    expect(place(it, { side: 'sell', quantityLots: 300 })).toBe('approved');
    expect(place(it, { side: 'sell', quantityLots: 300, reduceOnly: true })).toBe('approved');
  });

  test('a share of funds is counted as what it can become', () => {
    expect(place(gate(), { fundsShare: 0.3 })).toBe('approved');
    expect(place(gate(), { fundsShare: 0.31 })).toBe('concentration-limit');
  });

  test('refuses without a mark, and with one that is too old', () => {
    expect(place(gate({}, { marked: false }), {})).toBe('stale-data');
    const it = gate();
    const late = anOrder();
    expect(it.hear('OrderPlaced', { order: late }, { time: 11 * DAY })[0].data).toMatchObject({ reason: 'stale-data', limit: 10 });
  });

  test('bounds the value at risk by the history of daily returns, once there are enough', () => {
    const it = gate({ exposureMax: 10, concentrationMax: 10, valueAtRiskMax: 0.02 });
    const minutesPerDay = 24 * 60;
    for (let day = 1; day <= 21; day += 1) mark(it, day * minutesPerDay, 100);
    expect(place(it, { quantityLots: 300 })).toBe('approved');
    const wild = gate({ exposureMax: 10, concentrationMax: 10, valueAtRiskMax: 0.02 });
    for (let day = 1; day <= 22; day += 1) mark(wild, day * minutesPerDay, day % 2 === 0 ? 100 : 90);
    expect(place(wild, { quantityLots: 190 })).toBe('approved');
    expect(place(wild, { quantityLots: 20 })).toBe('var-limit');
  });

  test('refuses forged owners, sizes that are none, ids used twice, and unknown instruments', () => {
    const it = gate();
    expect(place(it, { owner: 'trader' as never }, 'mallory')).toBe('invalid-order');
    expect(place(it, { quantityLots: 0 })).toBe('invalid-order');
    expect(place(it, { quantityLots: 1.5 })).toBe('invalid-order');
    expect(place(it, { fundsShare: 2 })).toBe('invalid-order');
    expect(place(it, { fundsShare: 0.1, quantityLots: 1 })).toBe('invalid-order');
    expect(place(it, { instrument: 'NONE' as never })).toBe('invalid-order');
    expect(place(it, { id: '__proto__' as never })).toBe('invalid-order');
    expect(place(it, { id: 'once' as never })).toBe('approved');
    expect(it.hear('OrderPlaced', { order: anOrder({ id: 'once' as never }) })).toMatchObject([{ to: ['trader'], data: { reason: 'duplicate-id' } }]);
  });

  test('lets nobody use up the name of another’s order', () => {
    const it = gate();
    it.hear('AgentSeated', { agent: 'trader' as never, codeDigest: 'none', listensTo: [] } as never, { by: 'lab' });
    const stolen = { id: 'trader-1' as never };
    expect(it.hear('OrderPlaced', { order: anOrder({ ...stolen, owner: 'mallory' as never }) }, { by: 'mallory' })).toMatchObject([
      { to: ['mallory'], data: { reason: 'invalid-order' } },
    ]);
    expect(place(it, stolen)).toBe('approved');
    expect(place(it, stolen)).toBe('duplicate-id');
  });

  test('denies the absurd with finite figures instead of breaking', () => {
    for (const wish of [{ quantityLots: Number.MAX_SAFE_INTEGER }, { type: 'limit', limitPrice: 1e300 }, { type: 'limit', limitPrice: 1e300, quantityLots: Number.MAX_SAFE_INTEGER }] as const) {
      const [answer] = gate().hear('OrderPlaced', { order: anOrder(wish) });
      expect(answer.data).toMatchObject({ reason: 'concentration-limit', limit: 0.3 });
      expect(Number.isFinite((answer.data as { found: number }).found)).toBe(true);
    }
    const dear = gate({}, { marked: false });
    mark(dear, 0, 10_000_000_000);
    const { quantityLots: _none, ...unsized } = anOrder({ fundsShare: 1 });
    expect(dear.hear('OrderPlaced', { order: unsized })[0].data).toMatchObject({ reason: 'concentration-limit' });
  });

  test('answers a repeated delivery with silence', () => {
    const it = gate();
    it.hear('OrderPlaced', { order: anOrder() });
    const placed = it.log.find(({ type }) => type === 'OrderPlaced');
    expect(placed && it.repeat(placed)).toEqual([]);
  });
});

describe('halts', () => {
  test('N4: stops at a loss of more than a tenth, once, and lets only closing orders pass', () => {
    const it = gate({ exposureMax: 10, concentrationMax: 10 });
    buyAndFill(it, 1_000);
    expect(mark(it, 1, 90)).toEqual([]);
    const said = mark(it, 2, 89);
    expect(said.map(({ type }) => type)).toEqual(['RiskAlertRaised', 'TradingHalted']);
    expect(said[1].data).toMatchObject({ reason: 'drawdown', found: 1 - 0.89, limit: 0.1 });
    expect(mark(it, 3, 80)).toEqual([]);
    expect(place(it, {})).toBe('halted');
    expect(place(it, { side: 'sell', quantityLots: 1_000 })).toBe('halted');
    expect(place(it, { side: 'sell', quantityLots: 1_000, reduceOnly: true })).toBe('approved');
    expect(mark(it, 4, 200)).toEqual([]);
    expect(place(it, {})).toBe('halted');
  });

  test('N4: trades again when an operator says so, and counts losses from there', () => {
    const it = gate({ exposureMax: 10, concentrationMax: 10 });
    buyAndFill(it, 1_000);
    mark(it, 1, 80);
    it.hear('TradingResumed', { reason: 'as I please' }, { by: 'mallory' });
    expect(place(it, {})).toBe('halted');
    it.hear('TradingResumed', { reason: 'checked' }, { by: 'operator' });
    expect(place(it, { quantityLots: 1 })).toBe('approved');
    expect(mark(it, 2, 73)).toEqual([]);
    expect(mark(it, 3, 71).map(({ type }) => type)).toEqual(['RiskAlertRaised', 'TradingHalted']);
  });

  test('the kill switch is for good', () => {
    const it = gate();
    expect(it.hear('KillSwitchPulled', { operator: 'me', reason: 'test' }).map(({ type }) => type)).toEqual(['TradingHalted']);
    it.hear('TradingResumed', { reason: 'no' }, { by: 'operator' });
    expect(place(it, {})).toBe('killed');
    expect(place(it, { side: 'sell', reduceOnly: true })).toBe('killed');
  });
});

describe('alerts', () => {
  test('are raised once per breach, and again only after it was well over', () => {
    const it = gate({ exposureMax: 0.3, concentrationMax: 10, drawdownMax: 10 });
    buyAndFill(it, 300);
    const metricsAt = (minute: number, price: number): unknown[] => mark(it, minute, price, [acme]).map(({ data }) => 'metric' in data && data.metric);
    expect(metricsAt(1, 100)).toEqual([]);
    expect(metricsAt(2, 101)).toEqual(['exposure']);
    expect(metricsAt(3, 102)).toEqual([]);
    expect(metricsAt(4, 99)).toEqual([]);
    expect(metricsAt(5, 101)).toEqual([]);
    expect(metricsAt(6, 90)).toEqual([]);
    expect(metricsAt(7, 101)).toEqual(['exposure']);
  });
});

test('believes no fill but the venue’s', () => {
  const it = gate();
  const order = anOrder({ quantityLots: 300, side: 'sell' });
  fill(it, order, { by: 'mallory' });
  expect(it.state().ledger.fills).toBe(0);
});
