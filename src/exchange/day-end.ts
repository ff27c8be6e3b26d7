/** When the trading day of an instrument ends, where its calendar was laid out for the venue. */
import { DAY, type Instant } from '../core/instant.js';
import type { VenueRules } from './venue-rules.js';

/** Sessions lie closer together than that: longer before the first, the calendar says nothing. */
const PAUSE_MAX = 14 * DAY;

/**
 * Returns the first end of a trading day at or after an instant; `undefined` for an instrument without a
 * calendar. Beyond the calendar a day ends where that of UTC does.
 */
export function dayEndFrom({ dayEnds }: Pick<VenueRules, 'dayEnds'>, instrument: string, instant: Instant): Instant | undefined {
  const ends = dayEnds?.[instrument];
  if (ends === undefined) return undefined;
  if (ends.length === 0 || instant < ends[0] - PAUSE_MAX || instant > ends[ends.length - 1]) return Math.ceil(instant / DAY) * DAY;
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ends[middle] < instant) low = middle + 1;
    else high = middle;
  }
  return ends[low];
}
