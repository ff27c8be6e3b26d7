/**
 * Files as the store needs them: whole files written at once or not at all, files that only grow, and
 * reading at a place. What the machine refuses becomes `store-unusable`, with the path.
 */
import { dirname, join } from 'node:path';
import { HivetapeError, isHivetapeError } from '../core/errors.js';
import { failureCodeOf, machineFileCalls, type DirectoryEntry, type FileCalls } from './file-calls.js';

/** Gives bytes at a place of a file, fewer at its end. */
export type BytesAt = (position: number, length: number) => Uint8Array;

export interface LogFiles {
  /** Makes a directory and those above it. `sync`: their names are durable afterwards. */
  makeDirectory(path: string, options?: { readonly sync: boolean }): void;
  /** Returns the names of the directories in a directory; none if it does not exist. */
  directoriesIn(path: string): string[];
  /** Returns the names of all that is in a directory, in order of code units; none if it does not exist. */
  filesIn(path: string): string[];
  pathExists(path: string): boolean;
  /** Returns the text of a file, or `undefined` if there is none. */
  readTextIfAny(path: string): string | undefined;
  /** Writes a file so that readers see all of it or nothing: temporary file, sync, rename, sync of the directory. */
  writeTextAtomically(path: string, text: string, options: { readonly sync: boolean }): void;
  /** Makes a file that was not there, and returns whether it could: false if there is one already. */
  createText(path: string, text: string): boolean;
  writeBytesAtomically(path: string, parts: Iterable<Uint8Array>, options: { readonly sync: boolean }): void;
  removeTree(path: string): void;
  movePath(from: string, to: string): void;
  /** Makes the names in a directory durable. Where a directory cannot be opened (Windows) there is nothing to do. */
  syncDirectory(path: string): void;
  /** Cuts a file to its first bytes, for certain. */
  cutFile(path: string, size: number, options: { readonly sync: boolean }): void;
  /** Returns the wall time of the last change in milliseconds, or `undefined` if there is no such file. */
  changedAtMs(path: string): number | undefined;
  openGrowing(path: string): GrowingFile;
  /** Runs `read` with a function that gives bytes at a place of the file, and the file's size. */
  withFileBytes<Result>(path: string, read: (bytesAt: BytesAt, size: number) => Result): Result;
  readonly calls: FileCalls;
}

/** Returns the files that these calls reach. */
export function logFiles(calls: FileCalls): LogFiles {
  const files: LogFiles = {
    calls,
    makeDirectory: (path, { sync } = { sync: false }) => {
      const first = guarded(path, () => calls.makeDirectory(path));
      if (first === undefined || !sync) return;
      for (let made = path; made.length >= first.length; made = dirname(made)) files.syncDirectory(dirname(made));
    },
    directoriesIn: (path) => entriesIn(calls, path).filter(({ isDirectory }) => isDirectory).map(({ name }) => name),
    filesIn: (path) => entriesIn(calls, path).map(({ name }) => name).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
    pathExists: (path) => files.changedAtMs(path) !== undefined,
    changedAtMs: (path) => ifThere(path, () => calls.changedAtMs(path)),
    createText: (path, text) => guarded(path, () => createFile(calls, path, Buffer.from(text, 'utf8'))),
    readTextIfAny: (path) => {
      const bytes = ifThere(path, () => wholeFile(calls, path));
      return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    },
    writeTextAtomically: (path, text, options) => files.writeBytesAtomically(path, [Buffer.from(text, 'utf8')], options),
    writeBytesAtomically: (path, parts, { sync }) => {
      guarded(path, () => replaceFile(calls, path, { parts, sync }));
      if (sync) files.syncDirectory(dirname(path));
    },
    removeTree: (path) => guarded(path, () => calls.remove(path)),
    movePath: (from, to) => {
      guarded(from, () => calls.rename(from, to));
      files.syncDirectory(dirname(to));
    },
    syncDirectory: (path) => syncDirectoryOf(calls, path),
    cutFile: (path, size, { sync }) => guarded(path, () => cut(calls, path, { size, sync })),
    openGrowing: (path) => new GrowingFile(path, calls),
    withFileBytes: (path, read) => readingFile(calls, path, read),
  };
  return files;
}

/** A file that only grows. */
export class GrowingFile {
  size: number;
  private readonly file: number;

  constructor(
    private readonly path: string,
    private readonly calls: FileCalls = machineFileCalls,
  ) {
    this.file = guarded(path, () => calls.open(path, 'a'));
    try {
      this.size = guarded(path, () => calls.size(this.file));
    } catch (error) {
      closeQuietly(calls, this.file);
      throw error;
    }
  }

  append(parts: readonly Uint8Array[]): void {
    const total = parts.reduce((sum, part) => sum + part.length, 0);
    guarded(this.path, () => {
      const written = this.calls.writeParts(this.file, parts);
      // A full disk or a signal may cut a write short; the rest goes out on its own, or says why not.
      if (written < total) writeAll(this.calls, this.file, Buffer.concat(parts).subarray(written));
    });
    this.size += total;
  }

  empty(): void {
    guarded(this.path, () => this.calls.truncate(this.file, 0));
    this.size = 0;
  }

  sync(): void {
    guarded(this.path, () => this.calls.sync(this.file));
  }

  close(): void {
    guarded(this.path, () => this.calls.close(this.file));
  }
}

export function pathIn(directory: string, ...names: readonly string[]): string {
  return join(directory, ...names);
}

export const machineFiles: LogFiles = logFiles(machineFileCalls);
export const { makeDirectory, filesIn, readTextIfAny, writeTextAtomically } = machineFiles;

function replaceFile(calls: FileCalls, path: string, { parts, sync }: { readonly parts: Iterable<Uint8Array>; readonly sync: boolean }): void {
  const temporary = `${path}.new`;
  try {
    withOpen(calls, { path: temporary, mode: 'w' }, (file) => {
      for (const part of parts) writeAll(calls, file, part);
      if (sync) calls.sync(file);
    });
    calls.rename(temporary, path);
  } catch (cause) {
    removeQuietly(calls, temporary);
    throw cause;
  }
}

function createFile(calls: FileCalls, path: string, bytes: Uint8Array): boolean {
  let file: number;
  try {
    file = calls.open(path, 'wx');
  } catch (cause) {
    if (failureCodeOf(cause) === 'EEXIST') return false;
    throw cause;
  }
  try {
    writeAll(calls, file, bytes);
    calls.close(file);
  } catch (cause) {
    removeQuietly(calls, path);
    throw cause;
  }
  return true;
}

/** Half a file would look like somebody else's. */
function removeQuietly(calls: FileCalls, path: string): void {
  try {
    calls.remove(path);
  } catch {
    // As above: the first failure is told.
  }
}

function closeQuietly(calls: FileCalls, file: number): void {
  try {
    calls.close(file);
  } catch {
    // The failure that led here is the one to tell.
  }
}

function cut(calls: FileCalls, path: string, { size, sync }: { readonly size: number; readonly sync: boolean }): void {
  withOpen(calls, { path, mode: 'a' }, (file) => {
    calls.truncate(file, size);
    if (sync) calls.sync(file);
  });
}

function entriesIn(calls: FileCalls, path: string): readonly DirectoryEntry[] {
  return ifThere(path, () => calls.list(path)) ?? [];
}

function syncDirectoryOf(calls: FileCalls, path: string): void {
  let file: number;
  try {
    file = calls.open(path, 'r');
  } catch (cause) {
    // Windows opens no directory; there names are durable without our help.
    if (['EISDIR', 'EPERM', 'EACCES'].includes(failureCodeOf(cause))) return;
    return guarded(path, () => {
      throw cause;
    });
  }
  try {
    guarded(path, () => calls.sync(file));
  } catch (error) {
    closeQuietly(calls, file);
    // Some file systems do not know how to sync a directory; a disk that fails is another matter.
    if (error instanceof HivetapeError && ['EINVAL', 'ENOTSUP', 'EISDIR'].includes(failureCodeOf(error.cause))) return;
    throw error;
  }
  guarded(path, () => calls.close(file));
}

function readingFile<Result>(calls: FileCalls, path: string, read: (bytesAt: BytesAt, size: number) => Result): Result {
  const file = guarded(path, () => calls.open(path, 'r'));
  try {
    const size = guarded(path, () => calls.size(file));
    return read((position, length) => guarded(path, () => bytesOf(calls, file, { position, length: Math.max(0, Math.min(length, size - position)) })), size);
  } finally {
    guarded(path, () => calls.close(file));
  }
}

function wholeFile(calls: FileCalls, path: string): Uint8Array {
  return withOpen(calls, { path, mode: 'r' }, (file) => bytesOf(calls, file, { position: 0, length: calls.size(file) }));
}

function withOpen<Result>(calls: FileCalls, { path, mode }: { readonly path: string; readonly mode: 'r' | 'w' | 'a' }, use: (file: number) => Result): Result {
  const file = calls.open(path, mode);
  let result: Result;
  try {
    result = use(file);
  } catch (cause) {
    closeQuietly(calls, file);
    throw cause;
  }
  calls.close(file);
  return result;
}

function bytesOf(calls: FileCalls, file: number, { position, length }: { readonly position: number; readonly length: number }): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const count = calls.read(file, bytes, { start: done, position: position + done });
    if (count === 0) return bytes.subarray(0, done);
    done += count;
  }
  return bytes;
}

function writeAll(calls: FileCalls, file: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) done += calls.write(file, bytes.subarray(done));
}

/** Returns what the work returns, or `undefined` if what it works on is not there. Other failures are not absence. */
function ifThere<Result>(path: string, work: () => Result): Result | undefined {
  return guarded(path, () => {
    try {
      return work();
    } catch (cause) {
      if (failureCodeOf(cause) === 'ENOENT') return undefined;
      throw cause;
    }
  });
}

function guarded<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (isHivetapeError(cause)) throw cause;
    throw new HivetapeError('store-unusable', `The store can read and write its files (found ${failureCodeOf(cause)} at "${path}").`, {
      place: { file: path },
      cause,
    });
  }
}
