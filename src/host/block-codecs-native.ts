/** Check sums and compression of stored blocks, by the machine's own code. Never part of what is hashed. */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

/** Returns the CRC-32 of bytes as a whole number in [0, 2^32). */
export function crc32Of(bytes: Uint8Array): number {
  return crc32(bytes);
}

export function deflated(bytes: Uint8Array): Uint8Array {
  return deflateRawSync(bytes, { level: 1 });
}

/** Returns the unpacked bytes, at most `sizeMax` of them. Throws what zlib throws. */
export function inflated(bytes: Uint8Array, sizeMax: number): Uint8Array {
  return inflateRawSync(bytes, { maxOutputLength: Math.max(1, sizeMax) });
}
