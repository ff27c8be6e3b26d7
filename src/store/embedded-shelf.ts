/**
 * A shelf in files. `<store>/runs/<run>/` holds manifest.json, segment files of blocks, and in the end
 * environment.json and head.json; `<store>/locks/` the locks of those who write. No index: a run can be
 * copied, archived or deleted as a folder, and others read while one writes.
 */
import { HivetapeError } from '../core/errors.js';
import { directoriesIn, makeDirectory, movePath, pathExists, pathIn, readTextIfAny, removeTree, writeTextAtomically } from '../host/log-files.js';
import { startPolling } from '../host/poll-timer.js';
import { lockOwner, takeLock } from '../host/process-lock.js';
import { BlockDecoder } from './block-decoder.js';
import { fingerprintOf } from './chain.js';
import { EmbeddedSlot, TAIL_FILE, type EmbeddedOptions } from './embedded-slot.js';
import type { RunShelf, ShelvedRun } from './run-shelf.js';
import { readEnvironment, readManifest, readSeal, writeRecord } from './run-records.js';
import { damaged, loadBlock, readLooseFrames, scanSegments, type SegmentBlock, type SegmentScan } from './segment-scan.js';
import type { TypeLayouts } from './type-layouts.js';

const MARKER = 'hivetape-store.json';
const MARKER_TEXT = '{"format":1,"store":"hivetape"}\n';

interface EmbeddedRun extends ShelvedRun {
  readonly blocks: readonly SegmentBlock[];
}

export function embeddedShelf(directory: string, options: EmbeddedOptions, layouts: TypeLayouts): RunShelf {
  openStore(directory);
  const placeOf = (name: string): string => pathIn(directory, 'runs', name);
  const lockOf = (name: string): string => pathIn(directory, 'locks', `${name}.lock`);
  return {
    names: () => directoriesIn(pathIn(directory, 'runs')).filter((name) => pathExists(pathIn(placeOf(name), 'manifest.json'))),
    has: (name) => pathExists(pathIn(placeOf(name), 'manifest.json')),
    manifestOf: (name) => readManifest(placeOf(name))?.manifest,
    sealOf: (name) => readSeal(placeOf(name)),
    find: (name, known) => findRun(placeOf(name), { layouts, known, isLocked: () => lockOwner(lockOf(name)) !== undefined }),
    begin: (name, manifest, label) => {
      const place = placeOf(name);
      removeTree(place);
      makeDirectory(place);
      writeRecord(place, 'manifest', { value: { manifest, label }, sync: options.durability !== 'memory' });
      return new EmbeddedSlot({ directory: place, manifest, options, layouts });
    },
    lock: (name) => lockRun(lockOf(name), name),
    move: (from, to) => movePath(placeOf(from), placeOf(to)),
    remove: (name) => removeTree(placeOf(name)),
    poll: startPolling,
  };
}

function openStore(directory: string): void {
  makeDirectory(pathIn(directory, 'runs'));
  makeDirectory(pathIn(directory, 'locks'));
  const marker = pathIn(directory, MARKER);
  const found = readTextIfAny(marker);
  if (found === undefined) writeTextAtomically(marker, MARKER_TEXT, { sync: false });
  else if (found !== MARKER_TEXT) {
    throw new HivetapeError('store-unusable', `The store's directory has the marker of this format, ${MARKER_TEXT.trim()} (found ${found.slice(0, 100).trim()}).`, {
      place: { file: marker },
    });
  }
}

function lockRun(path: string, name: string): () => void {
  const attempt = takeLock(path);
  if (attempt.taken) return attempt.release;
  const { owner } = attempt;
  const who = owner === undefined ? 'an unknown process' : `process ${owner.pid} on ${owner.host} since ${owner.since}`;
  throw new HivetapeError('store-locked', `A run has one writer (found that ${who} writes "${name}").`, {
    place: { file: path },
    values: { runId: name, owner },
  });
}

interface FindOptions {
  readonly layouts: TypeLayouts;
  readonly known: ShelvedRun | undefined;
  readonly isLocked: () => boolean;
}

function findRun(directory: string, { layouts, known, isLocked }: FindOptions): EmbeddedRun | undefined {
  const record = readManifest(directory);
  if (record === undefined) return undefined;
  // Asked in this order: a writer seals first and unlocks afterwards.
  const isRunning = isLocked();
  const environment = readEnvironment(directory);
  const seal = readSeal(directory);
  const { manifest, label } = record;
  const open = seal === undefined;
  const earlier = known?.blocks.filter((block): block is SegmentBlock => 'header' in block);
  const firstOffset = manifest.parent?.at ?? 0;
  const scan = scanSegments(directory, { firstOffset, thorough: open, open, ...(earlier && { known: earlier }) });
  if (seal !== undefined) checkSeal(directory, scan, { events: seal.events, fingerprint: seal.fingerprint, firstOffset });

  const state = seal !== undefined ? 'finished' : isRunning && environment === undefined ? 'running' : 'incomplete';
  return {
    manifest,
    label,
    environment: environment?.environment ?? null,
    state,
    seal,
    blocks: scan.blocks,
    loose: open ? looseEvents(directory, endOf(scan, firstOffset), layouts) : [],
    cutBytes: state === 'running' ? 0 : scan.cutBytes,
    load: (block) => loadBlock(scan.blocks[block], block),
  };
}

/** A sealed log says how long it is, so that a lost end is seen too. */
function checkSeal(directory: string, scan: SegmentScan, seal: { readonly events: number; readonly fingerprint: string; readonly firstOffset: number }): void {
  const end = endOf(scan, seal.firstOffset);
  const last = scan.blocks.at(-1);
  const place = { block: scan.blocks.length, firstOffset: end, file: last?.file ?? directory, position: last === undefined ? 0 : last.position + last.header.headerSize + last.header.storedSize };
  if (end !== seal.events) throw damaged(place, `the end of the log where ${seal.events} events were sealed`);
  if (last === undefined || fingerprintOf(last.head) === seal.fingerprint) return;
  throw damaged({ ...place, block: place.block - 1, firstOffset: last.content.firstOffset, position: last.position }, `the head ${fingerprintOf(last.head)} where ${seal.fingerprint} was sealed`);
}

function endOf({ blocks }: SegmentScan, firstOffset: number): number {
  const last = blocks.at(-1)?.content;
  return last === undefined ? firstOffset : last.firstOffset + last.count;
}

function looseEvents(directory: string, from: number, layouts: TypeLayouts): ShelvedRun['loose'] {
  const file = pathIn(directory, TAIL_FILE);
  if (!pathExists(file)) return [];
  const decoder = new BlockDecoder(layouts);
  const events = readLooseFrames(file, (bytes) => decoder.decode(bytes).events).filter(({ offset }) => offset >= from);
  return events[0]?.offset === from ? events : [];
}
