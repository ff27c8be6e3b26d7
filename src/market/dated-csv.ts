/**
 * Small CSV files of dated facts: a header, a date, and a few cells beside it. All that is wrong with a
 * file is told at once, each with its line.
 */
import { digestOf } from '../core/canonical.js';
import { isHivetapeError } from '../core/errors.js';
import { parseInstant, type Instant } from '../core/instant.js';
import { readFileBytes } from '../host/file-bytes.js';
import { cellText, csvScanner, type CsvRow } from './csv-scanner.js';
import { ImportProblems } from './import-problems.js';

export interface DatedRow {
  readonly at: Instant;
  /** Cells by the name of their column, trimmed. */
  readonly cells: Readonly<Record<string, string>>;
  readonly line: number;
}

export interface DatedLayout<Row> {
  /** Names that the header must have, beside `date`. */
  readonly columns: readonly string[];
  /** Returns what a row says, or what is wrong with it. */
  readonly read: (row: DatedRow) => Row | string;
  /** One row as it should be, for messages. */
  readonly example: string;
}

const BYTES_MAX = 64 * 1024 * 1024;

/** Returns what the rows of a file say, and a digest of that. Throws `dated-file-invalid` and what reading files throws. */
export async function readDatedCsv<Row>(path: string, layout: DatedLayout<Row>): Promise<{ readonly rows: readonly Row[]; readonly digest: string }> {
  const { columns, example } = layout;
  const problems = new ImportProblems(path);
  const fault = (line: number, message: string): void => problems.add({ code: 'dated-file-invalid', line, message, help: `A row looks like: ${example}` });
  const rows: Row[] = [];
  let header: readonly string[] | undefined;
  const scanner = csvScanner({ file: path, separator: ',' }, (row) => {
    const texts = Array.from({ length: row.count }, (_, cell) => cellText(row, cell).trim());
    if (header === undefined) {
      header = texts;
      const missing = ['date', ...columns].filter((name) => !texts.includes(name));
      if (missing.length > 0) fault(row.line, `The header names the columns date, ${columns.join(', ')} (missing: ${missing.join(', ')}).`);
      return;
    }
    const read = rowOf({ texts, header, row }, layout);
    if (typeof read === 'string') fault(row.line, read);
    else rows.push(read);
  });
  scanner.push(await readFileBytes(path, BYTES_MAX));
  scanner.end();
  if (header === undefined) fault(1, 'A file of dated rows begins with a header (found nothing).');
  problems.throwIfAny();
  return { rows, digest: digestOf(new TextEncoder().encode(JSON.stringify(rows))) };
}

interface RawRow {
  readonly texts: readonly string[];
  readonly header: readonly string[];
  readonly row: CsvRow;
}

function rowOf<Row>({ texts, header, row }: RawRow, { read }: DatedLayout<Row>): Row | string {
  if (texts.length !== header.length) return `A row has as many cells as the header (found ${texts.length}, not ${header.length}).`;
  const cells = Object.fromEntries(header.map((name, cell) => [name, texts[cell]]));
  try {
    return read({ at: parseInstant(cells['date'] ?? ''), cells, line: row.line });
  } catch (cause) {
    if (!isHivetapeError(cause)) throw cause;
    return `A date is written 2024-03-15, or 2024-03-15T08:00:00Z (found "${(cells['date'] ?? '').slice(0, 40)}").`;
  }
}
