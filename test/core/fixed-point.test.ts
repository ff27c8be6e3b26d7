import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { microsOf, mulDiv, roundHalfEven, unitsOf } from '../../src/core/fixed-point.js';

const safe = fc.oneof(
  fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
  fc.integer({ min: -1_000_000, max: 1_000_000 }),
  fc.constantFrom(0, 1, -1, 2, -2, 3, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 94_906_265, 94_906_267),
);
const positive = safe.map(Math.abs).filter((value) => value > 0);

/** The definition, in integers without bounds: nearest, ties to the even one. */
function exactly(a: number, b: number, divisor: number): bigint {
  const product = BigInt(a) * BigInt(b);
  const d = BigInt(divisor);
  const below = product / d - (product % d < 0n ? 1n : 0n);
  const twice = (product - below * d) * 2n;
  return twice > d || (twice === d && below % 2n !== 0n) ? below + 1n : below;
}

const isSafe = (value: bigint): boolean => value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER);

describe('mulDiv', () => {
  test('is exact for any safe integers, or refuses a result that is none', () => {
    fc.assert(
      fc.property(safe, safe, positive, (a, b, divisor) => {
        const expected = exactly(a, b, divisor);
        if (isSafe(expected)) expect(BigInt(mulDiv(a, b, divisor))).toBe(expected);
        else expect(() => mulDiv(a, b, divisor)).toThrow('safe integer');
      }),
      { numRuns: 5_000 },
    );
  });

  test('is exact where a product is just below 2^53 and the quotient is close to a whole or a half', () => {
    const divisors = fc.integer({ min: 1, max: 100_000_000 });
    fc.assert(
      fc.property(divisors, fc.integer({ min: -3, max: 3 }), fc.boolean(), (divisor, off, half) => {
        const whole = Math.floor(Number.MAX_SAFE_INTEGER / divisor) - 1;
        const a = whole * divisor + (half ? Math.floor(divisor / 2) : 0) + off;
        if (!Number.isSafeInteger(a)) return;
        expect(BigInt(mulDiv(a, 1, divisor))).toBe(exactly(a, 1, divisor));
        expect(BigInt(mulDiv(-a, 1, divisor))).toBe(exactly(-a, 1, divisor));
      }),
      { numRuns: 5_000 },
    );
  });

  test('never gives -0', () => {
    fc.assert(
      fc.property(safe, positive, (a, divisor) => {
        for (const result of [mulDiv(0, a, divisor), mulDiv(a, -0, divisor), mulDiv(-1, 1, divisor), mulDiv(-1, 0, divisor)]) {
          expect(Object.is(result, -0)).toBe(false);
        }
      }),
    );
  });

  test('favours nobody: the negative of an amount is rounded to the negative', () => {
    const amount = fc.integer({ min: -90_000_000, max: 90_000_000 });
    fc.assert(
      fc.property(amount, amount, positive, (a, b, divisor) => {
        const result = mulDiv(a, b, divisor);
        expect(mulDiv(-a, b, divisor)).toBe(0 - result);
        expect(mulDiv(b, a, divisor)).toBe(result);
      }),
    );
  });

  test('ties go to the even one', () => {
    expect([1, 3, 5, 7, -1, -3, -5].map((half) => mulDiv(half, 1, 2))).toEqual([0, 2, 2, 4, 0, -2, -2]);
  });

  test.each([[0.5, 1, 1], [1, Number.NaN, 1], [1, 1, 0], [1, 1, -1], [1, 1, 0.5], [2 * Number.MAX_SAFE_INTEGER, 1, 1]])(
    'refuses %d × %d ÷ %d', (a, b, divisor) => expect(() => mulDiv(a, b, divisor)).toThrow(),
  );
});

describe('roundHalfEven', () => {
  test('is the definition, for anything a double can hold exactly as so many halves', () => {
    fc.assert(
      fc.property(fc.integer({ min: -4_503_599_627_370_495, max: 4_503_599_627_370_495 }), (halves) => {
        expect(BigInt(roundHalfEven(halves / 2))).toBe(exactly(halves, 1, 2));
      }),
      { numRuns: 2_000 },
    );
  });

  test('is never further than a half away, and never -0', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e15, max: 1e15, noNaN: true }), (value) => {
        const rounded = roundHalfEven(value);
        expect(Math.abs(rounded - value)).toBeLessThanOrEqual(0.5);
        expect(Number.isSafeInteger(rounded)).toBe(true);
        expect(Object.is(rounded, -0)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([[0.49999999999999994, 0], [-0.49999999999999994, 0], [0.5, 0], [1.5, 2], [2.5, 2], [-0.5, 0], [-1.5, -2], [-1e-20, 0]])(
    'rounds %d to %d', (value, expected) => expect(roundHalfEven(value)).toBe(expected),
  );

  test.each([Number.NaN, Infinity, -Infinity, 1e16])('refuses %d', (value) => expect(() => roundHalfEven(value)).toThrow());
});

test('units and micros name the same money', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000_000_000, max: 1_000_000_000_000_000 }), (micros) => {
      expect(microsOf(unitsOf(micros))).toBe(micros);
    }),
    { numRuns: 2_000 },
  );
});
