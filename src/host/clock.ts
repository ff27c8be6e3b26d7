/**
 * The machine's clocks, for what stands beside a run and never in it: start and end in the manifest,
 * speed, progress. They were taken before any trap was armed, so they also answer while agents run.
 */
import type { Instant } from '../core/instant.js';

const dateNow = Date.now.bind(Date);
const performanceNow = performance.now.bind(performance);

/** Returns the wall time, in µs since the Unix epoch, on the grid of milliseconds. May jump. */
export function wallTime(): Instant {
  return dateNow() * 1_000;
}

/** Returns milliseconds since some moment in the past; never goes back. For measuring durations. */
export function monotonicMs(): number {
  return performanceNow();
}
