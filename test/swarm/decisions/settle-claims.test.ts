/** Claims on what is shared: when they conflict, and that never more is given than there is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentId } from '../../../src/core/brand.js';
import { claimSeverity, contested, settleClaims, type Award, type Claim, type ClaimKind } from '../../../src/swarm/decisions/settle-claims.js';
import type { PromptResolution } from '../../../src/swarm/decisions/settle-views.js';

function claim(agent: string, changes: Partial<Omit<Claim, 'agent'>> = {}): Claim {
  return { agent: agentId(agent), claim: `${agent}-1`, amount: 1, priority: 0.5, fromAt: 0, untilAt: 100, offset: 0, ...changes };
}
const terms = (kind: ClaimKind = 'resource', capacity = 1) => ({ kind, capacity, experts: [agentId('bob')] });
const amounts = (awards: readonly Award[] | undefined): unknown => awards?.map(({ agent, amount }) => [agent, amount]);

describe('claims', () => {
  const cash = [claim('ada', { amount: 0.9, offset: 1 }), claim('bob', { amount: 0.6, offset: 2 })];

  it('H6: a demand of 150 % of the cash is contested by those who want it at the same time', () => {
    expect(contested(cash, 1)).toHaveLength(2);
    expect(claimSeverity(contested(cash, 1), terms())).toBe(0.5);
    expect(contested([cash[0], { ...cash[1], fromAt: 100, untilAt: 200 }], 1)).toEqual([]);
    expect(contested(cash, 1.5)).toEqual([]);
  });

  it('H6: what is contested can be a matter of how much, of who comes first, or of when', () => {
    const rivals = [claim('ada', { priority: 0.8 }), claim('bob', { priority: 0.7, fromAt: 75, untilAt: 175 })];
    expect(claimSeverity(rivals, terms('resource'))).toBe(1);
    expect(claimSeverity(rivals, terms('priority'))).toBeCloseTo(0.9, 12);
    expect(claimSeverity(rivals, terms('timing'))).toBe(0.25);
  });

  it('H7: a compromise gives everybody the same share of what it asked for', () => {
    expect(amounts(settleClaims('compromise', cash, terms()))).toEqual([['ada', 0.6], ['bob', 0.4]]);
  });

  it('H7: what is cut is rounded down: seven halves of a grain that were rounded up would be more than there is', () => {
    const seven = Array.from({ length: 7 }, (_, index) => claim(`a${index}`, { offset: index }));
    const given = settleClaims('compromise', seven, terms('resource', 0.7000000035)) ?? [];
    expect(given.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThanOrEqual(0.7000000035);
    expect(given.map(({ amount }) => amount)).toEqual(new Array(7).fill(0.1));
  });

  it('H7: an expert is served first, then who asked first', () => {
    expect(amounts(settleClaims('expert', cash, terms()))).toEqual([['bob', 0.6], ['ada', 0.4]]);
    expect(settleClaims('expert', [cash[0]], terms())).toBeUndefined();
  });

  it('H7: the higher priority is served first, and equal ones are nobody’s', () => {
    expect(amounts(settleClaims('confidence', [cash[0], { ...cash[1], priority: 0.9 }], terms('priority')))).toEqual([['bob', 0.6], ['ada', 0.4]]);
    expect(settleClaims('confidence', cash, terms('priority'))).toBeUndefined();
  });

  it('H7: the fallback serves who asked first, and nobody is settled by a vote in which everybody is for itself', () => {
    expect(amounts(settleClaims('fallback', cash, terms()))).toEqual([['ada', 0.9], ['bob', expect.closeTo(0.1, 12) as number]]);
    expect(settleClaims('vote', cash, terms())).toBeUndefined();
  });

  it('H7: where it is a matter of when, one comes after the other, each with all it asked for and its full time', () => {
    const rivals = [claim('ada', { offset: 1 }), claim('bob', { fromAt: 50, untilAt: 80, offset: 2 })];
    expect(settleClaims('compromise', rivals, terms('timing'))).toMatchObject([{ agent: 'ada', fromAt: 0, untilAt: 100 }, { agent: 'bob', amount: 1, fromAt: 100, untilAt: 130 }]);
    expect(settleClaims('expert', rivals, terms('timing'))).toMatchObject([{ agent: 'bob', fromAt: 50, untilAt: 80 }, { agent: 'ada', fromAt: 80, untilAt: 180 }]);
  });

  it('H7: however it is settled, never is more given at a moment than there is, nor to anybody more than it asked for', () => {
    const any = fc.record({ amount: fc.double({ min: 0.01, max: 3, noNaN: true }), priority: fc.double({ min: 0, max: 1, noNaN: true }), fromAt: fc.integer({ min: 0, max: 50 }), length: fc.integer({ min: 1, max: 50 }) });
    const ways = fc.constantFrom<PromptResolution>('expert', 'confidence', 'compromise', 'fallback');
    fc.assert(
      fc.property(fc.array(any, { minLength: 2, maxLength: 7 }), ways, fc.constantFrom<ClaimKind>('resource', 'priority', 'timing'), fc.double({ min: 0.5, max: 4, noNaN: true }), (list, way, kind, capacity) => {
        const all = list.map(({ length, ...rest }, index) => claim(`a${index}`, { ...rest, claim: String(index), untilAt: rest.fromAt + length, offset: index }));
        const rivals = contested(all, capacity);
        const awards = settleClaims(way, rivals, { ...terms(kind, capacity), experts: rivals.slice(0, 1).map(({ agent }) => agent) });
        if (awards === undefined || rivals.length === 0) return;
        expect(awards).toHaveLength(rivals.length);
        for (const { claim: name, amount } of awards) expect(amount).toBeLessThanOrEqual(rivals.find((one) => one.claim === name)?.amount ?? 0);
        for (const at of awards.map(({ fromAt }) => fromAt)) {
          const given = awards.filter(({ fromAt, untilAt }) => fromAt <= at && at < untilAt).reduce((sum, { amount }) => sum + amount, 0);
          expect(given).toBeLessThanOrEqual(capacity + 1e-9);
        }
      }),
    );
  });
});
