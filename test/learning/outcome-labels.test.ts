/** The labels on courses of prices made by hand: each comes true where it should, and only there. */
import { expect, test } from 'vitest';
import { labelsOf, type Course } from '../../src/learning/outcome-labels.js';

const WINDOW = 16;
const outlook = { at: WINDOW - 1, windowBars: WINDOW, horizonBars: 4 };

/** A window that wobbles around a line, then the future given. */
function course(slope: number, future: readonly number[], peer?: readonly number[]): Course {
  const past = Array.from({ length: WINDOW }, (_, bar) => 100 + slope * bar + (bar % 2 === 0 ? 0.5 : -0.5));
  const last = past[WINDOW - 1];
  const close = [...past, ...future.map((step) => last + step)];
  return { close, high: close.map((price) => price + 0.2), low: close.map((price) => price - 0.2), peerClose: peer === undefined ? [] : [...past.map(() => 50), ...peer] };
}

test('direction: where the close at the end of the horizon stands', () => {
  expect(labelsOf(course(0, [-5, -5, -5, 1]), outlook).direction).toBe(1);
  expect(labelsOf(course(0, [5, 5, 5, -1]), outlook).direction).toBe(0);
  expect(labelsOf(course(0, [1, 2, 1, 0]), outlook).direction).toBe(-1);
});

test('reversal: a trend that turns, and nothing where there is no trend', () => {
  expect(labelsOf(course(1, [-2, -4, -6, -8]), outlook).reversal).toBe(1);
  expect(labelsOf(course(1, [1, 2, 3, 4]), outlook).reversal).toBe(0);
  expect(labelsOf(course(-1, [2, 4, 6, 8]), outlook).reversal).toBe(1);
  expect(labelsOf(course(0, [2, 4, 6, 8]), outlook).reversal).toBe(-1);
});

test('breakout: a close beyond the range of the window, to either side', () => {
  expect(labelsOf(course(0, [0, 0, 3, 0]), outlook).breakout).toBe(1);
  expect(labelsOf(course(0, [0, -3, 0, 0]), outlook).breakout).toBe(1);
  expect(labelsOf(course(0, [0, 0.3, 0.5, 0]), outlook).breakout).toBe(0);
});

test('consolidation: a range narrower than the volatility of the window leads one to expect', () => {
  expect(labelsOf(course(0, [0, 0.1, 0, 0.1]), outlook).consolidation).toBe(1);
  expect(labelsOf(course(0, [3, -3, 3, -3]), outlook).consolidation).toBe(0);
});

test('divergence: a new extreme with less momentum than the last one had', () => {
  expect(labelsOf(course(1, [0.5, 1, 1.5, 2]), outlook).divergence).toBe(1);
  expect(labelsOf(course(0.1, [2, 4, 6, 8]), outlook).divergence).toBe(0);
  expect(labelsOf(course(0, [0, 0, 0, 0.1]), outlook).divergence).toBe(0);
});

test('correlation: returns that move with the peer, and nothing without one', () => {
  const future = [1, -1, 2, -2];
  expect(labelsOf(course(0, future, [51, 49, 52, 48]), outlook).correlation).toBe(1);
  expect(labelsOf(course(0, future, [49, 51, 48, 52]), outlook).correlation).toBe(0);
  expect(labelsOf(course(0, future, [50, 50, 50, 50]), outlook).correlation).toBe(-1);
  expect(labelsOf(course(0, future), outlook).correlation).toBe(-1);
});
