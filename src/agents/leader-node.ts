/**
 * A member of a group that elects its leader and agrees on a log of commands, and nothing else: whoever
 * offers a command hears when it stands for ever, also if leaders die meanwhile.
 */
import { hearLeadership, leadershipTopics, speakLeadership } from '../swarm/leadership/leadership.js';
import { startLeadership, type LeadershipState } from '../swarm/leadership/leadership-state.js';
import { defineAgentKind } from './agent-kind.js';
import { decider } from './decider.js';
import { leadershipFrameOf, leadershipSchema } from './leadership-options.js';

export const leaderNode = defineAgentKind({
  kind: 'leader-node',
  summary: 'Elects a leader with its fellows, and keeps a replicated log of the commands that the group is offered.',
  capabilities: ['coordinate'],
  options: leadershipSchema,

  create(chosen, setting) {
    const frame = leadershipFrameOf(chosen, setting.id);
    return decider<LeadershipState>({
      listensTo: leadershipTopics(frame.group),
      initial: startLeadership,
      evolve: (state, event, context) => {
        hearLeadership(frame, state, event, context.now());
        return state;
      },
      decide: (state, event, context) => speakLeadership(frame, state, event, context),
    });
  },
});
