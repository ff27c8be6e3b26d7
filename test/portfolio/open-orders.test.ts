/** The worst that open orders can do: every type at its worst price, and of a group only the largest. */
import { describe, expect, test } from 'vitest';
import { agentId } from '../../src/core/brand.js';
import { instrumentId, type Instrument } from '../../src/domain/instrument.js';
import { orderId, type Order } from '../../src/domain/order.js';
import { emptyLedger, foldLedger } from '../../src/portfolio/ledger.js';
import { openOrderOf, riskLimits } from '../../src/portfolio/limits.js';
import { worstCaseOf, type OpenOrder } from '../../src/portfolio/open-orders.js';
import type { LogEvent } from '../../src/domain/catalogue.js';

const acme: Instrument = { id: instrumentId('ACME'), currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true };
const event = (type: string, data: object, offset: number): LogEvent => ({ offset, type, version: 1, time: 0, deliverAt: 1, agent: agentId('lab'), topic: 'x', to: [], correlation: 0, causation: -1, data }) as unknown as LogEvent;

const ledger = emptyLedger();
foldLedger(ledger, event('AccountOpened', { currency: 'USD', cashMicros: 1e12 }, 0));
foldLedger(ledger, event('InstrumentListed', { instrument: acme }, 1));
foldLedger(ledger, event('BarClosed', { bar: { instrument: acme.id, openedAt: 0, closedAt: 1, open: 100, high: 100, low: 100, close: 100, volume: -1 } }, 2));
const position = ledger.positions[0];

function openOf(wish: Partial<Order>): OpenOrder {
  const order: Order = { id: orderId('a-1'), instrument: acme.id, owner: agentId('a'), side: 'buy', type: 'market', quantityLots: 10, timeInForce: 'gtc', reduceOnly: false, ...wish };
  const open = openOrderOf(order, { ledger, open: {}, histories: [] }, { limits: riskLimits(), now: 2 });
  if ('reason' in open) throw new TypeError(open.reason);
  return open;
}

describe('the worst case', () => {
  test('prices an order at the highest level that it may wait for', () => {
    const levelOf = (wish: Partial<Order>): number | undefined => openOf(wish).levelTicks;
    expect(levelOf({})).toBeUndefined();
    expect(levelOf({ type: 'stop-limit', stopPrice: 105, limitPrice: 107 })).toBe(10_700);
    expect(levelOf({ type: 'limit-if-touched', stopPrice: 95, limitPrice: 94 })).toBe(9_500);
    expect(levelOf({ type: 'trailing-stop', trailAmount: 3 })).toBe(10_300);
    expect(levelOf({ type: 'trailing-stop', trailRatio: 0.05 })).toBe(10_500);
    expect(levelOf({ type: 'trailing-stop', trailRatio: 0.05, side: 'sell' })).toBeUndefined();
  });

  test('counts of a group on one side the largest, and everything else in full', () => {
    const orders = [openOf({ oco: 'g', quantityLots: 7 }), openOf({ oco: 'g', quantityLots: 9 }), openOf({ oco: 'h' }), openOf({}), openOf({ side: 'sell', oco: 'g', quantityLots: 4 })];
    expect(worstCaseOf(position, orders)).toMatchObject({ longLots: 29, shortLots: 4 });
    expect(worstCaseOf(position, [openOf({ reduceOnly: true })])).toMatchObject({ longLots: 0, shortLots: 0 });
  });
});
