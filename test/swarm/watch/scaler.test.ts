import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scalingOf, usualScaling } from '../../../src/swarm/watch/scaler.js';

const idle = { cpu: 0, memory: 0, use: 0, queue: 0 };

describe('scaling by simulated load', () => {
  it.each([
    ['cpu above 80', { ...idle, cpu: 80.1 }, { to: 8, reason: 'cpu' }],
    ['memory above 85', { ...idle, cpu: 50, memory: 85.1 }, { to: 8, reason: 'memory' }],
    ['more than 100 that wait', { ...idle, cpu: 50, queue: 101 }, { to: 8, reason: 'queue' }],
    ['cpu at 80, memory at 85 and 100 that wait', { cpu: 80, memory: 85, use: 50, queue: 100 }, undefined],
    ['cpu below 30 and use below 20', { ...idle, cpu: 29.9, use: 19.9 }, { to: 2, reason: 'idle' }],
    ['cpu at 30', { ...idle, cpu: 30 }, undefined],
    ['use at 20', { ...idle, use: 20 }, undefined],
    ['little to do, but somebody who waits', { ...idle, queue: 1 }, undefined],
  ])('T5: four workers with %s', (_, load, expected) => {
    expect(scalingOf(4, load, usualScaling)).toEqual(expected);
  });

  it('T5: the gap between the bounds is the hysteresis: no load leads out and in again', () => {
    fc.assert(
      fc.property(fc.record({ cpu: fc.integer({ min: 0, max: 100 }), memory: fc.integer({ min: 0, max: 100 }), use: fc.integer({ min: 0, max: 100 }), queue: fc.nat({ max: 300 }) }), fc.integer({ min: 0, max: 25 }), (load, size) => {
        const first = scalingOf(size, load, usualScaling);
        if (first === undefined) return;
        const second = scalingOf(first.to, load, usualScaling);
        if (second !== undefined) expect(Math.sign(second.to - first.to)).toBe(Math.sign(first.to - size));
        if (first.to > size) expect(first.to).toBeLessThanOrEqual(20);
        else expect(first.to).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  it('Trap 6: doubling from zero agents gives one, where anybody waits', () => {
    expect(scalingOf(0, { ...idle, queue: 1 }, usualScaling)).toEqual({ to: 1, reason: 'queue' });
    expect(scalingOf(0, idle, usualScaling)).toBeUndefined();
  });
});
