/** The council under each declared rule: what it proposes, counts and writes down, and what the law of decisions says of it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { council } from '../../src/agents/council.js';
import { SECOND } from '../../src/core/instant.js';
import type { DataOf, EventDraft, EventType, LogEvent } from '../../src/domain/catalogue.js';
import type { Direction } from '../../src/domain/events/swarm-events.js';
import { voteRuleNames } from '../../src/domain/vote-method.js';
import { decisionsFollowRule } from '../../src/lab/chaos/laws/decisions-follow-rule.js';
import { signalRaised, voteCast, type TestEvent } from '../../src/testing/events.js';
import { given, type Given } from '../../src/testing/given.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';

type CouncilOptions = Parameters<typeof council.create>[0];
const members = { ada: 0.4, bob: 0.3, cy: 0.2, dan: 0.1 };

function councilOf(options: Partial<CouncilOptions>): Given {
  return given(agentOf(council, { members, ...options }, agentSetting({ id: 'council' })), [], { id: 'council' });
}

function vote(from: string, choice: 'for' | 'against' | 'abstain', rest: Partial<DataOf<'VoteCast'>> = {}): TestEvent {
  return voteCast(from, { choice, confidence: 0.8, ...(rest as object) });
}

function ranks(from: string, ...ranking: Direction[]): TestEvent {
  return vote(from, ranking[0] === 'long' ? 'for' : 'against', { ranking });
}

function dataOf<Type extends EventType>(drafts: readonly EventDraft[], type: Type): DataOf<Type> {
  expect(drafts.map((draft) => draft.type)).toContain(type);
  return drafts.find((draft) => draft.type === type)?.data as DataOf<Type>;
}

/** Asks the law of decisions about what was proposed and decided. */
function lawSays(...drafts: readonly EventDraft[]): string | undefined {
  const proposals = decisionsFollowRule.initial?.();
  for (const draft of drafts) {
    const found = decisionsFollowRule.check?.(draft as unknown as LogEvent, proposals, undefined as never);
    if (found !== undefined) return found;
  }
  return undefined;
}

const opening = signalRaised('ada', { strength: 1 });

test('writes the whole rule into the proposal, and nothing of it where no rule was declared', () => {
  const asked = dataOf(councilOf({ rule: { name: 'supermajority', liarsMax: 1 } }).when(opening), 'ProposalMade');
  expect(asked).toMatchObject({
    quorum: 0, threshold: 0.66, operator: '>=',
    method: { rule: 'supermajority', voices: 'equal', base: 'sided', silence: 'absent', prefer: 'consistency', tie: 'nobody', liarsMax: 1 },
  });
  expect(Object.keys(dataOf(councilOf({}).when(opening), 'ProposalMade'))).not.toContain('method');
});

test('H4: writes down ballot, confidence and the votes as evidence', () => {
  const stage = councilOf({ rule: { name: 'simple' } });
  const drafts = [...stage.when(opening), ...stage.whenAll([vote('ada', 'for'), vote('bob', 'for'), vote('cy', 'against'), vote('dan', 'abstain')])];
  const decided = dataOf(drafts, 'DecisionReached');
  expect(decided).toMatchObject({ approved: true, support: 2 / 3, turnout: 1 });
  expect(decided.confidence).toBeCloseTo((0.8 + 0.8 - 0.8) / 3, 12);
  expect(decided.ballot.map(({ agent, choice }) => `${agent} ${choice}`)).toEqual(['ada for', 'bob for', 'cy against', 'dan abstain']);
  expect(decided.evidence).toHaveLength(4);
  expect([...(decided.evidence ?? [])].sort((a, b) => a - b)).toEqual(decided.evidence);
  expect(lawSays(...drafts)).toBeUndefined();
});

test.each([[0.7, true], [0.71, false]])('H4: holds at a confidence of exactly .7 and acts above it (%d)', (confidence, isHeld) => {
  const stage = councilOf({ rule: { name: 'weighted', holdUpTo: 0.7 } });
  const drafts = [...stage.when(opening), ...stage.whenAll(Object.keys(members).map((from) => vote(from, 'for', { confidence })))];
  expect(dataOf(drafts, 'DecisionReached')).toMatchObject(isHeld ? { approved: false, isHeld: true, conviction: 0 } : { approved: true });
  expect(lawSays(...drafts)).toBeUndefined();
});

describe('H2: the vote over messages', () => {
  test('takes silence as an abstention at exactly its time, 10 s by default', () => {
    const stage = councilOf({ rule: { name: 'simple' } });
    stage.when(opening);
    const openedAt = stage.now();
    stage.when(vote('ada', 'for'));
    const decided = dataOf(stage.whenTimerRings(), 'DecisionReached');
    expect(stage.now() - openedAt).toBe(10 * SECOND);
    expect(decided.ballot.slice(1).every(({ choice, silent }) => choice === 'abstain' && silent === true)).toBe(true);
  });

  test('counts no late, second, forged or misdirected vote', () => {
    const stage = councilOf({ rule: { name: 'simple' } });
    stage.when(opening);
    const closesAt = stage.now() + 10 * SECOND;
    stage.whenAll([vote('ada', 'for'), vote('ada', 'against'), vote('mallory', 'against'), vote('bob', 'against', { proposal: 'other/ES/1' }), { ...vote('cy', 'against'), at: closesAt }]);
    const { ballot, evidence } = dataOf(stage.whenTimerRings(), 'DecisionReached');
    expect(ballot.map(({ choice, silent }) => (silent === true ? 'silent' : choice))).toEqual(['for', 'silent', 'silent', 'silent']);
    expect(evidence).toHaveLength(1);
  });
});

describe('H1 ranked: the council decides for the winner', () => {
  test('also where that is not what was asked', () => {
    const stage = councilOf({ rule: { name: 'ranked' } });
    const drafts = [...stage.when(opening), ...stage.whenAll([ranks('ada', 'long', 'flat'), ranks('bob', 'short', 'flat'), ranks('cy', 'short', 'flat'), ranks('dan', 'short', 'flat')])];
    expect(dataOf(drafts, 'DecisionReached')).toMatchObject({ direction: 'short', approved: true, support: 0.75 });
    expect(dataOf(drafts, 'DecisionReached').ballot[3].ranking).toEqual(['short', 'flat']);
    expect(lawSays(...drafts)).toBeUndefined();
  });

  test('and for nobody at a tie', () => {
    const stage = councilOf({ rule: { name: 'ranked' } });
    const drafts = [...stage.when(opening), ...stage.whenAll([ranks('ada', 'long'), ranks('bob', 'long'), ranks('cy', 'short'), ranks('dan', 'short')])];
    expect(dataOf(drafts, 'DecisionReached')).toMatchObject({ direction: 'long', approved: false, support: 0.5 });
    expect(lawSays(...drafts)).toBeUndefined();
  });
});

test('H8: where too few answer, consistency decides nothing and availability decides with who is there, and says so', () => {
  const consistent = councilOf({ rule: { name: 'quorum' } });
  const available = councilOf({ rule: { name: 'quorum', prefer: 'availability' } });
  const told = [consistent, available].map((stage) => [...stage.when(opening), ...stage.when(vote('ada', 'for')), ...stage.whenTimerRings()]);
  expect(dataOf(told[0], 'QuorumMissed')).toMatchObject({ turnout: 0.25 });
  expect(dataOf(told[1], 'DecisionReached')).toMatchObject({ approved: true, isShort: true, turnout: 0.25 });
  for (const drafts of told) expect(lawSays(...drafts)).toBeUndefined();
});

test.each<[string, Partial<CouncilOptions>]>([
  ['a rule and a quorum beside it', { rule: { name: 'simple' }, quorum: 0.4 }],
  ['more liars than its members can bear', { rule: { name: 'simple', liarsMax: 2 } }],
  ['reputation where all voices are equal', { rule: { name: 'simple' }, reputation: 'judge' }],
])('refuses %s', (_, options) => {
  expect(() => councilOf(options)).toThrow(expect.objectContaining({ code: 'agent-options-contradict' }));
});

const anyAnswer = fc.record({
  from: fc.constantFrom('ada', 'bob', 'cy', 'dan'),
  choice: fc.constantFrom('for' as const, 'against' as const, 'abstain' as const),
  confidence: fc.integer({ min: 0, max: 10 }).map((n) => n / 10),
  ranking: fc.shuffledSubarray<Direction>(['long', 'flat', 'short']),
});

test('I51: whatever is answered under whatever rule, the decision recomputes from the recorded ballot; and spoilt records are found', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...voteRuleNames),
      fc.record({ prefer: fc.constantFrom('consistency' as const, 'availability' as const), base: fc.constantFrom('sided' as const, 'answered' as const), holdUpTo: fc.constantFrom(0, 0.4) }, { requiredKeys: [] }),
      fc.array(anyAnswer, { maxLength: 6 }),
      (name, changes, answers) => {
        const stage = councilOf({ rule: { name, ...changes } });
        const said = [...stage.when(opening), ...answers.flatMap(({ from, ...rest }) => [...stage.when(vote(from, rest.choice, rest))])];
        if (!said.some(({ type }) => type === 'DecisionReached')) said.push(...stage.whenTimerRings());
        expect(lawSays(...said)).toBeUndefined();
        for (const draft of said) {
          if (draft.type !== 'DecisionReached') continue;
          const others = said.filter(({ type }) => type === 'ProposalMade');
          const spoilt = [{ approved: !draft.data.approved }, { support: draft.data.support + 0.1 }, { confidence: 0.123 }, { isShort: draft.data.isShort !== true }, { isHeld: draft.data.isHeld !== true }];
          for (const change of spoilt) expect(lawSays(...others, { ...draft, data: { ...draft.data, ...change } })).toBeDefined();
        }
      },
    ),
  );
});
