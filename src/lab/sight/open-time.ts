/** For how much virtual time at least one of several things was open: intervals that overlap count once. */
import { assert } from '../../core/assert.js';

export interface OpenTime {
  open(at: number): void;
  close(at: number): void;
  /** Returns the time so far, in µs; what is open counts up to now. */
  totalAt(now: number): number;
}

export function openTime(): OpenTime {
  let count = 0;
  let since = 0;
  let total = 0;
  return {
    open(at) {
      if (count === 0) since = at;
      count += 1;
    },
    close(at) {
      assert(count > 0, 'What is closed was open');
      count -= 1;
      if (count === 0) total += at - since;
    },
    totalAt: (now) => total + (count > 0 ? now - since : 0),
  };
}
