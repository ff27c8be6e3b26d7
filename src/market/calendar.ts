/** When a market trades, as a scenario says it: the name of a calendar that is known, or hours, holidays and half days. */
import { Type, type Static } from '@sinclair/typebox';
import type { calendarNames } from './calendar-names.js';
import type { ImportOptions } from './import-options.js';
import { ALWAYS_OPEN, weekdays, type SessionHours } from './session.js';
import { usEquityHours } from './us-equities.js';

const clock = (description: string) => Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$', 'x-expected': 'a time of day like 09:30', description });
const date = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', 'x-expected': 'a date like 2024-12-25' });
const datedClocks = (description: string) => Type.Optional(Type.Record(date, clock('Time of day.'), { description }));
const words = <const Words extends readonly string[]>(list: Words) => Type.Unsafe<Words[number]>(Type.Union(list.map((word) => Type.Literal(word))));

export const ownCalendarSchema = Type.Object(
  {
    timeZone: Type.String({ minLength: 1, maxLength: 64, description: 'Zone of its wall clock: IANA name, UTC, or +08:00.', examples: ['America/New_York'] }),
    hours: Type.Array(Type.Object({ open: clock('When it opens.'), close: clock('When it closes.') }, { additionalProperties: false }), {
      minItems: 1,
      maxItems: 10,
      description: 'Ranges of a day in order. The first may open later than it closes: then it opens on the evening before.',
    }),
    weekdays: Type.Optional(Type.Array(words(weekdays), { minItems: 1, maxItems: 7, description: 'Days on which it trades; Monday to Friday if absent.' })),
    holidays: Type.Optional(Type.Array(date, { maxItems: 10_000, description: 'Dates on which it does not.' })),
    earlyCloses: datedClocks('Dates on which it closes earlier, and when.'),
    lateOpens: datedClocks('Dates on which it opens later, and when.'),
  },
  { additionalProperties: false },
);

export type OwnCalendar = Static<typeof ownCalendarSchema>;
export type CalendarSection = (typeof calendarNames)[number] | OwnCalendar;

/** Returns how dates alone are read with a calendar: it says when they open and close, half days too. */
export function datesOf(hours: SessionHours | undefined): ImportOptions {
  if (hours === undefined) return {};
  const [first] = hours.ranges;
  // Of a session that opens on the evening before, a date alone does not say which evening.
  if (first.open > first.close) return {};
  const last = hours.ranges[hours.ranges.length - 1];
  const { timeZone, earlyCloses } = hours;
  return { timeZone, session: { open: first.open, close: last.close, ...(earlyCloses === undefined ? {} : { earlyCloses }) } };
}

/** Returns the hours of a calendar. */
export function calendarHours(section: CalendarSection): SessionHours {
  if (section === 'always') return ALWAYS_OPEN;
  if (section === 'us-equities' || section === 'XNYS' || section === 'XNAS') return usEquityHours();
  const { hours, weekdays: days = ['mon', 'tue', 'wed', 'thu', 'fri'], ...rest } = section;
  return { ...rest, ranges: hours, weekdays: days };
}
