/** Columns of text on a terminal. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut, pad, textWidth, wrap } from '../../src/cli/text-width.js';

test.each([
  ['plain', 5],
  ['中国股指', 8],
  ['e\u0301', 1],
  ['👩‍👩‍👧', 2],
  ['✔', 1],
  ['', 0],
  ['ＡＢ', 4],
])('%s takes %i columns', (text, columns) => {
  expect(textWidth(text)).toBe(columns);
});

test('cuts and pads to the width that is asked for, whatever the letters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.integer({ min: 1, max: 20 }), (text, columns) => {
      expect(textWidth(cut(text, columns))).toBeLessThanOrEqual(columns);
      expect(textWidth(pad(cut(text, columns), columns))).toBe(columns);
      if (textWidth(text) <= columns) expect(cut(text, columns)).toBe(text);
    }),
  );
});

test('wraps between words and loses none', () => {
  expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four']);
  expect(wrap('immeasurable', 5)).toEqual(['immeasurable']);
});
