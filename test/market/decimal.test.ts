/** Decimal numbers, against the reading of the language itself. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quickDecimal, readDecimal } from '../../src/market/decimal.js';

const quick = (text: string): number => {
  const bytes = new TextEncoder().encode(text);
  return quickDecimal(bytes, 0, bytes.length, 46);
};

test('reads every plain decimal as exactly as the language does', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -999_999_999_999_999n, max: 999_999_999_999_999n }), fc.integer({ min: 0, max: 14 }), (digits, places) => {
      const sign = digits < 0n ? '-' : '';
      const padded = String(digits < 0n ? -digits : digits).padStart(places + 1, '0');
      const text = sign + (places === 0 ? padded : `${padded.slice(0, -places)}.${padded.slice(-places)}`);
      const value = quick(text);
      // More than 15 digits in all, with leading zeros, go the slow way.
      if (Number.isNaN(value)) expect(readDecimal(text, '.')).toBe(Number(text));
      else expect(value).toBe(Number(text));
    }),
    { numRuns: 2_000 },
  );
});

test('reads back every double of a price as it is printed', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 9e15, noNaN: true }), (value) => {
      const text = String(value);
      const found = quick(text);
      expect(Number.isNaN(found) ? readDecimal(text, '.') : found).toBe(value);
    }),
  );
});

test.each(['', '-', '.', '1.', '.5', '1e5', ' 1', '1,5', '1.2.3', '--1', '１'])('leaves %j to the slow way', (text) => {
  expect(quick(text)).toBeNaN();
});
