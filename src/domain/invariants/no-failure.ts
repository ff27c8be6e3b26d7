/** The law of agents: none of them throws, whatever reaches it. */
import { invariant, type Invariant } from './invariant.js';

export const noAgentFails: Invariant = invariant({
  id: 'A01',
  law: 'No agent throws.',
  check: (event) => (event.type === 'AgentFailed' ? `agent ${event.data.agent} threw (${event.data.code}) while handling offset ${event.data.handling}` : undefined),
});
