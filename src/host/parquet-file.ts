/**
 * Parquet files, for notebooks and databases, by a package that only those install who want them. A file
 * is written aside in groups of rows and takes its name when it is whole.
 */
import { HivetapeError } from '../core/errors.js';
import { machineFiles } from './log-files.js';
import { loadOptionalPackage } from './optional-package.js';

/** `instant`: µs since the Unix epoch, read back as a time stamp. */
export type ParquetKind = 'integer' | 'number' | 'instant' | 'text' | 'flag' | 'json';

export interface ParquetColumn {
  readonly name: string;
  readonly kind: ParquetKind;
  readonly optional: boolean;
}

/** Values as the column's kind has them; `undefined` where an optional column has none. */
export type ParquetValue = number | string | boolean | object | null | undefined;

export interface ParquetFile {
  /** Writes a group of rows, given as columns in the order of the file. */
  write(columns: readonly (readonly ParquetValue[])[]): void;
  finish(): void;
  discard(): void;
}

/** Throws `export-package-missing`, and `store-unusable` where the file cannot be written. */
export async function openParquetFile(path: string, columns: readonly ParquetColumn[]): Promise<ParquetFile> {
  const parquet = await loadOptionalPackage<typeof import('hyparquet-writer')>('hyparquet-writer');
  if (parquet === undefined) {
    throw new HivetapeError('export-package-missing', 'Parquet files are written by the package hyparquet-writer (found that it is not installed).', {
      help: 'npm install hyparquet-writer@0.17.0',
    });
  }
  const aside = `${path}.new`;
  machineFiles.writeBytesAtomically(aside, [], { sync: false });
  const schema = [{ name: 'root', num_children: columns.length }, ...columns.map(elementOf)];
  const writer = new parquet.ParquetWriter({ writer: parquet.fileWriter(aside), schema, createdBy: 'hivetape' });
  return {
    write: (values) => {
      const columnData = columns.map((column, index) => ({ name: column.name, data: values[index].map((value) => stored(value, column)) }));
      // Without a promise from the writer below it, nothing is waited for.
      void writer.write({ columnData, rowGroupSize: Math.max(1, values[0].length) });
    },
    finish: () => {
      void writer.finish();
      machineFiles.movePath(aside, path);
    },
    discard: () => machineFiles.removeTree(aside),
  };
}

type Element = ConstructorParameters<typeof import('hyparquet-writer').ParquetWriter>[0]['schema'][number];

function elementOf({ name, kind, optional }: ParquetColumn): Element {
  const repetition_type = optional ? 'OPTIONAL' : 'REQUIRED';
  switch (kind) {
    case 'integer':
      return { name, type: 'INT64', repetition_type };
    case 'number':
      return { name, type: 'DOUBLE', repetition_type };
    case 'instant':
      return { name, type: 'INT64', converted_type: 'TIMESTAMP_MICROS', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' }, repetition_type };
    case 'text':
      return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type };
    case 'flag':
      return { name, type: 'BOOLEAN', repetition_type };
    case 'json':
      return { name, type: 'BYTE_ARRAY', converted_type: 'JSON', repetition_type };
  }
}

function stored(value: ParquetValue, { kind }: ParquetColumn): unknown {
  if (value === undefined) return null;
  return kind === 'integer' || kind === 'instant' ? BigInt(value as number) : value;
}
