/**
 * SHA-256 of bytes as they stream by, with the machine's own function. `core/sha256.ts` is the same in
 * plain arithmetic, for the floors that must not know the machine.
 */
import { createHash } from 'node:crypto';

export interface ByteDigest {
  update(bytes: Uint8Array | string): void;
  /** Returns the digest as lower-case hex; nothing can be added afterwards. */
  hex(): string;
}

export function startByteDigest(): ByteDigest {
  const hash = createHash('sha256');
  return {
    update(bytes) {
      hash.update(bytes);
    },
    hex: () => hash.digest('hex'),
  };
}
