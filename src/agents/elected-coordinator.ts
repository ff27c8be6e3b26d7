/**
 * A coordinator of tasks in several places. Its seats elect one that hands out tasks; the others take in the
 * same, and if it is lost, another follows each task to its end.
 */
import { Type } from '@sinclair/typebox';
import { agentId } from '../core/brand.js';
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import type { Decider } from '../kernel/agent.js';
import { withFailover } from '../swarm/leadership/failover.js';
import { usualTiming } from '../swarm/leadership/leadership-state.js';
import { defineAgentKind } from './agent-kind.js';
import { leadershipFrameOf, leadershipOptions, type LeadershipOptions } from './leadership-options.js';
import { taskCoordinator } from './task-coordinator.js';

const options = Type.Object(
  {
    ...taskCoordinator.options.properties,
    leadership: Type.Object(leadershipOptions, {
      additionalProperties: false,
      default: { group: 'swarm', members: [], ...usualTiming },
      description: 'Which group this seat belongs to, and how it elects who hands out tasks.',
    }),
  },
  { additionalProperties: false },
);

type CoordinatorOptions = Parameters<typeof taskCoordinator.create>[0];

export const electedCoordinator = defineAgentKind({
  kind: 'elected-coordinator',
  summary: 'A coordinator of tasks in several seats that elect a leader: if it is lost, no task is.',
  capabilities: ['coordinate'],
  options,

  create(chosen, setting) {
    const { leadership, ...rest } = chosen as unknown as CoordinatorOptions & { readonly leadership: LeadershipOptions };
    const frame = leadershipFrameOf(leadership, setting.id);
    const inner = taskCoordinator.create(rest, { ...setting, id: agentId(frame.group) });
    return withFailover(inner as Decider<unknown, LogEvent, EventDraft>, frame, { speaks: ['tasks/*'] });
  },
});
