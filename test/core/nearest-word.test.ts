/** The nearest word, by the number of slips. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearestWord, slipsBetween } from '../../src/core/nearest-word.js';

const commands = ['run', 'rerun', 'replay', 'report', 'runs', 'fork'];

test.each([
  ['rnu', 'run'],
  ['replya', 'replay'],
  ['reprot', 'report'],
  ['FORK', 'fork'],
  ['rer', 'rerun'],
])('proposes for %s the word %s', (word, nearest) => {
  expect(nearestWord(word, commands)).toBe(nearest);
});

test('proposes nothing for a word that is far from all', () => {
  expect(nearestWord('weather', commands)).toBeUndefined();
  expect(nearestWord('', commands)).toBeUndefined();
});

test('counts the same slips there and back, none for equal words, and never breaks the triangle rule for single letters', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      expect(slipsBetween(a, b)).toBe(slipsBetween(b, a));
      expect(slipsBetween(a, a)).toBe(0);
      expect(slipsBetween(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(slipsBetween(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
    }),
  );
});

test('counts a swap of neighbours as one slip', () => {
  expect(slipsBetween('agent', 'agnet')).toBe(1);
});
