/** The analysts and the council together, in the real kernel with the real catalogue of events. */
import { expect, test } from 'vitest';
import { council } from '../../src/agents/council.js';
import { breakout } from '../../src/agents/breakout.js';
import { meanReversion } from '../../src/agents/mean-reversion.js';
import { momentum } from '../../src/agents/momentum.js';
import { volatilityRegime } from '../../src/agents/volatility-regime.js';
import { tally } from '../../src/swarm/vote-rule.js';
import type { LogEvent } from '../../src/domain/catalogue.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';
import { eventsOf, runOnWalk } from './run-on-walk.js';

const ids = ['fader', 'follower', 'leaver', 'weather'];

function runSwarm(length: number, isMute = false): readonly LogEvent[] {
  const members = { follower: 0.35, fader: 0.25, leaver: 0.25, weather: 0.15 };
  const setting = (id: string): ReturnType<typeof agentSetting> => agentSetting({ id });
  const agents = [
    ['council', agentOf(council, { members }, setting('council'))],
    ['follower', agentOf(momentum, { entryChange: 0.001, fullChange: 0.01 }, setting('follower'))],
    ['fader', agentOf(meanReversion, {}, setting('fader'))],
    ['leaver', agentOf(breakout, {}, setting('leaver'))],
    ['weather', agentOf(volatilityRegime, {}, setting('weather'))],
  ] as const;
  return runOnWalk(agents.filter(([id]) => !isMute || id !== 'weather'), { length });
}

test('each proposal is answered by every member and decided by the rule, within microseconds of the bar', () => {
  const log = runSwarm(3_000);
  const proposals = eventsOf(log, 'ProposalMade');
  const decisions = eventsOf(log, 'DecisionReached');
  expect(proposals.length).toBeGreaterThan(20);
  expect(decisions.map(({ data }) => data.proposal)).toEqual(proposals.map(({ data }) => data.proposal));
  expect(eventsOf(log, 'VoteCast')).toHaveLength(proposals.length * ids.length);
  expect(new Set(decisions.map(({ data }) => data.approved)).size).toBe(2);
  decisions.forEach((decision, index) => {
    const proposal = proposals[index];
    expect(decision.time - (proposal?.time ?? 0)).toBeLessThanOrEqual(10);
    expect(decision.data.ballot.map(({ agent }) => agent)).toEqual(ids);
    if (proposal === undefined) return;
    const { approved, support, turnout } = decision.data;
    expect(tally(decision.data.ballot, proposal.data)).toMatchObject({ approved, support, turnout });
  });
});

test('a member that is missing is silent, and the vote waits for its deadline', () => {
  const log = runSwarm(600, true);
  const decisions = eventsOf(log, 'DecisionReached');
  expect(decisions.length).toBeGreaterThan(0);
  for (const { data, time } of decisions) {
    const closesAt = eventsOf(log, 'ProposalMade').find((proposal) => proposal.data.proposal === data.proposal)?.data.closesAt ?? NaN;
    expect(time - closesAt).toBeGreaterThanOrEqual(0);
    expect(time - closesAt).toBeLessThanOrEqual(1);
    expect(data.ballot.find(({ agent }) => agent === 'weather')).toMatchObject({ choice: 'abstain', silent: true });
  }
});

test('tells the same story each time', () => {
  expect(runSwarm(1_000)).toEqual(runSwarm(1_000));
});
