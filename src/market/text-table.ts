/**
 * Tables that are no CSV, written as CSV for the one reader of rows: Parquet and JSON. So every rule about
 * columns, times, numbers and bars holds for them too.
 */
import { HivetapeError } from '../core/errors.js';
import { openParquetTable, type ParquetTable } from '../host/parquet-read.js';

const ROWS_AT_ONCE = 8_192;

/** Hands over a Parquet file as bytes of CSV, piece by piece; the first is its header. Throws `parquet-refused`. */
export async function scanParquet(path: string, take: (csv: Uint8Array) => void): Promise<void> {
  const table = await openParquetTable(path);
  const encoder = new TextEncoder();
  try {
    for await (const text of parquetAsCsv(table)) take(encoder.encode(text));
  } finally {
    table.close();
  }
}

async function* parquetAsCsv(table: ParquetTable): AsyncGenerator<string> {
  yield `${table.columns.map(cell).join(',')}\n`;
  for (let from = 0; from < table.rows; from += ROWS_AT_ONCE) {
    const columns = await table.read(from, Math.min(table.rows, from + ROWS_AT_ONCE));
    const lines: string[] = [];
    for (let row = 0; row < columns[0].length; row += 1) lines.push(`${columns.map((values) => cell(values[row])).join(',')}\n`);
    yield lines.join('');
  }
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * Returns a JSON text of bars as CSV. It may be a list of bars, each a list or an object; an object in which one
 * key holds such a list (`candles`, `ohlc`, `data`, …); or an object of one list per column. Throws `json-refused`.
 */
export function jsonAsCsv(text: string, file: string): string {
  const value = parsed(text, file);
  const columns = columnsOf(value);
  if (columns !== undefined) return csvOf([Object.keys(columns), ...Object.values(columns)[0].map((_, row) => Object.values(columns).map((values) => values[row]))]);
  const rows = rowsOf(value);
  if (rows === undefined) throw refused(file, 'no list of bars in it');
  if (rows.every((row): row is readonly Json[] => Array.isArray(row))) return csvOf(rows);
  if (rows.some((row) => typeof row !== 'object' || row === null || Array.isArray(row))) throw refused(file, 'a list of other things');
  const names = [...new Set(rows.flatMap((row) => Object.keys(row as object)))];
  return csvOf([names, ...rows.map((row) => names.map((name) => (row as Record<string, Json>)[name]))]);
}

function rowsOf(value: Json): readonly Json[] | undefined {
  if (Array.isArray(value)) return value as readonly Json[];
  if (typeof value !== 'object' || value === null) return undefined;
  const lists = Object.values(value).filter((inner): inner is readonly Json[] => Array.isArray(inner));
  return lists.length === 1 ? lists[0] : undefined;
}

/** Several lists of one length: t, o, h, l, c, v, as charting servers answer. */
function columnsOf(value: Json): Record<string, readonly Json[]> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const lists = Object.entries(value as Record<string, Json>).filter((entry): entry is [string, readonly Json[]] => Array.isArray(entry[1]));
  const sameLength = lists.every(([, list]) => list.length === lists[0][1].length && list.every((one) => typeof one !== 'object'));
  return lists.length >= 5 && sameLength ? Object.fromEntries(lists) : undefined;
}

function csvOf(rows: readonly (readonly unknown[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | bigint | boolean);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function parsed(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw refused(file, cause instanceof Error ? cause.message.slice(0, 120) : 'no JSON');
  }
}

function refused(file: string, found: string): HivetapeError {
  return new HivetapeError('json-refused', `A JSON file of bars holds one list of bars, or one list per column (found: ${found}).`, {
    place: { file },
    help: 'Write it as CSV, or take out the list.',
  });
}
