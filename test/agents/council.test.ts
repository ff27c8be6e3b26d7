import fc from 'fast-check';
import { expect, test } from 'vitest';
import { council } from '../../src/agents/council.js';
import { tally } from '../../src/swarm/vote-rule.js';
import { canonicalJson } from '../../src/core/canonical.js';
import { MINUTE, SECOND } from '../../src/core/instant.js';
import type { DataOf, EventDraft, EventType } from '../../src/domain/catalogue.js';
import { given, type Given } from '../../src/testing/given.js';
import { signalRaised, testInstrument, voteCast, type TestEvent } from '../../src/testing/events.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';

type CouncilOptions = Parameters<typeof council.create>[0];
const members = { ada: 0.5, bob: 0.3, cy: 0.2 };

function councilAfter(events: readonly TestEvent[] = [], options: Partial<CouncilOptions> = {}): Given {
  return given(agentOf(council, { members, ...options }, agentSetting({ id: 'council' })), events, { id: 'council' });
}

function vote(from: string, choice: 'for' | 'against' | 'abstain', proposal = 'council/ES/1', confidence = 0.5): TestEvent {
  return voteCast(from, { choice, proposal, confidence });
}

function typesOf(drafts: readonly EventDraft[]): EventType[] {
  return drafts.map(({ type }) => type);
}

function dataOf<Type extends EventType>(drafts: readonly EventDraft[], type: Type): DataOf<Type> {
  expect(typesOf(drafts)).toContain(type);
  return drafts.find((draft) => draft.type === type)?.data as DataOf<Type>;
}

test('proposes the side that its members lean to, with its rule and a deadline', () => {
  const stage = councilAfter();
  const drafts = stage.when(signalRaised('ada', { direction: 'long', strength: 0.6 }));
  const closesAt = stage.now() + 10 * SECOND;
  expect(drafts).toEqual([
    {
      type: 'ProposalMade',
      data: { proposal: 'council/ES/1', instrument: 'ES', direction: 'long', strength: 0.3, quorum: 0.5, threshold: 0.5, operator: '>', closesAt },
    },
    { type: 'TimerSet', to: ['council'], afterUs: 10 * SECOND, data: { name: 'council/ES/1', dueAt: closesAt } },
  ]);
});

test('keeps still while the lean is weak, and when strangers raise signals', () => {
  expect(councilAfter().when(signalRaised('cy', { strength: 0.4 }))).toEqual([]);
  expect(councilAfter().when(signalRaised('mallory', { strength: 1 }))).toEqual([]);
});

test('decides as soon as all have voted, with the whole ballot in the order of ids', () => {
  const stage = councilAfter([signalRaised('ada', { strength: 0.6 })], { members: { cy: 0.2, bob: 0.3, ada: 0.5 } });
  expect(stage.when(vote('cy', 'abstain'))).toEqual([]);
  expect(stage.when(vote('ada', 'for', 'council/ES/1', 0.8))).toEqual([]);
  const decided = dataOf(stage.when(vote('bob', 'against', 'council/ES/1', 0.2)), 'DecisionReached');
  expect(decided).toEqual({
    proposal: 'council/ES/1',
    instrument: 'ES',
    direction: 'long',
    approved: true,
    support: 0.625,
    turnout: 1,
    conviction: expect.closeTo((0.5 * 0.8 - 0.3 * 0.2) / 0.8, 12) as number,
    ballot: [
      { agent: 'ada', choice: 'for', confidence: 0.8, weight: 0.5 },
      { agent: 'bob', choice: 'against', confidence: 0.2, weight: 0.3 },
      { agent: 'cy', choice: 'abstain', confidence: 0.5, weight: 0.2 },
    ],
  });
});

test('counts who is silent at the deadline as an abstention', () => {
  const stage = councilAfter([signalRaised('ada', { strength: 0.6 }), vote('ada', 'for')]);
  const decided = dataOf(stage.whenTimerRings(), 'DecisionReached');
  expect(decided).toMatchObject({ approved: true, support: 1, turnout: 0.5 });
  expect(decided.ballot.slice(1)).toEqual([
    { agent: 'bob', choice: 'abstain', silent: true, confidence: 0, weight: 0.3 },
    { agent: 'cy', choice: 'abstain', silent: true, confidence: 0, weight: 0.2 },
  ]);
});

test('decides nothing when too few have answered by the deadline', () => {
  const stage = councilAfter([signalRaised('ada', { strength: 0.6 }), vote('bob', 'for')]);
  expect(dataOf(stage.whenTimerRings(), 'QuorumMissed')).toMatchObject({ proposal: 'council/ES/1', turnout: 0.3, quorum: 0.5 });
});

test('does not count a second vote, a vote of a stranger, nor one for another proposal', () => {
  const stage = councilAfter([
    signalRaised('ada', { strength: 0.6 }),
    vote('ada', 'for'),
    vote('ada', 'against'),
    vote('mallory', 'against'),
    vote('bob', 'against', 'council/ES/7'),
  ]);
  const { ballot } = dataOf(stage.whenTimerRings(), 'DecisionReached');
  expect(ballot.map(({ agent, choice, silent }) => [agent, choice, silent === true])).toEqual([
    ['ada', 'for', false],
    ['bob', 'abstain', true],
    ['cy', 'abstain', true],
  ]);
});

test('does not count a vote that arrives at the deadline, even before the timer rings', () => {
  const stage = councilAfter([signalRaised('ada', { strength: 0.6 }), vote('ada', 'for')], { voteTimeoutUs: SECOND });
  const closesAt = stage.now() - 1 + SECOND;
  expect(stage.when({ ...vote('bob', 'against'), at: closesAt })).toEqual([]);
  expect(dataOf(stage.whenTimerRings(), 'DecisionReached')).toMatchObject({ turnout: 0.5, support: 1 });
});

test('ignores late votes, and the timer of a vote that was closed early', () => {
  const stage = councilAfter([signalRaised('ada', { strength: 0.6 }), vote('ada', 'for'), vote('bob', 'for'), vote('cy', 'for')]);
  expect(stage.when(vote('cy', 'against'))).toEqual([]);
  expect(stage.whenTimerRings()).toEqual([]);
});

test('asks nothing else of an instrument while a vote on it is open', () => {
  const stage = councilAfter([signalRaised('ada', { strength: 0.6 })]);
  expect(stage.when(signalRaised('bob', { direction: 'short', strength: 1 }))).toEqual([]);
});

test('asks again at once when its members turned while they voted', () => {
  const stage = councilAfter([signalRaised('ada', { strength: 0.6 }), signalRaised('ada', { direction: 'short', strength: 0.6 })]);
  const drafts = stage.whenAll([vote('ada', 'against'), vote('bob', 'against'), vote('cy', 'against')]);
  expect(typesOf(drafts)).toEqual(['DecisionReached', 'ProposalMade', 'TimerSet']);
  expect(dataOf(drafts, 'DecisionReached').approved).toBe(false);
  expect(dataOf(drafts, 'ProposalMade')).toMatchObject({ proposal: 'council/ES/2', direction: 'short' });
});

test('does not repeat a proposal that failed before the lean has moved', () => {
  const against = [vote('ada', 'against'), vote('bob', 'against'), vote('cy', 'against')];
  const stage = councilAfter([signalRaised('ada', { strength: 0.6 }), ...against]);
  expect(stage.when(signalRaised('ada', { strength: 0.7 }))).toEqual([]);
  expect(typesOf(stage.when(signalRaised('ada', { strength: 0.9 })))).toEqual(['ProposalMade', 'TimerSet']);
});

test('stays on its side until the lean has fallen well below what made it enter', () => {
  const stage = councilAfter([signalRaised('ada', { strength: 0.6 }), vote('ada', 'for'), vote('bob', 'for'), vote('cy', 'for')]);
  expect(stage.when(signalRaised('ada', { strength: 0.18 }))).toEqual([]);
  expect(stage.when(signalRaised('ada', { strength: 0.12 }))).toEqual([]);
  expect(dataOf(stage.when(signalRaised('ada', { strength: 0.08 })), 'ProposalMade')).toMatchObject({ direction: 'flat' });
});

test('gives an approved way out no conviction: nothing is wanted', () => {
  const all = (proposal: string): TestEvent[] => ['ada', 'bob', 'cy'].map((from) => vote(from, 'for', proposal));
  const stage = councilAfter([signalRaised('ada', { strength: 0.6 }), ...all('council/ES/1'), signalRaised('ada', { direction: 'flat', strength: 0 })]);
  expect(dataOf(stage.whenAll(all('council/ES/2')), 'DecisionReached')).toMatchObject({ direction: 'flat', approved: true, conviction: 0 });
});

test('keeps the votes of two instruments apart', () => {
  const setting = agentSetting({ id: 'council', instruments: [testInstrument(), testInstrument({ id: 'NQ' })] });
  const stage = given(agentOf(council, { members }, setting), [], { id: 'council' });
  stage.when(signalRaised('ada', { strength: 1 }));
  const drafts = stage.when(signalRaised('ada', { instrument: 'NQ', direction: 'short', strength: 1 }));
  expect(dataOf(drafts, 'ProposalMade')).toMatchObject({ proposal: 'council/NQ/1', direction: 'short' });
});

test('refuses weights that do not sum to 1, are not above 0, or are none at all', () => {
  for (const wrong of [{ ada: 0.5, bob: 0.4 }, { ada: 1, bob: 0 }, {}] as Record<string, number>[]) {
    expect(() => agentOf(council, { members: wrong })).toThrow(expect.objectContaining({ code: 'weights-not-one' }));
  }
  expect(() => agentOf(council, { members: {}, normalise: true })).toThrow(expect.objectContaining({ code: 'weights-not-one' }));
});

test('scales the weights to sum to 1 when told to', () => {
  const stage = councilAfter([], { members: { ada: 2, bob: 2 }, normalise: true });
  expect(dataOf(stage.when(signalRaised('ada', { strength: 0.6 })), 'ProposalMade').strength).toBe(0.3);
});

test('accepts thirds, which no float adds up to exactly 1', () => {
  expect(() => agentOf(council, { members: { ada: 0.333333333, bob: 0.333333333, cy: 0.333333334 } })).not.toThrow();
});

const anyEvent: fc.Arbitrary<TestEvent | 'ring'> = fc.oneof(
  fc.record({ from: fc.constantFrom('ada', 'bob', 'cy', 'mallory'), direction: fc.constantFrom('long' as const, 'flat' as const, 'short' as const), strength: fc.integer({ min: 0, max: 10 }) })
    .map(({ from, direction, strength }) => signalRaised(from, { direction, strength: strength / 10 })),
  fc.record({ from: fc.constantFrom('ada', 'bob', 'cy', 'mallory'), choice: fc.constantFrom('for' as const, 'against' as const, 'abstain' as const), number: fc.integer({ min: 1, max: 4 }) })
    .map(({ from, choice, number }) => vote(from, choice, `council/ES/${number}`)),
  fc.constant('ring' as const),
);

test('whatever happens: one vote per agent, one outcome per proposal, and the outcome is the rule applied to the ballot', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      const stage = councilAfter();
      const said = events.flatMap((event) => {
        return event === 'ring' ? [...tryRing(stage)] : [...stage.when(event)];
      });
      const outcomes = said.filter(({ type }) => type === 'DecisionReached' || type === 'QuorumMissed');
      const proposals = said.filter(({ type }) => type === 'ProposalMade');
      const ids = outcomes.map((draft) => (draft.data as { proposal: string }).proposal);
      expect(new Set(ids).size).toBe(ids.length);
      expect(proposals.length - outcomes.length).toBeGreaterThanOrEqual(0);
      expect(proposals.length - outcomes.length).toBeLessThanOrEqual(1);
      for (const draft of outcomes) {
        if (draft.type !== 'DecisionReached') continue;
        const { ballot, approved, support, turnout } = draft.data;
        expect(ballot.map(({ agent }) => agent)).toEqual(['ada', 'bob', 'cy']);
        expect(tally(ballot, { quorum: 0.5, threshold: 0.5, operator: '>' })).toMatchObject({ approved, support, turnout });
      }
      expect(JSON.parse(canonicalJson(stage.state()))).toEqual(JSON.parse(JSON.stringify(stage.state())));
    }),
  );
});

function tryRing(stage: Given): readonly EventDraft[] {
  try {
    return stage.whenTimerRings();
  } catch (cause) {
    expect(cause).toMatchObject({ code: 'no-timer-set' });
    return [];
  }
}

test('lets a vote be answered within its minute', () => {
  const stage = councilAfter([signalRaised('ada', { strength: 0.6 })], { voteTimeoutUs: MINUTE });
  expect(dataOf(stage.whenTimerRings(), 'QuorumMissed').turnout).toBe(0);
});
