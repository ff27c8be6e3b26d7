/**
 * Reads an archive of runs and believes nothing of it: the digest of the whole, every frame, every link of
 * the chain, every event, each seal, and the prefix that a fork shares with a parent in the same archive.
 */
import { canonicalJson } from '../core/canonical.js';
import { HivetapeError, isHivetapeError } from '../core/errors.js';
import { startByteDigest } from '../host/byte-digest.js';
import { textOfBytes } from '../host/text-native.js';
import type { BytesAt } from '../host/log-files.js';
import { BlockDecoder } from './block-decoder.js';
import { BlockEncoder, EVENTS_PER_BLOCK } from './block-encoder.js';
import { headerSize, readHeader, unpacked, type BlockHeader } from './block-frame.js';
import { chainNext, chainStart, fingerprintOf, type ChainHead } from './chain.js';
import { ARCHIVE_END_SIZE, ARCHIVE_LINE, type ArchivedRun } from './run-archive.js';
import type { ArchiveSource } from './run-store.js';
import type { TypeLayouts } from './type-layouts.js';

export interface ArchivedBlock {
  readonly run: number;
  readonly header: BlockHeader;
  readonly bytes: Uint8Array;
}

const LISTING_SIZE_MAX = 64 * 1024 * 1024;
const HEADER_SIZE_GUESS = 4_096;
const DIGEST_CHUNK = 1 << 20;

/** Returns what runs an archive holds. Throws `archive-foreign`, `archive-damaged`. */
export function listArchive(archive: ArchiveSource): { readonly runs: readonly ArchivedRun[]; readonly from: number } {
  const { bytesAt, size } = archive;
  if (textOfBytes(bytesAt(0, ARCHIVE_LINE.length)) !== ARCHIVE_LINE) throw foreign('another beginning');
  const guess = bytesAt(ARCHIVE_LINE.length, Math.min(size, LISTING_SIZE_MAX));
  const end = guess.indexOf(0x0a);
  if (end === -1) throw broken('no list of runs');
  return { runs: runsIn(textOfBytes(guess.subarray(0, end))), from: ARCHIVE_LINE.length + end + 1 };
}

/** Walks the whole archive. Throws `archive-foreign`, `archive-damaged` at the first thing that is not what was exported. */
export function verifyArchive(archive: ArchiveSource, layouts: TypeLayouts): readonly ArchivedRun[] {
  const { runs } = listArchive(archive);
  checkDigest(archive);
  const decoder = new BlockDecoder(layouts);
  const walks = runs.map(({ manifest }) => ({ head: chainStart(manifest), next: manifest.parent?.at ?? 0 }));
  for (const block of archivedBlocks(archive)) {
    const walk = walks[block.run];
    checkPrefixes(block, walk.head, { runs, layouts, decoder });
    walks[block.run] = checkBlock(block, { ...walk, decoder });
  }
  for (const [index, { manifest, seal }] of runs.entries()) {
    const { head, next } = walks[index];
    if (fingerprintOf(head) !== seal.fingerprint) throw broken(`the head ${fingerprintOf(head)} where run ${manifest.runId} says ${seal.fingerprint}`);
    if (next !== seal.events) throw broken(`${next} events where run ${manifest.runId} says ${seal.events}`);
    checkEmptyPrefix(manifest.parent, runs);
  }
  return runs;
}

/** Gives the blocks of all runs in their order. Throws `archive-damaged`. */
export function* archivedBlocks(archive: ArchiveSource): Generator<ArchivedBlock> {
  const { bytesAt, size } = archive;
  const { runs, from } = listArchive(archive);
  let position = from;
  for (const [run, { blocks }] of runs.entries()) {
    for (let number = 0; number < blocks; number += 1) {
      const header = headerAt(bytesAt, position);
      const stored = header && bytesAt(position + header.headerSize, header.storedSize);
      const bytes = header && stored && unpacked(header, stored);
      if (header === undefined || bytes === undefined || header.codec !== 'none' || header.kind !== 'block') throw broken(`no sound block at byte ${position}`);
      yield { run, header, bytes };
      position += header.headerSize + header.storedSize;
    }
  }
  if (position !== size - ARCHIVE_END_SIZE) throw broken(`bytes after the last block, at byte ${position}`);
}

interface Walk {
  readonly head: ChainHead;
  readonly next: number;
  readonly decoder: BlockDecoder;
}

function checkBlock({ header, bytes }: ArchivedBlock, { head, next, decoder }: Walk): { head: ChainHead; next: number } {
  const after = chainNext(head, bytes);
  if (fingerprintOf(after) !== fingerprintOf(header.head)) throw broken(`a block at offset ${next} that does not continue the chain`);
  const { content } = decoded(decoder, bytes);
  if (canonicalJson(content) !== canonicalJson(header.content) || content.firstOffset !== next) throw broken(`a block that is not the one at offset ${next}`);
  return { head: after, next: next + content.count };
}

function decoded(decoder: BlockDecoder, bytes: Uint8Array): ReturnType<BlockDecoder['decode']> {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if (isHivetapeError(error) && error.code === 'log-damaged') throw broken(error.message);
    throw error;
  }
}

interface PrefixCheck {
  readonly runs: readonly ArchivedRun[];
  readonly layouts: TypeLayouts;
  readonly decoder: BlockDecoder;
}

/** Where a fork leaves this run inside this block, the prefix must be the one it names. */
function checkPrefixes({ run, header, bytes }: ArchivedBlock, before: ChainHead, { runs, layouts, decoder }: PrefixCheck): void {
  const { firstOffset, count } = header.content;
  for (const { manifest } of runs) {
    const { parent } = manifest;
    if (parent === undefined || parent.at < firstOffset || parent.at > firstOffset + count) continue;
    if (holderOf(parent.run, parent.at, runs) !== run || (parent.at === firstOffset + count && count === EVENTS_PER_BLOCK)) continue;
    const encoder = new BlockEncoder(layouts, firstOffset, true);
    for (const event of decoded(decoder, bytes).events.slice(0, parent.at - firstOffset)) encoder.add(event);
    const head = encoder.count === 0 ? before : chainNext(before, encoder.encode().bytes);
    if (fingerprintOf(head) !== parent.prefix) throw broken(`a fork of another prefix than that of ${parent.run} at offset ${parent.at}`);
  }
}

/** A fork of a parent that is in the archive leaves it somewhere inside. */
function checkEmptyPrefix(parent: ArchivedRun['manifest']['parent'], runs: readonly ArchivedRun[]): void {
  if (parent === undefined) return;
  const holder = runs.find(({ manifest }) => manifest.runId === parent.run);
  if (holder !== undefined && parent.at > holder.seal.events) throw broken(`a fork that leaves ${parent.run} after its end`);
}

/** Returns the place in the archive of the run whose own blocks hold an offset of a run, or -1. */
function holderOf(runId: string, at: number, runs: readonly ArchivedRun[]): number {
  const index = runs.findIndex(({ manifest }) => manifest.runId === runId);
  const parent = runs[index]?.manifest.parent;
  return parent !== undefined && at < parent.at ? holderOf(parent.run, at, runs) : index;
}

function headerAt(bytesAt: BytesAt, position: number): BlockHeader | undefined {
  const guess = bytesAt(position, HEADER_SIZE_GUESS);
  const size = headerSize(guess);
  return readHeader(size !== undefined && size > guess.length ? bytesAt(position, size) : guess);
}

function checkDigest({ bytesAt, size }: ArchiveSource): void {
  const end = size - ARCHIVE_END_SIZE;
  const digest = startByteDigest();
  for (let at = 0; at < end; at += DIGEST_CHUNK) digest.update(bytesAt(at, Math.min(DIGEST_CHUNK, end - at)));
  const line = end > 0 ? textOfBytes(bytesAt(end, ARCHIVE_END_SIZE)) : '';
  const found = `sha256 ${digest.hex()}\n`;
  if (line !== found) throw broken(`${found.trim()} where ${JSON.stringify(line.slice(0, 80).trim())} is written`);
}

function runsIn(text: string): readonly ArchivedRun[] {
  let listing: { readonly runs?: unknown };
  try {
    listing = JSON.parse(text) as { readonly runs?: unknown };
  } catch {
    throw broken('a list of runs that is not JSON');
  }
  const { runs } = listing;
  if (!Array.isArray(runs) || runs.length === 0 || !runs.every(isArchivedRun)) throw broken('a list without runs');
  for (const [index, { manifest }] of runs.entries()) {
    const at = runs.findIndex((other) => other.manifest.runId === manifest.runId || other.manifest.parent?.run === manifest.runId);
    if (at < index) throw broken(`run ${manifest.runId} twice, or after its fork`);
  }
  return runs;
}

function isArchivedRun(value: unknown): value is ArchivedRun {
  const { manifest, seal, blocks } = (value ?? {}) as Partial<ArchivedRun>;
  const { runId, name, identity, parent } = manifest ?? {};
  const isWhole = (number: unknown): boolean => Number.isSafeInteger(number) && (number as number) >= 0;
  return (
    typeof runId === 'string' && typeof name === 'string' && identity !== undefined && typeof seal?.fingerprint === 'string' &&
    isWhole(seal.events) && isWhole(blocks) &&
    (parent === undefined || (typeof parent.run === 'string' && isWhole(parent.at) && typeof parent.prefix === 'string'))
  );
}

function broken(found: string): HivetapeError {
  return new HivetapeError('archive-damaged', `An archive is as it was exported (found ${found}).`, {
    help: 'Nothing was taken in. Export it again, or copy it again.',
    values: { found },
  });
}

function foreign(found: string): HivetapeError {
  return new HivetapeError('archive-foreign', `An archive of runs begins with "${ARCHIVE_LINE.trim()}" (found ${found}).`, {
    help: '`hivetape runs export RUN --to FILE` makes one. A newer format needs a newer hivetape.',
  });
}
