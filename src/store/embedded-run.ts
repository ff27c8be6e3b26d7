/**
 * A run as it lies in its directory: the sound blocks of its segments, the events that were made durable
 * before their block was full, and whether it was sealed. Nothing is repaired by looking.
 */
import { assert } from '../core/assert.js';
import { isHivetapeError } from '../core/errors.js';
import { pathIn, type LogFiles } from '../host/log-files.js';
import { BlockDecoder } from './block-decoder.js';
import { fingerprintOf } from './chain.js';
import { CorrelationPairs, INDEX_FILE, readCorrelationIndex, type CorrelationIndex } from './correlation-index.js';
import { TAIL_FILE } from './embedded-slot.js';
import { eventsFollowing } from './loose-events.js';
import type { RunPieces, ShelvedRun } from './run-shelf.js';
import type { RunSeal } from './run-store.js';
import { readEnvironment, readManifest, readSeal } from './run-records.js';
import { damaged, findSoundBlocks, loadBlock, readLooseFrames, scanSegments, type SegmentBlock, type SegmentScan } from './segment-scan.js';
import { sideFilesIn } from './side-files.js';
import type { TypeLayouts } from './type-layouts.js';

export interface EmbeddedRun extends ShelvedRun {
  readonly blocks: readonly SegmentBlock[];
  /** When the seal was written, on the machine's clock; tells a run from one that took its place. */
  readonly sealedAtMs: number | undefined;
}

const SNAPSHOTS = 'snapshots';

function isSealedRun(run: ShelvedRun): run is EmbeddedRun {
  return 'sealedAtMs' in run && run.sealedAtMs !== undefined;
}

export interface FindOptions {
  readonly files: LogFiles;
  readonly layouts: TypeLayouts;
  readonly known: ShelvedRun | undefined;
  readonly isLocked: () => boolean;
}

/** Returns the run in a directory, or `undefined` if there is none. Throws `log-damaged`, `store-unusable`. */
export function findRun(directory: string, { files, layouts, known, isLocked }: FindOptions): EmbeddedRun | undefined {
  const record = readManifest(files, directory);
  if (record === undefined) return undefined;
  // Asked in this order: a writer seals first and unlocks afterwards.
  const isRunning = isLocked();
  const environment = readEnvironment(files, directory);
  const seal = readSeal(files, directory);
  const sealedAtMs = seal && files.changedAtMs(pathIn(directory, 'head.json'));
  if (seal !== undefined && known !== undefined && isSealedRun(known) && known.sealedAtMs === sealedAtMs && known.seal?.fingerprint === seal.fingerprint) return known;
  const { manifest, label, begun } = record;
  const open = seal === undefined;
  const earlier = known?.blocks.filter((block): block is SegmentBlock => 'header' in block);
  const firstOffset = manifest.parent?.at ?? 0;
  // Looked at before the blocks: whoever writes takes events off the tail only once their block is in its segment.
  const tail = open ? tailEvents(files, directory, layouts) : [];
  const scan = scanSegments(files, directory, { firstOffset, thorough: open, open, ...(earlier && { known: earlier }) });
  if (seal !== undefined) checkSeal(directory, scan, { events: seal.events, fingerprint: seal.fingerprint, firstOffset });

  const load = (block: number): Uint8Array => loadBlock(files, scan.blocks[block], block);
  const index = seal && onlyOnce(() => indexOf(files, directory, { fingerprint: seal.fingerprint, blocks: scan.blocks.length, load, layouts }));
  const state = seal !== undefined ? 'finished' : isRunning && environment === undefined ? 'running' : 'incomplete';
  return {
    manifest,
    label,
    environment: environment?.environment ?? begun ?? null,
    state,
    seal,
    sealedAtMs,
    blocks: scan.blocks,
    loose: eventsFollowing(tail, endOf(scan, firstOffset)),
    cutBytes: state === 'running' ? 0 : scan.cutBytes,
    load,
    side: sideFilesIn(pathIn(directory, SNAPSHOTS), files),
    ...(index && { index }),
  };
}

interface Indexing {
  readonly fingerprint: string;
  readonly blocks: number;
  readonly load: (block: number) => Uint8Array;
  readonly layouts: TypeLayouts;
}

/** Returns the index beside a sealed log, or one made from the log, which is left there for the next who asks. */
function indexOf(files: LogFiles, directory: string, { fingerprint, blocks, load, layouts }: Indexing): CorrelationIndex {
  const path = pathIn(directory, INDEX_FILE);
  const known = files.pathExists(path) ? readCorrelationIndex(files.withFileBytes(path, (bytesAt, size) => bytesAt(0, size)), fingerprint) : undefined;
  if (known !== undefined) return known;
  const pairs = new CorrelationPairs();
  const decoder = new BlockDecoder(layouts);
  for (let block = 0; block < blocks; block += 1) pairs.add(block, decoder.earlierCorrelations(load(block)));
  const bytes = pairs.bytes(fingerprint);
  try {
    files.writeBytesAtomically(path, [bytes], { sync: false });
  } catch (error) {
    // A log that may only be read is asked without an index beside it.
    if (!isHivetapeError(error)) throw error;
  }
  const made = readCorrelationIndex(bytes, fingerprint);
  assert(made !== undefined, 'An index that was just made is that of its log');
  return made;
}

function onlyOnce<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Returns all that can be read of a run, whatever lies between. Throws `log-damaged` if its manifest is not sound. */
export function findPieces(directory: string, files: LogFiles, layouts: TypeLayouts): RunPieces | undefined {
  const record = readManifest(files, directory);
  if (record === undefined) return undefined;
  const { blocks, bytes } = findSoundBlocks(files, directory);
  return {
    manifest: record.manifest,
    label: record.label,
    seal: sealIfSound(files, directory),
    blocks: blocks.map((block, index) => ({ block, load: () => loadBlock(files, block, index) })),
    tail: tailEvents(files, directory, layouts),
    bytes,
  };
}

function sealIfSound(files: LogFiles, directory: string): RunSeal | undefined {
  try {
    return readSeal(files, directory);
  } catch (error) {
    if (isHivetapeError(error) && error.code === 'log-damaged') return undefined;
    throw error;
  }
}

/** A sealed log says how long it is, so that a lost end is seen too. */
function checkSeal(directory: string, scan: SegmentScan, seal: { readonly events: number; readonly fingerprint: string; readonly firstOffset: number }): void {
  const end = endOf(scan, seal.firstOffset);
  const last = scan.blocks.at(-1);
  const place = { block: scan.blocks.length, firstOffset: end, file: last?.file ?? directory, position: last?.end ?? 0 };
  if (end !== seal.events) throw damaged(place, `the end of the log where ${seal.events} events were sealed`);
  if (last === undefined || fingerprintOf(last.head) === seal.fingerprint) return;
  throw damaged({ ...place, block: place.block - 1, firstOffset: last.content.firstOffset, position: last.position }, `the head ${fingerprintOf(last.head)} where ${seal.fingerprint} was sealed`);
}

function endOf({ blocks }: SegmentScan, firstOffset: number): number {
  const last = blocks.at(-1)?.content;
  return last === undefined ? firstOffset : last.firstOffset + last.count;
}

function tailEvents(files: LogFiles, directory: string, layouts: TypeLayouts): ShelvedRun['loose'] {
  const file = pathIn(directory, TAIL_FILE);
  if (!files.pathExists(file)) return [];
  const decoder = new BlockDecoder(layouts);
  return readLooseFrames(files, file, (bytes) => decoder.decode(bytes).events);
}
