/** The part of a data section that names what is finer than its bars: prints, and shorter bars. */
import { Type } from '@sinclair/typebox';
import { importOptionsSchema } from '../../market/import-options.js';
import { wordOf } from './word-schema.js';

const duration = { pattern: '^[1-9][0-9]{0,5}(s|m|h|d)$', 'x-expected': 'a duration like 1m, 5m or 1h' };

export const printsSchema = Type.Object(
  {
    file: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000, description: 'CSV, JSON or Parquet file of trades (time, price, size, and conditions if there), relative to the scenario file.', examples: ['./ticks.csv.gz'] })),
    walk: Type.Optional(
      Type.Object(
        {
          prints: Type.Integer({ minimum: 1, maximum: 50_000_000, description: 'How many prints are generated.' }),
          startPrice: Type.Number({ exclusiveMinimum: 0, default: 100, description: 'Where the walk begins.' }),
          volatility: Type.Number({ minimum: 0, maximum: 1, default: 0.0001, description: 'Standard deviation of the log return from one print to the next, as a fraction.' }),
          meanGap: Type.String({ ...duration, default: '1s', description: 'Mean time from one print to the next; they come at random.' }),
          startAt: Type.String({ default: '2000-01-01', description: 'When it begins: a date, or date and time with a zone.' }),
        },
        { description: 'Prints of a random walk, drawn from the seed of the scenario, in place of a file.' },
      ),
    ),
    bars: Type.Optional(Type.String({ ...duration, description: 'Of a section that has no other source: how long the bars are that the prints make for agents.', examples: ['1m'] })),
    symbol: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Which symbol of a file of several to take.' })),
    timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Zone of wall clocks without one.' })),
    columns: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 2, maxItems: 100, description: 'Names of the columns in order, for a file without a header; - skips one.', examples: ['[time, price, size]'] })),
    suspicious: Type.Optional(wordOf(['keep', 'drop'], { description: 'What becomes of prints that the file itself calls suspicious: kept if absent.' })),
  },
  { description: 'Trades of others, said as `PrintSeen` on prints/INSTRUMENT. Orders fill by them, and by no bar that has some inside.' },
);

export const quotesSchema = Type.Object(
  {
    file: Type.String({ minLength: 1, maxLength: 1_000, description: 'CSV, JSON or Parquet file of quotes (CSV may be gzipped), relative to the scenario file: time, bid, ask, or quote bars with bid_close and ask_close.' }),
    symbol: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Which symbol of a file of several to take.' })),
    timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Zone of wall clocks without one.' })),
    barDuration: Type.Optional(Type.String({ ...duration, description: 'Of quote bars stamped with their opening: how long a bar is; its close is known then.' })),
    columns: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 3, maxItems: 100, description: 'Names of the columns in order, for a file without a header; - skips one.', examples: ['[time, bid, ask]'] })),
    fills: Type.Optional(Type.Boolean({ description: 'Whether orders fill by quotes: buyers at the ask, sellers at the bid. If absent, they only say the spread.' })),
    crossed: Type.Optional(wordOf(['refuse', 'drop'], { description: 'What becomes of quotes whose bid is above their ask: refused if absent, or left out and noted.' })),
    staleAfter: Type.Optional(Type.String({ ...duration, description: 'How long a quote tells the spread; after that, `venue.halfSpread` does.', examples: ['10s'] })),
    bars: Type.Optional(Type.String({ ...duration, description: 'Of a section that has no other source: how long the bars are that the middles of the quotes make for agents. Orders then fill by quotes.', examples: ['1m'] })),
  },
  { description: 'Best bid and ask, said to agents as `QuoteSeen` on quotes/INSTRUMENT.' },
);

export const bookSchema = Type.Object(
  {
    file: Type.String({ minLength: 1, maxLength: 1_000, description: 'Recorded order book (may be gzipped), relative to the scenario file: a stream of Binance, messages of OKX, or a dump as CSV.' }),
    gaps: Type.Optional(wordOf(['refuse', 'resync'], { description: 'What becomes of missing changes: refused if absent, or said as `BookLost`, and nothing fills by the book until its next snapshot.' })),
    trades: Type.Optional(Type.Boolean({ description: 'Whether the trades in the same recording are prints: they wake stops, and tell how the queue before a limit is served.' })),
    bars: Type.Optional(Type.String({ ...duration, description: 'Of a section that has no other source: how long the bars are that the middles of its best prices make for agents.', examples: ['1s'] })),
  },
  { description: 'Levels of the order book, said as `BookSeen` and `BookChanged` on books/INSTRUMENT. Orders that trade at once walk it, limits queue behind what it shows.' },
);

export const finerSchema = Type.Optional(
  Type.Union(
    [
      Type.Literal('source'),
      Type.Object({
        file: Type.String({ minLength: 1, maxLength: 1_000, description: 'File of shorter bars, relative to the scenario file.', examples: ['./minutes.csv.gz'] }),
        options: Type.Optional(Type.Omit(importOptionsSchema, ['instrument'], { additionalProperties: false, description: 'How it is read, as the options of `file`.' })),
      }),
    ],
    { description: 'Shorter bars that decide what fills inside the bars of this section: `source` for those that `resample` joins, or a file of them.', examples: ['source'] },
  ),
);
