/** How bad a conflict is: each kind by its rule, at its bound, and at its worst. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SECOND } from '../../../src/core/instant.js';
import { conflictKinds } from '../../../src/domain/events/negotiation-events.js';
import { deadlineUs, isConflict, prioritySeverity, resourceSeverity, riskSeverity, severityMin, signalSeverity, strategySeverity, timingSeverity } from '../../../src/swarm/decisions/severity.js';

const lean = fc.double({ min: -1, max: 1, noNaN: true });

describe('the severity of a conflict', () => {
  it('Trap 1: two equally strong opposite signals are the worst conflict, not none', () => {
    expect(signalSeverity([1, -1])).toBe(1);
    expect(signalSeverity([0.8, -0.8])).toBe(0.8);
    expect(signalSeverity([0.8, -0.2])).toBe(0.2);
    expect(signalSeverity([0.8, 0.9])).toBe(0);
    fc.assert(
      fc.property(fc.double({ min: 0.31, max: 1, noNaN: true }), lean, (strength, other) => {
        const equal = signalSeverity([strength, -strength]);
        expect(isConflict(equal)).toBe(true);
        // Against one of this strength, no weaker opponent is worse than an equal one.
        if (Math.abs(other) <= strength) expect(signalSeverity([strength, other])).toBeLessThanOrEqual(equal);
      }),
    );
  });

  it('H6: the severity of opposite signals is min(buy, sell), whatever their order', () => {
    fc.assert(
      fc.property(fc.array(lean, { maxLength: 12 }), (leans) => {
        const buy = Math.max(0, ...leans);
        const sell = Math.max(0, ...leans.map((one) => -one));
        expect(signalSeverity(leans)).toBeCloseTo(Math.min(buy, sell), 12);
        expect(signalSeverity([...leans].reverse())).toBe(signalSeverity(leans));
      }),
    );
  });

  it('H6: is a conflict above .3 and not at .3, also where sums of fractions miss it by their last digit', () => {
    expect(severityMin).toBe(0.3);
    expect([0.29, 0.3, 0.1 + 0.2, 0.300001].map((severity) => isConflict(severity))).toEqual([false, false, false, true]);
  });

  it('H6: has a deadline of 60 s over signals and of 120 s over resources', () => {
    expect(deadlineUs.signal).toBe(60 * SECOND);
    expect(deadlineUs.resource).toBe(120 * SECOND);
    expect(Object.keys(deadlineUs).sort()).toEqual([...conflictKinds].sort());
  });

  it('H6: a cash demand of 150 % is a conflict of .5, one of 130 % is none, twice the cash is the worst', () => {
    expect(resourceSeverity({ demanded: 150, capacity: 100 })).toBe(0.5);
    expect(isConflict(resourceSeverity({ demanded: 1.5, capacity: 1 }))).toBe(true);
    expect(isConflict(resourceSeverity({ demanded: 1.3, capacity: 1 }))).toBe(false);
    expect([0, 1, 2, 9].map((demanded) => resourceSeverity({ demanded, capacity: 1 }))).toEqual([0, 0, 1, 1]);
  });

  it('H6: equal priorities are the worst, and far apart none', () => {
    expect(prioritySeverity([0.9, 0.9])).toBe(1);
    expect(prioritySeverity([0.1, 0.9, 0.8])).toBeCloseTo(0.9, 12);
    expect(isConflict(prioritySeverity([1, 0.2]))).toBe(false);
    expect([prioritySeverity([0.5]), prioritySeverity([])]).toEqual([0, 0]);
  });

  it('H6: windows conflict by the share of the shorter that they have in common', () => {
    expect(timingSeverity([{ fromAt: 0, untilAt: 10 }, { fromAt: 10, untilAt: 20 }])).toBe(0);
    expect(timingSeverity([{ fromAt: 0, untilAt: 10 }, { fromAt: 6, untilAt: 26 }])).toBe(0.4);
    expect(timingSeverity([{ fromAt: 0, untilAt: 10 }, { fromAt: 2, untilAt: 4 }])).toBe(1);
  });

  it('H6: strategies conflict by what of their wishes cancels out', () => {
    expect(strategySeverity([1, -1])).toBe(1);
    expect(strategySeverity([0.5, 0.5])).toBe(0);
    expect(strategySeverity([])).toBe(0);
    // A small wish against a large one cancels little.
    expect(strategySeverity([1, -0.1])).toBeCloseTo(2 / 11, 12);
  });

  it('H6: risk conflicts with a wish by the share that the limit refuses', () => {
    expect(riskSeverity({ found: 0.9, limit: 1 })).toBe(0);
    expect(riskSeverity({ found: 2, limit: 1 })).toBe(0.5);
    expect(riskSeverity({ found: 1, limit: 0 })).toBe(1);
  });

  it('H6: every severity lies from 0 to 1', () => {
    const amount = fc.double({ min: 0, max: 1e9, noNaN: true });
    const window = fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 1000 })).map(([fromAt, length]) => ({ fromAt, untilAt: fromAt + length }));
    fc.assert(
      fc.property(fc.array(lean), amount, amount, fc.array(fc.double({ min: 0, max: 1, noNaN: true })), fc.array(window, { maxLength: 8 }), (leans, a, b, priorities, windows) => {
        const all = [signalSeverity(leans), strategySeverity(leans), resourceSeverity({ demanded: a, capacity: b + 1 }), prioritySeverity(priorities), timingSeverity(windows), riskSeverity({ found: a, limit: b })];
        for (const severity of all) expect(severity >= 0 && severity <= 1, String(severity)).toBe(true);
      }),
    );
  });
});
