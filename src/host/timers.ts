/**
 * Timers for those who wait for another machine. Wall time, so only at the borders: nothing that is
 * decided in a run waits.
 */

const setTimer = setTimeout;
const clearTimer = clearTimeout;

/** Returns when the time is over. */
export function waitMs(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimer(resolve, ms);
  });
}

/** Returns what the promise gives, or `late()` if it gives nothing in time; then nobody hears of it any more. */
export function inTime<Result>(promise: Promise<Result>, ms: number, late: () => Result | Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimer(() => {
      try {
        resolve(late());
      } catch (error) {
        reject(error as Error);
      }
    }, ms);
    promise.then(
      (value) => {
        clearTimer(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimer(timer);
        reject(error as Error);
      },
    );
  });
}

/** Calls once when the time is over; returns what prevents it. */
export function startTimer(ms: number, ring: () => void): () => void {
  const timer = setTimer(ring, ms);
  return () => clearTimer(timer);
}
