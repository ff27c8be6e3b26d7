/** Turns a decider into a behaviour: fold first, then speak. Its state can be read at any time. */
import { Observable } from 'rxjs';
import { HivetapeError } from '../core/errors.js';
import type { Draft, Recorded } from '../core/event.js';
import type { AgentContext, Agent, Behaviour, Decider } from './agent.js';

export interface RunningDecider {
  readonly behaviour: Behaviour;
  /** Takes in one of the agent's own events, once it is recorded. */
  readonly said: (event: Recorded) => void;
  /** Takes in a delivered event without deciding: the fold that replay and fork use. */
  readonly heard: (event: Recorded) => void;
  readonly state: () => unknown;
  /** Goes on from another state. */
  readonly restore: (state: unknown) => void;
}

export function isDecider(agent: Agent): agent is Decider {
  return 'decide' in agent;
}

export function runDecider(decider: Decider, context: AgentContext): RunningDecider {
  let state = decider.initial();
  const heard = (event: Recorded): void => {
    state = decider.evolve(state, event, context);
  };
  const behaviour: Behaviour = (inbox$) =>
    new Observable<Draft>((out) =>
      inbox$.subscribe({
        next: (event) => {
          try {
            state = decider.evolve(state, event, context);
            const drafts = decider.decide(state, event, context);
            if (!Array.isArray(drafts)) throw notDrafts(drafts);
            for (let i = 0; i < drafts.length; i += 1) out.next(drafts[i]);
          } catch (cause) {
            out.error(cause);
          }
        },
        complete: () => out.complete(),
      }),
    );
  const restore = (other: unknown): void => {
    state = other;
  };
  return { behaviour, said: heard, heard, state: () => state, restore };
}

function notDrafts(found: unknown): HivetapeError {
  const isPromise = typeof (found as { then?: unknown } | null | undefined)?.then === 'function';
  const what = isPromise ? 'a promise' : typeof found;
  const help = isPromise ? 'Decide at once: what takes time is an effect.' : 'Return [] to stay silent.';
  return new HivetapeError('invalid-event', `What an agent decides is a list of drafts (found ${what}).`, { help });
}
