/**
 * What is known of how a worker works: its outcomes of the last day, and how long each class of work
 * usually takes. Time efficiency compares with that usual time, never with a timeout; where nothing was
 * completed yet there is none.
 */
import { DAY, type Instant } from '../../core/instant.js';

/** What the word of a newcomer is worth. */
export const newcomerPerformance = 0.5;
export const performanceWindowUs = DAY;
const SUCCESS_SHARE = 0.7;
const EFFICIENCY_SHARE = 0.3;
/** Outcomes that are kept of a worker; a busier day is judged by its newest. */
const OUTCOMES_MAX = 200;

export interface Outcome {
  readonly at: Instant;
  readonly isDone: boolean;
  /** How long the answer took, from the assignment on. */
  readonly responseUs: number;
  /** Of what was done: expected ÷ needed time, at most 1; absent where nothing was expected yet. */
  readonly efficiency?: number | undefined;
}

/** Oldest first. */
export type TrackRecord = readonly Outcome[];

/** Returns the record with one more outcome; what is older than a day is let go. */
export function withOutcome(record: TrackRecord, outcome: Outcome): TrackRecord {
  const kept = record.filter(({ at }) => at > outcome.at - performanceWindowUs);
  return [...kept.slice(Math.max(0, kept.length + 1 - OUTCOMES_MAX)), outcome];
}

/** Returns .7 success + .3 time efficiency over the last day, 0 to 1: success alone where no efficiency is known, .5 for a newcomer. */
export function performanceOf(record: TrackRecord, now: Instant): number {
  let count = 0;
  let done = 0;
  let timed = 0;
  let efficiencies = 0;
  for (const { at, isDone, efficiency } of record) {
    if (at <= now - performanceWindowUs) continue;
    count += 1;
    if (isDone) done += 1;
    if (efficiency === undefined) continue;
    timed += 1;
    efficiencies += efficiency;
  }
  if (count === 0) return newcomerPerformance;
  const success = done / count;
  return timed === 0 ? success : SUCCESS_SHARE * success + EFFICIENCY_SHARE * (efficiencies / timed);
}

/** Returns the mean time to an answer over the last day in µs; `undefined` for a newcomer. */
export function responseOf(record: TrackRecord, now: Instant): number | undefined {
  const recent = record.filter(({ at }) => at > now - performanceWindowUs);
  return recent.length === 0 ? undefined : recent.reduce((sum, { responseUs }) => sum + responseUs, 0) / recent.length;
}

/** How long a class of work usually takes: the mean of what was completed. */
export interface UsualTime {
  readonly count: number;
  readonly meanUs: number;
}

export function withTime({ count, meanUs }: UsualTime = { count: 0, meanUs: 0 }, workedUs: number): UsualTime {
  return { count: count + 1, meanUs: meanUs + (workedUs - meanUs) / (count + 1) };
}

/** Returns expected ÷ needed, at most 1; what took no time at all was as quick as can be. */
export function efficiencyOf(expectedUs: number, workedUs: number): number {
  return workedUs <= expectedUs ? 1 : expectedUs / workedUs;
}
