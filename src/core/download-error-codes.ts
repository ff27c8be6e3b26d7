/** The rows of the table of error codes that speak of other formats than CSV, of data asked of exchanges, of calendars, quotes and books. */
import type { ErrorCode } from './error-code.js';

export const downloadErrorCodes = {
  'quotes-invalid': { number: 'E3051', exit: 3, explanation: 'A row of quotes cannot be: no numbers, a bid above the ask, off the tick grid, or back in time. The message names the first lines.' },
  'prints-invalid': { number: 'E3057', exit: 3, explanation: 'A row of prints cannot be: no price above zero, a negative size, a price off the tick grid, or time that goes back. The message names the first lines.' },
  'book-gap': { number: 'E3048', exit: 3, explanation: 'Changes of an order book are numbered, and some are missing: what the book was after them is not known. Take a new snapshot.' },
  'book-stream-invalid': { number: 'E3049', exit: 3, explanation: 'A line of a recorded order book is no message: nanoseconds since 1970, a space, and the JSON of the exchange.' },
  'price-off-tick': { number: 'E3047', exit: 3, explanation: 'A price of a file lies between two ticks of its instrument. Say the tick its prices lie on, in its data section: `tick: 0.00001`.' },
  'parquet-package-missing': { number: 'E3043', exit: 3, explanation: 'Parquet files are read by the package hyparquet, which is installed only by who uses it: npm install hyparquet@1.31.5.' },
  'parquet-refused': { number: 'E3044', exit: 3, explanation: 'A Parquet file is damaged, or packed in a way that is not read here. Write it with snappy or without packing, or as CSV.' },
  'json-refused': { number: 'E3045', exit: 3, explanation: 'A JSON file of bars is a list of bars, or an object that holds one list of them, or one list per column. The message says what was found.' },
  'exchange-package-missing': {
    number: 'E3060',
    exit: 3,
    explanation: 'Exchanges are asked through the package ccxt, which is installed only by who uses it: npm install ccxt@4.5.84.',
  },
  'exchange-unknown': { number: 'E3061', exit: 2, explanation: 'There is no exchange of that id. Take the id that ccxt gives it, as binance, kraken or okx.' },
  'exchange-address-invalid': { number: 'E3062', exit: 2, explanation: 'The address that is asked in place of an exchange is http:// or https:// with a host.' },
  'exchange-symbol-unknown': { number: 'E3063', exit: 5, explanation: 'The exchange trades no such symbol. Symbols are written as ccxt writes them: BTC/USDT, or BTC/USDT:USDT for a perpetual.' },
  'exchange-timeframe-unknown': {
    number: 'E3064',
    exit: 2,
    explanation: 'The exchange gives no bars of that length, or it is a month, whose length varies. Take one that the message names.',
  },
  'exchange-unreachable': {
    number: 'E3065',
    exit: 7,
    explanation: 'An exchange gave no answer that could be read, or asked for patience, many times in a row. What was fetched is kept: the same command goes on there.',
  },
  'exchange-refused': { number: 'E3066', exit: 3, explanation: 'An exchange refused the question. The message says in its own words why; asking again would not help.' },
  'exchange-answer-invalid': {
    number: 'E3067',
    exit: 3,
    explanation: 'An exchange answered with bars that cannot be: no numbers, two different bars of one time, or bars that overlap. Nothing of that answer was kept.',
  },
  'download-mismatch': {
    number: 'E3068',
    exit: 6,
    explanation: 'The file there is not the beginning of what is asked for: it was changed since, came from another source, or begins at another time. Choose another --out, or remove it.',
  },
  'download-busy': { number: 'E3069', exit: 7, explanation: 'Another process downloads into the same file. Wait for it, or choose another --out.' },
} as const satisfies Record<string, ErrorCode>;
