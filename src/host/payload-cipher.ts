/**
 * AES-256-GCM for payloads of a log, and the keys it needs. A run that is performed again must come out in the same
 * bytes, so nothing here draws a nonce: it follows from the key, the place and the text.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

export const SEALING_KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Bytes that a sealed payload has more than its text: nonce and tag. */
export const SEALED_EXTRA_BYTES = NONCE_BYTES + TAG_BYTES;

export interface PayloadCipher {
  /** Returns nonce, ciphertext and tag as base64url. `place` is not in it, but it cannot be opened anywhere else. */
  seal(text: string, place: string): string;
  /** Returns the text, or `undefined` if anything was changed: text, place or key. */
  open(sealed: string, place: string): string | undefined;
}

/** Returns a key that nobody has ever had. */
export function newSealingKey(): Uint8Array {
  return randomBytes(SEALING_KEY_BYTES);
}

/** Returns the name of a key, 32 hex digits. It follows from the key and tells nothing of it. */
export function sealingKeyId(key: Uint8Array): string {
  return createHash('sha256').update('hivetape/sealing-key-id/v1').update(key).digest('hex').slice(0, 32);
}

/** Returns the cipher of a key. */
export function payloadCipher(key: Uint8Array): PayloadCipher {
  const payloadKey = derived(key, 'hivetape/sealing/v1/payload');
  const nonceKey = derived(key, 'hivetape/sealing/v1/nonce');
  return {
    seal: (text, place) => {
      const [plain, aside] = [Buffer.from(text, 'utf8'), Buffer.from(place, 'utf8')];
      const nonce = nonceOf(nonceKey, aside, plain);
      const cipher = createCipheriv('aes-256-gcm', payloadKey, nonce, { authTagLength: TAG_BYTES }).setAAD(aside);
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    open: (sealed, place) => {
      const bytes = Buffer.from(sealed, 'base64url');
      // A text of other characters may decode to the same bytes; it is not what was written.
      if (bytes.length < SEALED_EXTRA_BYTES || bytes.toString('base64url') !== sealed) return undefined;
      const tagAt = bytes.length - TAG_BYTES;
      const decipher = createDecipheriv('aes-256-gcm', payloadKey, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(place, 'utf8')).setAuthTag(bytes.subarray(tagAt));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, tagAt)), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}

/** Returns how many bytes of text are in a sealed payload. */
export function sealedTextBytes(sealed: string): number {
  return Math.max(0, Buffer.byteLength(sealed, 'base64url') - SEALED_EXTRA_BYTES);
}

/**
 * One nonce must never serve two messages, or GCM gives away the difference of the texts, and its tags can be forged.
 * A nonce of run and offset alone would be used twice as soon as an execution that diverges says something else there. This one is a
 * pseudo-random function of all that is encrypted or authenticated: it comes again only when the whole message comes again,
 * and then the bytes are the same. Two different messages meet by chance with odds of about n² / 2^97: for 2^32 sealed events of one key, 2^-33.
 */
function nonceOf(nonceKey: Uint8Array, place: Uint8Array, plain: Uint8Array): Uint8Array {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, place.length, true);
  return createHmac('sha256', nonceKey).update(length).update(place).update(plain).digest().subarray(0, NONCE_BYTES);
}

function derived(key: Uint8Array, purpose: string): Uint8Array {
  return createHmac('sha256', key).update(purpose).digest();
}
