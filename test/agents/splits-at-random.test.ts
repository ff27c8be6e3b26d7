/**
 * Splits between open orders: a market that was split and one that was not are one market, so everything that rests, follows, sleeps
 * or belongs together must come to the same money in both, order by order and bar by bar.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { venueAgent, type VenueState } from '../../src/agents/venue-agent.js';
import type { LogEvent } from '../../src/domain/catalogue.js';
import { policyNames } from '../../src/domain/fill.js';
import type { Instrument } from '../../src/domain/instrument.js';
import { orderId, type Order } from '../../src/domain/order.js';
import { orderKinds } from '../../src/exchange/order-kinds.js';
import type { VenueOptions } from '../../src/exchange/venue-rules.js';
import { equityOf } from '../../src/portfolio/position.js';
import { acme, anOrder, authorities, bench, minuteBar, MINUTE, type Bench } from './bench.js';

/** Prices and lots are whole multiples of this, so that a split by 2, 3, 5 or 6 comes out even, either way. */
const EVEN = 30;
/** One tick of the split market is one of the other, so the grid is fine enough for both. */
const fine: Instrument = { ...acme, ticksPerUnit: 100 };

const level = fc.integer({ min: 85, max: 115 });
const shape = fc.record({
  type: fc.constantFrom('market' as const, 'limit' as const, 'stop' as const, 'stop-limit' as const, 'trailing-stop' as const, 'market-if-touched' as const, 'limit-if-touched' as const),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  limit: level, stop: level, trail: fc.integer({ min: 1, max: 9 }), lots: fc.integer({ min: 1, max: 4 }), follows: fc.boolean(),
});
const wish = fc.record({ entry: shape, children: fc.array(shape, { maxLength: 2, size: 'max' }), areRivals: fc.boolean(), reduceOnly: fc.boolean() });
const near = fc.integer({ min: 94, max: 106 });
const bar = fc.tuple(near, near, near, near).map(([a, b, open, close]): readonly number[] => [open, Math.max(a, b, open, close), Math.min(a, b, open, close), close]);
const market = fc.record({ bars: fc.array(bar, { minLength: 4, maxLength: 14, size: 'max' }), wishes: fc.array(fc.array(wish, { maxLength: 2, size: 'max' }), { minLength: 14, maxLength: 14 }), splitAt: fc.integer({ min: 1, max: 12 }) });

const rules: fc.Arbitrary<VenueOptions> = fc.record({ policy: fc.constantFrom(...policyNames), queue: fc.constantFrom('touch' as const, 'through' as const), fees: fc.constantFrom({}, { bps: 20 }) })
  .map((some): VenueOptions => ({ ...some, account: 'margin', initialMarginRatio: 0.1, participation: 'full', splits: 'adjust' }));

type Wish = typeof wish extends fc.Arbitrary<infer Value> ? Value : never;
type Shape = Wish['entry'];
interface Ratio { readonly into: number; readonly per: number }

/** Returns the order of a shape in a market that was split so far. */
function orderOf(one: Shape, named: Pick<Order, 'id'> & Partial<Order>, { into, per }: Ratio): Order {
  const { needs } = orderKinds[one.type];
  const price = (units: number): number => (units * EVEN * per) / into / 100;
  return anOrder({
    type: one.type, side: one.side, quantityLots: (one.lots * EVEN * into) / per, ...named,
    ...(needs.includes('limitPrice') && { limitPrice: price(one.limit) }),
    ...(needs.includes('stopPrice') && { stopPrice: price(one.stop) }),
    ...(needs.includes('trail') && { trailAmount: price(one.trail), ...(one.follows && { trailOn: 'close' as const }) }),
  });
}

function play(options: VenueOptions, { bars, wishes, splitAt }: typeof market extends fc.Arbitrary<infer Value> ? Value : never, split: Ratio | undefined): { readonly it: Bench<VenueState>; readonly equity: readonly number[] } {
  const it = bench(venueAgent(options, authorities, { actions: true }), authorities.venue);
  it.hear('AccountOpened', { currency: 'USD', cashMicros: 1_000_000_000_000 });
  it.hear('InstrumentListed', { instrument: fine });
  let ratio: Ratio = { into: 1, per: 1 };
  const equity: number[] = [];
  bars.forEach((prices, minute) => {
    const scaled = prices.map((units) => (units * EVEN * ratio.per) / ratio.into / 100);
    it.hear('BarClosed', minuteBar(minute, scaled, { instrument: fine }), { time: (minute + 1) * MINUTE + 1 });
    equity.push(equityOf(it.state().ledger.accounts[0]));
    if (minute === splitAt % (bars.length - 1) && split !== undefined) {
      it.hear('ActionFellDue', { instrument: fine.id, kind: 'split', value: split.into, per: split.per, dueAt: (minute + 1) * MINUTE + 2 }, { by: 'feed', time: (minute + 1) * MINUTE + 2 });
      ratio = split;
      // Nothing is worth more or less for it, at the very instant too.
      expect(equityOf(it.state().ledger.accounts[0])).toBe(equity[equity.length - 1]);
    }
    wishes[minute].forEach(({ entry, children, areRivals, reduceOnly }, index) => {
      const id = orderId(`w:${minute}:${index}`);
      it.hear('OrderApproved', { order: orderOf(entry, { id, reduceOnly }, ratio) });
      children.forEach((child, place) => it.hear('OrderApproved', { order: orderOf(child, { id: orderId(`${id}:${place}`), parent: id, ...(areRivals && { oco: `g:${id}` }) }, ratio) }));
    });
  });
  it.hear('RunEnding', { reason: 'data-ended' });
  return { it, equity };
}

/** What the log says of orders, in the lots and prices of before the split. */
function lifeOf(it: Bench<VenueState>, split: Ratio | undefined): readonly unknown[] {
  let ratio: Ratio = { into: 1, per: 1 };
  return it.log.flatMap((event: LogEvent): unknown[] => {
    if (event.type === 'PositionSplit' && split !== undefined) ratio = split;
    const lots = (some: number): number => (some * ratio.per) / ratio.into;
    if (event.type === 'OrderFilled') {
      const { orderId: id, quantityLots, remainingLots, basePrice, feeMicros, label, filledAt } = event.data.fill;
      return [['filled', id, lots(quantityLots), lots(remainingLots), Math.round((basePrice * 100 * ratio.into) / ratio.per), feeMicros, label, filledAt]];
    }
    if (event.type === 'OrderCancelled' || event.type === 'OrderExpired') return [[event.data.reason, event.data.orderId, lots(event.data.openLots)]];
    return event.type === 'OrderRejected' ? [[event.data.reason, event.data.orderId]] : [];
  });
}

const seen: Record<string, number> = {};

describe('a split that comes out even', () => {
  test.each([[2, 1], [3, 1], [6, 1], [3, 2], [1, 2], [1, 5], [2, 3]])('of %i:%i leaves every order, fill, fee and figure what it would have been', (into, per) => {
    fc.assert(
      fc.property(rules, market, (options, played) => {
        const plain = play(options, played, undefined);
        const split = play(options, played, { into, per });
        expect(split.equity).toEqual(plain.equity);
        expect(lifeOf(split.it, { into, per })).toEqual(lifeOf(plain.it, undefined));
        const [ours, theirs] = [split.it, plain.it].map((it) => it.state().ledger.accounts[0].cashMicros);
        expect(ours).toBe(theirs);
        for (const event of split.it.log) seen[event.type] = (seen[event.type] ?? 0) + 1;
      }),
      { numRuns: 40 },
    );
  });

  test('was met by orders that rest, and by orders that fill afterwards', () => {
    expect(seen['OrderAdjusted']).toBeGreaterThan(200);
    expect(seen['OrderFilled']).toBeGreaterThan(200);
  });
});

describe('a split that does not come out even', () => {
  const lots = fc.integer({ min: 1, max: 50 });
  const ticks = fc.integer({ min: 5_000, max: 15_000 });
  const rest = fc.record({ type: fc.constantFrom('limit' as const, 'stop' as const), side: fc.constantFrom('buy' as const, 'sell' as const), lots, ticks, child: fc.boolean() });

  test('moves a level by less than a tick, never past what was promised, and ends what is no whole number of lots with its family', () => {
    fc.assert(
      fc.property(fc.array(rest, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (rests, into, per) => {
        const it = bench(venueAgent({ account: 'margin', participation: 'full', splits: 'adjust' }, authorities, { actions: true }), authorities.venue);
        it.hear('AccountOpened', { currency: 'USD', cashMicros: 1_000_000_000_000 });
        it.hear('InstrumentListed', { instrument: fine });
        it.hear('BarClosed', minuteBar(0, [100, 100, 100, 100], { instrument: fine }), { time: MINUTE + 1 });
        const asked = rests.flatMap(({ type, side, lots: quantityLots, ticks: at, child }, index) => {
          const order = anOrder({ id: orderId(`r:${index}`), type, side, quantityLots, ...(type === 'limit' ? { limitPrice: at / 100 } : { stopPrice: at / 100 }) });
          return child ? [order, anOrder({ id: orderId(`r:${index}:c`), type: 'trailing-stop', side, quantityLots: quantityLots + 1, trailRatio: 0.05, parent: order.id })] : [order];
        });
        for (const order of asked) it.hear('OrderApproved', { order });
        const said = it.hear('ActionFellDue', { instrument: fine.id, kind: 'split', value: into, per, dueAt: MINUTE + 2 }, { by: 'feed', time: MINUTE + 2 });
        for (const order of asked) {
          const family = asked.filter(({ id, parent }) => id === order.id || parent === order.id || id === order.parent);
          const isEven = family.every(({ quantityLots = 0 }) => (quantityLots * into) % per === 0);
          const word = said.find(({ data }) => 'orderId' in data && data.orderId === order.id);
          expect(word).toMatchObject(isEven ? { type: 'OrderAdjusted' } : { type: 'OrderCancelled', data: { reason: 'corporate-action' } });
          if (word?.type !== 'OrderAdjusted') continue;
          expect(word.data.openLots).toBe(((order.quantityLots ?? 0) * into) / per);
          const [before, after] = order.type === 'limit' ? [order.limitPrice, word.data.limitPrice] : [order.stopPrice, word.data.stopPrice];
          if (before === undefined || after === undefined) continue;
          const gap = (after - (before * per) / into) * 100;
          expect(Math.abs(gap)).toBeLessThan(1);
          // Down for what waits below, up for what waits above.
          const waitsBelow = (order.side === 'buy') === (order.type === 'limit');
          expect(waitsBelow ? gap <= 1e-6 : gap >= -1e-6).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });
});
