/** Colour, ASCII, and text of others that must not command the terminal. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { harmless, paintFor, plainText } from '../../src/cli/paint.js';

test('paints only where there is colour', () => {
  expect([paintFor(true)('red', 'x'), paintFor(false)('red', 'x')]).toEqual(['\u001b[31mx\u001b[0m', 'x']);
});

test('has an ASCII likeness for our own signs, and a question mark for the rest', () => {
  expect(plainText('✔ 3 µs → −5 % … 上')).toBe('ok 3 us -> -5 % ... ?');
});

test('gives ASCII for any text, and lets no control character through', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(plainText(harmless(text))).toMatch(/^[\n\t\x20-\x7e]*$/);
      expect(harmless(text)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
    }),
  );
});
