/**
 * A shelf in files. `<store>/runs/<run>/` holds manifest.json, segment files of blocks, and in the end
 * environment.json and head.json; `<store>/locks/` the locks of those who write. The blocks need no
 * index: a run can be copied, archived or deleted as a folder, and others read while one writes.
 */
import { HivetapeError } from '../core/errors.js';
import { pathIn, type LogFiles } from '../host/log-files.js';
import { startPolling } from '../host/poll-timer.js';
import { lockOwner, takeLock } from '../host/process-lock.js';
import { EmbeddedSlot, type EmbeddedOptions } from './embedded-slot.js';
import { findPieces, findRun } from './embedded-run.js';
import { reopenRun } from './reopen-run.js';
import { INCOMING } from './restore-archive.js';
import type { RunShelf } from './run-shelf.js';
import { readManifest, readSeal, writeRecord } from './run-records.js';
import type { TypeLayouts } from './type-layouts.js';

const MARKER = 'hivetape-store.json';
const MARKER_TEXT = '{"format":1,"store":"hivetape"}\n';
/** Beginnings of directories that are on their way out. No run has such a name. */
const GONE = '.gone-';
const OLD = '.old-';

export function embeddedShelf(directory: string, options: EmbeddedOptions, layouts: TypeLayouts): RunShelf {
  const { files } = options;
  openStore(directory, options);
  const runs = pathIn(directory, 'runs');
  const placeOf = (name: string): string => pathIn(runs, name);
  const lockOf = (name: string): string => pathIn(directory, 'locks', `${name}.lock`);
  const has = (name: string): boolean => files.pathExists(pathIn(placeOf(name), 'manifest.json'));
  const remove = (name: string): void => {
    files.removeTree(placeOf(GONE + name));
    if (!files.pathExists(placeOf(name))) return;
    // In one step, so that nobody meets a run with half of its files.
    files.movePath(placeOf(name), placeOf(GONE + name));
    files.removeTree(placeOf(GONE + name));
  };
  return {
    names: () => files.directoriesIn(runs).filter((name) => !name.startsWith('.') && has(name)),
    has,
    manifestOf: (name) => readManifest(files, placeOf(name))?.manifest,
    labelOf: (name) => readManifest(files, placeOf(name))?.label,
    sealOf: (name) => readSeal(files, placeOf(name)),
    find: (name, known) => findRun(placeOf(name), { files, layouts, known, isLocked: () => lockOwner(lockOf(name), files) !== undefined }),
    piecesOf: (name) => findPieces(placeOf(name), files, layouts),
    begin: (name, { manifest, label, environment }) => {
      remove(name);
      const place = placeOf(name);
      const sync = options.durability !== 'memory';
      files.makeDirectory(place, { sync });
      writeRecord(files, place, { name: 'manifest', value: { manifest, label, ...(environment === undefined ? {} : { begun: environment }) }, sync });
      return new EmbeddedSlot({ directory: place, manifest, options, layouts });
    },
    reopen: (name, kept) => {
      const manifest = readManifest(files, placeOf(name))?.manifest;
      return manifest && reopenRun({ directory: placeOf(name), manifest, options, layouts }, kept);
    },
    lock: (name) => lockRun(lockOf(name), name, files),
    replace: (name, by) => {
      files.removeTree(placeOf(OLD + name));
      files.movePath(placeOf(name), placeOf(OLD + name));
      files.movePath(placeOf(by), placeOf(name));
      files.removeTree(placeOf(OLD + name));
    },
    move: (from, to) => files.movePath(placeOf(from), placeOf(to)),
    remove,
    poll: startPolling,
  };
}

function openStore(directory: string, { files, durability }: EmbeddedOptions): void {
  const runs = pathIn(directory, 'runs');
  const sync = durability !== 'memory';
  files.makeDirectory(runs, { sync });
  files.makeDirectory(pathIn(directory, 'locks'));
  const marker = pathIn(directory, MARKER);
  const found = files.readTextIfAny(marker);
  if (found === undefined) files.writeTextAtomically(marker, MARKER_TEXT, { sync });
  else if (found !== MARKER_TEXT) {
    throw new HivetapeError('store-unusable', `The store's directory has the marker of this format, ${MARKER_TEXT.trim()} (found ${found.slice(0, 100).trim()}).`, {
      place: { file: marker },
    });
  }
  for (const name of files.directoriesIn(runs)) if (name.startsWith('.')) finishExchange(directory, name, files);
}

/** Ends what a process that died was about to do: take a run away, or put one in the place of another. */
function finishExchange(directory: string, leaving: string, files: LogFiles): void {
  const place = pathIn(directory, 'runs', leaving);
  const beginning = [GONE, OLD, INCOMING].find((word) => leaving.startsWith(word));
  if (beginning === undefined) return;
  if (beginning === GONE) return files.removeTree(place);
  const name = leaving.slice(beginning.length);
  const attempt = takeLock(pathIn(directory, 'locks', `${name}.lock`), files);
  if (!attempt.taken) return; // Its writer lives, and does it.
  try {
    const home = pathIn(directory, 'runs', name);
    if (beginning === OLD && !files.pathExists(home)) files.movePath(place, home);
    else files.removeTree(place);
  } finally {
    attempt.release();
  }
}

function lockRun(path: string, name: string, files: LogFiles): () => void {
  const attempt = takeLock(path, files);
  if (attempt.taken) return attempt.release;
  const { owner } = attempt;
  const who = owner === undefined ? 'an unknown process' : `process ${owner.pid} on ${owner.host} since ${owner.since}`;
  throw new HivetapeError('store-locked', `A run has one writer (found that ${who} writes "${name}").`, {
    place: { file: path },
    help: 'Wait until it is done, or write into another store: --store DIRECTORY.',
    values: { runId: name, owner },
  });
}
