/**
 * Virtual time for RxJS operators: each scheduled action becomes a timer that the log shows.
 * RxJS counts in milliseconds; the kernel counts in whole microseconds.
 */
import { Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';
import { MILLISECOND, type Instant } from '../core/instant.js';

/** Who really holds the timers: the seat of the agent. */
export interface TimerPort {
  now(): Instant;
  /** Sets a timer; returns what cancels it. */
  set(delayUs: number, ring: () => void): () => void;
}

export function kernelScheduler(timers: TimerPort): SchedulerLike {
  return {
    now: () => timers.now() / MILLISECOND,
    schedule<State>(work: (this: SchedulerAction<State>, state?: State) => void, delay = 0, state?: State): Subscription {
      return startAction(timers, work, delay).schedule(state, delay);
    },
  };
}

function startAction<State>(
  timers: TimerPort,
  work: (this: SchedulerAction<State>, state?: State) => void,
  firstDelay: number,
): SchedulerAction<State> {
  const action = new Subscription() as SchedulerAction<State>;
  let cancel: (() => void) | undefined;
  action.add(() => cancel?.());
  action.schedule = (state?: State, delay = firstDelay): Subscription => {
    if (action.closed) return action;
    cancel?.();
    cancel = timers.set(Math.max(0, Math.round(delay * MILLISECOND)), () => {
      cancel = undefined;
      work.call(action, state);
    });
    return action;
  };
  return action;
}
