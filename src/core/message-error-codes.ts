/** The rows of the table of error codes that speak of messages, and of how a swarm is wired and commanded. */
import type { ErrorCode } from './error-code.js';

export const messageErrorCodes = {
  'message-setting-contradicts': {
    number: 'E4060',
    exit: 3,
    explanation: 'Two settings of messages cannot both hold: a request, for example, waits for its answer no longer than it lives. The message names both.',
  },
  'topology-invalid': {
    number: 'E4061',
    exit: 3,
    explanation: 'A topology wires members of the swarm to each other, and gives weights to edges that there are. The message names the stranger.',
  },
  'agent-not-steerable': {
    number: 'E4062',
    exit: 3,
    explanation: 'In a scenario with a `swarm` section every agent can be paused, resumed and given other options. A pipeline of operators cannot: write the agent as a decider.',
  },
} as const satisfies Record<string, ErrorCode>;
