/**
 * Files that hold keys: for their owner's eyes alone, written whole or not at all, and overwritten before
 * they go. A journalling or copy-on-write disk may still hold old blocks; who must be sure encrypts the disk.
 */
import { closeSync, constants, fstatSync, fsyncSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HivetapeError } from '../core/errors.js';
import { failureCodeOf } from './file-calls.js';

const OWNER_ONLY = 0o600;

/** Returns the names in a directory of keys, in order of code units; none if it does not exist. Throws `store-unusable`. */
export function keyFilesIn(directory: string): string[] {
  return guarded(directory, () => readdirSync(directory).filter((name) => name.endsWith('.json')).sort(), []);
}

/** Returns `undefined` if there is none. Throws `store-unusable`. */
export function readKeyFile(directory: string, name: string): string | undefined {
  const path = join(directory, name);
  return guarded(path, () => readFileSync(path, 'utf8'), undefined);
}

/** Writes a file that only its owner can read, and makes it durable. Throws `store-unusable`. */
export function writeKeyFile(directory: string, name: string, text: string): void {
  const path = join(directory, name);
  guarded(path, () => {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const aside = `${path}.new`;
    rmSync(aside, { force: true });
    const file = openSync(aside, 'wx', OWNER_ONLY);
    try {
      writeAll(file, Buffer.from(text, 'utf8'));
    } finally {
      closeSync(file);
    }
    renameSync(aside, path);
    syncDirectory(dirname(path));
  });
}

/** Writes zeros over a file, makes them durable, and removes it. Throws `store-unusable`. */
export function eraseKeyFile(directory: string, name: string): void {
  const path = join(directory, name);
  guarded(path, () => {
    const file = openSync(path, constants.O_WRONLY);
    try {
      writeAll(file, Buffer.alloc(fstatSync(file).size));
    } finally {
      closeSync(file);
    }
    rmSync(path);
    syncDirectory(directory);
  });
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, done);
  fsyncSync(file);
}

function syncDirectory(directory: string): void {
  let file: number;
  try {
    file = openSync(directory, 'r');
  } catch {
    return; // Where a directory cannot be opened (Windows) there is nothing to do.
  }
  try {
    fsyncSync(file);
  } catch {
    // Likewise.
  } finally {
    closeSync(file);
  }
}

/** `missing`: the answer where there is no such file; absent: that is trouble too. */
function guarded<Result>(path: string, work: () => Result, ...missing: Result[]): Result {
  try {
    return work();
  } catch (cause) {
    const code = failureCodeOf(cause);
    if (code === 'ENOENT' && missing.length > 0) return missing[0];
    throw new HivetapeError('store-unusable', `The store can read and write its keys (found ${code} at "${path}").`, { place: { file: path }, cause });
  }
}
