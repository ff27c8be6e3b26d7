/**
 * A block as it lies in a file: a header that tells what is inside without opening it, then the stored
 * bytes. The header has a check sum of its own, so a reader may trust it and pass over the rest.
 *
 *   0 magic "HTBK" · 4 format version · 5 codec · 6 kind · 7 zero · 8 size of the header · 12 stored size
 *   16 raw size · 20 CRC-32 of the stored bytes · 24 events · 28 first offset · 36 first time · 44 last time
 *   52 chain head (32 bytes) · 84 types and agents · … CRC-32 of the header · stored bytes
 */
import { HivetapeError } from '../core/errors.js';
import { crc32Of, deflated, inflated } from '../host/block-codecs-native.js';
import { textOfBytes } from '../host/text-native.js';
import type { BlockContent } from './block-encoder.js';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import type { ChainHead } from './chain.js';

const MAGIC = Uint8Array.of(0x48, 0x54, 0x42, 0x4b);
const FORMAT_VERSION = 1;
const FIXED_SIZE = 84;
const HEADER_SIZE_MAX = 1 << 20;
const STORED_SIZE_MAX = 1 << 30;

/** `loose`: events that were made durable one by one, before their block was full; outside the chain. */
export type FrameKind = 'block' | 'loose';
export type BlockCompression = 'none' | 'deflate';

const kinds: readonly FrameKind[] = ['block', 'loose'];
const codecs: readonly BlockCompression[] = ['none', 'deflate'];

export interface BlockHeader {
  readonly kind: FrameKind;
  readonly codec: BlockCompression;
  readonly headerSize: number;
  readonly storedSize: number;
  readonly rawSize: number;
  readonly storedCrc: number;
  readonly content: BlockContent;
  readonly head: ChainHead;
}

export interface FrameInput {
  readonly content: BlockContent;
  readonly head: ChainHead;
  readonly bytes: Uint8Array;
}

/** Returns the parts of a frame: header, stored bytes. */
export function frameOf({ content, head, bytes }: FrameInput, options: { readonly kind: FrameKind; readonly compression: BlockCompression }): readonly [Uint8Array, Uint8Array] {
  const packed = options.compression === 'deflate' ? deflated(bytes) : bytes;
  const isPacked = packed.length < bytes.length;
  const stored = isPacked ? packed : bytes;
  const out = new ByteWriter(512);
  out.raw(MAGIC);
  out.byte(FORMAT_VERSION);
  out.byte(isPacked ? 1 : 0);
  out.byte(kinds.indexOf(options.kind));
  out.byte(0);
  out.uint32(0);
  out.uint32(stored.length);
  out.uint32(bytes.length);
  out.uint32(crc32Of(stored));
  out.uint32(content.count);
  out.double(content.firstOffset);
  out.double(content.firstTime);
  out.double(content.lastTime);
  out.raw(head);
  writeNames(out, content.types);
  writeNames(out, content.agents);
  out.patchUint32(8, out.length + 4);
  out.uint32(crc32Of(out.taken()));
  return [out.taken(), stored];
}

/**
 * Returns the header that begins these bytes, `undefined` if they are not a whole and sound header. Only
 * the size is looked at first, so that a caller who gave too few bytes can be told how many it takes.
 */
export function readHeader(bytes: Uint8Array): BlockHeader | undefined {
  const size = headerSize(bytes);
  if (size === undefined || bytes.length < size) return undefined;
  const header = bytes.subarray(0, size);
  const from = new ByteReader(header, size - 4);
  if (from.uint32() !== crc32Of(header.subarray(0, size - 4))) return undefined;
  try {
    return parsed(header);
  } catch {
    return undefined; // A header of the right check sum that still cannot be read was not written by us.
  }
}

/** Returns how long the header is that begins here, or `undefined` if none of ours does. */
export function headerSize(bytes: Uint8Array): number | undefined {
  if (bytes.length < FIXED_SIZE || MAGIC.some((byte, index) => bytes[index] !== byte) || bytes[4] !== FORMAT_VERSION) return undefined;
  const size = new ByteReader(bytes, 8).uint32();
  return size > FIXED_SIZE && size <= HEADER_SIZE_MAX ? size : undefined;
}

/** Returns the next place, from `from` on, where a header could begin; -1 if there is none. */
export function nextMagic(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(MAGIC[0], from); at >= 0; at = bytes.indexOf(MAGIC[0], at + 1)) {
    if (MAGIC.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}

/** Returns the canonical bytes, or `undefined` if the stored ones are not what was written. */
export function unpacked(header: BlockHeader, stored: Uint8Array): Uint8Array | undefined {
  if (stored.length !== header.storedSize || crc32Of(stored) !== header.storedCrc) return undefined;
  if (header.codec === 'none') return stored.length === header.rawSize ? stored : undefined;
  try {
    const bytes = inflated(stored, header.rawSize);
    return bytes.length === header.rawSize ? bytes : undefined;
  } catch {
    return undefined;
  }
}

function parsed(header: Uint8Array): BlockHeader | undefined {
  const from = new ByteReader(header, 5);
  const codec = codecs[from.byte()];
  const kind = kinds[from.byte()];
  const reserved = from.byte();
  const size = from.uint32();
  const [storedSize, rawSize, storedCrc, count] = [from.uint32(), from.uint32(), from.uint32(), from.uint32()];
  const [firstOffset, firstTime, lastTime] = [from.double(), from.double(), from.double()];
  const head = from.raw(32).slice();
  const types = readNames(from);
  const agents = readNames(from);
  const isSound = codec !== undefined && kind !== undefined && reserved === 0 && types !== undefined && from.at === size - 4;
  if (!isSound || storedSize > STORED_SIZE_MAX || rawSize > STORED_SIZE_MAX) return undefined;
  return { kind, codec, headerSize: size, storedSize, rawSize, storedCrc, head, content: { firstOffset, count, firstTime, lastTime, types, agents } };
}

/** Writes the number of names plus one, so that 0 can say "too many to name". */
function writeNames(out: ByteWriter, names: readonly string[] | undefined): void {
  out.varint(names === undefined ? 0 : names.length + 1);
  for (const name of names ?? []) out.sizedText(name);
}

function readNames(from: ByteReader): readonly string[] | undefined {
  const mark = from.varint();
  if (mark === 0) return undefined;
  if (mark > HEADER_SIZE_MAX) throw new HivetapeError('log-damaged', 'A header names few types and agents.');
  return Array.from({ length: mark - 1 }, () => textOfBytes(from.raw(from.varint())));
}
