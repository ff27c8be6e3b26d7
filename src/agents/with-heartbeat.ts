/**
 * Lets any decider beat: at every interval it shows that it is alive, in messages that the network may lose.
 * Only for runs in which beats can be lost; elsewhere a beat is a rule of the supervisor and costs nothing.
 */
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import type { Decider } from '../kernel/agent.js';
import { usualHeartbeat } from '../swarm/watch/failure-detector.js';

export interface HeartbeatOptions {
  readonly intervalUs?: number;
}

export interface BeatingState<State> {
  inner: State;
  beats: number;
  /** Whether the first beat is set. */
  isBeating: boolean;
  isEnding: boolean;
}

const BEAT = 'heartbeat';

/** Returns the decider with a heart: it beats from when it is seated until the run ends. */
export function withHeartbeat<State>(decider: Decider<State, LogEvent, EventDraft>, { intervalUs = usualHeartbeat.intervalUs }: HeartbeatOptions = {}): Decider<BeatingState<State>, LogEvent, EventDraft> {
  return {
    listensTo: decider.listensTo.includes('run') ? decider.listensTo : [...decider.listensTo, 'run'],
    initial: () => ({ inner: decider.initial(), beats: 0, isBeating: false, isEnding: false }),
    evolve: (state, event, context) => {
      const isOwn = event.agent === context.id;
      if (event.type === 'RunEnding') state.isEnding = true;
      if (isOwn && event.type === 'HeartbeatSent') state.beats = event.data.beat;
      else if (isOwn && event.type === 'TimerSet' && event.data.name === BEAT) state.isBeating = true;
      else state.inner = decider.evolve(state.inner, event, context);
      return state;
    },
    decide: (state, event, context) => {
      const next: EventDraft = { type: 'TimerSet', to: [context.id], afterUs: intervalUs, data: { name: BEAT, dueAt: context.now() + intervalUs } };
      const isRing = event.agent === context.id && event.type === 'TimerSet' && event.data.name === BEAT;
      if (isRing) return state.isEnding ? [] : [{ type: 'HeartbeatSent', data: { beat: state.beats + 1 } }, next];
      const said = decider.decide(state.inner, event, context);
      return state.isBeating || state.isEnding ? said : [...said, next];
    },
  };
}
