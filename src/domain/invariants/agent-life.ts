/** The law of lives: each step of an agent's life follows from the one before. */
import type { AgentId } from '../../core/brand.js';
import type { LogEvent } from '../catalogue.js';
import type { LifeState } from '../events/life-events.js';
import { invariant, type Invariant } from './invariant.js';

interface Lives {
  readonly states: Map<AgentId, LifeState>;
  /** What who has crashed was before. */
  readonly before: Map<AgentId, LifeState>;
}

const mayFollow: Readonly<Record<LifeState, readonly LifeState[]>> = {
  created: ['started', 'stopped', 'crashed'],
  started: ['paused', 'draining', 'stopped', 'crashed'],
  paused: ['started', 'draining', 'stopped', 'crashed'],
  draining: ['stopped', 'crashed'],
  stopped: ['crashed'],
  crashed: [],
};

/** A23: created → started → {paused, draining} → {stopped, crashed}. */
export const legalLives: Invariant = invariant<Lives>({
  id: 'A23',
  law: 'An agent is created, started, paused or drained, and stopped, in this order; who has stopped does nothing more.',
  initial: () => ({ states: new Map(), before: new Map() }),
  check(event, { states, before }) {
    const step = stepOf(event);
    if (step === undefined) return undefined;
    const { agent, to } = step;
    const from = states.get(agent);
    // A seat that nobody has taken may crash as well; that is nobody's life.
    if (to === 'crashed' && from === undefined) return undefined;
    if (to === 'crashed' && from !== undefined) before.set(agent, from);
    if (event.type === 'AgentRestarted') return restarted(agent, states, before);
    states.set(agent, to);
    if (from === undefined || mayFollow[from].includes(to)) return undefined;
    return `${agent} is ${to}, and was ${from}`;
  },
});

function stepOf(event: LogEvent): { readonly agent: AgentId; readonly to: LifeState } | undefined {
  switch (event.type) {
    case 'AgentSpawned':
      return { agent: event.data.agent, to: 'created' };
    case 'AgentStarted':
    case 'AgentResumed':
    case 'AgentRestarted':
      return { agent: event.data.agent, to: 'started' };
    case 'AgentPaused':
      return { agent: event.data.agent, to: 'paused' };
    case 'AgentDraining':
      return { agent: event.data.agent, to: 'draining' };
    case 'AgentStopped':
      return { agent: event.data.agent, to: 'stopped' };
    case 'AgentCrashed':
      return { agent: event.data.agent, to: 'crashed' };
    default:
      return undefined;
  }
}

/** Who comes back is what it was; of one that nobody said anything about before, nothing is known. */
function restarted(agent: AgentId, states: Lives['states'], before: Lives['before']): undefined {
  const was = before.get(agent);
  before.delete(agent);
  if (was === undefined) states.delete(agent);
  else states.set(agent, was);
}
