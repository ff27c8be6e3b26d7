/** Reputation in the real kernel: judged from bars, heard by the council, frozen in proposals, and never known too early. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { council } from '../../src/agents/council.js';
import { breakout } from '../../src/agents/breakout.js';
import { meanReversion } from '../../src/agents/mean-reversion.js';
import { momentum } from '../../src/agents/momentum.js';
import { reputationJudge } from '../../src/agents/reputation-judge.js';
import { agentId } from '../../src/core/brand.js';
import type { DataOf, EventDraft, LogEvent } from '../../src/domain/catalogue.js';
import { decisionsFollowRule } from '../../src/lab/chaos/laws/decisions-follow-rule.js';
import { walkBars } from '../../src/market/walk.js';
import { bar, barClosed, barsClosed, said, signalRaised, voteCast, type TestEvent } from '../../src/testing/events.js';
import { given, type Given } from '../../src/testing/given.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';
import { eventsOf, runOnWalk, type Walk } from './run-on-walk.js';

type Decided = DataOf<'DecisionReached'>;
const horizonBars = 3;

function decision(votes: Record<string, 'for' | 'against' | 'abstain'>, changes: Partial<Decided> = {}, from = 'council'): TestEvent {
  const ballot = Object.entries(votes).map(([agent, choice]) => ({ agent: agentId(agent), choice, confidence: 0.5, weight: 0.5 }));
  const { instrument } = bar(1);
  return said(from, 'DecisionReached', { proposal: 'council/ES/1', instrument, direction: 'long', approved: true, support: 1, turnout: 1, conviction: 0.5, ballot, ...changes });
}

function judge(options: Record<string, unknown> = {}): Given {
  return given(agentOf(reputationJudge, { horizonBars, ...options }, agentSetting({ id: 'judge' })), [barClosed(100)], { id: 'judge' });
}

function judged(drafts: readonly EventDraft[]): DataOf<'OutcomeJudged'>[] {
  return drafts.flatMap((draft) => (draft.type === 'OutcomeJudged' ? [draft.data] : []));
}

describe('H3: the judge', () => {
  test('says nothing before the outcome is known, and then at the bar that makes it known', () => {
    const stage = judge();
    stage.when(decision({ ada: 'for', bob: 'against', cy: 'abstain' }));
    expect(stage.whenAll(barsClosed([101, 102]))).toEqual([]);
    const [outcome] = judged(stage.when(barClosed(103)));
    expect(outcome.change).toBeCloseTo(0.03, 12);
    expect(outcome.validFrom).toBeLessThanOrEqual(stage.now());
    expect(outcome.voters).toEqual([
      { agent: 'ada', verdict: 'right', before: 0.5, after: 0.55 },
      { agent: 'bob', verdict: 'wrong', before: 0.5, after: 0.45 },
      { agent: 'cy', verdict: 'no-side', before: 0.5, after: 0.5 },
    ]);
    expect(stage.whenAll(barsClosed([104, 105, 106, 107]))).toEqual([]);
  });

  test('judges a refused step too: who was against a step that would have cost was right', () => {
    const stage = judge();
    stage.when(decision({ ada: 'for', bob: 'against' }, { approved: false }));
    const [outcome] = judged(stage.whenAll(barsClosed([99, 98, 97])));
    expect(outcome.voters.map(({ verdict }) => verdict)).toEqual(['wrong', 'right']);
  });

  test('judges leaving by where it left from, and a step to where it stands already not at all', () => {
    const stage = judge();
    stage.when(decision({ ada: 'for' }));
    stage.when(decision({ ada: 'for' }, { proposal: 'council/ES/2' }));
    expect(judged(stage.whenAll(barsClosed([101, 102, 103])))).toHaveLength(1);
    stage.when(decision({ ada: 'for' }, { proposal: 'council/ES/3', direction: 'flat' }));
    const [outcome] = judged(stage.whenAll(barsClosed([102, 101, 100])));
    expect(outcome.voters).toEqual([{ agent: 'ada', verdict: 'right', before: 0.55, after: 0.6 }]);
  });

  test('reads a ranking: who would rather stay than go was against it', () => {
    const stage = judge();
    const ballot = (['long', 'flat', 'short'] as const).map((first) => ({ agent: agentId(first), choice: 'against' as const, confidence: 1, weight: 1, ranking: first === 'flat' ? [first] : [first, 'flat' as const] }));
    stage.when(decision({}, { ballot }));
    expect(judged(stage.whenAll(barsClosed([101, 102, 103])))[0].voters.map(({ verdict }) => verdict)).toEqual(['right', 'wrong', 'wrong']);
  });

  test('believes no other council, no second telling, no bar of a stranger', () => {
    const stage = judge();
    stage.when(decision({ ada: 'for' }, {}, 'mallory'));
    expect(stage.whenAll(barsClosed([101, 102, 103]))).toEqual([]);
    stage.when(decision({ ada: 'for' }));
    expect(stage.whenAll(barsClosed([110, 111, 112]).map((event) => ({ ...event, from: agentId('mallory') })))).toEqual([]);
    expect(judged(stage.whenAll(barsClosed([104, 105, 106])))).toHaveLength(1);
  });
});

describe('H3: the council', () => {
  const members = { ada: 0.6, bob: 0.4 };
  const stage = (): Given => given(agentOf(council, { members, reputation: 'judge' }, agentSetting({ id: 'council' })), [], { id: 'council' });
  const verdictOn = (from: string, after: number): TestEvent =>
    said(from, 'OutcomeJudged', { council: agentId('council'), proposal: 'council/ES/0', instrument: bar(1).instrument, change: 0.1, decidedAt: 0, validFrom: 1, voters: [{ agent: agentId('ada'), verdict: 'wrong', before: 0.5, after }] });
  const asked = (drafts: readonly EventDraft[]): DataOf<'ProposalMade'>['stakes'] => drafts.flatMap((draft) => (draft.type === 'ProposalMade' ? [draft.data.stakes] : []))[0];

  test('weighs newcomers in the middle, and freezes the weights when it asks', () => {
    const here = stage();
    expect(asked(here.when(signalRaised('ada', { strength: 1 })))).toEqual([
      { agent: 'ada', weight: 0.3, silentWeight: expect.closeTo(0.06, 12) as number },
      { agent: 'bob', weight: 0.2, silentWeight: expect.closeTo(0.04, 12) as number },
    ]);
    here.when(verdictOn('judge', 0.1));
    here.when(voteCast('ada', { choice: 'for' }));
    const [decided] = here.when(voteCast('bob', { choice: 'against' }));
    expect(decided).toMatchObject({ type: 'DecisionReached', data: { approved: true, ballot: [{ agent: 'ada', weight: 0.3 }, { agent: 'bob', weight: 0.2 }] } });
  });

  test('lets what the judge said before decide, and nothing that anybody else said', () => {
    const here = stage();
    here.when(verdictOn('judge', 0.1));
    here.when(verdictOn('mallory', 1));
    expect(asked(here.when(signalRaised('ada', { strength: 1 })))?.map(({ weight }) => weight)).toEqual([expect.closeTo(0.06, 12), 0.2]);
    here.when(voteCast('ada', { choice: 'for' }));
    expect(here.when(voteCast('bob', { choice: 'against' }))[0]).toMatchObject({ data: { approved: false } });
  });

  test('H2: counts a silent voter with a stake of .1', () => {
    const here = stage();
    here.when(signalRaised('ada', { strength: 1 }));
    here.when(voteCast('ada', { choice: 'for' }));
    const [decided] = here.whenTimerRings();
    expect(decided).toMatchObject({ data: { ballot: [{ weight: 0.3 }, { silent: true, choice: 'abstain', weight: expect.closeTo(0.04, 12) as number }] } });
  });
});

/** A swarm on a walk whose closes are scaled by a factor from one bar on. */
function runSwarm(length: number, scaled: Omit<Walk, 'length'> = {}): readonly LogEvent[] {
  const setting = (id: string): ReturnType<typeof agentSetting> => agentSetting({ id });
  return runOnWalk([
    ['council', agentOf(council, { members: { follower: 0.4, fader: 0.35, leaver: 0.25 }, reputation: 'judge' }, setting('council'))],
    ['judge', agentOf(reputationJudge, { horizonBars }, setting('judge'))],
    ['follower', agentOf(momentum, { entryChange: 0.001, fullChange: 0.01 }, setting('follower'))],
    ['fader', agentOf(meanReversion, {}, setting('fader'))],
    ['leaver', agentOf(breakout, {}, setting('leaver'))],
  ], { length, ...scaled });
}

describe('H3: a swarm with a judge', () => {
  const length = 1_500;
  const log = runSwarm(length);

  test('earns its weights, writes down from when they hold, and decides by them', () => {
    const outcomes = eventsOf(log, 'OutcomeJudged');
    expect(outcomes.length).toBeGreaterThan(20);
    const weights = new Set(eventsOf(log, 'ProposalMade').map(({ data }) => JSON.stringify(data.stakes)));
    expect(weights.size).toBeGreaterThan(5);
    const laws = decisionsFollowRule.initial?.();
    for (const event of log) expect(decisionsFollowRule.check?.(event, laws as never, undefined as never)).toBeUndefined();
    for (const { time, data } of outcomes) expect(data.validFrom <= time && data.decidedAt < data.validFrom).toBe(true);
  });

  test('uses at each proposal exactly what was judged before it', () => {
    const base: Record<string, number> = { follower: 0.4, fader: 0.35, leaver: 0.25 };
    const outcomes = eventsOf(log, 'OutcomeJudged');
    let compared = 0;
    for (const { time, data } of eventsOf(log, 'ProposalMade')) {
      // What is heard at the very moment of asking may come before or after it.
      if (outcomes.some(({ deliverAt }) => deliverAt === time)) continue;
      const known: Record<string, number> = {};
      for (const { deliverAt, data: { voters } } of outcomes) if (deliverAt < time) for (const { agent, after } of voters) known[agent] = after;
      for (const { agent, weight } of data.stakes ?? []) expect(weight).toBeCloseTo(base[agent] * (known[agent] ?? 0.5), 12);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(20);
  });

  test('Trap 22: knows nothing of later outcomes: whatever the bars become, all that was said before them stays', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: length - 1 }), fc.constantFrom(0.5, 0.9, 1.1, 2), (from, factor) => {
        const changedAt = walkBars(length).closedAt[from];
        const other = runSwarm(length, { from, factor });
        const before = (events: readonly LogEvent[]): readonly LogEvent[] => events.filter(({ time }) => time < changedAt);
        expect(before(other)).toEqual(before(log));
      }),
      { numRuns: 8 },
    );
  });

  test('is the same when it is run again', () => {
    expect(runSwarm(length)).toEqual(log);
  });
});
