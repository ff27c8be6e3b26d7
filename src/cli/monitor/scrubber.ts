/**
 * Goes to and fro in the log of a run and knows how the run stood there. Forwards it goes on from where it
 * is; backwards it folds anew from the beginning, so that no place has a state but the one the log gives it.
 */
import type { LogEvent } from '../../domain/catalogue.js';
import { runMomentFold, type RunMoment } from '../../lab/sight/run-moment.js';
import type { EventRange, RunLog, RunState } from '../../store/run-store.js';

export interface Scrubber {
  /** How the run stands after the events that were gone through. */
  moment(): RunMoment;
  /** Events gone through. */
  readonly offset: number;
  /** Events of the log, as it was when it was looked at last. */
  readonly count: number;
  /** How the log stood when it was looked at last. */
  readonly state: RunState;
  /** Takes in the next event of a log that grows. */
  take(event: LogEvent): void;
  /** Goes to where so many events have been said: at least 1, at most all. */
  goTo(offset: number): void;
  /** Goes to the end of the next interval in which something was said. */
  nextInterval(): void;
  /** Goes to the end of the interval before this one in which something was said; at least past the first event. */
  previousInterval(): void;
}

/** `open` gives the log as it stands; it is asked again before each step. */
export function scrubber(open: () => RunLog, everyUs: number): Scrubber {
  let log = open();
  let fold = runMomentFold(everyUs);
  let offset = 0;
  const read = (range: EventRange): void => {
    for (const event of log.events(range) as Iterable<LogEvent>) {
      fold.see(event);
      offset = event.offset + 1;
    }
  };
  const goTo = (wanted: number): void => {
    if (log.state === 'running') log = open();
    const place = Math.max(Math.min(1, log.count), Math.min(wanted, log.count));
    if (place < offset) {
      fold = runMomentFold(everyUs);
      offset = 0;
    }
    read({ from: offset, to: place });
  };
  const placeOf = ({ time }: { readonly time: number }): number => Math.floor(time / everyUs);
  return {
    moment: () => fold.result(),
    get offset() {
      return offset;
    },
    get count() {
      return Math.max(offset, log.count);
    },
    get state() {
      return log.state;
    },
    take(event) {
      fold.see(event);
      offset = event.offset + 1;
    },
    goTo,
    nextInterval() {
      if (log.state === 'running') log = open();
      const [next] = log.events({ from: offset, to: offset + 1 });
      if (next !== undefined) read({ from: offset, toTime: (placeOf(next) + 1) * everyUs });
    },
    previousInterval() {
      const place = placeOf({ time: fold.result().status.time });
      let first = offset;
      for (const event of log.events({ to: offset, backwards: true })) {
        if (placeOf(event) !== place) break;
        first = event.offset;
      }
      goTo(first);
    },
  };
}
