/**
 * How a file of bars is to be read. Plain data, as it stands in a scenario or comes from the command
 * line. What a wrong guess would turn into knowledge of the future has no default.
 */
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { HivetapeError } from '../core/errors.js';
import { DAY, HOUR, MINUTE, SECOND } from '../core/instant.js';
import { timeFormats } from './time-format.js';

export const barColumns = ['time', 'clock', 'openedAt', 'closedAt', 'open', 'high', 'low', 'close', 'volume', 'symbol'] as const;
export type BarColumn = (typeof barColumns)[number];

const words = <const Words extends readonly string[]>(list: Words) =>
  Type.Unsafe<Words[number]>(Type.Union(list.map((word) => Type.Literal(word))));
const clockTime = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$', 'x-expected': 'a time of day like 09:30' });

export const importOptionsSchema = Type.Object(
  {
    /** Id that the bars get; absent: what the symbol column says. */
    instrument: Type.Optional(Type.String()),
    /** Which symbol of a file of several to take. */
    symbol: Type.Optional(Type.String()),
    /** Roles of the columns in order ("-" skips one), for files without a header; or header names by role. */
    columns: Type.Optional(
      Type.Union([Type.Array(Type.String(), { minItems: 1 }), Type.Partial(Type.Record(words(barColumns), Type.String()))]),
    ),
    /** Whether the first line is a header; absent: found out. */
    header: Type.Optional(Type.Boolean()),
    /** Absent: found out from the first line. */
    separator: Type.Optional(words([',', ';', '\t', '|'])),
    decimal: Type.Optional(words(['.', ','])),
    timeFormat: Type.Optional(words(timeFormats)),
    /** Zone of wall clocks without one: IANA name, UTC, or +08:00. */
    timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    /** Whether the one time of a bar is its opening or its close. */
    stamp: Type.Optional(words(['open', 'close'])),
    /** Says that `closedAt` is the last moment inside the bar (…:59.999), as Binance writes it, and not the first after it. */
    inclusiveClose: Type.Optional(Type.Boolean()),
    /** Length of a bar: 30s, 1m, 1h, 1d. */
    barDuration: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,5}(s|m|h|d)$', 'x-expected': 'a duration like 1m, 5m, 1h or 1d' })),
    /** Opening and close of the trading day, for bars that only have a date. */
    session: Type.Optional(
      Type.Object(
        { open: clockTime, close: clockTime, earlyCloses: Type.Optional(Type.Record(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), clockTime, { description: 'Dates on which it closes earlier.' })) },
        { additionalProperties: false },
      ),
    ),
    duplicates: Type.Optional(words(['error', 'first', 'last'])),
    sort: Type.Optional(Type.Boolean()),
    /** Admits rows that end before the header does, where none of the missing cells is read. */
    shortRows: Type.Optional(Type.Boolean()),
    /** Admits prices of zero and below. */
    allowNonPositive: Type.Optional(Type.Boolean()),
    /** Widens high and low to hold open and close, takes negative volume as none, and notes it. */
    repair: Type.Optional(Type.Boolean()),
    /** Most rows that are kept; 50,000,000 if absent. */
    rowsMax: Type.Optional(Type.Integer({ minimum: 1 })),
    /** Most bytes of the file, packed or unpacked; 256 GiB if absent. */
    bytesMax: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  { additionalProperties: false },
);

export type ImportOptions = Static<typeof importOptionsSchema>;

/** Returns the options if they are such. Throws `import-options-invalid`, naming the first that is wrong. */
export function importOptions(value: unknown): ImportOptions {
  const wrong = Value.Errors(importOptionsSchema, value).First();
  if (wrong === undefined) return value as ImportOptions;
  throw new HivetapeError(
    'import-options-invalid',
    `The option ${wrong.path === '' ? 'object' : wrong.path.slice(1)} is not as it should be: ${wrong.message} (found ${JSON.stringify(wrong.value) ?? 'nothing'}).`,
    { help: `Options are ${Object.keys(importOptionsSchema.properties).join(', ')}.`, values: { path: wrong.path } },
  );
}

/** Returns the µs of a duration like 30s, 1m, 4h or 1d, which the schema has checked. */
export function durationUs(text: string): number {
  const unitUs = { s: SECOND, m: MINUTE, h: HOUR, d: DAY }[text.slice(-1)] ?? Number.NaN;
  return Number(text.slice(0, -1)) * unitUs;
}
