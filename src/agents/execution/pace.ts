/**
 * How fast a parent order is worked: which part of it should be done by the end of the next bar. Pure
 * functions of what has been seen; none of them knows what is still to come.
 */
import { DAY, SECOND, type Instant } from '../../core/instant.js';
import type { Lots } from '../../core/fixed-point.js';

/** What a pace may look at when a bar has closed and the next is about to begin. */
export interface PaceQuestion {
  readonly quantityLots: Lots;
  readonly startAt: Instant;
  readonly endAt: Instant;
  readonly now: Instant;
  /** When the next bar is expected to close: as after the bar of this time a week ago, else after the last one. */
  readonly nextCloseAt: Instant;
  /** Whether no further bar is expected to be heard before the end. */
  readonly isLast: boolean;
  /** Lots that traded in the market since the start; of bars whose volume is known. */
  readonly marketLots: number;
  readonly profile: VolumeProfile;
}

/** Returns how many lots should be placed by now, so that the next bar may fill them; never more than the quantity. */
export type Pace = (question: PaceQuestion) => Lots;

/** In equal parts over time: of the quantity, the share of the time that is over when the next bar closes. */
export const timeWeighted: Pace = ({ quantityLots, startAt, endAt, nextCloseAt, isLast }) => {
  if (isLast) return quantityLots;
  return Math.floor(quantityLots * Math.min(1, Math.max(0, (nextCloseAt - startAt) / (endAt - startAt))));
};

/** In parts as volume came at these times of day until now; over time while no day is known. */
export const volumeWeighted: Pace = (question) => {
  const { quantityLots, startAt, endAt, nextCloseAt, isLast, profile } = question;
  const whole = isLast ? 0 : expectedVolume(profile, startAt, endAt);
  if (whole <= 0) return timeWeighted(question);
  return Math.floor(quantityLots * Math.min(1, expectedVolume(profile, startAt, Math.min(endAt, nextCloseAt)) / whole));
};

/** Returns the pace that keeps a share of what the market trades; what it cannot place by the end is left undone. */
export function shareOfVolume(share: number): Pace {
  return ({ quantityLots, marketLots }) => Math.min(quantityLots, Math.floor(share * marketLots));
}

/** Mean volume by time of day, of the days that are over. Plain data, changed in place. */
export interface VolumeProfile {
  /** By the µs after midnight UTC at which a bar opens: sum and count. */
  readonly sums: Record<number, number>;
  readonly counts: Record<number, number>;
}

export function emptyProfile(): VolumeProfile {
  return { sums: {}, counts: {} };
}

/** Takes in a bar; a volume that is not known teaches nothing. */
export function seeVolume({ sums, counts }: VolumeProfile, openedAt: Instant, volume: number): void {
  if (volume < 0) return;
  const slot = openedAt % DAY;
  sums[slot] = (sums[slot] ?? 0) + volume;
  counts[slot] = (counts[slot] ?? 0) + 1;
}

/** A longer time is taken to go on as its first days do. */
const DAYS_MAX = 60;
/** An order takes part in a bar that opened so shortly before it. */
const OPENING_WINDOW = SECOND;

/** Returns the mean volume of the bars that open in a time, were every day like those before. */
function expectedVolume({ sums, counts }: VolumeProfile, from: Instant, to: Instant): number {
  const first = Math.floor((from - OPENING_WINDOW) / DAY);
  const last = Math.min(first + DAYS_MAX, Math.floor(to / DAY));
  let sum = 0;
  for (const slot of Object.keys(counts).map(Number)) {
    const mean = sums[slot] / counts[slot];
    for (let day = first; day <= last; day += 1) {
      const opensAt = day * DAY + slot;
      if (opensAt >= from - OPENING_WINDOW && opensAt < to) sum += mean;
    }
  }
  return sum;
}

/** How long it takes from one close to the next, by the time of the week. Plain data, changed in place. */
export interface Cadence {
  readonly after: Record<number, number>;
  last: number;
}

const WEEK = 7 * DAY;

export function emptyCadence(): Cadence {
  return { after: {}, last: 0 };
}

/** Takes in that a bar closed, and when the one before did. */
export function seeClose(cadence: Cadence, before: Instant, closedAt: Instant): void {
  cadence.last = closedAt - before;
  cadence.after[before % WEEK] = cadence.last;
}

/** Returns when the bar after this close is expected to close; a bar's length later while nothing is known. */
export function nextCloseAfter({ after, last }: Cadence, closedAt: Instant, barUs: number): Instant {
  const known = after[closedAt % WEEK] ?? last;
  return closedAt + (known > 0 ? known : barUs);
}
