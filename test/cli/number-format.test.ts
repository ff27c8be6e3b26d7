/** Numbers as people read them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { duration, figure, grouped, money, percent, virtualSpan } from '../../src/cli/number-format.js';

test.each([
  [412_338, 0, '412,338'],
  [1_204.1, 2, '1,204.10'],
  [-1_234.5, 1, '−1,234.5'],
  [-0.001, 2, '0.00'],
  [999, 0, '999'],
  [Number.NaN, 0, '–'],
  [Infinity, 2, '–'],
])('writes %d with %i decimals as %s', (value, decimals, text) => {
  expect(grouped(value, decimals)).toBe(text);
});

test('writes fractions as per cent with one decimal, signed where a change is meant', () => {
  expect([percent(0.184, { signed: true }), percent(-0.113), percent(0, { signed: true }), percent(null), percent(undefined)]).toEqual(['+18.4 %', '−11.3 %', '0.0 %', '–', '–']);
});

test('writes money with its currency', () => {
  expect(money(1_204_100_000, 'USD')).toBe('1,204.10 USD');
});

test('writes spans of wall time and of virtual time in fitting units', () => {
  expect([850, 8_200, 200_000].map(duration)).toEqual(['850 ms', '8.2 s', '3 min 20 s']);
  expect([3, 1_500, 59_999_997, 86_400_000_000].map(virtualSpan)).toEqual(['3 µs', '1.5 ms', '60.0 s', '1.0 d']);
});

test('writes a dash for a figure that is not defined', () => {
  expect([figure(1.117), figure(null), figure(undefined)]).toEqual(['1.12', '–', '–']);
});

test('groups any whole number so that it reads back as itself', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      const text = grouped(value);
      expect(Number(text.replaceAll(',', '').replace('−', '-')) + 0).toBe(value + 0);
      expect(text.replace('−', '')).toMatch(/^\d{1,3}(,\d{3})*$/);
    }),
  );
});
