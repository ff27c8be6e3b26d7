/**
 * Money over random markets: dividends, splits, funding, settlements, borrowing, margin calls and
 * liquidation between random orders. Nothing is lost, everybody's books are equal, orders end once.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { venueAgent, type VenueState } from '../../src/agents/venue-agent.js';
import { agentId } from '../../src/core/brand.js';
import type { DataOf, LogEvent } from '../../src/domain/catalogue.js';
import { policyNames } from '../../src/domain/fill.js';
import type { Instrument } from '../../src/domain/instrument.js';
import { emptyBooks, foldBooks } from '../../src/domain/invariants/true-books.js';
import { legalSteps } from '../../src/domain/invariants/order-life.js';
import type { VenueOptions } from '../../src/exchange/venue-rules.js';
import { checkConservation } from '../../src/portfolio/conservation.js';
import { emptyLedger, foldLedger } from '../../src/portfolio/ledger.js';
import { equityOf } from '../../src/portfolio/position.js';
import { acme, anOrder, authorities, bench, bolt, minuteBar, MINUTE, type Bench } from './bench.js';

const DAY = 1_440;
const everybody = { ...authorities, feed: agentId('feed'), lab: agentId('lab') };
/** Prices that no whole number of micros fits, and a multiplier. */
const future: Instrument = { ...bolt, ticksPerUnit: 7, lotsPerUnit: 3, multiplier: 10, shortable: true, settlesToCash: true };
const euro: Instrument = { ...bolt, currency: 'EUR', shortable: true };

const step = fc.record({
  ofBolt: fc.boolean(),
  prices: fc.tuple(fc.integer({ min: 60, max: 140 }), fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 100 })),
  volume: fc.constantFrom(-1, 50, 5_000),
  minutes: fc.constantFrom(60, 400, DAY, 3 * DAY),
  orders: fc.array(
    fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      ofBolt: fc.boolean(),
      type: fc.constantFrom('market' as const, 'market' as const, 'limit' as const, 'stop' as const),
      level: fc.integer({ min: 60, max: 140 }),
      lots: fc.integer({ min: 1, max: 200 }),
    }),
    { maxLength: 3, size: 'max' },
  ),
  action: fc.option(
    fc.oneof(
      fc.record({ kind: fc.constantFrom('dividend' as const), value: fc.double({ min: 0, max: 5, noNaN: true }), per: fc.constant(1) }),
      fc.record({ kind: fc.constantFrom('funding' as const), value: fc.double({ min: -0.02, max: 0.02, noNaN: true }), per: fc.constant(1) }),
      fc.record({ kind: fc.constantFrom('split' as const), value: fc.integer({ min: 1, max: 7 }), per: fc.integer({ min: 1, max: 7 }) }),
      fc.record({ kind: fc.constantFrom('settlement' as const), value: fc.integer({ min: 50, max: 150 }), per: fc.constant(1) }),
      fc.record({ kind: fc.constantFrom('delisting' as const, 'expiry' as const), value: fc.constantFrom(0, 1), per: fc.constant(1) }),
    ),
    { freq: 3 },
  ),
  isRepeated: fc.boolean(),
});

const rules: fc.Arbitrary<VenueOptions> = fc.record({
  account: fc.constant('margin' as const),
  policy: fc.constantFrom(...policyNames),
  initialMarginRatio: fc.constantFrom(0.1, 0.25, 1),
  maintenanceMarginRatio: fc.constantFrom(0.05, 0.1),
  liquidationFeeBps: fc.constantFrom(0, 50),
  participation: fc.constantFrom('full' as const, 0.1),
  slippage: fc.constantFrom({ kind: 'none' as const }, { kind: 'square-root' as const, impact: 0.3, days: 3 }, { kind: 'volume-share' as const, impact: 0.1, shareMax: 0.1, shape: 'linear' as const }),
  slippageMax: fc.constantFrom(0.001, 0.05),
  fees: fc.constantFrom({}, { bps: 30, tiers: [{ from: 5_000, bps: 3, makerBps: -1 }] }, { charge: ({ quantity }: { readonly quantity: number }) => quantity / 7 }),
  borrow: fc.constantFrom({ ratePerYear: 0.3 }, { ratePerYear: 0.1, quantityMax: 90 }),
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

interface Played {
  readonly it: Bench<VenueState>;
  readonly count: Readonly<Record<string, number>>;
}

function play(options: VenueOptions, second: Instrument, run: readonly Step[]): Played {
  const it = bench(venueAgent(options, authorities, { actions: true }), authorities.venue);
  it.hear('AccountOpened', { currency: 'USD', cashMicros: 10_000_000_000 });
  it.hear('AccountOpened', { currency: 'EUR', cashMicros: 7_000_000_001 });
  it.hear('InstrumentListed', { instrument: acme });
  it.hear('InstrumentListed', { instrument: second });
  let minute = 0;
  for (const { ofBolt, prices, volume, minutes, orders, action, isRepeated } of run) {
    minute += minutes;
    const [open, up, down, where] = prices;
    const [high, low] = [open + up, open - down];
    const instrument = ofBolt ? second : acme;
    it.hear('BarClosed', minuteBar(minute, [open, high, low, low + Math.round(((high - low) * where) / 100)], { instrument, volume }), { time: (minute + 1) * MINUTE + 1 });
    conserve(it);
    if (action !== null && (action.kind !== 'settlement' || instrument.settlesToCash) && !(action.kind === 'split' && instrument.settlesToCash)) {
      const data: DataOf<'ActionFellDue'> = { instrument: instrument.id, ...action, dueAt: (minute + 1) * MINUTE + 2 };
      it.hear('ActionFellDue', action.kind === 'expiry' ? { ...data, value: 100 } : data, { by: 'feed', time: data.dueAt });
      if (isRepeated) expect(it.repeat(it.log.findLast(({ type }) => type === 'ActionFellDue') as LogEvent)).toEqual([]);
      conserve(it);
    }
    for (const { ofBolt: wantsBolt, side, type, level, lots } of orders) {
      const order = anOrder({ instrument: wantsBolt ? second.id : acme.id, side, type, quantityLots: lots, ...(type === 'limit' && { limitPrice: level }), ...(type === 'stop' && { stopPrice: level }) });
      it.hear('OrderPlaced', { order }, { by: 'nobody' });
      it.hear('OrderApproved', { order });
    }
    conserve(it);
  }
  it.hear('RunEnding', { reason: 'data-ended' });
  const count: Record<string, number> = {};
  for (const event of it.log) count[event.type] = (count[event.type] ?? 0) + 1;
  return { it, count };
}

function conserve(it: Bench<VenueState>): void {
  expect(checkConservation(it.state().ledger)).toEqual([]);
}

const total: Record<string, number> = {};

describe.each([['a second share', bolt], ['a future', future], ['a share in another currency', euro]])('with %s, money', (_, second) => {
  test('L6: is conserved exactly in every currency, the same in all books, and independent of who adds up', () => {
    fc.assert(
      fc.property(rules, fc.array(step, { minLength: 6, maxLength: 30, size: 'max' }), (options, run) => {
        const { it, count } = play(options, second, run);
        for (const [type, times] of Object.entries(count)) total[type] = (total[type] ?? 0) + times;
        const ledger = emptyLedger({ keepsRoundTrips: true });
        const books = emptyBooks();
        for (const event of it.log) {
          foldLedger(ledger, event);
          foldBooks(books, event, everybody);
        }
        expect({ ...ledger, roundTrips: [], keepsRoundTrips: false }).toEqual(it.state().ledger);
        for (const { currency, cashMicros } of ledger.accounts) expect(BigInt(cashMicros)).toBe(books.cash.get(currency) ?? 0n);
        for (const { instrument, lots } of ledger.positions) expect(lots).toBe(books.lots.get(instrument.id) ?? 0);
        const gross = ledger.roundTrips.reduce((sum, { grossMicros }) => sum + grossMicros, 0) + ledger.positions.reduce((sum, { trip }) => sum + (trip?.grossMicros ?? 0), 0);
        expect(gross).toBe(ledger.positions.reduce((sum, { realisedMicros }) => sum + realisedMicros, 0));
      }),
      { numRuns: 60 },
    );
  });

  test('leaves every order with one legal end and a reason, and nothing resting', () => {
    fc.assert(
      fc.property(rules, fc.array(step, { minLength: 6, maxLength: 25, size: 'max' }), (options, run) => {
        const { it } = play(options, second, run);
        const law = legalSteps(everybody);
        const lives = law.initial?.();
        for (const event of it.log) expect(law.check?.(event, lives, undefined as never)).toBeUndefined();
        for (const { resting } of it.state().books) expect(resting).toEqual([]);
        const open = new Set(it.log.flatMap((event) => (event.type === 'OrderAccepted' ? [event.data.orderId as string] : [])));
        for (const event of it.log) {
          if (event.type === 'OrderFilled' && event.data.fill.remainingLots === 0) open.delete(event.data.fill.orderId);
          if (['OrderCancelled', 'OrderExpired', 'OrderRejected'].includes(event.type) && 'orderId' in event.data) open.delete(event.data.orderId);
        }
        expect([...open]).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('is called in only below the margin, closes the largest first, and stops when it is enough', () => {
    fc.assert(
      fc.property(rules, fc.array(step, { minLength: 10, maxLength: 30, size: 'max' }), (options, run) => {
        const { it } = play(options, second, run);
        const ledger = emptyLedger();
        for (const event of it.log) {
          if (event.type === 'MarginCalled') expect(event.data.equityMicros).toBeLessThan(event.data.requiredMicros);
          foldLedger(ledger, event);
          if (event.type !== 'AccountRuined') continue;
          const account = ledger.accounts.find(({ currency }) => currency === event.data.currency);
          expect(account && equityOf(account)).toBe(event.data.equityMicros);
          expect(event.data.equityMicros).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns: 40 },
    );
  });
});

test('all of it happened in the runs above', () => {
  for (const type of ['OrderFilled', 'CashFlowBooked', 'PositionSplit', 'PositionSettled', 'PositionClosedOut', 'MarginCalled', 'AccountRuined']) expect([type, (total[type] ?? 0) > 5]).toEqual([type, true]);
});
