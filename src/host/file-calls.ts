/**
 * The calls of the file system that the store makes, one by one. They are a port of their own so that a
 * test can let any of them fail, or lose what was not synced, without a disk that does so.
 */
import {
  closeSync, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readdirSync, readSync, renameSync, rmSync, statSync, writeSync,
  writevSync,
} from 'node:fs';

export interface DirectoryEntry {
  readonly name: string;
  readonly isDirectory: boolean;
}

/** `a` writes at the end, `w` begins anew, `wx` refuses a file that exists. */
export type OpenMode = 'r' | 'a' | 'w' | 'wx';

/** Each throws what the machine throws: an error with a `code` such as `ENOENT` or `ENOSPC`. */
export interface FileCalls {
  open(path: string, mode: OpenMode): number;
  close(file: number): void;
  size(file: number): number;
  /** Returns how many bytes were read, fewer than asked at the end of the file. */
  read(file: number, into: Uint8Array, place: { readonly start: number; readonly position: number }): number;
  /** Returns how many bytes were taken, which may be fewer than given. */
  write(file: number, bytes: Uint8Array): number;
  writeParts(file: number, parts: readonly Uint8Array[]): number;
  sync(file: number): void;
  truncate(file: number, size: number): void;
  list(path: string): readonly DirectoryEntry[];
  /** Makes a directory and those above it. Returns the topmost that was made, `undefined` if all were there. */
  makeDirectory(path: string): string | undefined;
  rename(from: string, to: string): void;
  /** Removes a file, or a directory with all that is in it; what is not there is no error. */
  remove(path: string): void;
  /** Returns the wall time of the last change, in milliseconds. Throws `ENOENT`. */
  changedAtMs(path: string): number;
}

export const machineFileCalls: FileCalls = {
  open: (path, mode) => openSync(path, mode),
  close: (file) => closeSync(file),
  size: (file) => fstatSync(file).size,
  read: (file, into, { start, position }) => readSync(file, into, start, into.length - start, position),
  write: (file, bytes) => writeSync(file, bytes),
  writeParts: (file, parts) => writevSync(file, parts),
  sync: (file) => fsyncSync(file),
  truncate: (file, size) => ftruncateSync(file, size),
  list: (path) => readdirSync(path, { withFileTypes: true }).map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() })),
  makeDirectory: (path) => mkdirSync(path, { recursive: true }),
  rename: (from, to) => renameSync(from, to),
  remove: (path) => rmSync(path, { recursive: true, force: true }),
  changedAtMs: (path) => statSync(path).mtimeMs,
};

/** Returns the machine's word for what went wrong. */
export function failureCodeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
}
