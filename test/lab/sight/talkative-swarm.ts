/** A swarm that talks for the tests of sight: voters that signal at each bar, a council, and whatever is planted in it. */
import { agentId } from '../../../src/core/brand.js';
import { SECOND } from '../../../src/core/instant.js';
import { council } from '../../../src/agents/council.js';
import { decider, SILENT } from '../../../src/agents/decider.js';
import { bar } from '../../../src/testing/events.js';
import { agentOf, agentSetting } from '../../../src/testing/setting.js';
import { simulateSwarm, type SwarmInput, type SwarmOptions, type SwarmRun } from '../../swarm/simulated-swarm.js';

const { instrument } = bar(1);
export const voters = ['ada', 'bob', 'cy'];

/** Raises a signal at each bar, the other way each time, and is for whatever is asked. */
export function voter(): unknown {
  return decider<{ bars: number }>({
    listensTo: ['bars/ES', 'proposals/ES'],
    initial: () => ({ bars: 0 }),
    evolve: (state, event) => {
      if (event.type === 'BarClosed') state.bars += 1;
      return state;
    },
    decide: ({ bars }, event) => {
      if (event.type === 'BarClosed') return [{ type: 'SignalRaised', data: { instrument, direction: bars % 2 === 0 ? 'long' : 'short', strength: 0.8, evidence: `bar ${bars}` } }];
      if (event.type !== 'ProposalMade') return SILENT;
      return [{ type: 'VoteCast', data: { proposal: event.data.proposal, instrument, choice: 'for', confidence: 0.8, reason: 'a test' } }];
    },
  });
}

export function barInputs(count: number): SwarmInput[] {
  return Array.from({ length: count }, (_, index) => ({
    at: (index + 1) * 60 * SECOND, by: 'feed', draft: { type: 'BarClosed', data: { bar: { ...bar(100 + index), openedAt: index * 60 * SECOND, closedAt: (index + 1) * 60 * SECOND } } },
  }));
}

export function talkativeSwarm(options: Partial<SwarmOptions> = {}): SwarmRun {
  const { agents = {}, ...rest } = options;
  const members = Object.fromEntries(voters.map((name) => [name, 1]));
  const seats = { council: agentOf(council, { members, normalise: true }, agentSetting({ id: agentId('council') })), ...Object.fromEntries(voters.map((name) => [name, voter()])), ...agents };
  return simulateSwarm({ agents: seats, inputs: barInputs(12), untilUs: 20 * 60 * SECOND, latencyUs: 1_000, ...rest });
}
