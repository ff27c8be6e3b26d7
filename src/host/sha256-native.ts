/** SHA-256 by the machine's own code, for the blocks of a log; `core/sha256.ts` gives the same digest, slowly. */
import { createHash } from 'node:crypto';

/** Returns the 32 bytes of the digest of all parts, one after another. */
export function sha256Native(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
