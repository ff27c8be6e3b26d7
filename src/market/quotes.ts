/**
 * Quotes of one instrument from CSV: ticks of bid and ask, or quote bars, of which the close counts. A quote
 * is known at its own time; that of a quote bar when the bar has closed.
 */
import { HivetapeError } from '../core/errors.js';
import type { Instant } from '../core/instant.js';
import type { DataOf } from '../domain/catalogue.js';
import { isOnTick, type Instrument } from '../domain/instrument.js';
import { startByteDigest } from '../host/byte-digest.js';
import { scanFile } from '../host/file-bytes.js';
import { timeZone } from '../host/time-zone.js';
import { guessSeparator } from './csv-layout.js';
import { cellText, csvScanner, type CsvRow } from './csv-scanner.js';
import { readDecimal } from './decimal.js';
import { durationUs } from './import-options.js';
import { ImportProblems } from './import-problems.js';
import { stampReader, type StampReader } from './stamp.js';

export type Quote = DataOf<'QuoteSeen'>;

export interface QuoteOptions {
  /** Zone of wall clocks without one. */
  readonly timeZone?: string | undefined;
  /** Which symbol of a file of several to take. */
  readonly symbol?: string | undefined;
  /** Of quote bars stamped with their opening: how long a bar is. */
  readonly barDuration?: string | undefined;
}

export interface Quotes {
  /** In order of time; those of one instant in the order of the file. */
  readonly quotes: readonly Quote[];
  readonly digest: string;
  /** Quotes whose bid was at the ask. */
  readonly locked: number;
}

const ALIASES = {
  time: ['time', 'timestamp', 'timems', 'date', 'datetime'],
  symbol: ['symbol', 'instrument', 'ticker', 'pair'],
  bid: ['bid', 'bidclose', 'bidprice'],
  ask: ['ask', 'askclose', 'askprice', 'offer'],
  bidQuantity: ['bidsize', 'bidquantity', 'bidqty', 'bidvolume'],
  askQuantity: ['asksize', 'askquantity', 'askqty', 'askvolume'],
} as const;
type Column = keyof typeof ALIASES;
type Index = Readonly<Record<Column, number>>;

/** Returns the quotes of a file. Throws `quotes-invalid`, with every line that is wrong, and what reading files throws. */
export async function readQuotes(path: string, instrument: Instrument, options: QuoteOptions = {}): Promise<Quotes> {
  const intake = new QuoteIntake(path, instrument, options);
  await scanFile(path, {}, (chunk) => intake.push(chunk));
  return intake.finish();
}

/** A resource: the state of one reading. */
class QuoteIntake {
  private readonly quotes: Quote[] = [];
  private readonly problems: ImportProblems;
  private readonly reader: StampReader;
  private readonly digest = startByteDigest();
  private readonly laterUs: number;
  private scanner: ReturnType<typeof csvScanner> | undefined;
  private index: Index | undefined;
  private lastAt = Number.NEGATIVE_INFINITY;
  private locked = 0;

  constructor(
    private readonly path: string,
    private readonly instrument: Instrument,
    private readonly options: QuoteOptions,
  ) {
    this.problems = new ImportProblems(path);
    this.reader = stampReader('auto', options.timeZone === undefined ? undefined : timeZone(options.timeZone));
    this.laterUs = options.barDuration === undefined ? 0 : durationUs(options.barDuration);
    this.digest.update(`hivetape/quotes/v1\n${instrument.id}\n`);
  }

  push(chunk: Uint8Array): void {
    this.scanner ??= csvScanner({ file: this.path, separator: guessSeparator(new TextDecoder().decode(chunk.subarray(0, 4_096)).split(/[\r\n]/)[0]) }, (row) => this.take(row));
    this.scanner.push(chunk);
  }

  finish(): Quotes {
    this.scanner?.end();
    this.problems.throwIfAny();
    if (this.quotes.length === 0) throw new HivetapeError('data-empty', 'A file of quotes has rows (found none).', { place: { file: this.path }, help: 'Check the file, and the symbol.' });
    return { quotes: this.quotes, digest: `sha256:${this.digest.hex()}`, locked: this.locked };
  }

  private take(row: CsvRow): void {
    if (this.index === undefined) {
      this.index = indexOf(row, this.options, this.path);
      return;
    }
    const { index, options } = this;
    if (options.symbol !== undefined && index.symbol >= 0 && cellText(row, index.symbol) !== options.symbol) return;
    const quote = this.quoteOf(row, index);
    if (typeof quote === 'string') this.problems.add({ code: 'quotes-invalid', message: quote, help: 'Mend the row.', line: row.line });
    else this.keep(quote);
  }

  private keep(quote: Quote): void {
    this.lastAt = quote.at;
    if (quote.bid === quote.ask) this.locked += 1;
    this.digest.update(`${quote.at},${quote.bid},${quote.ask},${quote.bidQuantity},${quote.askQuantity}\n`);
    this.quotes.push(quote);
  }

  /** Returns the quote of a row, or what is wrong with it. */
  private quoteOf(row: CsvRow, index: Index): Quote | string {
    const at: Instant = this.reader.read(row.bytes, row.starts[index.time], row.ends[index.time]) + this.laterUs;
    const { trouble, isDate } = this.reader;
    if (trouble !== undefined) return trouble.message;
    if (isDate) return 'A quote has a time of day (found a date alone).';
    if (at < this.lastAt) return 'Quotes come in order of time (this one goes back).';
    const [bid, ask] = [decimalOf(row, index.bid), decimalOf(row, index.ask)];
    if (!(bid > 0 && ask > 0)) return 'A bid and an ask are decimal numbers above zero.';
    if (bid > ask) return `A bid is not above the ask: the quote is crossed (found ${bid} and ${ask}).`;
    if (!isOnTick(this.instrument, bid) || !isOnTick(this.instrument, ask)) return `A quote lies on the tick grid, ${1 / this.instrument.ticksPerUnit} apart (found ${bid} and ${ask}).`;
    return { instrument: this.instrument.id, at, bid, ask, bidQuantity: quantityOf(row, index.bidQuantity), askQuantity: quantityOf(row, index.askQuantity) };
  }
}

function decimalOf(row: CsvRow, cell: number): number {
  const found = cell < row.count ? readDecimal(cellText(row, cell), '.') : undefined;
  return typeof found === 'number' ? found : Number.NaN;
}

/** -1 where it is not known. */
function quantityOf(row: CsvRow, cell: number): number {
  const found = cell < 0 ? -1 : decimalOf(row, cell);
  return found >= 0 ? found : -1;
}

function indexOf(row: CsvRow, { symbol }: QuoteOptions, file: string): Index {
  const names = Array.from({ length: row.count }, (_, cell) => cellText(row, cell).toLowerCase().replace(/[\s_\-.<>]+/g, ''));
  const find = (column: Column): number => names.findIndex((name) => (ALIASES[column] as readonly string[]).includes(name));
  const index: Index = { time: find('time'), symbol: find('symbol'), bid: find('bid'), ask: find('ask'), bidQuantity: find('bidQuantity'), askQuantity: find('askQuantity') };
  const missing = (['time', 'bid', 'ask'] as const).filter((column) => index[column] < 0);
  if (missing.length === 0 && (symbol === undefined || index.symbol >= 0)) return index;
  throw new HivetapeError('column-missing', `Quotes have the columns time, bid and ask (missing: ${missing.length === 0 ? 'symbol' : missing.join(', ')}).`, {
    place: { file, line: row.line },
    help: 'Name them in a header; of quote bars, bid_close and ask_close.',
  });
}
