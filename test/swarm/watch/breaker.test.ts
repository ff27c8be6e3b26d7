import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterAnswer, afterSending, afterWithdrawal, breakerAt, closedBreaker, maySend, usualBreaker, type Breaker } from '../../../src/swarm/watch/breaker.js';

const rules = { failuresMax: 3, openUs: 100, probes: 2 };
const move = fc.oneof(fc.record({ kind: fc.constant('send' as const) }), fc.record({ kind: fc.constant('answer' as const), isGood: fc.boolean() }), fc.record({ kind: fc.constant('withdraw' as const) }), fc.record({ kind: fc.constant('wait' as const), us: fc.integer({ min: 1, max: 150 }) }));

describe('the breaker of a link', () => {
  it('R6: is closed, open and half open in this order, and lets nothing pass while it is open', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        let breaker: Breaker = closedBreaker;
        let now = 0;
        let inFlight = 0;
        for (const one of moves) {
          if (one.kind === 'wait') now += one.us;
          const before = breakerAt(breaker, now);
          if (one.kind === 'send' && maySend(breaker, now, rules)) {
            expect(before.state).not.toBe('open');
            breaker = afterSending(breaker, now);
            inFlight += 1;
          } else if (one.kind === 'answer' && inFlight > 0) {
            inFlight -= 1;
            breaker = afterAnswer(breaker, one.isGood, { now, rules });
          } else if (one.kind === 'withdraw' && inFlight > 0) {
            inFlight -= 1;
            breaker = afterWithdrawal(breaker);
          }
          const after = breakerAt(breaker, now);
          const step = `${before.state} → ${after.state}`;
          expect(['closed → closed', 'closed → open', 'open → open', 'half-open → half-open', 'half-open → open', 'half-open → closed']).toContain(step);
          if (after.state === 'half-open') expect(after.inFlight + after.successes).toBeLessThanOrEqual(rules.probes + 1);
          if (after.state === 'closed') expect(after.failures).toBeLessThan(rules.failuresMax);
        }
      }),
    );
  });

  it('R6: opens at the third failure in a row and no earlier, and is half open to the microsecond', () => {
    const failed = [1, 2, 3].reduce<Breaker>((breaker, now) => afterAnswer(breaker, false, { now, rules }), closedBreaker);
    expect(failed).toEqual({ state: 'open', until: 103 });
    const mixed = [false, false, true, false, false].reduce<Breaker>((breaker, isGood, now) => afterAnswer(breaker, isGood, { now, rules }), closedBreaker);
    expect(mixed).toEqual({ state: 'closed', failures: 2 });
    expect([102, 103].map((now) => maySend(failed, now, rules))).toEqual([false, true]);
    // Two probes and no third, until they are answered.
    const probing = afterSending(afterSending(failed, 103), 104);
    expect(maySend(probing, 105, rules)).toBe(false);
    const once = afterAnswer(probing, true, { now: 106, rules });
    expect(once.state).toBe('half-open');
    expect(afterAnswer(once, true, { now: 107, rules })).toEqual(closedBreaker);
    expect(afterAnswer(once, false, { now: 107, rules })).toEqual({ state: 'open', until: 207 });
    expect(usualBreaker).toEqual({ failuresMax: 5, openUs: 30_000_000, probes: 1 });
  });
});
