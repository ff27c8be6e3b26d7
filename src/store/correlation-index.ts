/**
 * Which blocks speak of a chain of events that began in an earlier block. Derived from the log, checked
 * against its head, and made again whenever it is missing, torn, or of another log: never the truth.
 *
 *   "HTIX" · version · fingerprint (text with its length) · pairs · correlations as differences · blocks · CRC-32
 */
import { crc32Of } from '../host/block-codecs-native.js';
import { textOfBytes } from '../host/text-native.js';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';

export const INDEX_FILE = 'correlations.index';
const MAGIC = Uint8Array.of(0x48, 0x54, 0x49, 0x58);
const VERSION = 1;

export interface CorrelationIndex {
  /** Returns the numbers of the blocks, after the one that an offset lies in, that hold events of its chain; ascending. */
  blocksOf(correlation: number): readonly number[];
}

/** Gathers pairs while a log is written, block after block. */
export class CorrelationPairs {
  private readonly pairs: { readonly correlation: number; readonly block: number }[] = [];

  add(block: number, correlations: readonly number[]): void {
    for (const correlation of correlations) this.pairs.push({ correlation, block });
  }

  /** Returns the bytes of the index of a log with this fingerprint. */
  bytes(fingerprint: string): Uint8Array {
    const sorted = this.pairs.toSorted((a, b) => a.correlation - b.correlation || a.block - b.block);
    const out = new ByteWriter();
    out.raw(MAGIC);
    out.byte(VERSION);
    out.byte(fingerprint.length);
    out.text(fingerprint);
    out.varint(sorted.length);
    let before = 0;
    for (const { correlation } of sorted) {
      out.varint(correlation - before);
      before = correlation;
    }
    for (const { block } of sorted) out.varint(block);
    out.uint32(crc32Of(out.taken()));
    return out.taken().slice();
  }
}

/** Returns the index that these bytes are, or `undefined` if they are not the sound index of this very log. */
export function readCorrelationIndex(bytes: Uint8Array, fingerprint: string): CorrelationIndex | undefined {
  const end = bytes.length - 4;
  if (end < 7 || MAGIC.some((byte, at) => bytes[at] !== byte) || bytes[4] !== VERSION) return undefined;
  if (new ByteReader(bytes, end).uint32() !== crc32Of(bytes.subarray(0, end))) return undefined;
  const from = 6 + bytes[5];
  if (textOfBytes(bytes, 6, from) !== fingerprint) return undefined;
  const reader = new ByteReader(bytes, from);
  const count = reader.varint();
  const correlations = new Float64Array(count);
  for (let i = 0, before = 0; i < count; i += 1) correlations[i] = before += reader.varint();
  const blocks = Float64Array.from({ length: count }, () => reader.varint());
  return { blocksOf: (correlation) => [...blocks.subarray(firstNotBelow(correlations, correlation), firstNotBelow(correlations, correlation + 1))] };
}

/** Returns the first place in ascending values that holds `least` or more. */
function firstNotBelow(values: Float64Array, least: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
