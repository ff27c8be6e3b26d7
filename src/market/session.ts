/**
 * Trading hours of an instrument, as wall-clock ranges of its zone, and where an instant lies in them.
 * Holidays are not known: a session says what a trading day looks like, not which days are.
 */
import { DAY, type Instant } from '../core/instant.js';
import { HivetapeError } from '../core/errors.js';
import { timeZone, type TimeZone } from '../host/time-zone.js';
import { clockUs } from './import-options.js';

export interface SessionHours {
  /** IANA name, UTC, or an offset. */
  readonly timeZone: string;
  /** Ranges of the day in order, as { open: "09:30", close: "11:30" }; "24:00" is the end of the day. */
  readonly ranges: readonly { readonly open: string; readonly close: string }[];
}

/** A stretch of time without a pause. */
export interface TradingRange {
  readonly opensAt: Instant;
  readonly closesAt: Instant;
}

export interface TradingDay {
  readonly opensAt: Instant;
  readonly closesAt: Instant;
  readonly ranges: readonly TradingRange[];
}

export interface Session {
  /** Returns the trading day of the wall-clock date on which the instant falls. */
  dayOf(instant: Instant): TradingDay;
}

/** Hours of a market that never closes; its day is that of UTC. */
export const ALWAYS_OPEN: SessionHours = Object.freeze({ timeZone: 'UTC', ranges: Object.freeze([{ open: '00:00', close: '24:00' }]) });

/** Returns the session of these hours. Throws `time-zone-unknown`, `import-options-invalid`. */
export function session(hours: SessionHours): Session {
  checkRanges(hours);
  const zone = timeZone(hours.timeZone);
  const days = new Map<number, TradingDay>();
  return {
    dayOf(instant) {
      const day = Math.floor((instant + zone.offsetUsAt(instant)) / DAY);
      let found = days.get(day);
      if (found === undefined) days.set(day, (found = tradingDay(day, hours, zone)));
      return found;
    },
  };
}

function checkRanges({ ranges }: SessionHours): void {
  let last = -1;
  for (const { open, close } of ranges) {
    if (!(clockUs(open) >= last && clockUs(close) > clockUs(open))) {
      throw new HivetapeError('import-options-invalid', `Ranges of a session are in order and do not overlap (found ${open} to ${close}).`, {
        help: 'Write them as 09:30 to 11:30, then 13:00 to 15:00, within one day.',
      });
    }
    last = clockUs(close);
  }
  if (last < 0) throw new HivetapeError('import-options-invalid', 'A session has at least one range of hours (found none).');
}

function tradingDay(day: number, { ranges }: SessionHours, zone: TimeZone): TradingDay {
  const laid = ranges.map(({ open, close }) => ({ opensAt: wall(zone, day, open), closesAt: wall(zone, day, close) }));
  return { opensAt: laid[0].opensAt, closesAt: laid[laid.length - 1].closesAt, ranges: laid };
}

/** An hour that the change of the clocks skips or repeats is taken with the offset from before the change. */
function wall(zone: TimeZone, day: number, clock: string): Instant {
  const wallUs = day * DAY + clockUs(clock);
  const instant = zone.instantOf(wallUs);
  return typeof instant === 'number' ? instant : wallUs - zone.offsetUsAt((day - 1) * DAY);
}
