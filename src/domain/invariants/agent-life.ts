/** The law of lives: each step of an agent's life follows from the one before. */
import type { AgentId } from '../../core/brand.js';
import type { LogEvent } from '../catalogue.js';
import type { LifeState } from '../events/life-events.js';
import { REGISTRAR } from '../office-names.js';
import { invariant, type Authorities, type Invariant } from './invariant.js';

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
export function legalLives({ lab }: Pick<Authorities, 'lab'>): Invariant {
  return invariant<Lives>({
    id: 'A23',
    law: 'An agent is created, started, paused or drained, and stopped, in this order; who has stopped does nothing more.',
    initial: () => ({ states: new Map(), before: new Map() }),
    check(event, { states, before }) {
      const step = stepOf(event, lab);
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
}

/** A step is told by who takes it, a crash and a birth by an office; what others say of somebody’s life is nobody’s. */
function stepOf(event: LogEvent, lab: AgentId): { readonly agent: AgentId; readonly to: LifeState } | undefined {
  switch (event.type) {
    case 'AgentSpawned':
      return event.agent === REGISTRAR || event.agent === lab ? { agent: event.data.agent, to: 'created' } : undefined;
    case 'AgentRestarted':
      return event.agent === lab ? { agent: event.data.agent, to: 'started' } : undefined;
    case 'AgentCrashed':
      return event.agent === lab ? { agent: event.data.agent, to: 'crashed' } : undefined;
    case 'AgentStarted':
    case 'AgentResumed':
      return ownStep(event, 'started');
    case 'AgentPaused':
      return ownStep(event, 'paused');
    case 'AgentDraining':
      return ownStep(event, 'draining');
    case 'AgentStopped':
      return ownStep(event, 'stopped');
    default:
      return undefined;
  }
}

function ownStep({ agent, data }: { readonly agent: AgentId; readonly data: { readonly agent: AgentId } }, to: LifeState): { readonly agent: AgentId; readonly to: LifeState } | undefined {
  return agent === data.agent ? { agent, to } : undefined;
}

/** Who comes back is what it was; of one that nobody said anything about before, nothing is known. */
function restarted(agent: AgentId, states: Lives['states'], before: Lives['before']): undefined {
  const was = before.get(agent);
  before.delete(agent);
  if (was === undefined) states.delete(agent);
  else states.set(agent, was);
}
