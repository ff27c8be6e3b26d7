/**
 * Files as the store needs them: whole files written at once or not at all, files that only grow, and
 * reading at a place. What the machine refuses becomes `store-unusable`, with the path.
 */
import {
  closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, renameSync, rmSync,
  writeSync, writevSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { HivetapeError } from '../core/errors.js';

export function makeDirectory(path: string): void {
  guarded(path, () => mkdirSync(path, { recursive: true }));
}

/** Returns the names of the directories in a directory; none if it does not exist. */
export function directoriesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  return guarded(path, () => readdirSync(path, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** Returns the names of the files in a directory, in order of code units; none if it does not exist. */
export function filesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  const names = guarded(path, () => readdirSync(path));
  return names.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

export function pathExists(path: string): boolean {
  return existsSync(path);
}

/** Returns the text of a file, or `undefined` if there is none. */
export function readTextIfAny(path: string): string | undefined {
  return existsSync(path) ? guarded(path, () => readFileSync(path, 'utf8')) : undefined;
}

/** Writes a file so that readers see all of it or nothing: temporary file, sync, rename, sync of the directory. */
export function writeTextAtomically(path: string, text: string, { sync }: { readonly sync: boolean }): void {
  const temporary = `${path}.new`;
  guarded(path, () => {
    const file = openSync(temporary, 'w');
    try {
      writeAll(file, Buffer.from(text, 'utf8'));
      if (sync) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  });
  if (sync) syncDirectory(dirname(path));
}

export function removeTree(path: string): void {
  guarded(path, () => rmSync(path, { recursive: true, force: true }));
}

export function movePath(from: string, to: string): void {
  guarded(from, () => renameSync(from, to));
  syncDirectory(dirname(to));
}

/** A file that only grows. */
export class GrowingFile {
  size: number;
  private readonly file: number;

  constructor(private readonly path: string) {
    this.file = guarded(path, () => openSync(path, 'a'));
    this.size = guarded(path, () => fstatSync(this.file).size);
  }

  append(parts: readonly Uint8Array[]): void {
    const total = parts.reduce((sum, part) => sum + part.length, 0);
    guarded(this.path, () => {
      const written = writevSync(this.file, parts);
      // A full disk or a signal may cut a write short; the rest goes out on its own, or says why not.
      if (written < total) writeAll(this.file, Buffer.concat(parts).subarray(written));
    });
    this.size += total;
  }

  empty(): void {
    guarded(this.path, () => ftruncateSync(this.file, 0));
    this.size = 0;
  }

  sync(): void {
    guarded(this.path, () => fsyncSync(this.file));
  }

  close(): void {
    guarded(this.path, () => closeSync(this.file));
  }
}

/** Runs `read` with a function that gives bytes at a place of the file (fewer at its end), and the file's size. */
export function withFileBytes<Result>(
  path: string,
  read: (bytesAt: (position: number, length: number) => Uint8Array, size: number) => Result,
): Result {
  const file = guarded(path, () => openSync(path, 'r'));
  try {
    const size = guarded(path, () => fstatSync(file).size);
    return read((position, length) => guarded(path, () => bytesOf(file, position, Math.max(0, Math.min(length, size - position)))), size);
  } finally {
    closeSync(file);
  }
}

/** Makes the names in a directory durable. Where a directory cannot be opened (Windows) there is nothing to do. */
export function syncDirectory(path: string): void {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return;
  }
  try {
    fsyncSync(file);
  } catch {
    // The file system does not know how to sync a directory.
  } finally {
    closeSync(file);
  }
}


export function pathIn(directory: string, ...names: readonly string[]): string {
  return join(directory, ...names);
}

function bytesOf(file: number, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const count = readSync(file, bytes, done, length - done, position + done);
    if (count === 0) return bytes.subarray(0, done);
    done += count;
  }
  return bytes;
}

function writeAll(file: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(file, bytes, done);
}

function guarded<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new HivetapeError('store-unusable', `The store can read and write its files (found ${reason} at "${path}").`, {
      place: { file: path },
      cause,
    });
  }
}
