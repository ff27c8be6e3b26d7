/**
 * The figures of the swarm, interval by interval of virtual time: what flowed is counted within each, what
 * stands (who is there, what is open) as it is when it ends. Only intervals in which something was
 * said have a row, so a market that sleeps costs nothing: between two rows nothing was said, every flow was
 * nought, and what stood stayed as the row before says. Memory does not grow with the run.
 */
import { assert } from '../../core/assert.js';
import { SECOND } from '../../core/instant.js';
import type { LogEvent } from '../../domain/catalogue.js';
import { ratio, swarmTally, type SwarmMetrics } from './swarm-metrics.js';
import { workerLoad } from './worker-load.js';

/** How often the swarm is looked at, unless told. */
export const SAMPLING_US = 5 * SECOND;

/**
 * The figures of one interval: `from` inclusive, `until` exclusive, both multiples of its length. The first begins with
 * the log, the last ends at its last event, that included. Utilisation is that of the interval: busy time of workers ÷
 * (its length × workers that had a task by then).
 */
export type SwarmInterval = SwarmMetrics;

export interface SwarmSeries {
  /** Takes in an event; returns the interval that ended before it, if one did. */
  see(event: LogEvent): SwarmInterval | undefined;
  /** Returns the interval in progress as far as it has come, `undefined` before the first event. */
  soFar(): SwarmInterval | undefined;
}

/** Returns the series for intervals of a length in µs, a whole number of 1 or more. */
export function swarmSeries(everyUs: number = SAMPLING_US): SwarmSeries {
  assert(Number.isSafeInteger(everyUs) && everyUs > 0, 'An interval is a whole number of µs', { everyUs });
  const tally = swarmTally();
  const load = workerLoad();
  let place: number | undefined;
  let startedAt = 0;
  let from = 0;
  let lastAt = 0;
  let busyBeforeUs = 0;

  const rowTo = (until: number): SwarmInterval => {
    const metrics = tally.figures(until);
    return { ...metrics, tasks: { ...metrics.tasks, utilisation: ratio(load.busyUsAt(until) - busyBeforeUs, (until - from) * load.workers()) } };
  };
  return {
    see(event) {
      const at = Math.floor(event.time / everyUs);
      let ended: SwarmInterval | undefined;
      if (place === undefined) startedAt = event.time;
      else if (at !== place) ended = rowTo((place + 1) * everyUs);
      if (at !== place) {
        from = Math.max(startedAt, at * everyUs);
        tally.turn(from);
        busyBeforeUs = load.busyUsAt(from);
        place = at;
      }
      tally.see(event);
      load.see(event);
      lastAt = event.time;
      return ended;
    },
    soFar: () => (place === undefined ? undefined : rowTo(lastAt)),
  };
}

/** Returns the intervals of a log in which something was said, in order. */
export function* intervalsOf(events: Iterable<LogEvent>, everyUs: number): Generator<SwarmInterval, void> {
  const series = swarmSeries(everyUs);
  for (const event of events) {
    const ended = series.see(event);
    if (ended !== undefined) yield ended;
  }
  const last = series.soFar();
  if (last !== undefined) yield last;
}
