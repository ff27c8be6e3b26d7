/**
 * When trading days end, laid out from the calendars of a scenario before anything runs: the venue compares
 * instants, and asks no zone.
 */
import { DAY, daysFromCivil, parseInstant } from '../core/instant.js';
import type { VenueOptions } from '../exchange/venue-rules.js';
import { calendarHours } from '../market/calendar.js';
import { sessionEnds } from '../market/session.js';
import type { Scenario } from './scenario/scenario-schema.js';

/** Days of grace around a period: a bar may begin before it, and an order outlive it. */
const GRACE_DAYS = 31;
const EARLIEST = daysFromCivil({ year: 1970, month: 1, day: 1 });
const LATEST = daysFromCivil({ year: 2061, month: 1, day: 1 });

/** Returns the rules with the ends of the trading days of every instrument that has a calendar. */
export function withDayEnds(rules: VenueOptions, { data, period }: Pick<Scenario, 'data' | 'period'>): VenueOptions {
  if (data.every(({ calendar }) => calendar === undefined)) return rules;
  const span = {
    fromDay: period.from === undefined ? EARLIEST : Math.floor(parseInstant(period.from) / DAY) - GRACE_DAYS,
    untilDay: period.until === undefined ? LATEST : Math.ceil(parseInstant(period.until) / DAY) + GRACE_DAYS,
  };
  const byCalendar = new Map<string, readonly number[]>();
  const dayEnds: Record<string, readonly number[]> = {};
  for (const { instrument, calendar } of data) {
    if (calendar === undefined) continue;
    const key = JSON.stringify(calendar);
    const ends = byCalendar.get(key) ?? [...sessionEnds(calendarHours(calendar), span)];
    byCalendar.set(key, ends);
    dayEnds[instrument] = ends;
  }
  return { ...rules, dayEnds };
}
