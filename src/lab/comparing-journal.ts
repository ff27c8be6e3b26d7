/**
 * The journal of a rerun: holds every event against the recorded one and stops the kernel at the
 * first that differs.
 */
import type { Recorded } from '../core/event.js';
import type { Journal } from '../kernel/recorder.js';
import { sameEvent } from './compare-events.js';

/** Thrown through the kernel to stop it at once; never seen outside the lab. */
export class DifferenceFound {
  constructor(
    readonly expected: Recorded | undefined,
    readonly found: Recorded,
  ) {}
}

export interface ComparingJournal extends Journal {
  /** Returns how many events were found equal. */
  readonly equal: number;
  /** Returns the next recorded event that the rerun has not said; `undefined` if it said all. */
  next(): Recorded | undefined;
}

/** Returns a journal that throws {@link DifferenceFound} at the first event that is not the recorded one. */
export function comparingJournal(recorded: Iterable<Recorded>): ComparingJournal {
  const events = recorded[Symbol.iterator]();
  let equal = 0;
  return {
    get equal() {
      return equal;
    },
    record(found) {
      const { value, done } = events.next();
      const expected = done === true ? undefined : (value as Recorded);
      if (expected === undefined || !sameEvent(expected, found)) throw new DifferenceFound(expected, found);
      equal += 1;
    },
    next() {
      const { value, done } = events.next();
      return done === true ? undefined : (value as Recorded);
    },
  };
}
