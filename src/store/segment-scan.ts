/**
 * Finds the blocks of a run in its segment files, without an index. What cannot be read at the very end
 * is a torn tail, and is left out; what cannot be read before a good block is damage, and is named.
 */
import type { Recorded } from '../core/event.js';
import { HivetapeError } from '../core/errors.js';
import { pathIn, type BytesAt, type LogFiles } from '../host/log-files.js';
import { EVENTS_PER_BLOCK, type BlockContent } from './block-encoder.js';
import { headerSize, nextMagic, readHeader, unpacked, type BlockHeader } from './block-frame.js';
import type { ChainedBlock } from './run-shelf.js';

export interface SegmentBlock extends ChainedBlock {
  readonly header: BlockHeader;
}

export interface SegmentScan {
  readonly blocks: readonly SegmentBlock[];
  readonly cutBytes: number;
}

export interface ScanOptions {
  /** First offset of the run's own blocks. */
  readonly firstOffset: number;
  /** Read the stored bytes of every block too; else the headers alone, and the bytes when they are used. */
  readonly thorough: boolean;
  /** Whether a torn tail is possible: the log was never sealed. */
  readonly open: boolean;
  /** Blocks found before, to go on from. */
  readonly known?: readonly SegmentBlock[];
}

export interface DamagePlace {
  readonly block: number;
  readonly firstOffset: number;
  readonly file: string;
  readonly position: number;
}

/** Headers are about as long as the one before; a longer one is read a second time. */
const HEADER_GUESS = 512;
const HEADER_GROWTH = 64;
const SEGMENT = /^segment-\d{6}\.blocks$/;

export function segmentName(number: number): string {
  return `segment-${String(number).padStart(6, '0')}.blocks`;
}

/** Returns the paths of a run's segments, in the order of its blocks. */
export function segmentsIn(files: LogFiles, directory: string): string[] {
  return files.filesIn(directory).filter((name) => SEGMENT.test(name)).map((name) => pathIn(directory, name));
}

/** Throws `log-damaged`. */
export function scanSegments(files: LogFiles, directory: string, options: ScanOptions): SegmentScan {
  const segments = segmentsIn(files, directory);
  const blocks = [...(options.known ?? [])];
  const last = blocks.at(-1);
  const firstFile = last === undefined ? 0 : segments.indexOf(last.file);
  let cutBytes = 0;
  for (let number = Math.max(0, firstFile); number < segments.length; number += 1) {
    const isLast = number === segments.length - 1;
    const start = number === firstFile && last !== undefined ? last.end : 0;
    cutBytes = scanFile(segments[number], { files, blocks, start, mayBeTorn: isLast && options.open, options });
  }
  return { blocks, cutBytes };
}

/** Returns every sound block of a run, in the order in which they lie, and how large the segments are. */
export function findSoundBlocks(files: LogFiles, directory: string): { readonly blocks: readonly SegmentBlock[]; readonly bytes: number } {
  const blocks: SegmentBlock[] = [];
  let total = 0;
  for (const file of segmentsIn(files, directory)) {
    const bytes = files.withFileBytes(file, (bytesAt, size) => bytesAt(0, size));
    total += bytes.length;
    for (let at = nextMagic(bytes, 0); at >= 0; ) {
      const block = soundBlockAt(bytes, at, file);
      if (block !== undefined) blocks.push(block);
      at = nextMagic(bytes, block?.end ?? at + 1);
    }
  }
  return { blocks, bytes: total };
}

function soundBlockAt(bytes: Uint8Array, position: number, file: string): SegmentBlock | undefined {
  const header = readHeader(bytes.subarray(position));
  if (header === undefined || header.kind !== 'block') return undefined;
  const end = position + header.headerSize + header.storedSize;
  if (unpacked(header, bytes.subarray(position + header.headerSize, end)) === undefined) return undefined;
  return { content: header.content, head: header.head, file, position, end, header };
}

/** Returns the sound frames of a file one after another, up to the first that is not. */
export function readLooseFrames(files: LogFiles, file: string, decode: (bytes: Uint8Array) => readonly Recorded[]): Recorded[] {
  return files.withFileBytes(file, (bytesAt, size) => {
    const bytes = bytesAt(0, size);
    const events: Recorded[] = [];
    for (let at = 0; at < size; ) {
      const header = readHeader(bytes.subarray(at));
      const end = header === undefined ? 0 : at + header.headerSize + header.storedSize;
      const raw = header && unpacked(header, bytes.subarray(at + header.headerSize, end));
      if (raw === undefined || header?.kind !== 'loose') return events;
      events.push(...decode(raw));
      at = end;
    }
    return events;
  });
}

/** Returns the canonical bytes of a block. Throws `log-damaged`. */
export function loadBlock(files: LogFiles, { file, position, header, content }: SegmentBlock, block: number): Uint8Array {
  const stored = files.withFileBytes(file, (bytesAt) => bytesAt(position + header.headerSize, header.storedSize));
  const bytes = unpacked(header, stored);
  if (bytes === undefined) throw damaged({ block, firstOffset: content.firstOffset, file, position }, 'bytes whose check sum differs');
  return bytes;
}

export function damaged({ block, firstOffset, file, position }: DamagePlace, found: string): HivetapeError {
  const lastOffset = firstOffset + EVENTS_PER_BLOCK - 1;
  return new HivetapeError(
    'log-damaged',
    `Block ${block} (offsets ${firstOffset} to ${lastOffset}) is as it was written (found ${found} at byte ${position} of "${file}").`,
    { place: { file, offset: firstOffset }, values: { block, firstOffset, lastOffset, file, position, found } },
  );
}

interface FileScan {
  readonly files: LogFiles;
  readonly blocks: SegmentBlock[];
  readonly start: number;
  readonly mayBeTorn: boolean;
  readonly options: ScanOptions;
}

/** Adds the file's blocks, and returns how many bytes at its end are a torn tail. */
function scanFile(file: string, { files, blocks, start, mayBeTorn, options }: FileScan): number {
  return files.withFileBytes(file, (bytesAt, size) => {
    let position = start;
    while (position < size) {
      const place = { block: blocks.length, firstOffset: nextOffset(blocks, options.firstOffset), file, position };
      const header = headerAt(bytesAt, position, (blocks.at(-1)?.header.headerSize ?? HEADER_GUESS) + HEADER_GROWTH);
      const isWhole = header !== undefined && isComplete(header, { bytesAt, position, size, thorough: options.thorough });
      if (!isWhole) {
        if (mayBeTorn && !hasGoodBlock(bytesAt(position + 1, size))) return size - position;
        throw damaged(place, header === undefined ? 'no header' : 'bytes whose check sum differs');
      }
      const wrong = misplaced(header, blocks, place);
      if (wrong !== undefined) throw damaged(place, wrong);
      const end = position + header.headerSize + header.storedSize;
      blocks.push({ content: shared(header.content, blocks.at(-1)?.content), head: header.head, file, position, end, header });
      position = end;
    }
    return 0;
  });
}

function headerAt(bytesAt: BytesAt, position: number, likely: number): BlockHeader | undefined {
  const guess = bytesAt(position, likely);
  const size = headerSize(guess);
  return readHeader(size !== undefined && size > guess.length ? bytesAt(position, size) : guess);
}

function isComplete(header: BlockHeader, at: { bytesAt: BytesAt; position: number; size: number; thorough: boolean }): boolean {
  const from = at.position + header.headerSize;
  if (from + header.storedSize > at.size) return false;
  return !at.thorough || unpacked(header, at.bytesAt(from, header.storedSize)) !== undefined;
}

function misplaced({ kind, content }: BlockHeader, blocks: readonly SegmentBlock[], place: DamagePlace): string | undefined {
  if (kind !== 'block') return 'a frame of another kind';
  if (content.firstOffset !== place.firstOffset) return `a block that begins at offset ${content.firstOffset}`;
  const before = blocks.at(-1)?.content.count ?? EVENTS_PER_BLOCK;
  return before === EVENTS_PER_BLOCK ? undefined : `a block after one of ${before} events`;
}

function hasGoodBlock(bytes: Uint8Array): boolean {
  for (let at = nextMagic(bytes, 0); at >= 0; at = nextMagic(bytes, at + 1)) {
    const header = readHeader(bytes.subarray(at));
    if (header === undefined) continue;
    const from = at + header.headerSize;
    if (unpacked(header, bytes.subarray(from, from + header.storedSize)) !== undefined) return true;
  }
  return false;
}

function nextOffset(blocks: readonly SegmentBlock[], first: number): number {
  const last = blocks.at(-1)?.content;
  return last === undefined ? first : last.firstOffset + last.count;
}

/** Neighbouring blocks mostly hold the same types and agents; one list is enough for both. */
function shared(content: BlockContent, before: BlockContent | undefined): BlockContent {
  if (before === undefined) return content;
  const types = isSame(content.types, before.types) ? before.types : content.types;
  const agents = isSame(content.agents, before.agents) ? before.agents : content.agents;
  return { ...content, types, agents };
}

function isSame(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  return one !== undefined && other !== undefined && one.length === other.length && one.every((name, index) => name === other[index]);
}
