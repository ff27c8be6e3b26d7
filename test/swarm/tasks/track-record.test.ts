import { describe, expect, it } from 'vitest';
import { efficiencyOf, performanceOf, responseOf, withOutcome, withTime, type TrackRecord } from '../../../src/swarm/tasks/track-record.js';

const HOUR = 3_600_000_000;
const outcome = (at: number, isDone: boolean, efficiency?: number) => ({ at, isDone, responseUs: 10, efficiency });

describe('the record of a worker', () => {
  it('G4: is .7 success + .3 time efficiency over the last 24 hours; a newcomer is worth .5', () => {
    expect(performanceOf([], 0)).toBe(0.5);
    const record = [outcome(1, true, 0.5), outcome(2, true, 1), outcome(3, false)].reduce<TrackRecord>(withOutcome, []);
    expect(performanceOf(record, 4)).toBeCloseTo(0.7 * (2 / 3) + 0.3 * 0.75, 12);
    // A day later the first outcome no longer counts, then none does.
    expect(performanceOf(record, 1 + 24 * HOUR)).toBeCloseTo(0.7 / 2 + 0.3, 12);
    expect(performanceOf(record, 3 + 24 * HOUR)).toBe(0.5);
  });

  it('Trap 2: time efficiency compares with the usual time of the work, and is undefined with no completed task', () => {
    expect(performanceOf([outcome(1, false), outcome(2, false)], 3)).toBe(0);
    expect(performanceOf([outcome(1, true)], 3)).toBe(1);
    expect([efficiencyOf(100, 50), efficiencyOf(100, 200), efficiencyOf(1, 0)]).toEqual([1, 0.5, 1]);
    expect([100, 300].reduce<ReturnType<typeof withTime> | undefined>((usual, us) => withTime(usual, us), undefined)).toEqual({ count: 2, meanUs: 200 });
  });

  it('G4: the answer time of a newcomer is not known', () => {
    expect(responseOf([], 5)).toBeUndefined();
    expect(responseOf([outcome(1, true), { ...outcome(2, true), responseUs: 30 }], 5)).toBe(20);
  });
});
