/**
 * Reads Parquet files as columns of plain values, by a package that only those install who want it. Time
 * stamps come back as text in UTC, to the nanosecond: a `Date` would cut them off at milliseconds.
 */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { DAY, formatDate, formatInstant } from '../core/instant.js';
import { HivetapeError } from '../core/errors.js';
import { failureCodeOf } from './file-calls.js';
import { loadOptionalPackage } from './optional-package.js';

export type ParquetCell = string | number | bigint | boolean | null | undefined | object;

export interface ParquetTable {
  readonly columns: readonly string[];
  readonly rows: number;
  /** Returns the values of some rows, column by column. Throws `parquet-refused`. */
  read(from: number, to: number): Promise<readonly (readonly ParquetCell[])[]>;
  close(): void;
}

const MAGIC = 'PAR1';

/** Tells whether a file begins as Parquet files do. False where it cannot be opened: who reads it next says why. */
export function isParquetFile(path: string): boolean {
  let file: number;
  try {
    // Opening a FIFO would wait for a writer.
    if (!statSync(path).isFile()) return false;
    file = openSync(path, 'r');
  } catch {
    return false;
  }
  try {
    const start = new Uint8Array(4);
    return readSync(file, start, 0, 4, 0) === 4 && new TextDecoder('latin1').decode(start) === MAGIC;
  } finally {
    closeSync(file);
  }
}

/** Throws `parquet-package-missing`, `file-unreadable`, `parquet-refused`. */
export async function openParquetTable(path: string): Promise<ParquetTable> {
  const parquet = await loadOptionalPackage<typeof import('hyparquet')>('hyparquet');
  if (parquet === undefined) {
    throw new HivetapeError('parquet-package-missing', 'Parquet files are read by the package hyparquet (found that it is not installed).', { help: 'npm install hyparquet@1.31.5' });
  }
  const { handle, size } = opened(path);
  const file = { byteLength: size, slice: (start: number, end: number = size) => bytesOf(handle, start, end) };
  try {
    const metadata = await parquet.parquetMetadataAsync(file);
    const columns = metadata.schema.filter(({ num_children: children }) => children === undefined || children === 0).map(({ name }) => name);
    return {
      columns,
      rows: Number(metadata.num_rows),
      read: async (from, to) => {
        try {
          const rows = await parquet.parquetReadObjects({ file, metadata, rowStart: from, rowEnd: to, parsers: PARSERS });
          return columns.map((name) => rows.map((row) => row[name] as ParquetCell));
        } catch (cause) {
          throw refused(path, cause);
        }
      },
      close: () => closeSync(handle),
    };
  } catch (cause) {
    closeSync(handle);
    throw refused(path, cause);
  }
}

const PARSERS = Object.freeze({
  timestampFromMilliseconds: (millis: bigint) => textOf(millis * 1_000_000n),
  timestampFromMicroseconds: (micros: bigint) => textOf(micros * 1_000n),
  timestampFromNanoseconds: (nanos: bigint) => textOf(nanos),
  dateFromDays: (days: number) => formatDate(days),
});

/** Nanoseconds of the epoch as ISO 8601, floored to microseconds. The types of hyparquet want a `Date`; what it hands on is what this gives. */
function textOf(nanos: bigint): never {
  const micros = Number((nanos - (((nanos % 1_000n) + 1_000n) % 1_000n)) / 1_000n);
  const text = formatInstant(micros);
  return (micros % DAY === 0 ? `${text}T00:00:00Z` : text) as never;
}

function opened(path: string): { handle: number; size: number } {
  try {
    const handle = openSync(path, 'r');
    return { handle, size: fstatSync(handle).size };
  } catch (cause) {
    throw new HivetapeError('file-unreadable', `The file could not be opened (${failureCodeOf(cause)}).`, { place: { file: path }, help: 'Check the path, and that you may read it.', cause });
  }
}

function bytesOf(handle: number, start: number, end: number): ArrayBuffer {
  const bytes = new Uint8Array(end - start);
  let done = 0;
  while (done < bytes.length) {
    const count = readSync(handle, bytes, done, bytes.length - done, start + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.buffer;
}

function refused(path: string, cause: unknown): HivetapeError {
  const found = cause instanceof Error ? cause.message.split('\n')[0].slice(0, 160) : 'unknown reason';
  return new HivetapeError('parquet-refused', `A Parquet file is whole, and packed by snappy or not at all (found: ${found}).`, {
    place: { file: path },
    help: 'Write it again with snappy, or as CSV.',
    cause,
  });
}
