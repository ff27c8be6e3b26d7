/**
 * Rows that have a time of their own and no length, as prints and quotes have: CSV, JSON or Parquet, with or without a
 * header. Finds the columns, reads times and numbers, keeps the order, and gathers what is wrong with a file.
 */
import type { ErrorCodeName } from '../core/error-codes.js';
import { HivetapeError } from '../core/errors.js';
import type { Instant } from '../core/instant.js';
import { scanFile } from '../host/file-bytes.js';
import { isParquetFile } from '../host/parquet-read.js';
import { timeZone } from '../host/time-zone.js';
import { guessSeparator } from './csv-layout.js';
import { cellText, csvScanner, type CsvRow, type CsvScanner } from './csv-scanner.js';
import { quickDecimal, readDecimal } from './decimal.js';
import { ImportProblems } from './import-problems.js';
import { stampReader, type StampReader } from './stamp.js';
import { jsonAsCsv, scanParquet } from './text-table.js';

export interface TickRowOptions {
  /** Zone of wall clocks without one. */
  readonly timeZone?: string | undefined;
  /** Which symbol of a file of several to take. */
  readonly symbol?: string | undefined;
  /** Names of the columns in order, for a file without a header; `-` skips one. */
  readonly columns?: readonly string[] | undefined;
  /** How long after its stamp a row is known, in µs. */
  readonly laterUs?: number;
}

/** What the rows of a kind of file are. */
export interface TickRowKind {
  /** As in "Quotes have the columns …". */
  readonly plural: string;
  readonly code: ErrorCodeName & ('quotes-invalid' | 'prints-invalid');
  /** Other names of each column, in lower-case letters and digits alone; all have `time` and `symbol`. */
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  readonly needs: readonly string[];
  readonly help: string;
}

/** One row while it is read; the next writes over it. */
export interface TickRow {
  readonly at: Instant;
  has(column: string): boolean;
  /** NaN where the cell is no number, or not there. */
  number(column: string): number;
  text(column: string): string;
}

const TIME = ['time', 'timestamp', 'timems', 'date', 'datetime', 'ts', 'tradetime'];
const SYMBOL = ['symbol', 'instrument', 'ticker', 'pair'];
const POINT = 46;

/**
 * Reads a file; `take` returns what is wrong with a row, or nothing. Throws the code of the kind with all lines that are
 * wrong, `column-missing`, `data-empty`, and what reading files throws.
 */
export async function readTickRows(path: string, kind: TickRowKind, options: TickRowOptions, take: (row: TickRow) => string | undefined): Promise<void> {
  const intake = new TickIntake(path, kind, options, take);
  if (isParquetFile(path)) await scanParquet(path, (chunk) => intake.push(chunk));
  else await scanFile(path, {}, (chunk) => intake.push(chunk));
  intake.finish();
}

/** A resource: the state of one reading. */
class TickIntake implements TickRow {
  at: Instant = 0;
  private readonly problems: ImportProblems;
  private readonly reader: StampReader;
  private readonly json: Uint8Array[] = [];
  private scanner: CsvScanner | undefined;
  private index: Readonly<Record<string, number>> | undefined;
  private row: CsvRow | undefined;
  private lastAt = Number.NEGATIVE_INFINITY;
  private taken = 0;

  constructor(
    private readonly path: string,
    private readonly kind: TickRowKind,
    private readonly options: TickRowOptions,
    private readonly take: (row: TickRow) => string | undefined,
  ) {
    this.problems = new ImportProblems(path);
    this.reader = stampReader('auto', options.timeZone === undefined ? undefined : timeZone(options.timeZone));
  }

  push(chunk: Uint8Array): void {
    const isJson = this.json.length > 0 || (this.scanner === undefined && /^\s*[[{]/.test(new TextDecoder().decode(chunk.subarray(0, 256))));
    if (isJson) this.json.push(chunk.slice());
    else this.pushCsv(chunk);
  }

  private pushCsv(chunk: Uint8Array): void {
    this.scanner ??= csvScanner({ file: this.path, separator: guessSeparator(new TextDecoder().decode(chunk.subarray(0, 4_096)).split(/[\r\n]/)[0]) }, (row) => this.see(row));
    this.scanner.push(chunk);
  }

  finish(): void {
    if (this.json.length > 0) {
      const decoder = new TextDecoder();
      const text = this.json.map((chunk) => decoder.decode(chunk, { stream: true })).join('') + decoder.decode();
      this.pushCsv(new TextEncoder().encode(jsonAsCsv(text, this.path)));
    }
    this.scanner?.end();
    this.problems.throwIfAny();
    if (this.taken > 0) return;
    throw new HivetapeError('data-empty', `A file of ${this.kind.plural.toLowerCase()} has rows (found none).`, { place: { file: this.path }, help: 'Check the file, and the symbol.' });
  }

  has(column: string): boolean {
    return (this.index?.[column] ?? -1) >= 0;
  }

  number(column: string): number {
    const { row, index } = this;
    const cell = index?.[column] ?? -1;
    if (row === undefined || cell < 0 || cell >= row.count) return Number.NaN;
    const quick = quickDecimal(row.bytes, row.starts[cell], row.ends[cell], POINT);
    if (quick === quick) return quick;
    const found = readDecimal(cellText(row, cell), '.');
    return typeof found === 'number' ? found : Number.NaN;
  }

  text(column: string): string {
    const cell = this.index?.[column] ?? -1;
    return this.row === undefined || cell < 0 || cell >= this.row.count ? '' : cellText(this.row, cell);
  }

  private see(row: CsvRow): void {
    if (this.index === undefined) {
      const { columns } = this.options;
      this.index = indexOf(columns ?? Array.from({ length: row.count }, (_, cell) => cellText(row, cell)), this.kind, { ...this.options, file: this.path, line: row.line });
      if (columns === undefined) return;
    }
    this.row = row;
    const { symbol } = this.options;
    if (symbol !== undefined && this.has('symbol') && this.text('symbol') !== symbol) return;
    const wrong = this.troubleWith(row) ?? this.take(this);
    if (wrong === undefined) this.taken += 1;
    else this.problems.add({ code: this.kind.code, message: wrong, help: 'Mend the row.', line: row.line });
  }

  private troubleWith(row: CsvRow): string | undefined {
    const cell = this.index?.['time'] ?? 0;
    const { reader } = this;
    this.at = reader.read(row.bytes, row.starts[cell], row.ends[cell]) + (this.options.laterUs ?? 0);
    if (reader.trouble !== undefined) return `${reader.trouble.message} ${reader.trouble.help}`;
    if (reader.isDate) return `${this.kind.plural} have a time of day (found a date alone).`;
    if (this.at < this.lastAt) return `${this.kind.plural} come in order of time (this one goes back).`;
    this.lastAt = this.at;
    return undefined;
  }
}

interface Found extends TickRowOptions {
  readonly file: string;
  readonly line: number;
}

function indexOf(cells: readonly string[], { aliases, needs, plural, help }: TickRowKind, { symbol, file, line }: Found): Readonly<Record<string, number>> {
  const names = cells.map((cell) => cell.toLowerCase().replace(/[\s_\-.<>]+/g, ''));
  const all: Readonly<Record<string, readonly string[]>> = { time: TIME, symbol: SYMBOL, ...aliases };
  const index = Object.fromEntries(Object.entries(all).map(([column, others]) => [column, names.findIndex((name) => name === column.toLowerCase() || others.includes(name))]));
  const missing = ['time', ...needs].filter((column) => index[column] < 0);
  if (symbol !== undefined && index['symbol'] < 0) missing.push('symbol');
  if (missing.length === 0) return index;
  throw new HivetapeError('column-missing', `${plural} have the columns time, ${needs.slice(0, -1).join(', ')}${needs.length > 1 ? ' and ' : ''}${needs[needs.length - 1]} (missing: ${missing.join(', ')}).`, {
    place: { file, line },
    help,
  });
}
