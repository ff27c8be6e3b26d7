/** The analysts and the council together, in the real kernel with the real catalogue of events. */
import { expect, test } from 'vitest';
import { council } from '../../src/agents/council.js';
import { breakout } from '../../src/agents/breakout.js';
import { meanReversion } from '../../src/agents/mean-reversion.js';
import { momentum } from '../../src/agents/momentum.js';
import { volatilityRegime } from '../../src/agents/volatility-regime.js';
import { tally } from '../../src/swarm/vote-rule.js';
import { agentId } from '../../src/core/brand.js';
import type { EventOf, EventType, LogEvent } from '../../src/domain/catalogue.js';
import type { Agent, Source } from '../../src/kernel/agent.js';
import { Kernel } from '../../src/kernel/kernel.js';
import { instantNetwork } from '../../src/kernel/network.js';
import { catalogueWords } from '../../src/lab/words.js';
import { walkBars } from '../../src/market/walk.js';
import { bar } from '../../src/testing/events.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';

const ids = ['fader', 'follower', 'leaver', 'weather'];

function runSwarm(length: number, isMute = false): readonly LogEvent[] {
  const members = { follower: 0.35, fader: 0.25, leaver: 0.25, weather: 0.15 };
  const setting = (id: string): ReturnType<typeof agentSetting> => agentSetting({ id });
  const agents: [string, unknown][] = [
    ['council', agentOf(council, { members }, setting('council'))],
    ['follower', agentOf(momentum, { entryChange: 0.001, fullChange: 0.01 }, setting('follower'))],
    ['fader', agentOf(meanReversion, {}, setting('fader'))],
    ['leaver', agentOf(breakout, {}, setting('leaver'))],
    ['weather', agentOf(volatilityRegime, {}, setting('weather'))],
  ];
  const log: LogEvent[] = [];
  const kernel = new Kernel({
    seed: 1,
    startAt: 0,
    seats: agents.filter(([id]) => !isMute || id !== 'weather').map(([id, agent]) => ({ id: agentId(id), agent: agent as Agent })),
    sources: [walkSource(length)],
    vocabulary: catalogueWords(),
    network: instantNetwork(),
    journal: {
      record: (event) => {
        log.push(event as unknown as LogEvent);
      },
    },
    freeze: true,
  });
  kernel.start();
  expect(kernel.run()).toEqual({ kind: 'idle' });
  return log;
}

function walkSource(length: number): Source {
  const walk = walkBars(length);
  let row = 0;
  return {
    agent: agentId('feed'),
    nextAt: () => (row < length ? walk.closedAt[row] : undefined),
    take: () => {
      const closedAt = walk.closedAt[row] ?? 0;
      const data = { bar: bar(walk.close[row] ?? 0, { closedAt, open: walk.open[row] ?? 0, high: walk.high[row] ?? 0, low: walk.low[row] ?? 0 }) };
      row += 1;
      return { type: 'BarClosed', data };
    },
  };
}

function of<Type extends EventType>(log: readonly LogEvent[], type: Type): readonly EventOf<Type>[] {
  return log.filter((event) => event.type === type) as unknown as readonly EventOf<Type>[];
}

test('each proposal is answered by every member and decided by the rule, within microseconds of the bar', () => {
  const log = runSwarm(3_000);
  const proposals = of(log, 'ProposalMade');
  const decisions = of(log, 'DecisionReached');
  expect(proposals.length).toBeGreaterThan(20);
  expect(decisions.map(({ data }) => data.proposal)).toEqual(proposals.map(({ data }) => data.proposal));
  expect(of(log, 'VoteCast')).toHaveLength(proposals.length * ids.length);
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
  const decisions = of(log, 'DecisionReached');
  expect(decisions.length).toBeGreaterThan(0);
  for (const { data, time } of decisions) {
    const closesAt = of(log, 'ProposalMade').find((proposal) => proposal.data.proposal === data.proposal)?.data.closesAt ?? NaN;
    expect(time - closesAt).toBeGreaterThanOrEqual(0);
    expect(time - closesAt).toBeLessThanOrEqual(1);
    expect(data.ballot.find(({ agent }) => agent === 'weather')).toMatchObject({ choice: 'abstain', silent: true });
  }
});

test('tells the same story each time', () => {
  expect(runSwarm(1_000)).toEqual(runSwarm(1_000));
});
