/** What the venue books without an order, by examples that are worked out by hand. */
import { describe, expect, test } from 'vitest';
import { venueAgent, type VenueState } from '../../src/agents/venue-agent.js';
import type { DataOf, LogEvent } from '../../src/domain/catalogue.js';
import type { Instrument } from '../../src/domain/instrument.js';
import type { VenueOptions } from '../../src/exchange/venue-rules.js';
import { equityOf } from '../../src/portfolio/position.js';
import { acme, anOrder, authorities, bench, bolt, minuteBar, MINUTE, type Bench } from './bench.js';

const DAY = 1_440;
type Prices = readonly [number, number, number, number];

interface Stage {
  readonly it: Bench<VenueState>;
  /** Plays a bar that closes a minute after this one opens, and returns what is said of it. */
  readonly bar: (minute: number, prices: Prices, instrument?: Instrument) => LogEvent[];
  readonly act: (action: Partial<DataOf<'ActionFellDue'>>) => LogEvent[];
  readonly cash: () => number;
  readonly equity: () => number;
}

function stage(options: VenueOptions, { cash = 1_000, instrument = acme }: { readonly cash?: number; readonly instrument?: Instrument } = {}): Stage {
  const it = bench(venueAgent({ account: 'margin', participation: 'full', ...options }, authorities, { actions: true }), authorities.venue);
  it.hear('AccountOpened', { currency: 'USD', cashMicros: cash * 1_000_000 });
  it.hear('InstrumentListed', { instrument });
  it.hear('InstrumentListed', { instrument: { ...bolt, shortable: true } });
  const account = () => it.state().ledger.accounts[0];
  return {
    it,
    bar: (minute, prices, of = instrument) => it.hear('BarClosed', minuteBar(minute, prices, { instrument: of }), { time: (minute + 1) * MINUTE + 1 }),
    act: (action) => it.hear('ActionFellDue', { instrument: instrument.id, kind: 'dividend', value: 1, per: 1, dueAt: 0, ...action }, { by: 'feed' }),
    cash: () => account().cashMicros / 1e6,
    equity: () => equityOf(account()) / 1e6,
  };
}

/** Opens a position at 100 in the second bar. */
function hold(lots: number, options: VenueOptions = {}, more: Parameters<typeof stage>[1] = {}): Stage {
  const made = stage(options, more);
  made.bar(0, [100, 100, 100, 100]);
  made.it.hear('OrderApproved', { order: anOrder({ side: lots > 0 ? 'buy' : 'sell', quantityLots: Math.abs(lots) }) });
  made.bar(1, [100, 100, 100, 100]);
  return made;
}

const types = (events: readonly LogEvent[]): string[] => events.map(({ type }) => type);
const lotsOf = ({ it }: Stage): number => it.state().ledger.positions[0].lots;

describe('dividends and funding', () => {
  test('are paid to longs and by shorts, on what is held at that moment', () => {
    const long = hold(5);
    expect(long.act({ value: 0.37 })).toMatchObject([{ data: { kind: 'dividend', amountMicros: 1_850_000, lots: 5, rate: 0.37 } }]);
    expect(long.equity()).toBe(1_001.85);
    const short = hold(-5);
    short.act({ value: 0.37 });
    expect(short.equity()).toBe(998.15);
    expect(stage({}).act({ value: 0.37 })).toEqual([]);
  });

  test('of a perpetual are a share of the value at the last price: longs pay a rate above zero', () => {
    const long = hold(5);
    expect(long.act({ kind: 'funding', value: 0.0001 })).toMatchObject([{ data: { kind: 'funding', amountMicros: -50_000 } }]);
    const short = hold(-5);
    short.act({ kind: 'funding', value: 0.0001 });
    expect(short.equity()).toBe(1_000.05);
  });

  test('are believed from the feed alone, and booked once', () => {
    const { it } = hold(5);
    expect(it.hear('ActionFellDue', { instrument: acme.id, kind: 'dividend', value: 9, per: 1, dueAt: 0 }, { by: 'trader' })).toEqual([]);
    expect(it.hear('ActionFellDue', { instrument: acme.id, kind: 'dividend', value: 9, per: 1, dueAt: 0 }, { by: 'feed' })).toHaveLength(1);
    expect(it.repeat(it.log.findLast(({ type }) => type === 'ActionFellDue') as LogEvent)).toEqual([]);
  });
});

describe('a split', () => {
  test('changes lots and the last price and keeps the worth; open orders are cancelled', () => {
    const made = hold(5);
    made.it.hear('OrderApproved', { order: anOrder({ type: 'limit', limitPrice: 90 }) });
    const said = made.act({ kind: 'split', value: 4, per: 1 });
    expect(said).toMatchObject([{ type: 'OrderCancelled', data: { reason: 'corporate-action' } }, { type: 'PositionSplit', data: { lotsBefore: 5, lotsAfter: 20 } }]);
    expect(made.equity()).toBe(1_000);
    made.bar(2, [25, 26, 25, 26]);
    expect(made.equity()).toBe(1_020);
  });

  test('pays what is left of a lot in cash', () => {
    const made = hold(7);
    const said = made.act({ kind: 'split', value: 1, per: 3 });
    expect(said).toMatchObject([{ data: { lotsAfter: 2 } }, { data: { kind: 'fraction', amountMicros: 100_000_000 } }]);
    expect(lotsOf(made)).toBe(2);
    expect(made.equity()).toBe(1_000);
  });

  test('of which a later purchase keeps no lot leaves no cost behind when all is sold', () => {
    const made = hold(7);
    made.it.hear('OrderApproved', { order: anOrder({ side: 'buy', quantityLots: 1 }) });
    made.bar(2, [100, 100, 100, 100]);
    made.act({ kind: 'split', value: 1, per: 7 });
    made.it.hear('OrderApproved', { order: anOrder({ side: 'sell', quantityLots: 1 }) });
    made.bar(3, [700, 700, 700, 700]);
    expect(made.it.state().ledger.positions[0]).toMatchObject({ lots: 0, costMicros: 0, heldLots: [], realisedMicros: -100_000_000 });
  });

  test('that leaves less than a lot ends the position in cash', () => {
    const made = hold(-2);
    made.act({ kind: 'split', value: 1, per: 10 });
    expect(lotsOf(made)).toBe(0);
    expect([made.cash(), made.equity()]).toEqual([1_000, 1_000]);
  });
});

describe('a delisting', () => {
  test('cancels, closes at the last price less what is lost, and ends trading', () => {
    const made = hold(5);
    made.it.hear('OrderApproved', { order: anOrder({ type: 'limit', limitPrice: 90 }) });
    expect(made.act({ kind: 'delisting', value: 0.333 })).toMatchObject([
      { type: 'OrderCancelled', data: { reason: 'delisted' } },
      { type: 'PositionClosedOut', data: { reason: 'delisted', side: 'sell', quantityLots: 5, price: 66.7 } },
    ]);
    expect(made.cash()).toBe(833.5);
    expect(made.it.hear('OrderApproved', { order: anOrder() })).toMatchObject([{ type: 'OrderRejected', data: { reason: 'delisted' } }]);
    expect(made.bar(2, [50, 50, 50, 50])).toEqual([]);
  });

  test('rounds against the holder, of a short too', () => {
    const made = hold(-5);
    expect(made.act({ kind: 'delisting', value: 0.33333 })).toMatchObject([{ data: { side: 'buy', price: 66.67 } }]);
  });
});

describe('a future', () => {
  const future: Instrument = { ...acme, multiplier: 10, settlesToCash: true };

  test('is not paid for: only what it gains or loses goes through the cash, when it is settled or closed', () => {
    const made = hold(2, { initialMarginRatio: 0.1 }, { instrument: future });
    expect([made.cash(), made.equity()]).toEqual([1_000, 1_000]);
    made.bar(2, [100, 103, 100, 103]);
    expect([made.cash(), made.equity()]).toEqual([1_000, 1_060]);
    made.act({ kind: 'settlement', value: 102 });
    expect([made.cash(), made.equity()]).toEqual([1_040, 1_060]);
    made.it.hear('OrderApproved', { order: anOrder({ side: 'sell', quantityLots: 1, type: 'market' }) });
    made.bar(3, [101, 101, 101, 101]);
    expect([made.cash(), made.equity()]).toEqual([1_030, 1_020]);
    expect(made.act({ kind: 'expiry', value: 99 })).toMatchObject([{ data: { reason: 'expired', price: 99, quantityLots: 1 } }]);
    expect([made.cash(), made.equity(), lotsOf(made)]).toEqual([1_000, 1_000, 0]);
  });

  test('is bought as far as the margin goes, not the cash', () => {
    expect(lotsOf(hold(10, { initialMarginRatio: 0.1 }, { instrument: future }))).toBe(10);
    expect(lotsOf(hold(11, { initialMarginRatio: 0.1 }, { instrument: future }))).toBe(10);
  });
});

describe('a short', () => {
  test('pays for every night, at the last price of the day that ended, before anything the new day brings', () => {
    const made = hold(-4, { borrow: { ratePerYear: 0.365 } });
    made.it.hear('OrderApproved', { order: anOrder({ quantityLots: 4 }) });
    const said = made.bar(3 * DAY, [110, 110, 110, 110]);
    expect(said).toMatchObject([{ type: 'CashFlowBooked', data: { kind: 'borrow', amountMicros: -1_200_000, lots: -4 } }, { type: 'OrderFilled' }]);
    expect(types(made.bar(9 * DAY, [110, 110, 110, 110]))).toEqual([]);
  });

  test('pays nothing within the day', () => {
    const made = hold(-4, { borrow: { ratePerYear: 0.365 } });
    expect(made.bar(700, [110, 110, 110, 110])).toEqual([]);
  });
});

describe('a margin call', () => {
  const margin: VenueOptions = { initialMarginRatio: 0.2, maintenanceMarginRatio: 0.1, liquidationFeeBps: 50 };

  test('closes a long at the first price at which the margin is too small, and takes its fee', () => {
    // 50 lots at 100 with 1,000: equity 50p − 4,000, margin 5p, so it is short below 88.88…
    const made = hold(50, margin);
    expect(lotsOf(made)).toBe(50);
    made.it.hear('OrderApproved', { order: anOrder({ type: 'limit', limitPrice: 10 }) });
    const said = made.bar(2, [95, 96, 80, 95]);
    expect(types(said)).toEqual(['MarginCalled', 'OrderCancelled', 'PositionClosedOut']);
    expect(said[0]).toMatchObject({ data: { equityMicros: 444_000_000, requiredMicros: 444_400_000, price: 88.88, isIntrabar: true } });
    expect(said[1]).toMatchObject({ data: { reason: 'liquidation' } });
    expect(said[2]).toMatchObject({ data: { side: 'sell', quantityLots: 50, price: 88.88, feeMicros: 22_220_000, label: 'intrabar-ambiguous' } });
    expect([made.cash(), made.equity(), lotsOf(made)]).toEqual([421.78, 421.78, 0]);
  });

  test('comes at the open where price jumped past it, and a ruin is told with its deficit', () => {
    const made = hold(50, margin);
    const said = made.bar(2, [79, 81, 78, 80]);
    expect(types(said)).toEqual(['MarginCalled', 'PositionClosedOut', 'AccountRuined']);
    expect(said[1]).toMatchObject({ data: { price: 79, label: 'open-gap' } });
    expect(said[2]).toMatchObject({ data: { equityMicros: -69_750_000 } });
  });

  test('is mirrored for a short', () => {
    // 50 lots short at 100 with 1,000: equity 6,000 − 50p, margin 5p, so it is short above 109.0909…
    const said = hold(-50, margin).bar(2, [105, 120, 104, 105]);
    expect(said[1]).toMatchObject({ data: { side: 'buy', price: 109.1, quantityLots: 50 } });
  });

  test('looks at the close alone where the policy is optimistic', () => {
    expect(hold(50, { ...margin, policy: 'optimistic' }).bar(2, [95, 96, 80, 95])).toEqual([]);
    expect(hold(50, { ...margin, policy: 'optimistic' }).bar(2, [95, 96, 80, 85])[1]).toMatchObject({ data: { price: 85, label: 'exact' } });
  });

  test('closes the largest position first, and what the margin still carries stays', () => {
    const made = stage({ ...margin, liquidationFeeBps: 0 });
    made.bar(0, [100, 100, 100, 100]);
    made.bar(0, [100, 100, 100, 100], bolt);
    made.it.hear('OrderApproved', { order: anOrder({ quantityLots: 40 }) });
    made.it.hear('OrderApproved', { order: anOrder({ quantityLots: 8, instrument: bolt.id }) });
    made.bar(1, [100, 100, 100, 100]);
    made.bar(1, [100, 100, 100, 100], bolt);
    const said = made.bar(2, [85, 86, 80, 85]);
    expect(said.map(({ type, data }) => [type, 'instrument' in data ? data.instrument : ''])).toEqual([['MarginCalled', 'ACME'], ['PositionClosedOut', 'ACME']]);
    expect(made.it.state().ledger.positions.map(({ lots }) => lots)).toEqual([0, 8]);
  });

  test('never comes without a maintenance ratio', () => {
    expect(hold(50, { initialMarginRatio: 0.2 }).bar(2, [50, 50, 40, 50])).toEqual([]);
  });
});

describe('tiered fees', () => {
  test('fall with what was traded before, from one day to the next', () => {
    const made = stage({ fees: { bps: 100, tiers: [{ from: 400, bps: 10 }] } }, { cash: 10_000 });
    made.bar(0, [100, 100, 100, 100]);
    const feeAt = (minute: number): number => {
      made.it.hear('OrderApproved', { order: anOrder({ quantityLots: 5 }) });
      const [said] = made.bar(minute, [100, 100, 100, 100]);
      return said.type === 'OrderFilled' ? said.data.fill.feeMicros / 1e6 : Number.NaN;
    };
    expect([feeAt(1), feeAt(2), feeAt(DAY), feeAt(40 * DAY)]).toEqual([5, 5, 0.5, 5]);
  });
});
