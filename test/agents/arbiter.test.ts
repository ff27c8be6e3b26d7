/** An arbiter alone on its stage: claims that cannot all be met, and who gets what. */
import { describe, expect, it } from 'vitest';
import { arbiter } from '../../src/agents/arbiter.js';
import { SECOND } from '../../src/core/instant.js';
import type { DataOf, EventDraft, EventType } from '../../src/domain/catalogue.js';
import { said, type TestEvent } from '../../src/testing/events.js';
import { given, type Given } from '../../src/testing/given.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';

const FAR = 4_000_000_000_000_000;
function stageOf(options: Record<string, unknown> = {}): Given {
  const resources = { cash: { capacity: 1 }, desk: { capacity: 1, kind: 'priority' }, hour: { capacity: 1, kind: 'timing' } } as const;
  return given(agentOf(arbiter, { resources, ...options }, agentSetting({ id: 'arbiter' })), [], { id: 'arbiter' });
}
function claims(agent: string, amount: number, changes: Partial<DataOf<'ClaimStated'>> = {}): TestEvent {
  return said(agent, 'ClaimStated', { claim: `${agent}-1`, resource: 'cash', amount, priority: 0.5, fromAt: 0, untilAt: FAR, ...changes });
}
const typesOf = (drafts: readonly EventDraft[]): EventType[] => drafts.map(({ type }) => type).filter((type) => type !== 'TimerSet');
function only<Type extends EventType>(drafts: readonly EventDraft[], type: Type): DataOf<Type> {
  const found = drafts.filter((draft) => draft.type === type);
  expect(found, type).toHaveLength(1);
  return found[0].data as DataOf<Type>;
}

describe('an arbiter', () => {
  it('H6: sees a conflict where 150 % of the cash is wanted, with a deadline 120 s on, and cuts all alike', () => {
    const stage = stageOf();
    expect(stage.when(claims('ada', 0.9))).toEqual([]);
    const drafts = stage.when(claims('bob', 0.6));
    expect(only(drafts, 'ConflictDetected')).toMatchObject({ conflict: 'arbiter/cash/1', kind: 'resource', subject: 'cash', severity: 0.5, deadlineAt: stage.now() + 120 * SECOND });
    expect(only(drafts, 'ConflictResolved')).toMatchObject({ strategy: 'compromise', awards: [{ agent: 'ada', amount: 0.6 }, { agent: 'bob', amount: 0.4 }] });
  });

  it('H6: sees none where 130 % is wanted, or where nobody wants it at the same time', () => {
    expect(stageOf().whenAll([claims('ada', 0.9), claims('bob', 0.4)])).toEqual([]);
    expect(stageOf().whenAll([claims('ada', 0.9, { untilAt: FAR - 10 }), claims('bob', 0.9, { fromAt: FAR - 10 })])).toEqual([]);
  });

  it('H6: tells a conflict of priority and one of timing by what the resource is declared to be', () => {
    const first = stageOf({ strategies: ['confidence', 'compromise'] }).whenAll([claims('ada', 1, { resource: 'desk', priority: 0.8 }), claims('bob', 1, { resource: 'desk', priority: 0.7 })]);
    expect(only(first, 'ConflictDetected')).toMatchObject({ kind: 'priority', severity: expect.closeTo(0.9, 9) as number });
    expect(only(first, 'ConflictResolved')).toMatchObject({ strategy: 'confidence', awards: [{ agent: 'ada', amount: 1 }, { agent: 'bob', amount: 0 }] });
    const later = stageOf({ strategies: ['compromise'] }).whenAll([claims('ada', 1, { resource: 'hour', fromAt: FAR - 20, untilAt: FAR - 10 }), claims('bob', 1, { resource: 'hour', fromAt: FAR - 15, untilAt: FAR })]);
    expect(only(later, 'ConflictDetected')).toMatchObject({ kind: 'timing', severity: 0.5 });
    expect(only(later, 'ConflictResolved').awards).toMatchObject([{ agent: 'ada', fromAt: FAR - 20 }, { agent: 'bob', fromAt: FAR - 10, untilAt: FAR + 5 }]);
  });

  it('H6: a claim that is taken back settles the conflict by itself', () => {
    const stage = stageOf({ strategies: ['human'] });
    stage.whenAll([claims('ada', 0.9), claims('bob', 0.6)]);
    expect(only(stage.when(claims('bob', 0)), 'ConflictExpired').reason).toBe('settled-itself');
  });

  it('H7: an expert is served first', () => {
    const drafts = stageOf({ experts: ['bob'] }).whenAll([claims('ada', 0.9), claims('bob', 0.6)]);
    expect(only(drafts, 'ConflictResolved')).toMatchObject({ strategy: 'expert', awards: [{ agent: 'bob', amount: 0.6 }, { agent: 'ada', amount: 0.4 }] });
  });

  it('H7: what nobody can settle is escalated at the deadline, who asked first is served meanwhile, and a person may rule', () => {
    const stage = stageOf({ strategies: ['vote', 'confidence'] });
    stage.whenAll([claims('ada', 0.9), claims('bob', 0.6)]);
    const begun = stage.now();
    const drafts = stage.whenTimerRings();
    expect(stage.now()).toBe(begun + 120 * SECOND);
    expect(only(drafts, 'ConflictEscalated')).toMatchObject({ to: 'operator', awards: [{ agent: 'ada', amount: 0.9 }, { agent: 'bob', amount: expect.closeTo(0.1, 9) as number }] });
    const awards = [{ agent: 'bob', claim: 'bob-1', amount: 1, fromAt: 0, untilAt: FAR }] as unknown as DataOf<'ConflictRuled'>['awards'];
    const ruling = (by: string): TestEvent => said(by, 'ConflictRuled', { conflict: 'arbiter/cash/1', subject: 'cash', position: 0, reason: 'a test', awards });
    expect(stage.when(ruling('mallory'))).toEqual([]);
    expect(only(stage.when(ruling('operator')), 'ConflictResolved')).toMatchObject({ strategy: 'human', by: 'operator', awards });
    expect(stage.whenTimerRings()).toEqual([]);
  });

  it('H7: one that nobody rules on expires', () => {
    const stage = stageOf({ strategies: ['human'] });
    stage.whenAll([claims('ada', 0.9), claims('bob', 0.6)]);
    stage.whenTimerRings();
    expect(only(stage.whenTimerRings(), 'ConflictExpired').reason).toBe('unanswered');
  });

  it('rules on the same claims once, and anew when one changes', () => {
    const stage = stageOf();
    const repeated = claims('bob', 0.6);
    stage.whenAll([claims('ada', 0.9), repeated]);
    expect(stage.when(claims('cy', 0.1, { resource: 'elsewhere' }))).toEqual([]);
    expect(typesOf(stage.when(claims('bob', 0.8)))).toContain('ConflictDetected');
  });
});
