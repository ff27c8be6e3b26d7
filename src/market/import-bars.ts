/**
 * Reads bars from CSV, JSON or Parquet. CSV and JSON may be gzipped; CSV is read in one pass over the bytes,
 * in constant memory but for the table itself. Asynchronous because files are; everything else is a fold over rows.
 */
import { HivetapeError } from '../core/errors.js';
import { scanFile, sightFile, type FileSeen } from '../host/file-bytes.js';
import { isParquetFile } from '../host/parquet-read.js';
import type { BarTable, QualityNote } from './bar-table.js';
import { BarRows } from './bar-rows.js';
import { guessSeparator } from './csv-layout.js';
import { csvScanner, type CsvScanner } from './csv-scanner.js';
import type { OnRepair } from './guard/repair.js';
import { importOptions, type ImportOptions } from './import-options.js';
import { jsonAsCsv, scanParquet } from './text-table.js';

export interface ImportedBars {
  /** One table per instrument, in order of first appearance. */
  readonly tables: readonly BarTable[];
  readonly file: FileSeen;
}

/**
 * Returns the bars of a file, one table per instrument. `onRepair` hears of every row that an option mended.
 *
 * Throws a code of E3002 to E3037 with file and line; up to twenty problems of a file at once, the first
 * as the error itself and the rest in `details.others`.
 */
export async function importBars(path: string, options: ImportOptions = {}, onRepair?: OnRepair): Promise<ImportedBars> {
  const intake = new Intake(path, importOptions(options), onRepair);
  if (isParquetFile(path)) return importParquet(path, intake);
  const limits = options.bytesMax === undefined ? {} : { bytesMax: options.bytesMax };
  const file = await scanFile(path, limits, (chunk) => intake.push(chunk));
  return { tables: intake.finish(), file };
}

async function importParquet(path: string, intake: Intake): Promise<ImportedBars> {
  const before = await sightFile(path);
  await scanParquet(path, (chunk) => intake.push(chunk));
  return { tables: intake.finish(), file: before };
}

/** Returns the bars of a file of one instrument. Throws as {@link importBars}, and `symbol-unstated` if there are several. */
export async function importBarTable(path: string, options: ImportOptions = {}, onRepair?: OnRepair): Promise<BarTable> {
  const { tables } = await importBars(path, options, onRepair);
  if (tables.length === 1) return tables[0];
  throw new HivetapeError('symbol-unstated', `One instrument is wanted (the file holds ${tables.map((table) => table.instrument).slice(0, 10).join(', ')}).`, {
    place: { file: path },
    help: 'Say symbol to take one of them.',
  });
}

/** A resource: the state of one reading. */
class Intake {
  private scanner: CsvScanner | undefined;
  private readonly rows: BarRows;
  private readonly notes: QualityNote[] = [];

  constructor(
    private readonly path: string,
    private readonly options: ImportOptions,
    onRepair?: OnRepair,
  ) {
    this.rows = new BarRows(path, options, onRepair);
  }

  push(chunk: Uint8Array): void {
    if (this.json !== undefined || (!this.begun && isJsonStart(chunk))) this.pushJson(chunk);
    else this.pushCsv(chunk);
  }

  private begun = false;
  /** The pieces of a JSON text, which can only be read as a whole. */
  private json: Uint8Array[] | undefined;
  private jsonBytes = 0;

  private pushJson(chunk: Uint8Array): void {
    this.json ??= [];
    this.json.push(chunk.slice());
    this.jsonBytes += chunk.length;
    if (this.jsonBytes <= JSON_BYTES_MAX) return;
    throw new HivetapeError('file-too-large', `A JSON file of bars has at most ${JSON_BYTES_MAX} bytes (this one has more).`, { place: { file: this.path }, help: 'Write it as CSV, which has no limit.' });
  }

  private pushCsv(chunk: Uint8Array): void {
    this.scanner ??= this.begin(chunk);
    const start = this.begun ? 0 : byteOrderMarkLength(chunk);
    this.begun = true;
    this.scanner.push(start === 0 ? chunk : chunk.subarray(start));
  }

  finish(): readonly BarTable[] {
    if (this.json !== undefined) this.pushCsv(new TextEncoder().encode(jsonAsCsv(joinedText(this.json), this.path)));
    this.scanner?.end();
    if (this.scanner !== undefined) this.noteLineEnds(this.scanner.lineEnds);
    return this.rows.finish(this.notes);
  }

  private begin(chunk: Uint8Array): CsvScanner {
    refuseOtherEncodings(chunk, this.path);
    if (byteOrderMarkLength(chunk) > 0) this.notes.push(fileNote('byte-order-mark', 'The file begins with a byte-order mark, which was skipped.'));
    const separator = this.options.separator ?? guessSeparator(firstLineOf(chunk));
    if (this.options.separator === undefined && separator !== ',') {
      this.notes.push(fileNote('separator', `Cells are separated by ${JSON.stringify(separator)}, as found in the first line.`));
    }
    return csvScanner({ file: this.path, separator }, (row) => this.rows.take(row));
  }

  private noteLineEnds({ lf, crlf, cr }: CsvScanner['lineEnds']): void {
    if ([lf, crlf, cr].filter((count) => count > 0).length < 2) return;
    this.notes.push(fileNote('line-ends', `Lines end in several ways: LF ${lf}, CRLF ${crlf}, CR ${cr}.`));
  }
}

const JSON_BYTES_MAX = 512 * 1_048_576;

/** A CSV file begins with neither: its header has names, its rows have times. */
function isJsonStart(chunk: Uint8Array): boolean {
  let at = byteOrderMarkLength(chunk);
  while (at < chunk.length && (chunk[at] === 32 || chunk[at] === 9 || chunk[at] === 10 || chunk[at] === 13)) at += 1;
  return chunk[at] === 0x7b || chunk[at] === 0x5b;
}

function joinedText(chunks: readonly Uint8Array[]): string {
  const decoder = new TextDecoder();
  return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('') + decoder.decode();
}

function fileNote(kind: string, note: string): QualityNote {
  return { kind, count: 1, note };
}

function byteOrderMarkLength(chunk: Uint8Array): number {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
}

function refuseOtherEncodings(chunk: Uint8Array, file: string): void {
  const found = otherEncoding(chunk);
  if (found === undefined) return;
  throw new HivetapeError('encoding-unsupported', `Text is UTF-8 (this file is ${found}).`, {
    place: { file, line: 1 },
    help: 'Save it as UTF-8.',
    values: { encoding: found },
  });
}

function otherEncoding([first, second, third, fourth]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? 'UTF-32LE' : 'UTF-16LE';
  if (first === 0xfe && second === 0xff) return 'UTF-16BE';
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return 'UTF-16LE without a byte-order mark';
  if (first === 0 && second !== 0 && third === 0 && fourth !== 0) return 'UTF-16BE without a byte-order mark';
  return undefined;
}

function firstLineOf(chunk: Uint8Array): string {
  const start = chunk.subarray(0, 65_536);
  const end = start.findIndex((byte) => byte === 10 || byte === 13);
  return new TextDecoder().decode(end < 0 ? start : start.subarray(0, end));
}
