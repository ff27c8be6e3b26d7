/** Whole runs in which votes are lost, late, repeated and cut off: the laws hold under every rule, and the run is decided again as it was. */
import { afterEach, describe, expect, test } from 'vitest';
import { voteRuleNames } from '../../../src/domain/vote-method.js';
import { rerunRun } from '../../../src/lab/rerun.js';
import { closeUs, faultyRun, HOUR_US, ofType, planOf, swarmText, type FaultyRun } from './faulty-run.js';

let made: FaultyRun | undefined;
afterEach(() => made?.remove());

async function runWith(council: string, faults: readonly object[], more = ''): Promise<FaultyRun> {
  const scenario = swarmText.replace('entryLean: 0.05 }', `entryLean: 0.05, ${council} }`) + more;
  made = await faultyRun({ scenario, plan: planOf(faults) });
  expect(made.outcome.broken).toBeUndefined();
  expect(made.outcome.failure).toBeUndefined();
  expect((await rerunRun(made.store, made.outcome.runId, { project: made.loaded })).divergence).toBeUndefined();
  return made;
}

const unruly = [
  { kind: 'drop', message: 'VoteCast', atUs: closeUs(10), probability: 0.2 },
  { kind: 'duplicate', message: 'VoteCast', atUs: closeUs(10), delayUs: 7, probability: 0.3 },
  { kind: 'delay', from: 'reversal', to: 'council', atUs: closeUs(40), delayUs: 11_000_000 },
];

describe('H2: lost, late and repeated votes', () => {
  test.each(voteRuleNames)('are handled under the rule %s, and every decision recomputes from its ballot', async (name) => {
    const { events } = await runWith(`rule: { name: ${name} }`, unruly);
    const decisions = ofType(events, 'DecisionReached');
    expect(decisions.length).toBeGreaterThan(5);
    expect(decisions.some(({ data: { ballot } }) => ballot.some(({ silent }) => silent === true))).toBe(true);
    for (const { data: { evidence = [], ballot } } of decisions) {
      const voters = evidence.map((offset) => events[offset]).map(({ type, agent }) => `${type} ${agent}`);
      expect(voters).toEqual(ballot.flatMap(({ agent, silent }) => (silent === true ? [] : [`VoteCast ${agent}`])));
    }
  });
});

test('H3: weights are earned also where judgements come late and twice, and the run is the same again', async () => {
  const judge = '  judge: { kind: reputation-judge, options: { council: council, horizonBars: 2, gain: 0.1, loss: 0.1 } }\n';
  const { events } = await runWith('reputation: judge', [
    { kind: 'duplicate', message: 'OutcomeJudged', atUs: 0, delayUs: 2 * HOUR_US },
    { kind: 'delay', from: 'judge', to: 'council', atUs: closeUs(50), delayUs: 3 * HOUR_US, durationUs: 10 * HOUR_US },
  ], judge);
  expect(ofType(events, 'OutcomeJudged').length).toBeGreaterThan(10);
  expect(new Set(ofType(events, 'ProposalMade').map(({ data }) => JSON.stringify(data.stakes))).size).toBeGreaterThan(3);
});

describe('H8: a partition between two councils that ask the same members', () => {
  const other = (rule: string): string => `  other: { kind: council, options: { members: { trend: 0.5, reversal: 0.2, breakout: 0.3 }, entryLean: 0.05, ${rule} } }\n`;
  // The market is seen on both sides; what agents say to each other does not pass from one to the other.
  const cut = ['reversal', 'breakout', 'council'].flatMap((here) => ['other', 'trend'].flatMap((there) => [[here, there], [there, here]]))
    .map(([from, to]) => ({ kind: 'drop', from, to, atUs: closeUs(20), durationUs: 60 * HOUR_US }));
  const outcomesWithin = ({ events }: FaultyRun, council: string) =>
    [...ofType(events, 'DecisionReached'), ...ofType(events, 'QuorumMissed')].filter(({ agent, data }) => agent === council && ballotHasSilence(data.ballot));

  test('lets only the side with most of the members decide, where consistency is preferred', async () => {
    const rule = 'rule: { name: quorum, base: members }';
    const run = await runWith(rule, cut, other(rule));
    expect(outcomesWithin(run, 'other').length).toBeGreaterThan(2);
    expect(outcomesWithin(run, 'other').every(({ type }) => type === 'QuorumMissed')).toBe(true);
    expect(outcomesWithin(run, 'council').some(({ type }) => type === 'DecisionReached')).toBe(true);
  });

  test('lets both sides decide, where availability is preferred, and the smaller one says so', async () => {
    const rule = 'rule: { name: quorum, base: answered, prefer: availability }';
    const run = await runWith(rule, cut, other(rule));
    const small = ofType(run.events, 'DecisionReached').filter(({ agent, data }) => agent === 'other' && ballotHasSilence(data.ballot));
    expect(small.some(({ data }) => data.approved)).toBe(true);
    expect(small.every(({ data }) => data.isShort === true)).toBe(true);
    expect(outcomesWithin(run, 'council').every(({ data }) => !('isShort' in data))).toBe(true);
  });
});

function ballotHasSilence(ballot: readonly { readonly silent?: boolean }[]): boolean {
  return ballot.some(({ silent }) => silent === true);
}
