import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rung } from '../../../src/domain/task.js';
import { backOffUs, nextRung, usualRetries } from '../../../src/swarm/tasks/retry-policy.js';

const SECOND = 1_000_000;
const noChance = (): number => {
  throw new TypeError('No chance is drawn without jitter');
};

/** Climbs as far as the ladder goes, by attempts that all fail. */
function climb(question: { isLadder: boolean; hasCheckpoint: boolean; hasSubstitute: boolean; retriesMax?: number }): Rung[] {
  const rungs: Rung[] = [];
  let rung: Rung | undefined;
  for (let failures = 1; rung !== 'give-up'; failures += 1) {
    rung = nextRung({ retriesMax: 3, ...question, failures, rung, isRetriable: true });
    rungs.push(rung);
  }
  return rungs;
}

describe('retries', () => {
  it('R5: attempts begin at 0, 1, 3 and 7 s with factor 2, and at 0, 1, 2 and 3 s with factor 1', () => {
    const times = (factor: number): number[] => [1, 2, 3].reduce<number[]>((all, failures) => [...all, (all[all.length - 1] ?? 0) + backOffUs({ ...usualRetries, factor }, failures, noChance)], [0]);
    expect(times(2)).toEqual([0, 1, 3, 7].map((s) => s * SECOND));
    expect(times(1)).toEqual([0, 1, 2, 3].map((s) => s * SECOND));
  });

  it('R5: jitter adds at most its share, by the chance that is lent', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 10 }), (jitter, draw, failures) => {
        const base = backOffUs({ ...usualRetries, jitter: 0 }, failures, noChance);
        const wait = backOffUs({ ...usualRetries, jitter }, failures, () => draw);
        expect(wait).toBeGreaterThanOrEqual(base);
        expect(wait).toBeLessThanOrEqual(Math.round(base * (1 + jitter)));
        expect(Number.isSafeInteger(wait)).toBe(true);
      }),
    );
  });
});

describe('the ladder', () => {
  it('R7: each rung is reachable, from the retries to the checkpoint and the substitute', () => {
    expect(climb({ isLadder: true, hasCheckpoint: true, hasSubstitute: true })).toEqual(['retry', 'retry', 'retry', 'reassign', 'checkpoint', 'substitute', 'give-up']);
    expect(climb({ isLadder: true, hasCheckpoint: false, hasSubstitute: false })).toEqual(['retry', 'retry', 'retry', 'reassign', 'give-up']);
    expect(climb({ isLadder: false, hasCheckpoint: true, hasSubstitute: true })).toEqual(['retry', 'retry', 'retry', 'substitute', 'give-up']);
    expect(climb({ isLadder: false, hasCheckpoint: false, hasSubstitute: false, retriesMax: 0 })).toEqual(['give-up']);
  });

  it('R7: what cannot succeed another time is not tried another time', () => {
    const question = { failures: 1, retriesMax: 3, isLadder: true, hasCheckpoint: true, isRetriable: false };
    expect(nextRung({ ...question, hasSubstitute: true })).toBe('substitute');
    expect(nextRung({ ...question, hasSubstitute: false })).toBe('give-up');
  });
});
