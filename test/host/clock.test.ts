import { expect, test } from 'vitest';
import { formatInstant } from '../../src/core/instant.js';
import { monotonicMs, wallTime } from '../../src/host/clock.js';
import { withTraps } from '../../src/host/traps.js';

test('tells the wall time in microseconds', () => {
  const before = Date.now();
  const now = wallTime();
  const after = Date.now();
  expect(now).toBeGreaterThanOrEqual(before * 1_000);
  expect(now).toBeLessThanOrEqual(after * 1_000);
  expect(Date.parse(formatInstant(now))).toBe(now / 1_000);
});

test('never goes back when it measures', () => {
  const readings = Array.from({ length: 1_000 }, monotonicMs);
  expect(readings.every((reading, index) => index === 0 || reading >= readings[index - 1])).toBe(true);
});

test('answers the lab while agents are trapped', () => {
  const [wall, running] = withTraps(() => ({ agent: 'a', offset: 0 }), () => [wallTime(), monotonicMs()]);
  expect(wall).toBeGreaterThan(0);
  expect(running).toBeGreaterThan(0);
});
