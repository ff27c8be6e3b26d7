/** Fees: exact integers, the same for one fill as for many, within least and most. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instrumentId, type Instrument } from '../../src/domain/instrument.js';
import { addFee, noFees } from '../../src/exchange/fees.js';
import { freeOfCharge, venueRules, type FeeSchedule } from '../../src/exchange/venue-rules.js';

const instrument: Instrument = { id: instrumentId('ACME'), currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 10, multiplier: 1, shortable: true };
const feeOf = (schedule: Partial<FeeSchedule>, lots: number, liquidity: 'maker' | 'taker' = 'taker'): number =>
  addFee({ ...freeOfCharge, ...schedule }, noFees, { instrument, lots, notionalMicros: lots * 10_000_000, liquidity }).paidMicros;

describe('a fee', () => {
  test('is the sum of its parts', () => {
    expect(feeOf({ bps: 10 }, 100)).toBe(1_000_000);
    expect(feeOf({ perUnit: 0.005 }, 100)).toBe(50_000);
    expect(feeOf({ bps: 10, perUnit: 0.005, perFill: 1, perOrder: 2 }, 100)).toBe(4_050_000);
  });

  test('is lower for makers, even negative', () => {
    expect(feeOf({ bps: 5, makerBps: -1 }, 100, 'maker')).toBe(-100_000);
    expect(feeOf({ bps: 5 }, 100, 'maker')).toBe(500_000);
  });

  test('is rounded half-even to the micro-unit', () => {
    const half = (notionalMicros: number): number => addFee({ ...freeOfCharge, bps: 5_000 }, noFees, { instrument, lots: 1, notionalMicros, liquidity: 'taker' }).paidMicros;
    expect([half(1), half(3), half(5)]).toEqual([0, 2, 2]);
  });

  test('keeps least and most over all fills of an order together', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(cuts, fc.integer({ min: 0, max: 5 }), fc.integer({ min: 5, max: 20 }), (lots, orderMin, orderMax) => {
        const schedule = { ...freeOfCharge, perUnit: 0.1, perOrder: 1, orderMin, orderMax };
        let tally = noFees;
        for (const some of lots) {
          const after = addFee(schedule, tally, { instrument, lots: some, notionalMicros: some, liquidity: 'taker' });
          expect(after.paidMicros).toBeGreaterThanOrEqual(tally.paidMicros);
          tally = after;
        }
        const all = lots.reduce((sum, some) => sum + some, 0);
        expect(tally.paidMicros).toBe(Math.min(Math.max(all * 10_000 + 1_000_000, orderMin * 1_000_000), orderMax * 1_000_000));
      }),
    );
  });
});

test('a venue refuses rules out of range, by name', () => {
  const codeOf = (make: () => unknown): unknown => {
    try {
      return make();
    } catch (error) {
      return (error as { code?: string }).code;
    }
  };
  expect(codeOf(() => venueRules({ participation: 0 }))).toBe('venue-rules-invalid');
  expect(codeOf(() => venueRules({ openingWindowUs: -1 }))).toBe('venue-rules-invalid');
  expect(codeOf(() => venueRules({ initialMarginRatio: 0 }))).toBe('venue-rules-invalid');
  expect(codeOf(() => venueRules({ dayEndsAtUs: 86_400_000_000 }))).toBe('venue-rules-invalid');
  expect(codeOf(() => venueRules({ slippage: { kind: 'ratio', ratio: 1 } }))).toBe('venue-rules-invalid');
  expect(codeOf(() => venueRules({ fees: { bps: 10_000 } }))).toBe('venue-rules-invalid');
  expect(codeOf(() => venueRules({ fees: { orderMin: 2, orderMax: 1 } }))).toBe('venue-rules-invalid');
  expect(() => venueRules({ participation: Number.NaN })).toThrow('participation');
});
