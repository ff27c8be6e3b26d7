import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crossOver } from '../../src/indicators/cross-over.js';
import { readingsOf, testIndicator } from './contract.js';

testIndicator({
  indicator: crossOver,
  options: fc.constant(undefined),
  input: fc.integer({ min: -2, max: 2 }),
  definition: (differences) => {
    const now = differences.at(-1) ?? 0;
    const before = differences.slice(0, -1).findLast((difference) => difference !== 0) ?? 0;
    if (before < 0 && now > 0) return 'up';
    return before > 0 && now < 0 ? 'down' : 'none';
  },
  flat: { input: 1, reading: () => 'none' as const },
  isPrompt: false,
});

test('says nothing before the two lines have parted for the first time', () => {
  expect(readingsOf(crossOver, undefined, [0, 0, 1])).toEqual([undefined, undefined, 'none']);
});

test('crosses once through a tie, when the lines part on the other side', () => {
  expect(readingsOf(crossOver, undefined, [-1, 0, 0, 1, 0, -1])).toEqual(['none', 'none', 'none', 'up', 'none', 'down']);
});

test('does not cross where the lines only touch', () => {
  expect(readingsOf(crossOver, undefined, [-1, 0, -1, 0, -1])).toEqual(['none', 'none', 'none', 'none', 'none']);
});
