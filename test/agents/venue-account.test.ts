/** What an account with several currencies, margins by instrument, interest and daily settlement comes to, by examples worked out by hand. */
import { describe, expect, test } from 'vitest';
import { venueAgent, type VenueState } from '../../src/agents/venue-agent.js';
import type { LogEvent } from '../../src/domain/catalogue.js';
import { instrumentId, type Instrument } from '../../src/domain/instrument.js';
import { venueRules, type VenueOptions } from '../../src/exchange/venue-rules.js';
import { baseAccount } from '../../src/portfolio/ledger.js';
import { equityOf } from '../../src/portfolio/position.js';
import { acme, anOrder, authorities, bench, bolt, minuteBar, MINUTE, type Bench } from './bench.js';

const DAY = 1_440;
const euro: Instrument = { ...bolt, id: instrumentId('EURO'), currency: 'EUR', shortable: true };
const fx = { conversion: 'at-fill' as const, spreadBps: 10, rateAgeDaysMax: 5 };

interface Stage {
  readonly it: Bench<VenueState>;
  readonly bar: (minute: number, price: number, instrument?: Instrument) => LogEvent[];
  readonly rate: (minute: number, rate: number, pair?: readonly [string, string]) => LogEvent[];
  readonly order: (wish: Parameters<typeof anOrder>[0]) => LogEvent[];
  readonly cash: (currency: string) => number | undefined;
  readonly equity: () => number;
}

function stage(options: VenueOptions, instruments: readonly Instrument[] = [acme, euro], cash: Readonly<Record<string, number>> = { USD: 10_000 }): Stage {
  const it = bench(venueAgent({ participation: 'full', ...options }, authorities, { actions: true }), authorities.venue);
  for (const [currency, units] of Object.entries(cash)) it.hear('AccountOpened', { currency, cashMicros: units * 1_000_000 });
  for (const instrument of instruments) it.hear('InstrumentListed', { instrument });
  return {
    it,
    bar: (minute, price, instrument = instruments[0]) => it.hear('BarClosed', minuteBar(minute, [price, price, price, price], { instrument }), { time: (minute + 1) * MINUTE + 1 }),
    rate: (minute, rate, [base, quote] = ['EUR', 'USD']) => it.hear('RateSeen', { base, quote, rate, at: minute * MINUTE }, { by: 'feed', time: minute * MINUTE + 1 }),
    order: (wish) => it.hear('OrderApproved', { order: anOrder(wish) }),
    cash: (currency) => {
      const account = it.state().ledger.accounts.find((one) => one.currency === currency);
      return account && account.cashMicros / 1e6;
    },
    equity: () => {
      const whole = baseAccount(it.state().ledger);
      return whole === undefined ? Number.NaN : equityOf(whole) / 1e6;
    },
  };
}

const types = (events: readonly LogEvent[]): string[] => events.map(({ type }) => type);

describe('an instrument in another currency', () => {
  test('is bought with money that is changed at the last rate, cost and all, and sold back the same way', () => {
    const made = stage({ fx });
    made.rate(0, 1.25);
    made.bar(0, 100, euro);
    made.order({ instrument: euro.id, quantityLots: 4 });
    const said = made.bar(1, 100, euro);
    expect(said).toMatchObject([
      { type: 'OrderFilled' },
      // 400 EUR are 500 USD; a tenth of a per cent on top.
      { type: 'CurrencyExchanged', data: { paid: 'USD', paidMicros: 500_500_000, got: 'EUR', gotMicros: 400_000_000, rate: 1.25, costMicros: 500_000, cause: 'fill' } },
    ]);
    expect([made.cash('USD'), made.cash('EUR'), made.equity()]).toEqual([9_499.5, 0, 9_999.5]);
    made.rate(2, 1.5);
    expect(made.equity()).toBe(10_099.5);
    made.order({ instrument: euro.id, side: 'sell', quantityLots: 4 });
    expect(made.bar(3, 110, euro)).toMatchObject([{ type: 'OrderFilled' }, { data: { paid: 'EUR', paidMicros: 440_000_000, got: 'USD', gotMicros: 659_340_000, costMicros: 660_000 } }]);
    expect([made.cash('USD'), made.cash('EUR')]).toEqual([10_158.84, 0]);
  });

  test('is paid for by a rate that is quoted the other way round too', () => {
    const made = stage({ fx: { ...fx, spreadBps: 0 } });
    made.rate(0, 0.8, ['USD', 'EUR']);
    made.bar(0, 100, euro);
    made.order({ instrument: euro.id, quantityLots: 4 });
    expect(made.bar(1, 100, euro)[1]).toMatchObject({ data: { paidMicros: 500_000_000, gotMicros: 400_000_000 } });
  });

  test('is bought as far as the money goes, and no debt is left in any currency', () => {
    const made = stage({ fx });
    made.rate(0, 1.25);
    made.bar(0, 100, euro);
    made.order({ instrument: euro.id, fundsShare: 1 });
    made.bar(1, 100, euro);
    // 10,000 ÷ 1.001 ÷ 1.25 = 7,992.007 EUR buy 79 at 100.
    expect(made.it.state().ledger.positions[1].lots).toBe(79);
    expect(made.cash('EUR')).toBe(0);
    expect(made.cash('USD')).toBeCloseTo(10_000 - 7_900 * 1.25 * 1.001, 6);
  });

  test('is refused before its rate is known, and when it has grown old; what is held can be sold, and its money waits for a rate', () => {
    const made = stage({ fx });
    made.bar(0, 100, euro);
    expect(made.order({ instrument: euro.id })).toMatchObject([{ type: 'OrderRejected', data: { reason: 'no-rate' } }]);
    made.rate(1, 1.25);
    made.order({ instrument: euro.id, quantityLots: 4 });
    made.bar(1, 100, euro);
    made.order({ instrument: euro.id, type: 'limit', limitPrice: 90, quantityLots: 1 });
    expect(made.bar(7 * DAY, 85, euro)).toMatchObject([{ type: 'OrderCancelled', data: { reason: 'no-rate' } }]);
    made.order({ instrument: euro.id, side: 'sell', quantityLots: 4, reduceOnly: true });
    expect(types(made.bar(7 * DAY + 1, 100, euro))).toEqual(['OrderFilled']);
    expect(made.cash('EUR')).toBe(400);
    expect(made.rate(7 * DAY + 3, 1.5)).toMatchObject([{ type: 'CurrencyExchanged', data: { cause: 'rate', gotMicros: 599_400_000 } }]);
    expect(made.cash('EUR')).toBe(0);
  });

  test('pays its dividends in its own money, which is changed as well', () => {
    const made = stage({ fx });
    made.rate(0, 1.25);
    made.bar(0, 100, euro);
    made.order({ instrument: euro.id, quantityLots: 4 });
    made.bar(1, 100, euro);
    const said = made.it.hear('ActionFellDue', { instrument: euro.id, kind: 'dividend', value: 1, per: 1, dueAt: 3 * MINUTE }, { by: 'feed', time: 3 * MINUTE });
    expect(said).toMatchObject([{ type: 'CashFlowBooked', data: { amountMicros: 4_000_000 } }, { data: { paidMicros: 4_000_000, gotMicros: 4_995_000, cause: 'flow' } }]);
  });

  test('keeps its own cash where nothing is to be changed', () => {
    const made = stage({ fx: { ...fx, conversion: 'keep' } }, [acme, euro], { USD: 10_000, EUR: 300 });
    made.rate(0, 1.25);
    made.bar(0, 100, euro);
    made.order({ instrument: euro.id, quantityLots: 4 });
    expect(made.bar(1, 100, euro)).toMatchObject([{ data: { fill: { quantityLots: 3 } } }, { type: 'OrderCancelled', data: { reason: 'insufficient-cash' } }]);
    expect([made.cash('USD'), made.cash('EUR'), made.equity()]).toEqual([10_000, 0, 10_375]);
  });

  test('is carried by the whole account, and a margin call counts every currency', () => {
    const made = stage({ account: 'margin', initialMarginRatio: 0.2, maintenanceMarginRatio: 0.1, fx: { ...fx, conversion: 'keep' } }, [acme, euro], { USD: 1_000 });
    made.rate(0, 1.25);
    made.bar(0, 100, euro);
    made.order({ instrument: euro.id, quantityLots: 40 });
    made.bar(1, 100, euro);
    // 40 × 100 EUR are 5,000 USD, a fifth of which is all there is; the debt is in euros.
    expect([made.it.state().ledger.positions[1].lots, made.cash('EUR'), made.cash('USD')]).toEqual([40, -4_000, 1_000]);
    const said = made.bar(2, 88, euro);
    // Equity 1,000 + (40 × 88 − 4,000) × 1.25 is below a tenth of 40 × 88 × 1.25.
    expect(said[0]).toMatchObject({ type: 'MarginCalled', data: { currency: 'USD', price: 88, equityMicros: 400_000_000, requiredMicros: 440_000_000 } });
    expect(said[1]).toMatchObject({ type: 'PositionClosedOut', data: { instrument: 'EURO', quantityLots: 40 } });
  });
});

describe('margin by instrument', () => {
  const margins = { ACME: { initialMarginRatio: 0.5, maintenanceMarginRatio: 0.4 }, BOLT: { initialMarginRatio: 0.1, maintenanceMarginRatio: 0.05 } };
  const both = [acme, { ...bolt, shortable: true }];

  test('binds what each asks for: what one has bound is not free for the other', () => {
    const made = stage({ account: 'margin', margins }, both, { USD: 1_000 });
    made.bar(0, 100);
    made.bar(0, 100, bolt);
    made.order({ quantityLots: 10 });
    made.bar(1, 100);
    made.order({ instrument: bolt.id, quantityLots: 60 });
    expect(made.bar(2, 100, bolt)).toMatchObject([{ data: { fill: { quantityLots: 50 } } }, { data: { reason: 'insufficient-cash' } }]);
  });

  test('is called in where the sum of all is more than there is, and the one that binds most is closed first', () => {
    const made = stage({ account: 'margin', margins }, both, { USD: 1_000 });
    made.bar(0, 100);
    made.bar(0, 100, bolt);
    made.order({ quantityLots: 10 });
    made.order({ instrument: bolt.id, quantityLots: 50 });
    made.bar(1, 100);
    made.bar(1, 100, bolt);
    // BOLT is worth five times ACME and binds less: 225 against 400. Equity 500 is below 625.
    const said = made.bar(2, 90, bolt);
    expect(said.map(({ type, data }) => [type, 'instrument' in data ? data.instrument : ''])).toEqual([['MarginCalled', 'BOLT'], ['PositionClosedOut', 'ACME']]);
    expect(made.it.state().ledger.positions.map(({ lots }) => lots)).toEqual([0, 50]);
  });

  test('must fit: more to hold than to open, or none without a margin account, is refused', () => {
    expect(() => venueRules({ account: 'margin', margins: { ACME: { initialMarginRatio: 0.1, maintenanceMarginRatio: 0.2 } } })).toThrow(/maintenanceMarginRatio of ACME is not above/);
    expect(() => venueRules({ margins: { ACME: { initialMarginRatio: 0.1 } } })).toThrow(/needs account: margin/);
    expect(() => venueRules({ fx: { ...fx, spreadBps: -1 } })).toThrow(/fx.spreadBps/);
  });
});

describe('a future that is settled daily', () => {
  const future: Instrument = { ...acme, multiplier: 10, settlesToCash: true };
  const rules: VenueOptions = { account: 'margin', initialMarginRatio: 0.1, settledDaily: ['ACME'] };

  test('has its gains in cash at the close that ends the day, and again only when there are new ones', () => {
    const made = stage(rules, [future], { USD: 1_000 });
    made.bar(DAY - 4, 100);
    made.order({ quantityLots: 2 });
    made.bar(DAY - 3, 100);
    made.bar(DAY - 2, 104);
    expect(made.cash('USD')).toBe(1_000);
    expect(made.bar(DAY - 1, 103)).toMatchObject([{ type: 'PositionSettled', data: { price: 103, lots: 2 } }]);
    expect([made.cash('USD'), made.equity()]).toEqual([1_060, 1_060]);
    expect(made.bar(DAY, 105)).toEqual([]);
    expect(made.cash('USD')).toBe(1_060);
  });

  test('is settled at the last price of a day whose last minutes had no bar, before anything the new day brings', () => {
    const made = stage(rules, [future], { USD: 1_000 });
    made.bar(10, 100);
    made.order({ quantityLots: 2 });
    made.bar(11, 100);
    made.bar(12, 107);
    made.order({ side: 'sell', quantityLots: 2 });
    expect(made.bar(DAY + 5, 90)).toMatchObject([{ type: 'PositionSettled', data: { price: 107, dueAt: 13 * MINUTE } }, { type: 'OrderFilled' }]);
    expect(made.cash('USD')).toBe(800);
  });

  test('expires at its last price where no other is known', () => {
    const made = stage(rules, [future], { USD: 1_000 });
    made.bar(10, 100);
    made.order({ quantityLots: 2 });
    made.bar(11, 100);
    made.bar(12, 107);
    const said = made.it.hear('ActionFellDue', { instrument: future.id, kind: 'expiry', value: 0, per: 1, dueAt: 14 * MINUTE, atLast: true }, { by: 'feed', time: 14 * MINUTE });
    expect(said).toMatchObject([{ type: 'PositionClosedOut', data: { reason: 'expired', price: 107 } }]);
    expect(made.cash('USD')).toBe(1_140);
  });
});

describe('interest', () => {
  test('is earned on cash and paid on debts of each currency, for every night, at the first bar of the new day', () => {
    const made = stage({ account: 'margin', initialMarginRatio: 0.2, fx: { ...fx, conversion: 'keep' }, interest: { USD: { creditPerYear: 0.0365, debitPerYear: 0.1 }, EUR: { creditPerYear: 0.01, debitPerYear: 0.073 } } });
    made.rate(0, 1.25);
    made.bar(0, 100, euro);
    made.order({ instrument: euro.id, quantityLots: 40 });
    made.bar(1, 100, euro);
    expect(made.bar(3 * DAY, 100, euro)).toMatchObject([
      { type: 'InterestBooked', data: { currency: 'USD', amountMicros: 3_000_000, balanceMicros: 10_000_000_000, nights: 3 } },
      { type: 'InterestBooked', data: { currency: 'EUR', amountMicros: -2_400_000, balanceMicros: -4_000_000_000 } },
    ]);
    expect(made.bar(3 * DAY + 1, 100, euro)).toEqual([]);
    expect([made.cash('USD'), made.cash('EUR')]).toEqual([10_003, -4_002.4]);
  });
});
