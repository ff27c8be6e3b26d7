/** The part of a scenario that names its market data: where bars come from and what is traded on them. */
import { Type, type Static, type TLiteral, type TSchema } from '@sinclair/typebox';
import { calendarNames } from '../../market/calendar-names.js';
import { ownCalendarSchema } from '../../market/calendar.js';
import { importOptionsSchema } from '../../market/import-options.js';
import { accountTerms } from './account-terms-schema.js';
import { guardSchema } from './guard-schema.js';
import { pricesProperties } from './prices-schema.js';
import { bookSchema, finerSchema, printsSchema, quotesSchema } from './fine-schema.js';
import { wordOf } from './word-schema.js';

/** A rule of step sizes: one unit divides evenly into steps, or a step into units. */
const step = (description: string, example: number) =>
  Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000, description, examples: [example] }));

export const walkSchema = Type.Object(
  {
    bars: Type.Integer({ minimum: 1, maximum: 50_000_000, description: 'How many bars are generated.' }),
    reference: Type.Boolean({ default: false, description: 'The one fixed walk that engines are compared on, whatever the seed; one-minute bars from 2020-01-01 on a tick of 0.0001. The other keys do not count then.' }),
    startPrice: Type.Number({ exclusiveMinimum: 0, default: 100, description: 'Open of the first bar.' }),
    volatility: Type.Number({ minimum: 0, maximum: 1, default: 0.01, description: 'Standard deviation of the log return of one bar, as a fraction.' }),
    drift: Type.Number({ minimum: -1, maximum: 1, default: 0, description: 'Mean log return of one bar, as a fraction.' }),
    barDuration: Type.String({ pattern: '^[1-9][0-9]*(s|m|h|d)$', 'x-expected': 'a duration like 1m, 5m, 1h or 1d', default: '1m', description: 'Length of a bar.' }),
    startAt: Type.String({ default: '2000-01-01', description: 'When the first bar opens: a date, or date and time with a zone.' }),
  },
  { description: 'Bars of a random walk, drawn from the seed of the scenario: data without any edge.' },
);

export const dataSchema = Type.Object(
  {
    instrument: Type.String({
      pattern: '^[A-Za-z0-9][A-Za-z0-9._^=-]{0,63}$',
      'x-expected': 'a name of letters, digits and . _ ^ = -, beginning with a letter or digit',
      description: 'Name of the instrument, as agents and reports use it.',
      examples: ['SPX', 'BTC-USD'],
    }),
    bundled: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'A data set that comes with hivetape.', examples: ['sp500-daily'] })),
    file: Type.Optional(
      Type.String({ minLength: 1, maxLength: 1_000, description: 'CSV file with bars (may be gzipped), relative to the scenario file.', examples: ['./bars.csv.gz'] }),
    ),
    walk: Type.Optional(walkSchema),
    options: Type.Optional(
      Type.Omit(importOptionsSchema, ['instrument'], {
        additionalProperties: false,
        description: 'How `file` is read: columns, separator, decimal, timeFormat, timeZone, stamp, barDuration, …',
      }),
    ),
    tick: step('Smallest step of the price, in its currency. Bundled data know theirs; else 0.01.', 0.01),
    offTick: Type.Optional(wordOf(['refuse', 'round'], { description: 'What is done with prices of a file that lie between two ticks: refused if absent, or rounded to the nearest and noted.' })),
    lot: step('Smallest quantity that can be traded. Bundled data know theirs; else 1.', 1),
    multiplier: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Value of one price unit per quantity unit: 1 for shares, 300 for an IF future.' }),
    ),
    currency: Type.Optional(Type.String({ pattern: '^[A-Z][A-Z0-9]{1,9}$', 'x-expected': 'a currency code like USD', description: 'Currency of its prices.' })),
    ...pricesProperties,
    guard: Type.Optional(guardSchema),
    venue: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Where it is traded, of those under `venues`; under the rules of `venue` if absent.', examples: ['fast'] })),
    quotes: Type.Optional(quotesSchema),
    prints: Type.Optional(printsSchema),
    book: Type.Optional(bookSchema),
    finer: finerSchema,
    settlesToCash: Type.Optional(Type.Boolean({ description: 'A future: only gains and losses go through the cash, when it is closed or settled. Needs account: margin.' })),
    ...accountTerms,
    calendar: Type.Optional(
      Type.Union([...calendarNames.map((name) => Type.Literal(name)), ownCalendarSchema] as TSchema[] as [TLiteral<'us-equities'>, TLiteral<'XNYS'>, TLiteral<'XNAS'>, TLiteral<'always'>, typeof ownCalendarSchema], {
        description: 'When it trades: `us-equities` (also `XNYS`, `XNAS`), `always`, or hours, holidays and half days of its own. DAY orders end with its session, gaps are told from holidays.',
        examples: ['us-equities'],
      }),
    ),
    shortable: Type.Optional(Type.Boolean({ description: 'Whether it may be sold short.' })),
    resample: Type.Optional(
      Type.String({ pattern: '^[1-9][0-9]*(s|m|h|d)$', 'x-expected': 'a duration like 5m, 1h or 1d', description: 'Joins bars to longer ones of this length.' }),
    ),
    role: wordOf(['trade', 'benchmark'], {
      default: 'trade',
      description: 'A benchmark is seen by agents and reports, and cannot be traded.',
    }),
  },
  { description: 'One instrument and where its bars come from: exactly one of `bundled`, `file` and `walk`, or `prints`, `quotes` or `book` alone.' },
);

export type DataSection = Static<typeof dataSchema>;
export type WalkSection = Static<typeof walkSchema>;
