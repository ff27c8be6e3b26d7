/**
 * The bytes of one snapshot beside a log. What it is bound to stands in front, so that nobody needs to
 * understand the rest to know that it is of another log, of other code, or damaged.
 *
 *   "HTSN" · version · length of the binding · binding (JSON) · state · CRC-32
 */
import { crc32Of } from '../host/block-codecs-native.js';
import { bytesOfText, textOfBytes } from '../host/text-native.js';
import { canonicalJson } from '../core/canonical.js';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';

const MAGIC = Uint8Array.of(0x48, 0x54, 0x53, 0x4e);
const VERSION = 1;
const HEAD_BYTES = 9;

/** What a snapshot holds for: a log below an offset, and the code that made the states. */
export interface SnapshotBinding {
  readonly offset: number;
  /** Virtual time of the last thing that happened. */
  readonly time: number;
  /** Fingerprint that the log would have if it ended at `offset`. */
  readonly prefix: string;
  /** Digest of the code that made the states, and of the machine that wrote them down. */
  readonly code: string;
}

export interface Snapshot {
  readonly binding: SnapshotBinding;
  readonly state: Uint8Array;
}

export function snapshotBytes({ binding, state }: Snapshot): Uint8Array {
  const head = bytesOfText(canonicalJson(binding));
  const out = new ByteWriter(HEAD_BYTES + head.length + state.length + 4);
  out.raw(MAGIC);
  out.byte(VERSION);
  out.uint32(head.length);
  out.raw(head);
  out.raw(state);
  out.uint32(crc32Of(out.taken()));
  return out.taken().slice();
}

/** Returns the snapshot that these bytes are, or `undefined` if they are none that is whole. */
export function readSnapshot(bytes: Uint8Array): Snapshot | undefined {
  const end = bytes.length - 4;
  if (end < HEAD_BYTES || MAGIC.some((byte, at) => bytes[at] !== byte) || bytes[4] !== VERSION) return undefined;
  if (new ByteReader(bytes, end).uint32() !== crc32Of(bytes.subarray(0, end))) return undefined;
  const from = HEAD_BYTES + new ByteReader(bytes, 5).uint32();
  return { binding: JSON.parse(textOfBytes(bytes, HEAD_BYTES, from)) as SnapshotBinding, state: bytes.subarray(from, end) };
}
