/** What can be said of leadership in a scenario, for every kind of agent that takes part in it. */
import { Type, type Static } from '@sinclair/typebox';
import { agentId, type AgentId } from '../core/brand.js';
import { HivetapeError } from '../core/errors.js';
import { usualTiming, type LeadershipFrame } from '../swarm/leadership/leadership-state.js';
import { agentOption } from './agent-kind.js';

const { heartbeatUs, electionUsMin, electionUsMax } = usualTiming;

export const leadershipOptions = {
  group: Type.String({ minLength: 1, maxLength: 100, default: 'swarm', description: 'Name of the group that elects a leader; one agent may belong to one group.' }),
  members: Type.Array(agentOption('Id of a member.'), { default: [], maxItems: 100, description: 'Ids of all members of the group, this one too; the same list for each of them.' }),
  heartbeatUs: Type.Integer({ minimum: 1, default: heartbeatUs, description: 'How often the leader says that it is there, in microseconds, while that can matter.' }),
  electionUsMin: Type.Integer({ minimum: 1, default: electionUsMin, description: 'Shortest silence of the leader, in microseconds, after which a member stands for election.' }),
  electionUsMax: Type.Integer({ minimum: 1, maximum: 4_000_000_000, default: electionUsMax, description: 'Longest such silence; each time it is drawn between the two.' }),
};

export const leadershipSchema = Type.Object(leadershipOptions, { additionalProperties: false });
export type LeadershipOptions = Static<typeof leadershipSchema>;

/** Returns the frame of one member. Throws `agent-options-contradict`. */
export function leadershipFrameOf(chosen: LeadershipOptions, id: AgentId): LeadershipFrame {
  const members = [...new Set(chosen.members)].sort((a, b) => (a < b ? -1 : 1)).map(agentId);
  if (!members.includes(id)) throw contradiction(id, `its own id among the members of "${chosen.group}"`, members.join(', '));
  if (chosen.electionUsMin > chosen.electionUsMax) throw contradiction(id, 'electionUsMin up to electionUsMax', `${chosen.electionUsMin} and ${chosen.electionUsMax}`);
  if (chosen.heartbeatUs >= chosen.electionUsMin) throw contradiction(id, 'a heartbeat that is shorter than the silence that is borne', `${chosen.heartbeatUs} and ${chosen.electionUsMin}`);
  return { group: chosen.group, id, members, heartbeatUs: chosen.heartbeatUs, electionUsMin: chosen.electionUsMin, electionUsMax: chosen.electionUsMax };
}

function contradiction(id: AgentId, expected: string, found: string): HivetapeError {
  return new HivetapeError('agent-options-contradict', `Agent "${id}" has ${expected} (found ${found === '' ? 'nobody' : found}).`, { values: { agent: id } });
}
