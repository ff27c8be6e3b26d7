/**
 * A council in several places. Its seats elect a chair; the chair asks and decides, the others take in the
 * same and stand ready, and if the chair is lost, another goes on with the vote that is open.
 */
import { Type } from '@sinclair/typebox';
import { agentId } from '../core/brand.js';
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import type { Decider } from '../kernel/agent.js';
import { withFailover } from '../swarm/leadership/failover.js';
import { usualTiming } from '../swarm/leadership/leadership-state.js';
import { chosenInstruments, defineAgentKind } from './agent-kind.js';
import { council } from './council.js';
import { leadershipFrameOf, leadershipOptions, type LeadershipOptions } from './leadership-options.js';

const options = Type.Object(
  {
    ...council.options.properties,
    leadership: Type.Object(leadershipOptions, {
      additionalProperties: false,
      default: { group: 'swarm', members: [], ...usualTiming },
      description: 'Which group this seat belongs to, and how it elects its chair. Proposals bear the name of the group.',
    }),
  },
  { additionalProperties: false },
);

type CouncilOptions = Parameters<typeof council.create>[0];

export const electedCouncil = defineAgentKind({
  kind: 'elected-council',
  summary: 'A council in several seats that elect a chair: if it is lost, another goes on with the open vote.',
  capabilities: ['decide', 'coordinate'],
  options,

  create(chosen, setting) {
    const { leadership, ...rest } = chosen as unknown as CouncilOptions & { readonly leadership: LeadershipOptions };
    const frame = leadershipFrameOf(leadership, setting.id);
    // All seats are one council, so it has one name.
    const inner = council.create(rest, { ...setting, id: agentId(frame.group) });
    const speaks = chosenInstruments(rest.instruments, setting).flatMap(({ id }) => [`proposals/${id}`, `decisions/${id}`]);
    return withFailover(inner as Decider<unknown, LogEvent, EventDraft>, frame, { speaks });
  },
});
