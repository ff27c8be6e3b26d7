/** A group of members that elect a leader, seated in a simulated swarm, and what its log and states tell. */
import { agentId } from '../../../src/core/brand.js';
import { SECOND } from '../../../src/core/instant.js';
import { leaderNode } from '../../../src/agents/leader-node.js';
import type { LeadershipState } from '../../../src/swarm/leadership/leadership-state.js';
import type { SwarmInput, SwarmRun } from '../simulated-swarm.js';

export const settingOf = (id: string) => ({ id: agentId(id), instruments: [], account: { currency: 'USD', cashMicros: 0 }, gate: agentId('risk-gate'), venue: agentId('venue') });

/** Returns members a, b, c, … of one group. */
export function groupOf(size: number, options: object = {}): Record<string, unknown> {
  const members = Array.from({ length: size }, (_, place) => String.fromCharCode(97 + place));
  const timing = { group: 'swarm', heartbeatUs: 100_000, electionUsMin: 500_000, electionUsMax: 800_000 };
  return Object.fromEntries(members.map((id) => [id, leaderNode.create({ ...timing, ...options, members }, settingOf(id))]));
}

/** Returns commands offered from outside, one at each of these times in µs. */
export function commandsAt(...times: number[]): SwarmInput[] {
  return times.map((at, place) => ({ at, by: 'client', draft: { type: 'CommandOffered', data: { group: 'swarm', id: `command ${place}`, command: { number: place } } } }));
}

export function everySecond(count: number): SwarmInput[] {
  return commandsAt(...Array.from({ length: count }, (_, place) => (place + 2) * SECOND));
}

export function statesOf(run: SwarmRun): LeadershipState[] {
  return Object.keys(run.options.agents).map((id) => run.stateOf<LeadershipState>(id));
}

/** Returns the commands that stand for ever, by member. */
export function committedOf(run: SwarmRun): string[][] {
  return statesOf(run).map(({ entries, committed }) => entries.slice(0, committed).map(({ id }) => id));
}

/** Returns who leads in the highest term, by the states at the end. */
export function leaderOf(run: SwarmRun): string | undefined {
  const term = Math.max(...statesOf(run).map((state) => state.term));
  return Object.keys(run.options.agents).find((id) => run.stateOf<LeadershipState>(id).role === 'leader' && run.stateOf<LeadershipState>(id).term === term);
}
