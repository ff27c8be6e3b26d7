/**
 * How fast a parent order is worked: which part of it should be done by the end of the next bar. Pure
 * functions of what has been seen; none of them knows what is still to come.
 */
import { DAY, type Instant } from '../../core/instant.js';
import type { Lots } from '../../core/fixed-point.js';

/** What a pace may look at when a bar has closed and the next is about to begin. */
export interface PaceQuestion {
  readonly quantityLots: Lots;
  readonly startAt: Instant;
  readonly endAt: Instant;
  readonly now: Instant;
  /** Length of the bar that closed, which the next is taken to have too. */
  readonly barUs: number;
  /** Lots that traded in the market since the start; of bars whose volume is known. */
  readonly marketLots: number;
  readonly profile: VolumeProfile;
}

/** Returns how many lots should be placed by now, so that the next bar may fill them; never more than the quantity. */
export type Pace = (question: PaceQuestion) => Lots;

/** In equal parts over time: of the quantity, the share of the time that is over when the next bar closes. */
export const timeWeighted: Pace = ({ quantityLots, startAt, endAt, now, barUs }) => {
  if (endAt <= startAt) return quantityLots;
  const share = Math.min(1, Math.max(0, (now + barUs - startAt) / (endAt - startAt)));
  // Where no whole bar fits in any more, this is the last chance.
  return now + 2 * barUs > endAt ? quantityLots : Math.floor(quantityLots * share);
};

/** In parts as volume came at these times of day until now; over time while no day is known. */
export const volumeWeighted: Pace = (question) => {
  const { quantityLots, startAt, endAt, now, barUs, profile } = question;
  const whole = expectedVolume(profile, startAt, endAt, barUs);
  if (whole <= 0 || now + 2 * barUs > endAt) return timeWeighted(question);
  return Math.floor(quantityLots * Math.min(1, expectedVolume(profile, startAt, Math.min(endAt, now + barUs), barUs) / whole));
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

/** Slots beyond which an expectation is not worth its walk: a week of minutes. */
const SLOTS_MAX = 10_080;

function expectedVolume({ sums, counts }: VolumeProfile, from: Instant, to: Instant, barUs: number): number {
  let sum = 0;
  const slots = Math.min(SLOTS_MAX, Math.floor((to - from) / barUs));
  for (let slot = 0; slot < slots; slot += 1) {
    const at = (from + slot * barUs) % DAY;
    if (counts[at] !== undefined) sum += sums[at] / counts[at];
  }
  return sum;
}
