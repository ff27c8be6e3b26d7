/**
 * Several currencies on one account over random markets: rates come, grow old and turn, between orders, dividends, funding, splits,
 * borrowing, interest and liquidation. Nothing is lost in any currency, and two currencies meet only at a recorded rate.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { venueAgent, type VenueState } from '../../src/agents/venue-agent.js';
import { agentId } from '../../src/core/brand.js';
import type { DataOf, LogEvent } from '../../src/domain/catalogue.js';
import { instrumentId, type Instrument } from '../../src/domain/instrument.js';
import { currenciesMixByRate } from '../../src/domain/invariants/currency-exchange.js';
import { fillWithinLimit } from '../../src/domain/invariants/fill-price.js';
import type { Invariant } from '../../src/domain/invariants/invariant.js';
import { filledWithinOrder, legalSteps } from '../../src/domain/invariants/order-life.js';
import { emptyBooks, foldBooks } from '../../src/domain/invariants/true-books.js';
import type { VenueOptions } from '../../src/exchange/venue-rules.js';
import { checkConservation } from '../../src/portfolio/conservation.js';
import { baseAccount, emptyLedger, foldLedger } from '../../src/portfolio/ledger.js';
import { equityOf } from '../../src/portfolio/position.js';
import { acme, anOrder, authorities, bench, bolt, minuteBar, MINUTE, type Bench } from './bench.js';

const DAY = 1_440;
const everybody = { ...authorities, feed: agentId('feed'), lab: agentId('lab') };
const euro: Instrument = { ...bolt, currency: 'EUR', shortable: true };
/** Prices that no whole number of micros fits, a multiplier, and a rate that is quoted the other way round. */
const yen: Instrument = { ...acme, id: instrumentId('YEN'), currency: 'JPY', ticksPerUnit: 7, lotsPerUnit: 3, multiplier: 10 };
const future: Instrument = { ...yen, id: instrumentId('NIKKEI'), settlesToCash: true };

const which = fc.constantFrom(0, 1, 2);
const step = fc.record({
  of: which,
  prices: fc.tuple(fc.integer({ min: 60, max: 140 }), fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 100 })),
  minutes: fc.constantFrom(60, 400, DAY, 3 * DAY, 12 * DAY),
  rate: fc.option(fc.record({ isEuro: fc.boolean(), thousandths: fc.integer({ min: 700, max: 1_500 }), isRepeated: fc.boolean(), isLate: fc.boolean() }), { freq: 2 }),
  orders: fc.array(
    fc.record({ of: which, side: fc.constantFrom('buy' as const, 'sell' as const), type: fc.constantFrom('market' as const, 'limit' as const), level: fc.integer({ min: 60, max: 140 }), lots: fc.integer({ min: 1, max: 300 }), isShare: fc.boolean() }),
    { maxLength: 3, size: 'max' },
  ),
  action: fc.option(
    fc.oneof(
      fc.record({ kind: fc.constantFrom('dividend' as const), value: fc.double({ min: 0, max: 5, noNaN: true }), per: fc.constant(1) }),
      fc.record({ kind: fc.constantFrom('funding' as const), value: fc.double({ min: -0.02, max: 0.02, noNaN: true }), per: fc.constant(1) }),
      fc.record({ kind: fc.constantFrom('split' as const), value: fc.integer({ min: 1, max: 7 }), per: fc.integer({ min: 1, max: 7 }) }),
    ),
    { freq: 4 },
  ),
});

const rules: fc.Arbitrary<VenueOptions> = fc.record({
  account: fc.constantFrom('cash' as const, 'margin' as const),
  isOwn: fc.boolean(),
  conversion: fc.constantFrom('at-fill' as const, 'at-fill' as const, 'keep' as const),
  spreadBps: fc.constantFrom(0, 0.7, 25),
  fees: fc.constantFrom({}, { bps: 30 }, { perOrder: 1, bps: 1 }),
}).map(({ account, isOwn, conversion, spreadBps, fees }): VenueOptions => ({
  account, fees, participation: 'full', fx: { conversion, spreadBps, rateAgeDaysMax: 10 }, splits: isOwn ? 'adjust' : 'cancel', settledDaily: ['NIKKEI'],
  interest: { USD: { creditPerYear: 0.03, debitPerYear: 0.07 }, JPY: { creditPerYear: 0.001, debitPerYear: 0.02 } },
  ...(account === 'cash' ? {} : { initialMarginRatio: 0.25, maintenanceMarginRatio: 0.2, liquidationFeeBps: 50, borrow: { ratePerYear: 0.3 }, ...(isOwn ? { margins: { BOLT: { initialMarginRatio: 0.1, maintenanceMarginRatio: 0.05 }, YEN: { initialMarginRatio: 0.6 } } } : {}) }),
}));

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
const total: Record<string, number> = {};

function play(options: VenueOptions, third: Instrument, run: readonly Step[]): Bench<VenueState> {
  const it = bench(venueAgent(options, authorities, { actions: true }), authorities.venue);
  const instruments = [acme, euro, third];
  it.hear('AccountOpened', { currency: 'USD', cashMicros: 100_000_000_001 });
  if (options.fx?.conversion === 'keep') it.hear('AccountOpened', { currency: 'EUR', cashMicros: 7_000_000_003 });
  for (const instrument of instruments) it.hear('InstrumentListed', { instrument });
  let minute = 0;
  for (const { of, prices, minutes, rate, orders, action } of run) {
    minute += minutes;
    const [open, up, down, where] = prices;
    const [high, low] = [open + up, open - down];
    const instrument = instruments[of];
    it.hear('BarClosed', minuteBar(minute, [open, high, low, low + Math.round(((high - low) * where) / 100)], { instrument }), { time: (minute + 1) * MINUTE + 1 });
    look(it, options);
    if (rate !== null) {
      const at = (minute + 1 - (rate.isLate ? DAY : 0)) * MINUTE + 2;
      it.hear('RateSeen', rate.isEuro ? { base: 'EUR', quote: 'USD', rate: rate.thousandths / 1_000, at } : { base: 'USD', quote: 'JPY', rate: rate.thousandths / 10, at }, { by: 'feed', time: (minute + 1) * MINUTE + 2 });
      if (rate.isRepeated) it.repeat(it.log.findLast(({ type }) => type === 'RateSeen') as LogEvent);
      look(it, options);
    }
    if (action !== null && (action.kind !== 'split' || instrument.settlesToCash !== true)) {
      const data: DataOf<'ActionFellDue'> = { instrument: instrument.id, ...action, dueAt: (minute + 1) * MINUTE + 3 };
      it.hear('ActionFellDue', data, { by: 'feed', time: data.dueAt });
      look(it, options);
    }
    for (const { of: wanted, side, type, level, lots, isShare } of orders) {
      const size = isShare && type === 'market' ? { fundsShare: lots / 300 } : { quantityLots: lots };
      const order = anOrder({ instrument: instruments[wanted].id, side, type, ...size, ...(type === 'limit' && { limitPrice: level }) });
      it.hear('OrderPlaced', { order }, { by: 'nobody' });
      it.hear('OrderApproved', { order });
    }
    look(it, options);
  }
  it.hear('RunEnding', { reason: 'data-ended' });
  for (const event of it.log) total[event.type] = (total[event.type] ?? 0) + 1;
  for (const event of it.log) if ('reason' in event.data) total[String(event.data.reason)] = (total[String(event.data.reason)] ?? 0) + 1;
  return it;
}

/** What must hold after everything that the venue hears. */
function look(it: Bench<VenueState>, { fx }: VenueOptions): void {
  const { ledger } = it.state();
  expect(checkConservation(ledger)).toEqual([]);
  const now = it.log[it.log.length - 1].time;
  ledger.accounts.forEach(({ currency, cashMicros, rate }) => {
    // A split pays out before its exchange is heard, so only what is recorded and settled counts.
    const isFresh = rate !== undefined && now - rate.at <= 10 * DAY * MINUTE;
    if (fx?.conversion === 'at-fill' && isFresh) expect([currency, cashMicros]).toEqual([currency, 0]);
  });
}

test.each([['a share in yen', yen], ['a future in yen', future]])('I08, I11: with %s, money is conserved in every currency, and currencies meet at recorded rates alone', (_, third) => {
  fc.assert(
    // A future is not paid for, so it needs a margin account.
    fc.property(third === future ? rules.filter(({ account }) => account === 'margin') : rules, fc.array(step, { minLength: 8, maxLength: 40, size: 'max' }), (options, run) => {
      const it = play(options, third, run);
      const ledger = emptyLedger({ keepsRoundTrips: true });
      const books = emptyBooks();
      const laws = [currenciesMixByRate(everybody), legalSteps(everybody), filledWithinOrder(everybody), fillWithinLimit(everybody)].map((law: Invariant) => ({ law, state: law.initial?.() }));
      for (const event of it.log) {
        const before = baseAccount(ledger);
        const equityBefore = before === undefined ? 0 : equityOf(before);
        const cashBefore = ledger.accounts.map(({ cashMicros }) => cashMicros);
        foldLedger(ledger, event);
        foldBooks(books, event, everybody);
        for (const { law, state } of laws) expect(law.check?.(event, state, undefined as never)).toBeUndefined();
        if (options.account === 'cash') expect(ledger.accounts.filter((account, place) => isOverdrawn(account.cashMicros, cashBefore[place] ?? 0) && buysWith(place, event, ledger, options))).toEqual([]);
        const after = baseAccount(ledger);
        // An exchange costs what it says, and half a micro-unit for each of the amounts that are rounded.
        if (event.type === 'CurrencyExchanged' && after !== undefined) expect(Math.abs(equityBefore - equityOf(after) - event.data.costMicros)).toBeLessThanOrEqual(2);
      }
      expect({ ...ledger, roundTrips: [], keepsRoundTrips: false }).toEqual(it.state().ledger);
      for (const { currency, cashMicros } of ledger.accounts) expect([currency, BigInt(cashMicros)]).toEqual([currency, books.cash.get(currency) ?? 0n]);
      expect(wholeByHand(ledger)).toBe(BigInt(equityOf(baseAccount(ledger) ?? { cashMicros: 0, valueMicros: 0 })));
    }),
    { numRuns: 60 },
  );
});

function isOverdrawn(cashMicros: number, beforeMicros: number): boolean {
  return cashMicros < 0 && cashMicros < beforeMicros;
}

/** Whether the event pays for a purchase out of this cash. Funding and interest are owed all the same, by an account that has nothing left too. */
function buysWith(place: number, { type, data }: LogEvent, ledger: ReturnType<typeof emptyLedger>, { fx }: VenueOptions): boolean {
  if (type === 'CurrencyExchanged') return data.cause === 'fill' && place === ledger.base;
  return type === 'OrderFilled' && (fx?.conversion === 'keep' || place === ledger.base);
}

/** The equity in dollars, added up in whole numbers of any size. */
function wholeByHand({ accounts, base }: ReturnType<typeof emptyLedger>): bigint {
  return accounts.reduce((sum, account, place) => {
    const own = BigInt(account.cashMicros) + BigInt(account.valueMicros);
    if (place === base) return sum + own;
    if (account.rate === undefined) return sum;
    const parts = BigInt(Math.round(account.rate.rate * 1e9));
    return sum + (account.rate.isInverse ? halfEven(own * 1_000_000_000n, parts) : halfEven(own * parts, 1_000_000_000n));
  }, 0n);
}

function halfEven(numerator: bigint, divisor: bigint): bigint {
  const size = numerator < 0n ? -numerator : numerator;
  const twice = 2n * (size % divisor);
  const whole = size / divisor;
  const rounded = twice > divisor || (twice === divisor && whole % 2n === 1n) ? whole + 1n : whole;
  return numerator < 0n ? -rounded : rounded;
}

test('funding is owed by a cash account that has spent everything, and what it owes buys nothing more', () => {
  const options: VenueOptions = { account: 'cash', fees: {}, participation: 'full', fx: { conversion: 'at-fill', spreadBps: 0, rateAgeDaysMax: 10 } };
  const still: Step = { of: 0, prices: [100, 0, 0, 0], minutes: 60, rate: null, orders: [], action: null };
  const buysAll: Step['orders'][number] = { of: 0, side: 'buy', type: 'market', level: 60, lots: 300, isShare: true };
  const it = play(options, yen, [{ ...still, orders: [buysAll] }, { ...still, action: { kind: 'funding', value: 0.02, per: 1 }, orders: [{ ...buysAll, lots: 1, isShare: false }] }, still]);
  expect(it.log.filter(({ type }) => type === 'OrderFilled')).toHaveLength(1);
  expect(it.log.flatMap(({ data }) => ('reason' in data ? [data.reason] : []))).toContain('insufficient-cash');
  const [dollars] = it.state().ledger.accounts;
  expect(dollars.cashMicros).toBeLessThan(0);
});

test('all of it happened in the runs above', () => {
  for (const type of ['OrderFilled', 'CurrencyExchanged', 'CashFlowBooked', 'InterestBooked', 'PositionSplit', 'PositionSettled', 'MarginCalled', 'PositionClosedOut', 'no-rate']) expect([type, (total[type] ?? 0) > 5]).toEqual([type, true]);
});
