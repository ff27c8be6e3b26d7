/** The parts of a scenario that say what an account with several currencies goes by: its rates, its cash, its interest. */
import { Type, type Static } from '@sinclair/typebox';
import { importOptionsSchema } from '../../market/import-options.js';
import { walkSchema } from './data-schema.js';
import { wordOf } from './word-schema.js';

const CURRENCY = '^[A-Z][A-Z0-9]{1,9}$';
const path = (description: string, example: string) => Type.String({ minLength: 1, maxLength: 1_000, description, examples: [example] });

export const rateSchema = Type.Object(
  {
    pair: Type.String({
      pattern: '^([A-Z]{6}|[A-Z][A-Z0-9]{1,9}/[A-Z][A-Z0-9]{1,9})$',
      'x-expected': 'a pair like EURUSD or BTC/USD',
      description: 'What one unit of the first currency is worth in the second; one of them is the account’s.',
      examples: ['EURUSD', 'BTC/USD'],
    }),
    table: Type.Optional(
      Type.Record(Type.String(), Type.Number({ minimum: 0.000001, maximum: 1_000_000 }), { minProperties: 1, maxProperties: 100_000, description: 'Rates by the date, or date and time with a zone, from which they hold.', examples: ['{ 2024-01-02: 1.0943, 2024-01-03: 1.0921 }'] }),
    ),
    file: Type.Optional(path('CSV file with the columns date and rate, relative to the scenario file.', './eurusd.csv')),
    bars: Type.Optional(path('CSV file with bars, whose closes are the rates, each known when its bar closes.', './eurusd-bars.csv')),
    options: Type.Optional(Type.Omit(importOptionsSchema, ['instrument'], { additionalProperties: false, description: 'How `bars` is read, as beside an instrument.' })),
    walk: Type.Optional(walkSchema),
  },
  { description: 'The rates of one pair, from exactly one of `table`, `file`, `bars` and `walk`.' },
);

export const fxSchema = Type.Optional(
  Type.Object(
    {
      rates: Type.Array(rateSchema, { minItems: 1, maxItems: 100, description: 'What other currencies are worth, and when.' }),
      conversion: wordOf(['at-fill', 'keep'], {
        default: 'at-fill',
        description: 'at-fill: what a fill, a dividend or a fee brings or takes in another currency is changed at once. keep: each currency has its own cash, and nothing is changed.',
      }),
      spreadBps: Type.Number({ minimum: 0, exclusiveMaximum: 10_000, default: 0, description: 'What changing money costs beside the rate, in basis points.' }),
      rateAgeDaysMax: Type.Number({ exclusiveMinimum: 0, maximum: 10_000, default: 10, description: 'A rate older than so many days is no ground for opening or changing anything.' }),
    },
    { description: 'Other currencies than the account’s. Absent: all instruments trade in the one of the account.', examples: ['{ rates: [{ pair: EURUSD, file: ./eurusd.csv }], spreadBps: 2 }'] },
  ),
);

const perYear = (description: string) => Type.Number({ minimum: 0, maximum: 10, default: 0, description });

/** What stands under `account` beside its currency and cash. */
export const accountExtras = {
  balances: Type.Optional(
    Type.Record(Type.String({ pattern: CURRENCY }), Type.Number({ exclusiveMinimum: 0, maximum: 9_000_000_000 }), {
      minProperties: 1, maxProperties: 100, description: 'Cash at the start in other currencies; needs `fx` with `conversion: keep`.', examples: ['{ EUR: 50000 }'],
    }),
  ),
  interest: Type.Optional(
    Type.Record(
      Type.String({ pattern: CURRENCY }),
      Type.Object({ credit: perYear('What a year of cash earns, as a share of it.'), debit: perYear('What a year of debt costs, as a share of it.') }),
      { minProperties: 1, maxProperties: 100, description: 'Interest on cash by currency, booked for every night, act/365.', examples: ['{ USD: { credit: 0.03, debit: 0.06 } }'] },
    ),
  ),
};

export type RateSection = Static<typeof rateSchema>;
export type FxSection = NonNullable<Static<typeof fxSchema>>;
