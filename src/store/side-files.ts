/**
 * Files that lie beside a log and are made again where they are missing or not sound: snapshots. Nothing
 * in them is the truth, and a place that cannot be written to simply has none.
 */
import { isHivetapeError } from '../core/errors.js';
import { pathIn, type LogFiles } from '../host/log-files.js';

export interface SideFiles {
  /** In order of code units. */
  names(): readonly string[];
  /** Returns `undefined` if there is none of that name, or none that can be read. */
  read(name: string): Uint8Array | undefined;
  /** Keeps a file, if the place takes it. */
  write(name: string, bytes: Uint8Array): void;
}

/** Returns the files in a directory, which is made with the first of them. */
export function sideFilesIn(directory: string, files: LogFiles): SideFiles {
  return {
    names: () => whereAllowed(() => files.filesIn(directory)) ?? [],
    read: (name) => {
      const path = pathIn(directory, name);
      return whereAllowed(() => (files.pathExists(path) ? files.withFileBytes(path, (bytesAt, size) => bytesAt(0, size)) : undefined));
    },
    write: (name, bytes) => {
      whereAllowed(() => {
        files.makeDirectory(directory);
        files.writeBytesAtomically(pathIn(directory, name), [bytes], { sync: false });
      });
    },
  };
}

export function sideFilesInMemory(kept: Map<string, Uint8Array> = new Map()): SideFiles {
  return {
    names: () => [...kept.keys()].sort((a, b) => (a < b ? -1 : 1)),
    read: (name) => kept.get(name),
    write: (name, bytes) => {
      kept.set(name, bytes.slice());
    },
  };
}

function whereAllowed<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (isHivetapeError(error)) return undefined;
    throw error;
  }
}
