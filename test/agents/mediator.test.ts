/** A mediator alone on its stage: what it detects, how it settles it, when it asks above, and when it is silent. */
import { describe, expect, it } from 'vitest';
import { mediator } from '../../src/agents/mediator.js';
import { agentId } from '../../src/core/brand.js';
import { SECOND } from '../../src/core/instant.js';
import type { DataOf, EventDraft, EventType } from '../../src/domain/catalogue.js';
import { bar, proposalMade, said, signalRaised, type TestEvent } from '../../src/testing/events.js';
import { given, type Given } from '../../src/testing/given.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';

const { instrument } = bar(1);
const conflict = 'mediator/ES/1';
const members = { ada: 0.4, bob: 0.4, cy: 0.2 };

function stageOf(options: Record<string, unknown> = {}): Given {
  return given(agentOf(mediator, { members, ...options }, agentSetting({ id: 'mediator' })), [], { id: 'mediator' });
}
const long = (agent: string, strength: number): TestEvent => signalRaised(agent, { direction: 'long', strength });
const short = (agent: string, strength: number): TestEvent => signalRaised(agent, { direction: 'short', strength });
const typesOf = (drafts: readonly EventDraft[]): EventType[] => drafts.map(({ type }) => type).filter((type) => type !== 'TimerSet');
function only<Type extends EventType>(drafts: readonly EventDraft[], type: Type): DataOf<Type> {
  const found = drafts.filter((draft) => draft.type === type);
  expect(found, type).toHaveLength(1);
  return found[0].data as DataOf<Type>;
}

function decided(agent: string, direction: 'long' | 'short', conviction: number): TestEvent {
  return said(agent, 'DecisionReached', { proposal: `${agent}/1`, instrument, direction, approved: true, support: 1, turnout: 1, conviction, ballot: [] });
}
const ruled = (agent: string, position: number): TestEvent => said(agent, 'ConflictRuled', { conflict, subject: 'ES', position, reason: 'a test', awards: [] });

describe('without a conflict', () => {
  it('tells the weighted mean of its members, where that moves by a step', () => {
    const stage = stageOf();
    expect(stage.when(long('ada', 1))).toMatchObject([{ type: 'SignalRaised', data: { direction: 'long', strength: 1 } }]);
    expect(stage.when(long('bob', 0.5))).toMatchObject([{ type: 'SignalRaised', data: { strength: 0.75 } }]);
    expect(stage.when(long('cy', 0.75))).toEqual([]);
    expect(stage.when(long('mallory', 1))).toEqual([]);
  });

  it('votes in a council for what it told, and abstains before anybody has spoken', () => {
    const stage = stageOf();
    expect(stage.when(proposalMade())).toMatchObject([{ type: 'VoteCast', data: { choice: 'abstain', confidence: 0 } }]);
    stage.when(long('ada', 0.8));
    expect(stage.when(proposalMade({ proposal: 'council/ES/2' }))).toMatchObject([{ type: 'VoteCast', data: { choice: 'for', confidence: 0.8 } }]);
    expect(stage.when(proposalMade({ proposal: 'council/ES/3', direction: 'short' }))).toMatchObject([{ data: { choice: 'against' } }]);
  });

  it('H6: a difference of a severity of .3 is none', () => {
    const stage = stageOf();
    stage.when(long('ada', 1));
    expect(typesOf(stage.when(short('bob', 0.3)))).toEqual(['SignalRaised']);
    expect(typesOf(stage.when(short('bob', 0.31)))).toContain('ConflictDetected');
  });
});

describe('H6: a conflict', () => {
  it('H6: equal opposite signals are detected, with both sides, their severity and a deadline 60 s on', () => {
    const stage = stageOf();
    stage.when(long('ada', 0.8));
    const drafts = stage.when(short('bob', 0.8));
    expect(only(drafts, 'ConflictDetected')).toEqual({
      conflict, kind: 'signal', subject: 'ES', severity: 0.8, severityMin: 0.3, deadlineAt: stage.now() + 60 * SECOND,
      parties: [{ agent: 'ada', position: 0.8, strength: 0.8 }, { agent: 'bob', position: -0.8, strength: 0.8 }],
    });
  });

  it('H6: goes from detected over resolving to resolved', () => {
    const stage = stageOf();
    stage.whenAll([long('ada', 0.8), long('cy', 0.5)]);
    expect(typesOf(stage.when(short('bob', 0.6)))).toEqual(['ConflictDetected', 'ConflictResolving', 'ConflictResolved']);
  });

  it('H6: decisions of councils that cancel out are a conflict of strategies', () => {
    const stage = stageOf();
    stage.when(decided('ada', 'long', 1));
    expect(only(stage.when(decided('bob', 'short', 1)), 'ConflictDetected')).toMatchObject({ kind: 'strategy', severity: 1 });
  });

  it('H6: a limit that the gate finds broken is a conflict of risk with what the members want', () => {
    const stage = stageOf({ watchesRisk: true, experts: ['risk-gate'], strategies: ['expert'] });
    stage.when(long('ada', 1));
    const alert = (from: string, found: number): TestEvent => said(from, 'RiskAlertRaised', { metric: 'exposure', found, limit: 1 });
    expect(stage.when(alert('mallory', 2))).toEqual([]);
    expect(stage.when(alert('risk-gate', 1.4))).toEqual([]);
    const drafts = stage.when(alert('risk-gate', 2));
    expect(only(drafts, 'ConflictDetected')).toMatchObject({ kind: 'risk', severity: 0.5, parties: [{ agent: 'mediator', position: 1 }, { agent: 'risk-gate', position: 0.5 }] });
    expect(only(drafts, 'SignalRaised')).toMatchObject({ direction: 'long', strength: 0.5 });
  });

  it('H6: expires when the parties no longer disagree before it was settled', () => {
    const stage = stageOf({ strategies: ['human'] });
    stage.whenAll([long('ada', 0.8), short('bob', 0.8)]);
    const drafts = stage.when(long('bob', 0.8));
    expect(only(drafts, 'ConflictExpired')).toMatchObject({ conflict, reason: 'settled-itself' });
    expect(stage.whenTimerRings()).toEqual([]);
  });

  it('H6: what was settled is no conflict again until the sides change or it is worse by a step', () => {
    const stage = stageOf({ strategies: ['compromise'] });
    stage.whenAll([long('ada', 0.8), short('bob', 0.8)]);
    expect(typesOf(stage.when(short('bob', 0.75)))).toEqual([]);
    expect(typesOf(stage.when(short('bob', 0.6)))).toContain('ConflictDetected');
    expect(typesOf(stage.when(short('cy', 0.6)))).toContain('ConflictDetected');
  });

  it('is not seen twice in a signal that comes twice or behind a later one', () => {
    const stage = stageOf({ strategies: ['human'] });
    stage.when(long('ada', 0.8));
    const repeated = { ...short('bob', 0.8) };
    expect(typesOf(stage.when(repeated))).toContain('ConflictDetected');
    expect(stage.when(repeated)).toEqual([]);
  });
});

describe('H7: the ways to settle one', () => {
  const settledBy = (options: Record<string, unknown>, ...events: TestEvent[]) => only(stageOf(options).whenAll(events), 'ConflictResolved');

  it('H7: vote', () => {
    expect(settledBy({ strategies: ['vote'] }, long('ada', 0.8), long('cy', 0.2), short('bob', 0.8))).toMatchObject({ strategy: 'vote', position: expect.closeTo(0.6, 9) as number, support: expect.closeTo(0.6, 9) as number });
  });

  it('H7: expert', () => {
    expect(settledBy({ strategies: ['expert'], experts: ['bob'] }, long('ada', 0.8), short('bob', 0.5))).toMatchObject({ strategy: 'expert', position: -0.5 });
  });

  it('H7: confidence', () => {
    expect(settledBy({ strategies: ['confidence'] }, long('ada', 0.8), short('bob', 0.5))).toMatchObject({ strategy: 'confidence', position: 0.8 });
  });

  it('H7: compromise', () => {
    expect(settledBy({ strategies: ['compromise'] }, long('ada', 0.8), short('bob', 0.4))).toMatchObject({ strategy: 'compromise', position: expect.closeTo(0.2, 9) as number });
  });

  it('H7: fallback', () => {
    expect(settledBy({ strategies: ['fallback'], fallback: -1 }, long('ada', 0.8), short('bob', 0.4))).toMatchObject({ strategy: 'fallback', position: -1 });
  });

  it('H7: one that cannot tell gives way to the next', () => {
    const drafts = stageOf({ strategies: ['vote', 'expert', 'confidence', 'compromise'] }).whenAll([long('ada', 0.8), short('bob', 0.8)]);
    expect(drafts.flatMap((draft) => (draft.type === 'ConflictResolving' ? [draft.data.strategy] : []))).toEqual(['vote', 'expert', 'confidence', 'compromise']);
    expect(only(drafts, 'ConflictResolved').strategy).toBe('compromise');
  });

  it('H7: a person rules by a recorded command, which only an operator or whom it was escalated to may give', () => {
    const stage = stageOf({ strategies: ['human'] });
    stage.whenAll([long('ada', 0.8), short('bob', 0.8)]);
    expect(stage.when(ruled('mallory', 1))).toEqual([]);
    const drafts = stage.when(ruled('operator', -0.5));
    expect(only(drafts, 'ConflictResolved')).toMatchObject({ strategy: 'human', position: -0.5, by: 'operator' });
    expect(only(drafts, 'SignalRaised')).toMatchObject({ direction: 'short', strength: 0.5 });
    expect(stage.when(ruled('operator', 1))).toEqual([]);
  });
});

describe('H7: the deadline', () => {
  function atDeadline(options: Record<string, unknown> = {}): { readonly stage: Given; readonly drafts: readonly EventDraft[]; readonly begun: number } {
    const stage = stageOf({ strategies: ['vote', 'confidence'], fallback: -0.5, escalateTo: 'chief', ...options });
    stage.whenAll([long('ada', 0.8), short('bob', 0.8)]);
    const begun = stage.now();
    return { stage, begun, drafts: stage.whenTimerRings() };
  }

  it('H7: no decision until the deadline is escalated then, to the microsecond, and the fallback holds meanwhile', () => {
    const { stage, drafts, begun } = atDeadline();
    expect(stage.now()).toBe(begun + 60 * SECOND);
    expect(only(drafts, 'ConflictEscalated')).toMatchObject({ conflict, to: 'chief', position: -0.5, answerBy: stage.now() + 60 * SECOND });
    expect(only(drafts, 'SignalRaised')).toMatchObject({ direction: 'short', strength: 0.5 });
  });

  it('H7: whoever it was escalated to may rule', () => {
    const { stage } = atDeadline();
    expect(only(stage.when(ruled('chief', 1)), 'ConflictResolved')).toMatchObject({ by: 'chief', position: 1 });
  });

  it('H7: an escalated conflict that nobody rules on expires, and the fallback stays', () => {
    const { stage, begun } = atDeadline();
    expect(stage.whenTimerRings()).toMatchObject([{ type: 'ConflictExpired', data: { reason: 'unanswered', position: -0.5 } }]);
    expect(stage.now()).toBe(begun + 120 * SECOND);
    expect(typesOf(stage.when(short('bob', 0.79)))).toEqual([]);
  });

  it('H6: the deadline can be set, and does not matter once the conflict is settled', () => {
    const { stage, begun } = atDeadline({ deadlineUs: 5 });
    expect(stage.now()).toBe(begun + 5);
    const quiet = stageOf({ strategies: ['compromise'] });
    quiet.whenAll([long('ada', 0.8), short('bob', 0.8)]);
    expect(quiet.whenTimerRings()).toEqual([]);
  });
});

describe('H5: negotiation', () => {
  const begin = (options: Record<string, unknown> = {}): { readonly stage: Given; readonly drafts: readonly EventDraft[] } => {
    const stage = stageOf({ strategies: ['negotiate', 'fallback'], delegates: { bob: 'bobs-delegate' }, members: { ada: 0.5, bob: 0.5 }, ...options });
    return { stage, drafts: stage.whenAll([long('ada', 0.8), short('bob', 0.4)]) };
  };
  const answer = (from: string, party: string, round: number, accepts: boolean, position: number): TestEvent =>
    said(from, 'PositionStated', { negotiation: `${conflict}/talks`, subject: 'ES', round, party: agentId(party), accepts, position });

  it('H5: opens with the weighted mean, and closes when all have accepted', () => {
    const { stage, drafts } = begin();
    expect(only(drafts, 'NegotiationOpened')).toMatchObject({ roundsMax: 5, supportMin: 0.66, operator: '>=' });
    expect(only(drafts, 'OfferMade')).toMatchObject({ round: 1, offer: expect.closeTo(0.2, 9) as number, closesAt: stage.now() + 2 * SECOND });
    expect(stage.when(answer('ada', 'ada', 1, true, 0.2))).toEqual([]);
    const last = stage.when(answer('bobs-delegate', 'bob', 1, true, 0.2));
    expect(only(last, 'NegotiationClosed')).toMatchObject({ reached: true, support: 1, rounds: 1 });
    expect(only(last, 'ConflictResolved')).toMatchObject({ strategy: 'negotiate', position: expect.closeTo(0.2, 9) as number, support: 1 });
  });

  it('H5: lets nobody answer for another', () => {
    const { stage } = begin();
    stage.whenAll([answer('mallory', 'bob', 1, true, 0.2), answer('ada', 'bob', 1, true, 0.2), answer('ada', 'ada', 1, true, 0.2)]);
    expect(only(stage.whenTimerRings(), 'OfferMade').round).toBe(2);
  });

  it('H5: makes the next offer from what was stated, five rounds at most, and then the fallback runs', () => {
    const { stage } = begin();
    for (let round = 1; round < 5; round += 1) {
      stage.when(answer('ada', 'ada', round, false, 0.6));
      expect(only(stage.when(answer('bob', 'bob', round, false, -0.4)), 'OfferMade')).toMatchObject({ round: round + 1, offer: expect.closeTo(0.1, 9) as number });
    }
    stage.when(answer('ada', 'ada', 5, false, 0.6));
    const last = stage.when(answer('bob', 'bob', 5, false, -0.4));
    expect(typesOf(last)).toEqual(['NegotiationClosed', 'ConflictResolving', 'ConflictResolved', 'SignalRaised']);
    expect(only(last, 'NegotiationClosed')).toMatchObject({ reached: false, support: 0, rounds: 5 });
    expect(only(last, 'ConflictResolved')).toMatchObject({ strategy: 'fallback', position: 0 });
  });

  it('H5: goes on without the silent when the time of a round is up, and ends also when nobody ever answers', () => {
    const { stage } = begin();
    const start = stage.now();
    const all = [1, 2, 3, 4, 5].flatMap(() => stage.whenTimerRings());
    expect(stage.now()).toBe(start + 10 * SECOND);
    expect(only(all, 'NegotiationClosed')).toMatchObject({ reached: false, rounds: 5 });
    expect(only(all, 'ConflictResolved').strategy).toBe('fallback');
  });

  it('H5: a negotiation that is still open at the deadline ends there', () => {
    const { stage } = begin({ deadlineUs: 3 * SECOND });
    stage.whenTimerRings();
    const drafts = stage.whenTimerRings();
    expect(typesOf(drafts)).toEqual(['NegotiationClosed', 'ConflictEscalated', 'SignalRaised']);
    expect(stage.whenTimerRings()).toEqual([]);
  });
});
