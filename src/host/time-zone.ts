/**
 * Wall clocks of the world, turned into instants. The one place that asks the machine's zone tables, and
 * only when data are imported or sessions are laid out: what is recorded afterwards is UTC. The tables
 * differ between machines in the far past and the future only; the digest of the rows shows if they did.
 */
import { DAY, HOUR, MINUTE, SECOND, daysFromCivil, type Instant } from '../core/instant.js';
import { HivetapeError } from '../core/errors.js';

/** Why a wall clock names no instant: it was skipped in spring, or came twice in autumn. */
export type WallClockTrouble = 'skipped' | 'repeated';

export interface TimeZone {
  readonly name: string;
  /** Returns how far the wall clock is ahead of UTC, in µs. */
  offsetUsAt(instant: Instant): number;
  /** Returns the instant of a wall clock, given as µs of a civil time read as if it were UTC. */
  instantOf(wallUs: number): Instant | WallClockTrouble;
}

/** Returns the zone of an IANA name (Europe/Berlin), "UTC", or a fixed offset (+08:00). Throws `time-zone-unknown`. */
export function timeZone(name: string): TimeZone {
  const fixed = fixedOffsetUs(name);
  if (fixed !== undefined) return { name, offsetUsAt: () => fixed, instantOf: (wallUs) => wallUs - fixed };
  const offsetUsAt = remembered(offsetsOf(name));
  return { name, offsetUsAt, instantOf: wallClock(offsetUsAt) };
}

function fixedOffsetUs(name: string): number | undefined {
  if (name === 'UTC' || name === 'Z') return 0;
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(name);
  if (match === null) return undefined;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * HOUR + Number(match[3]) * MINUTE);
}

/** A day has one offset unless a change of the clock is near; so the tables are asked about once a day. */
function wallClock(offsetUsAt: (instant: Instant) => number): (wallUs: number) => Instant | WallClockTrouble {
  const offsetsByDay = new Map<number, number>();
  let lastDay = Number.NaN;
  let lastOffsetUs: number | undefined;

  const offsetOfDay = (day: number): number => {
    let offset = offsetsByDay.get(day);
    if (offset === undefined) offsetsByDay.set(day, (offset = offsetUsAt(day * DAY)));
    return offset;
  };

  return (wallUs) => {
    const day = Math.floor(wallUs / DAY);
    if (day !== lastDay) {
      lastDay = day;
      lastOffsetUs = offsetOfDay(day - 1) === offsetOfDay(day + 2) ? offsetOfDay(day - 1) : undefined;
    }
    if (lastOffsetUs !== undefined) return wallUs - lastOffsetUs;
    return nearChange(offsetUsAt, wallUs, [offsetOfDay(day - 1), offsetOfDay(day + 2)]);
  };
}

/** Clocks are not changed twice within four days, so days between two equal offsets have that offset; the tables are slow to ask. */
const CALM_US = 4 * DAY;

function remembered(offsetUsAt: (instant: Instant) => number): (instant: Instant) => number {
  const known = new Map<number, number>();
  const offsetAt = (place: number): number => {
    let offset = known.get(place);
    if (offset === undefined) known.set(place, (offset = offsetUsAt(place * CALM_US)));
    return offset;
  };
  return (instant) => {
    const place = Math.floor(instant / CALM_US);
    const offset = offsetAt(place);
    return offset === offsetAt(place + 1) ? offset : offsetUsAt(instant);
  };
}

function nearChange(
  offsetUsAt: (instant: Instant) => number,
  wallUs: number,
  [before, after]: readonly [number, number],
): Instant | WallClockTrouble {
  const early = offsetUsAt(wallUs - before) === before;
  const late = offsetUsAt(wallUs - after) === after;
  if (early && late) return 'repeated';
  if (early) return wallUs - before;
  return late ? wallUs - after : 'skipped';
}

function offsetsOf(name: string): (instant: Instant) => number {
  const format = formatOf(name);
  return (instant) => {
    const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
    for (const { type, value } of format.formatToParts(Math.floor(instant / 1_000))) {
      if (type in parts) parts[type as keyof typeof parts] = Number(value);
    }
    const wallUs = daysFromCivil(parts) * DAY + parts.hour * HOUR + parts.minute * MINUTE + parts.second * SECOND;
    return wallUs - Math.floor(instant / SECOND) * SECOND;
  };
}

function formatOf(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new HivetapeError('time-zone-unknown', `A time zone is an IANA name like Europe/Berlin, UTC, or an offset like +08:00 (found "${name}").`, {
      cause,
      values: { timeZone: name },
    });
  }
}
