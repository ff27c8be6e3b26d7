/** The part of a data section that says what its prices mean over time: actions, factors, the history of its symbol, and how signals are adjusted. */
import { Type } from '@sinclair/typebox';
import { adjustWords } from '../../market/adjust/adjustments.js';
import { wordOf } from './word-schema.js';

const file = (description: string, examples: readonly string[] = []) => Type.String({ minLength: 1, maxLength: 1_000, description, ...(examples.length === 0 ? {} : { examples: [...examples] }) });
const name = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 100, description }));

export const actionTableSchema = Type.Object(
  {
    file: file('CSV file with a row per date (may be gzipped), relative to the scenario file; it may be the file of the bars.'),
    symbol: name('Which symbol of a file of several to take.'),
    date: name('Column of the date; `date` if absent.'),
    dividend: name('Column of dividends in money per unit; 0 or empty for none.'),
    split: name('Column of splits, as 2:1 or as the ratio of new to old units; 1, 0 or empty for none.'),
  },
  { additionalProperties: false },
);

export const factorsSchema = Type.Object(
  {
    file: file('Factor file (may be gzipped), relative to the scenario file: date, price_factor, split_factor, reference_price, with or without a header.', ['./factors/aapl.csv']),
    symbol: name('Which symbol of a file of several to take.'),
  },
  { description: 'Raw prices and what they are multiplied by to be adjusted, by date: dividends and splits are worked out of it.' },
);

export const symbolMapSchema = Type.Object(
  {
    file: file('CSV file (may be gzipped), relative to the scenario file: date, mapped_symbol, the first row being the listing; with or without a header.', ['./maps/meta.csv']),
    symbol: Type.String({ minLength: 1, maxLength: 100, description: 'Which symbol of the map this instrument is.' }),
  },
  { description: 'By which ticker the instrument went until when: bars under all of them become one, and the end of the map is its delisting.' },
);

export const pricesProperties = {
  actions: Type.Optional(
    Type.Union(
      [
        file('CSV file with dated actions (columns date, kind, value): dividends, splits, delisting, funding, settlements. Relative to the scenario file.', ['./actions.csv']),
        actionTableSchema,
      ],
      { description: 'What befalls it beside its prices: a file of actions, or the columns of a table that hold dividends and splits.' },
    ),
  ),
  factors: Type.Optional(factorsSchema),
  adjust: Type.Optional(
    wordOf(adjustWords, {
      description: 'What signals are made of, where prices are raw: raw prices if absent, or prices that go on over splits, or over splits and dividends. Orders and money stay raw. A benchmark is shown so.',
    }),
  ),
  symbolMap: Type.Optional(symbolMapSchema),
};
