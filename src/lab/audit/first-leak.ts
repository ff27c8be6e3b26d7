/**
 * The check for knowledge of the future: two runs whose data are equal up to a cut must have said the
 * same, to the last bit, up to that cut. It names the first event that leaks.
 */
import type { Instant } from '../../core/instant.js';
import type { LogEvent } from '../../domain/catalogue.js';
import { differencesOf, sameEvent } from '../compare-events.js';

export interface Leak {
  readonly offset: number;
  readonly time: Instant;
  readonly agent: string;
  readonly type: string;
  /** Names of the fields that differ; empty if only one of the runs says the event. */
  readonly fields: readonly string[];
}

/**
 * Returns the first event at or before the cut that differs, `undefined` if there is none. The first
 * event names the digest of all data, so it is left out. What the lab says to close a run is left out
 * too, and ends the comparison: a run whose data end earlier is closed earlier.
 */
export function firstLeak(original: readonly LogEvent[], perturbed: readonly LogEvent[], cut: Instant): Leak | undefined {
  const end = Math.min(closingOf(original), closingOf(perturbed));
  for (let offset = 1; offset < end; offset += 1) {
    const [one, other] = [original[offset], perturbed[offset]];
    if (one.time > cut && other.time > cut) return undefined;
    if (sameEvent(one, other)) continue;
    const first = other.time < one.time ? other : one;
    const fields = one.type === other.type && one.agent === other.agent ? differencesOf(one, other).map(({ field }) => field) : [];
    return { offset, time: first.time, agent: first.agent, type: first.type, fields };
  }
  return undefined;
}

/** Returns where the lab begins to close the run; what an agent that threw has said stands before it. */
function closingOf(events: readonly LogEvent[]): number {
  const at = events.findIndex(({ type }) => type === 'DataQualityNoted' || type === 'RunEnding' || type === 'RunEnded');
  return at < 0 ? events.length : at;
}
