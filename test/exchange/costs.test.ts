/** Costs of a fill beside its fee: impact, the most that may slip, tiers by what was traded, fees of one's own, lent shares. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isHivetapeError } from '../../src/core/errors.js';
import { pulseFigures, seePulse, startPulse } from '../../src/exchange/daily-pulse.js';
import { chargeNights } from '../../src/exchange/borrow.js';
import { addTraded, noVolume, rulesOnDay, tradedBefore } from '../../src/exchange/traded-volume.js';
import { venueRules, type VenueOptions } from '../../src/exchange/venue-rules.js';
import { acme, playBars, type Wish } from './play-bars.js';

/** Returns the code of the error that an act throws. */
function hasCode(act: () => unknown): string {
  try {
    act();
  } catch (cause) {
    if (isHivetapeError(cause)) return cause.code;
    throw cause;
  }
  return 'nothing';
}

const quiet = [100, 101, 99, 100] as const;
const buy = (lots: number, more: Wish = {}): Wish => ({ quantityLots: lots, ...more });
const first = (lots: number, options: VenueOptions, volume = 1_000) => playBars([buy(lots)], [quiet], { volume, participation: 'full', ...options }).fills[0];

describe('impact', () => {
  test('grows with the square of the share of the volume, or with the share itself', () => {
    expect(first(100, { slippage: { kind: 'volume-share', impact: 1, shareMax: 1 } }).slippage).toBeCloseTo(100 * 0.01, 9);
    expect(first(100, { slippage: { kind: 'volume-share', impact: 1, shareMax: 1, shape: 'linear' } }).slippage).toBeCloseTo(100 * 0.1, 9);
    expect(first(900, { slippage: { kind: 'volume-share', impact: 1, shareMax: 0.2, shape: 'linear' } }).slippage).toBeCloseTo(100 * 0.2, 9);
  });

  test('by the square root of the quantity takes volatility and volume of the days before, and none of today', () => {
    const pulse = startPulse();
    const closes = [100, 102, 99.96, 103, 500];
    closes.forEach((close, day) => seePulse(pulse, { close, volume: day === 4 ? 1e9 : 1_000 }, { day, days: 20 }));
    const returns = [0.02, -0.02, 103 / 99.96 - 1];
    const mean = (returns[0] + returns[1] + returns[2]) / 3;
    const deviation = Math.sqrt(returns.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 2);
    const { volatility = 0, volume } = pulseFigures(pulse) ?? {};
    expect(volume).toBe(1_000);
    expect(volatility).toBeCloseTo(deviation, 12);
  });

  test('by the square root costs price × impact × volatility × √(quantity ÷ volume)', () => {
    const closes = [100, 102, 98, 100];
    const bars = [...closes.map((close) => [close, close, close, close] as const), [100, 105, 99, 104] as const];
    const [fill] = playBars([buy(400, { type: 'stop', stopPrice: 104 })], bars, {
      slippage: { kind: 'square-root', impact: 0.5, days: 20 }, participation: 'full', volume: 10_000, barUs: 86_400_000_000,
    }).fills;
    const returns = [102 / 100 - 1, 98 / 102 - 1, 100 / 98 - 1];
    const mean = (returns[0] + returns[1] + returns[2]) / 3;
    const deviation = Math.sqrt(returns.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 2);
    expect(fill.slippage).toBeCloseTo(104 * 0.5 * deviation * Math.sqrt(400 / 10_000), 9);
    expect(first(1, { slippage: { kind: 'square-root', impact: 0.5, days: 20 } }).slippage).toBeCloseTo(0.5, 9);
  });

  test('never takes more than slippageMax of the price: the rest of the order is cancelled, and says so', () => {
    const options: VenueOptions = { slippage: { kind: 'volume-share', impact: 1, shareMax: 1, shape: 'linear' }, slippageMax: 0.001 };
    const { fills, ends } = playBars([buy(100)], [quiet], { volume: 10_000, participation: 'full', ...options });
    expect(fills.map(({ quantityLots, slippage }) => [quantityLots, slippage])).toEqual([[10, expect.closeTo(0.1, 9)]]);
    expect(ends).toEqual([['order-0', 'max-slippage']]);
    expect(playBars([buy(100, { timeInForce: 'fok' })], [quiet], { volume: 10_000, participation: 'full', ...options }).ends).toEqual([['order-0', 'fok']]);
  });

  test('L2: keeps slippageMax whatever the order and the bar', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 0.05, noNaN: true }), (lots, volume, slippageMax) => {
        const { fills, ends } = playBars([buy(lots)], [quiet], { volume, participation: 'full', slippage: { kind: 'volume-share', impact: 0.5, shareMax: 1 }, slippageMax });
        for (const fill of fills) expect(fill.slippage).toBeLessThanOrEqual(slippageMax * fill.basePrice * (1 + 1e-6));
        const filled = fills.reduce((sum, { quantityLots }) => sum + quantityLots, 0);
        expect(filled === lots ? [] : [['order-0', 'max-slippage']]).toEqual(ends);
      }),
    );
  });
});

describe('liquidity', () => {
  test('is used once: all orders of a bar share what it gives, in order of arrival', () => {
    const { fills } = playBars([buy(60), buy(60), buy(60)], [quiet, quiet], { volume: 1_000, participation: 0.1 });
    expect(fills.map(({ orderId, quantityLots, filledAt }) => [orderId, quantityLots, filledAt / 60_000_000])).toEqual([
      ['order-0', 60, 1], ['order-1', 40, 1], ['order-1', 20, 2], ['order-2', 60, 2],
    ]);
  });

  test('can be borrowed only as far as it goes, and what is short already counts', () => {
    const sell = (lots: number): Wish => ({ side: 'sell', quantityLots: lots });
    const lent = (held: number, lots: number) => playBars([sell(lots)], [quiet], { heldLots: held, participation: 'full', borrow: { ratePerYear: 0.1, quantityMax: 50 } });
    const outcome = (held: number, lots: number) => [lent(held, lots).fills.map(({ quantityLots }) => quantityLots), lent(held, lots).ends.map(([, reason]) => reason)];
    expect(outcome(0, 50)).toEqual([[50], []]);
    expect(outcome(0, 80)).toEqual([[50], ['not-shortable']]);
    expect(outcome(30, 100)).toEqual([[80], ['not-shortable']]);
    expect(outcome(-30, 100)).toEqual([[20], ['not-shortable']]);
    expect(outcome(-50, 10)).toEqual([[], ['not-shortable']]);
    expect(outcome(-80, 10)).toEqual([[], ['not-shortable']]);
  });
});

describe('fees by what was traded', () => {
  const rules = venueRules({ fees: { bps: 20, makerBps: 15, perOrder: 1, tiers: [{ from: 1_000, bps: 10, makerBps: 4 }, { from: 5_000, bps: 5 }] } });

  test('take the last tier that the 30 days before reach; the day itself does not count', () => {
    const traded = noVolume();
    const ratesOn = (day: number) => { const { bps, makerBps } = rulesOnDay(rules, traded, day).fees; return [bps, makerBps]; };
    expect(ratesOn(0)).toEqual([20, 15]);
    addTraded(traded, 0, 900);
    addTraded(traded, 0, 100);
    expect(ratesOn(0)).toEqual([20, 15]);
    expect(ratesOn(1)).toEqual([10, 4]);
    addTraded(traded, 3, 4_000);
    expect(ratesOn(4)).toEqual([5, 5]);
    expect(ratesOn(30)).toEqual([5, 5]);
    expect(ratesOn(31)).toEqual([10, 4]);
    expect(ratesOn(34)).toEqual([20, 15]);
    expect(rulesOnDay(rules, traded, 4).fees.perOrder).toBe(1);
  });

  test('remember 30 days and no more', () => {
    const traded = noVolume();
    for (let day = 0; day < 500; day += 1) addTraded(traded, day, 1);
    expect(traded.days.length).toBeLessThanOrEqual(31);
    expect(tradedBefore(traded, 500)).toBe(30);
  });

  test('are the very same rules where there are no tiers', () => {
    const plain = venueRules();
    expect(rulesOnDay(plain, noVolume(), 1)).toBe(plain);
  });
});

describe('a fee of one’s own', () => {
  test('is added to the other parts and sees the fill', () => {
    const seen: unknown[] = [];
    const fill = first(100, { fees: { perFill: 1, charge: (occasion) => { seen.push(occasion); return 0.5 + 0.001 * occasion.notional; } } });
    expect(fill.feeMicros).toBe(1_000_000 + 500_000 + 10_000_000);
    expect(seen[0]).toEqual({ instrument: 'ACME', quantity: 100, price: 100, notional: 10_000, liquidity: 'taker', fillsBefore: 0 });
  });

  test.each([Number.NaN, Infinity, 1e12, '3' as unknown as number, undefined as unknown as number])('of %s is refused', (value) => {
    expect(hasCode(() => first(1, { fees: { charge: () => value } }))).toBe('fee-code-refused');
  });
});

describe('borrowing', () => {
  const night = { barOffset: 0, dueAt: 1, nights: 3, lots: -100, markTicks: 10_000 };

  test('costs value × rate × nights ÷ 365, rounded half-even to the micro-unit', () => {
    expect(chargeNights({ ratePerYear: 0.0365 }, acme, night)).toEqual([
      { type: 'CashFlowBooked', data: { instrument: 'ACME', kind: 'borrow', amountMicros: -3_000_000, lots: -100, rate: 0.0365, dueAt: 1 } },
    ]);
  });

  test('has terms by instrument, and is silent where it is free', () => {
    expect(chargeNights({ ratePerYear: 0.0365, instruments: { ACME: { ratePerYear: 0.73 } } }, acme, night)[0]).toMatchObject({ data: { amountMicros: -60_000_000 } });
    expect(chargeNights({ ratePerYear: 0 }, acme, night)).toEqual([]);
    expect(chargeNights(undefined, acme, night)).toEqual([]);
  });
});

describe('rules out of range', () => {
  test.each<[string, VenueOptions]>([
    ['tiers that fall', { fees: { tiers: [{ from: 5, bps: 1 }, { from: 5, bps: 1 }] } }],
    ['a tier of more than everything', { fees: { tiers: [{ from: 0, bps: 10_000 }] } }],
    ['a slippage below nothing', { slippageMax: -1 }],
    ['borrowing with a cash account', { borrow: { ratePerYear: 0.1 } }],
    ['a maintenance margin with a cash account', { maintenanceMarginRatio: 0.1 }],
    ['a maintenance margin above the initial one', { account: 'margin', initialMarginRatio: 0.2, maintenanceMarginRatio: 0.3 }],
    ['a liquidation that costs everything', { liquidationFeeBps: 10_000 }],
  ])('are refused: %s', (_, options) => {
    expect(hasCode(() => venueRules(options))).toBe('venue-rules-invalid');
  });
});
