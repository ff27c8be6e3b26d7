/**
 * CSV files of dated facts whose columns go by names of their own: factor files, symbol histories, tables of
 * bars with dividends in them, figures and when they were published. Separators are found out, packed files
 * are unpacked, and all that is wrong is told at once, each with its line.
 */
import type { ErrorCodeName } from '../core/error-codes.js';
import type { Instant } from '../core/instant.js';
import { scanFile } from '../host/file-bytes.js';
import { timeZone } from '../host/time-zone.js';
import { guessSeparator } from './csv-layout.js';
import { cellText, csvScanner, type CsvRow, type CsvScanner } from './csv-scanner.js';
import { ImportProblems } from './import-problems.js';
import { stampReader, type StampReader } from './stamp.js';

export interface NamedRow {
  readonly line: number;
  /** Returns the trimmed text of a column; empty where the row has no such cell. */
  text(column: string): string;
  /** Returns the instant of a column, or what is wrong with it. A date alone is its midnight, as if the zone were UTC. */
  time(column: string): { readonly at: Instant; readonly isDate: boolean } | string;
}

export interface NamedLayout {
  /** Columns that the header must have. */
  readonly columns: readonly string[];
  /** Names to take where the file has no header: its first cell is a date then. */
  readonly headerless?: readonly string[];
  readonly code: ErrorCodeName;
  /** One row as it should be, for messages. */
  readonly example: string;
  /** Zone of wall clocks without one. */
  readonly timeZone?: string | undefined;
  /** Takes a row; returns what is wrong with it. */
  readonly read: (row: NamedRow) => string | undefined;
}

/** Hands every row to `read`, in the order of the file. Throws the code of the layout with every line that is wrong, and what reading files throws. */
export async function readNamedCsv(path: string, layout: NamedLayout): Promise<void> {
  const intake = new NamedIntake(path, layout);
  await scanFile(path, {}, (chunk) => intake.push(chunk));
  intake.finish();
}

/** A resource: the state of one reading. */
class NamedIntake implements NamedRow {
  line = 0;
  private readonly problems: ImportProblems;
  private readonly reader: StampReader;
  private scanner: CsvScanner | undefined;
  private places: ReadonlyMap<string, number> | undefined;
  private row: CsvRow | undefined;

  constructor(
    path: string,
    private readonly layout: NamedLayout,
    private readonly file = path,
  ) {
    this.problems = new ImportProblems(path);
    this.reader = stampReader('auto', layout.timeZone === undefined ? undefined : timeZone(layout.timeZone));
  }

  push(chunk: Uint8Array): void {
    const start = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
    this.scanner ??= csvScanner({ file: this.file, separator: guessSeparator(new TextDecoder().decode(chunk.subarray(start, 4_096)).split(/[\r\n]/)[0]) }, (row) => this.take(row));
    this.scanner.push(this.places === undefined && this.line === 0 ? chunk.subarray(start) : chunk);
  }

  finish(): void {
    this.scanner?.end();
    if (this.places === undefined) this.fault(1, 'A file of dated rows begins with a header (found nothing).');
    this.problems.throwIfAny();
  }

  text(column: string): string {
    const cell = this.places?.get(column);
    return cell === undefined || this.row === undefined || cell >= this.row.count ? '' : cellText(this.row, cell).trim();
  }

  time(column: string): { readonly at: Instant; readonly isDate: boolean } | string {
    const cell = this.places?.get(column) ?? -1;
    const { row, reader } = this;
    if (row === undefined || cell < 0 || cell >= row.count) return `A row has a ${column} (this one ends before it).`;
    const at = reader.read(row.bytes, row.starts[cell], row.ends[cell]);
    return reader.trouble === undefined ? { at, isDate: reader.isDate } : reader.trouble.message;
  }

  private take(row: CsvRow): void {
    this.line = row.line;
    this.row = row;
    if (this.places === undefined && !this.begin(row)) return;
    const trouble = this.layout.read(this);
    if (trouble !== undefined) this.fault(row.line, trouble);
  }

  /** Returns whether the first row is already a row of data. */
  private begin(row: CsvRow): boolean {
    const texts = Array.from({ length: row.count }, (_, cell) => cellText(row, cell).trim());
    const { headerless, columns } = this.layout;
    const hasHeader = headerless === undefined || !/^\d{8}$|^\d{4}-\d{2}-\d{2}/.test(texts[0]);
    this.places = new Map((hasHeader ? texts : headerless).map((name, place) => [name, place]));
    const missing = columns.filter((name) => this.places?.has(name) !== true);
    if (missing.length > 0) this.fault(row.line, `The header names the columns ${columns.join(', ')} (missing: ${missing.join(', ')}; found ${texts.slice(0, 12).join(', ')}).`);
    return !hasHeader;
  }

  private fault(line: number, message: string): void {
    this.problems.add({ code: this.layout.code, line, message, help: `A row looks like: ${this.layout.example}` });
  }
}
