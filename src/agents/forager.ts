/** Works with its fellows at what is to be done, with nobody who leads: they see by marks what the others do. */
import { Type } from '@sinclair/typebox';
import { agentId } from '../core/brand.js';
import { HivetapeError } from '../core/errors.js';
import { SECOND } from '../core/instant.js';
import { usualGossip } from '../swarm/gossip/board.js';
import { foragingTopics, hearForaging, speakForaging, startForaging, usualPatienceUs, type ForagingState } from '../swarm/gossip/foraging.js';
import { agentOption, defineAgentKind } from './agent-kind.js';
import { decider } from './decider.js';

const choreSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200, description: 'What is to be done.' }),
    workUs: Type.Integer({ minimum: 1, default: SECOND, description: 'How long that takes, in microseconds.' }),
  },
  { additionalProperties: false },
);

export const forager = defineAgentKind({
  kind: 'forager',
  summary: 'Does with its fellows what is to be done, without a leader: marks tell who has begun what.',
  capabilities: ['work'],
  options: Type.Object(
    {
      group: Type.String({ minLength: 1, maxLength: 100, default: 'foragers', description: 'Name of the group.' }),
      members: Type.Array(agentOption('Id of a fellow.'), { default: [], maxItems: 1_000, description: 'Ids of all of the group, this one too; the same list for each of them.' }),
      chores: Type.Array(choreSchema, { default: [], description: 'What is to be done, each once; the same list for all of the group.' }),
      patienceUs: Type.Integer({ minimum: 1, default: usualPatienceUs, description: 'How much longer than the work somebody is waited for who has begun it, in microseconds.' }),
      fanout: Type.Integer({ minimum: 1, maximum: 1_000, default: usualGossip.fanout, description: 'How many others are told of news at a time.' }),
      roundUs: Type.Integer({ minimum: 1, default: usualGossip.roundUs, description: 'After which time they are told again if they do not confirm, in microseconds; then after twice that, and so on.' }),
    },
    { additionalProperties: false },
  ),

  create({ members, ...chosen }, { id }) {
    if (!members.includes(id)) {
      throw new HivetapeError('agent-options-contradict', `Agent "${id}" has its own id among the members of "${chosen.group}" (found ${members.length === 0 ? 'nobody' : members.join(', ')}).`, { values: { agent: id } });
    }
    const frame = { ...chosen, id, members: [...new Set(members)].sort((a, b) => (a < b ? -1 : 1)).map(agentId) };
    return decider<ForagingState>({
      listensTo: foragingTopics,
      initial: () => startForaging(frame),
      evolve: (state, event, { now }) => {
        hearForaging(frame, state, event, now());
        return state;
      },
      decide: (state, _event, context) => speakForaging(frame, state, context),
    });
  },
});
