/** The purse: the search for what is affordable finds the very last lot, whatever it begins with. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostLots } from '../../src/exchange/purse.js';

test('finds the greatest number that is allowed, from any guess', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: -5, max: 6_000 }), fc.integer({ min: 0, max: 6_000 }), (most, guess, bound) => {
      expect(mostLots(most, guess, (lots) => lots <= bound)).toBe(Math.min(most, bound));
    }),
    { numRuns: 2_000 },
  );
});

test('asks few questions, also about very many lots', () => {
  let asked = 0;
  const bound = 123_456_789_012_345;
  const found = mostLots(Number.MAX_SAFE_INTEGER, bound - 40, (lots) => {
    asked += 1;
    return lots <= bound;
  });
  expect(found).toBe(bound);
  expect(asked).toBeLessThan(20);
});
