/**
 * A coordinator of tasks in several seats, which elect the one that speaks. If it is lost, another goes on with
 * the graphs that are open: it asks the workers what it has not heard itself, and no task is lost.
 */
import { Type } from '@sinclair/typebox';
import { agentId } from '../core/brand.js';
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import type { Decider } from '../kernel/agent.js';
import { withFailover } from '../swarm/leadership/failover.js';
import { usualTiming } from '../swarm/leadership/leadership-state.js';
import { defineAgentKind } from './agent-kind.js';
import { leadershipFrameOf, leadershipOptions, type LeadershipOptions } from './leadership-options.js';
import { taskCoordinator, taskCoordinatorAgent, type TaskCoordinatorOptions } from './task-coordinator.js';

const options = Type.Object(
  {
    ...taskCoordinator.options.properties,
    leadership: Type.Object(leadershipOptions, {
      additionalProperties: false,
      default: { group: 'swarm', members: [], ...usualTiming },
      description: 'Which group this seat belongs to, and how it elects who speaks. The coordinator bears the name of the group.',
    }),
  },
  { additionalProperties: false },
);

export const electedCoordinator = defineAgentKind({
  kind: 'elected-coordinator',
  summary: 'A coordinator of tasks in several seats: if the one that speaks is lost, another goes on, and no task is lost.',
  capabilities: ['coordinate'],
  options,

  office: ({ leadership }) => (leadership as LeadershipOptions).group,

  create(chosen, setting) {
    const { leadership, ...rest } = chosen as unknown as TaskCoordinatorOptions & { readonly leadership: LeadershipOptions };
    const frame = leadershipFrameOf(leadership, setting.id);
    // All seats are one coordinator, so it has one name.
    const office = agentId(frame.group);
    const inner = taskCoordinatorAgent(rest, { ...setting, id: office }, office);
    return withFailover(inner as Decider<unknown, LogEvent, EventDraft>, frame, { speaks: ['tasks/**', 'watch'] });
  },
});
