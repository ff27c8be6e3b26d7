/**
 * Takes the runs of an archive into a store: verified as a whole first, written aside, and moved into
 * their places only when every one of them is complete. What is there already is never changed.
 */
import type { RunId } from '../core/brand.js';
import { HivetapeError, isHivetapeError } from '../core/errors.js';
import { archivedBlocks, verifyArchive } from './read-archive.js';
import type { ArchivedRun } from './run-archive.js';
import type { RunShelf, RunSlot } from './run-shelf.js';
import type { ArchiveSource, RestoredRun } from './run-store.js';
import type { TypeLayouts } from './type-layouts.js';

/** Runs on their way in stand under this beginning; no run has such a name. */
export const INCOMING = '.import-';

export interface RestoreParts {
  readonly shelf: RunShelf;
  readonly layouts: TypeLayouts;
  /** Throws unless a run's name may be a name here. */
  readonly checkName: (runId: string) => string;
  /** Throws unless the store has the prefix that a fork names. */
  readonly checkParent: (manifest: ArchivedRun['manifest']) => void;
}

/** Throws `archive-foreign`, `archive-damaged`, `import-differs`, `store-locked`, `fork-point-invalid`, `run-not-found`. */
export function restoreArchive(archive: ArchiveSource, parts: RestoreParts): RestoredRun[] {
  const { shelf, layouts, checkName, checkParent } = parts;
  const runs = verifyArchive(archive, layouts);
  const names = runs.map(({ manifest }) => checkName(manifest.runId));
  const unlocks: (() => void)[] = [];
  try {
    for (const name of names) unlocks.push(shelf.lock(name));
    const isNew = runs.map((run, index) => isMissing(shelf, names[index], run));
    for (const [index, { manifest }] of runs.entries()) {
      const bringsParent = runs.some((other) => other.manifest.runId === manifest.parent?.run);
      if (isNew[index] && !bringsParent) checkParent(manifest);
    }
    writeAside(archive, { shelf, runs, names, isNew });
    for (const [index, name] of names.entries()) {
      if (!isNew[index]) continue;
      if (shelf.has(name)) shelf.replace(name, INCOMING + name);
      else shelf.move(INCOMING + name, name);
    }
    return runs.map(({ manifest, seal }, index) => ({ runId: manifest.runId as RunId, ...seal, isNew: isNew[index] }));
  } catch (error) {
    for (const name of names.slice(0, unlocks.length)) removeQuietly(shelf, INCOMING + name);
    throw error;
  } finally {
    for (const unlock of unlocks.reverse()) unlock();
  }
}

/** Returns whether a run is to be written: it is not there, or was cut short. Throws `import-differs`. */
function isMissing(shelf: RunShelf, name: string, { seal }: ArchivedRun): boolean {
  if (!shelf.has(name)) return true;
  const there = shelf.sealOf(name);
  if (there === undefined) return true;
  if (there.fingerprint === seal.fingerprint) return false;
  throw new HivetapeError('import-differs', `A run that is imported is the one that is there (found ${seal.fingerprint} in the archive, ${there.fingerprint} in the store).`, {
    help: 'Import it into another store (--store DIRECTORY) and compare the two, or remove the one that is there.',
    values: { runId: name, archive: seal, store: there },
  });
}

interface Aside {
  readonly shelf: RunShelf;
  readonly runs: readonly ArchivedRun[];
  readonly names: readonly string[];
  readonly isNew: readonly boolean[];
}

function writeAside(archive: ArchiveSource, { shelf, runs, names, isNew }: Aside): void {
  const slots = new Map<number, RunSlot>();
  for (const [index, { manifest }] of runs.entries()) {
    if (isNew[index]) slots.set(index, shelf.begin(INCOMING + names[index], { manifest, label: undefined, environment: undefined }));
  }
  for (const { run, header, bytes } of archivedBlocks(archive)) slots.get(run)?.put({ content: header.content, head: header.head, bytes });
  for (const [index, slot] of slots) slot.close(null, runs[index].seal);
}

function removeQuietly(shelf: RunShelf, name: string): void {
  try {
    shelf.remove(name);
  } catch (error) {
    if (!isHivetapeError(error)) throw error;
    // What is left aside is swept when the store is opened next.
  }
}
