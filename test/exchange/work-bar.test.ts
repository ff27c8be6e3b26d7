/** The work of a bar: mirrored markets mirror fills, scarce things go in the stated order, costs stand apart. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agentId } from '../../src/core/brand.js';
import type { Bar } from '../../src/domain/bar.js';
import type { Fill } from '../../src/domain/fill.js';
import { instrumentId, type Instrument } from '../../src/domain/instrument.js';
import { orderId, type Order } from '../../src/domain/order.js';
import { addToBook, emptyBook, noteBar } from '../../src/exchange/book.js';
import type { Purse } from '../../src/exchange/purse.js';
import { venueRules, type VenueOptions } from '../../src/exchange/venue-rules.js';
import { workBar } from '../../src/exchange/work-bar.js';

const instrument: Instrument = { id: instrumentId('ACME'), currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true };
const rich: Purse = { cashMicros: 1e15, heldLots: 0, othersValueMicros: 0, othersGrossMicros: 0 };

function fillsOf(wishes: readonly Partial<Order>[], [open, high, low, close]: readonly number[], { options = {}, volume = -1, purse = rich }: { options?: VenueOptions; volume?: number; purse?: Purse } = {}): Fill[] {
  const rules = venueRules({ account: 'margin', ...options });
  const book = emptyBook(instrument);
  wishes.forEach((wish, sequence) => {
    const size = wish.fundsShare === undefined ? { quantityLots: 10 } : {};
    const order: Order = { id: orderId(`a-${sequence}`), instrument: instrument.id, owner: agentId('a'), side: 'buy', type: 'market', ...size, timeInForce: 'gtc', reduceOnly: false, ...wish };
    addToBook(book, { order, acceptedAt: 0, sequence });
  });
  const bar: Bar = { instrument: instrument.id, openedAt: 0, closedAt: 60_000_000, open, high, low, close, volume };
  noteBar(book, { offset: 7, data: { bar } }, rules);
  return workBar({ rules, book, bar, barOffset: 7, purse: { ...purse } }).flatMap((draft) => (draft.type === 'OrderFilled' ? [draft.data.fill] : []));
}

const price = fc.integer({ min: 80, max: 120 });
const wish = fc.record({ side: fc.constantFrom('buy' as const, 'sell' as const), type: fc.constantFrom('market' as const, 'limit' as const, 'stop' as const), level: price, lots: fc.integer({ min: 1, max: 50 }) });
const MIRROR = 200;

describe('a bar', () => {
  test('seen in a mirror gives every fill in the mirror', () => {
    let fills = 0;
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 5 }), fc.tuple(price, price, price, price), fc.constantFrom('touch' as const, 'through' as const), fc.constantFrom(-1, 300), (wishes, points, queue, volume) => {
        const [open, close] = points;
        const bar = [open, Math.max(...points), Math.min(...points), close];
        const mirrored = [MIRROR - bar[0], MIRROR - bar[2], MIRROR - bar[1], MIRROR - bar[3]];
        const orders = (turn: boolean): Partial<Order>[] =>
          wishes.map(({ side, type, level, lots }) => {
            const at = turn ? MIRROR - level : level;
            return { side: turn === (side === 'buy') ? 'sell' : 'buy', type, quantityLots: lots, ...(type === 'limit' && { limitPrice: at }), ...(type === 'stop' && { stopPrice: at }) };
          });
        const seen = fillsOf(orders(false), bar, { options: { queue }, volume });
        fills += seen.length;
        const expected = seen.map((fill) => ({ ...fill, side: fill.side === 'buy' ? 'sell' : 'buy', price: MIRROR - fill.price, basePrice: MIRROR - fill.basePrice }));
        expect(fillsOf(orders(true), mirrored, { options: { queue }, volume })).toEqual(expected);
      }),
      { numRuns: 300 },
    );
    expect(fills).toBeGreaterThan(100);
  });

  test('serves the open first, then stops before limits, the nearer before the farther; optimists turn stops and limits round', () => {
    const wishes: Partial<Order>[] = [
      { type: 'limit', limitPrice: 98 },
      { type: 'limit', limitPrice: 99 },
      { type: 'stop', side: 'sell', stopPrice: 97 },
      { type: 'stop', stopPrice: 103 },
      { type: 'market' },
      { type: 'limit', limitPrice: 101 },
    ];
    const order = (policy: 'pessimistic' | 'optimistic') => fillsOf(wishes, [100, 104, 96, 100], { options: { policy } }).map(({ price: paid }) => paid);
    expect(order('pessimistic')).toEqual([100, 100, 97, 103, 99, 98]);
    expect(order('optimistic')).toEqual([100, 100, 99, 98, 97, 103]);
  });

  test('gives all policies the same where nothing is scarce and all orders are at market', () => {
    const wishes: Partial<Order>[] = [{}, { side: 'sell' }, { quantityLots: 3 }];
    const bar = [100, 104, 96, 101];
    expect(fillsOf(wishes, bar, { options: { policy: 'optimistic' } })).toEqual(fillsOf(wishes, bar));
  });
});

describe('costs', () => {
  const flat = [100, 100, 100, 100];

  test('stand beside the base price and are rounded against the trader', () => {
    const options: VenueOptions = { halfSpread: { kind: 'ticks', ticks: 0.5 }, slippage: { kind: 'ratio', ratio: 0.00012 } };
    expect(fillsOf([{}], flat, { options })).toMatchObject([{ basePrice: 100, halfSpread: 0.005, slippage: 0.012, price: 100.02 }]);
    expect(fillsOf([{ side: 'sell' }], flat, { options })).toMatchObject([{ basePrice: 100, price: 99.98 }]);
  });

  test('take nothing from a limit at its own level, and never push a gapped limit past its limit', () => {
    const options: VenueOptions = { slippage: { kind: 'ticks', ticks: 10 } };
    expect(fillsOf([{ type: 'limit', limitPrice: 99 }], [100, 100, 98, 99], { options })).toMatchObject([{ price: 99, slippage: 0 }]);
    expect(fillsOf([{ type: 'limit', limitPrice: 100.04 }], flat, { options })).toMatchObject([{ price: 100.04, basePrice: 100 }]);
  });

  test('grow with the square of the share of the volume, up to a cap', () => {
    const options: VenueOptions = { participation: 'full', slippage: { kind: 'volume-share', impact: 0.1, shareMax: 0.5 } };
    expect(fillsOf([{ quantityLots: 10 }], flat, { options, volume: 100 })[0].slippage).toBeCloseTo(100 * 0.1 * 0.01, 12);
    expect(fillsOf([{ quantityLots: 100 }], flat, { options, volume: 100 })[0].slippage).toBeCloseTo(100 * 0.1 * 0.25, 12);
  });

  test('are paid for by a share of funds to the last lot: one more would be too many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 5_000_000 }), fc.double({ min: 0.01, max: 1, noNaN: true }), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 500 }), (cash, fundsShare, bps, perOrder) => {
        const options: VenueOptions = { account: 'cash', fees: { bps, perOrder }, slippage: { kind: 'ratio', ratio: 0.001 } };
        const purse = { ...rich, cashMicros: cash * 1_000_000 };
        const funds = Math.floor(fundsShare * purse.cashMicros);
        const cost = (lots: number): number => lots * 100_100_000 + Math.round(lots * 100_100_000 * (bps / 10_000)) + perOrder * 1_000_000;
        const lots = fillsOf([{ fundsShare }], flat, { options, purse })[0]?.quantityLots ?? 0;
        if (lots > 0) expect(cost(lots)).toBeLessThanOrEqual(funds);
        expect(cost(lots + 1)).toBeGreaterThan(funds);
      }),
    );
  });
});
