import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newSealingKey, payloadCipher, sealedTextBytes, sealingKeyId } from '../../src/host/payload-cipher.js';

const key = newSealingKey();
const cipher = payloadCipher(key);
const words = fc.string({ unit: 'grapheme', maxLength: 60 });

describe('the cipher of payloads', () => {
  test('what is sealed opens again at its place, in the same bytes each time, and nothing of it can be read', () => {
    fc.assert(
      fc.property(words, words, (text, place) => {
        const sealed = cipher.seal(text, place);
        expect(cipher.open(sealed, place)).toBe(text);
        expect(payloadCipher(key).seal(text, place)).toBe(sealed);
        expect(sealedTextBytes(sealed)).toBe(Buffer.byteLength(text));
        if (text.length > 8) expect(Buffer.from(sealed, 'base64url').includes(text)).toBe(false);
      }),
    );
  });

  test('another place, another key and any changed bit are refused', () => {
    fc.assert(
      fc.property(words, fc.nat(), (text, bit) => {
        const sealed = cipher.seal(text, 'here');
        const bytes = Buffer.from(sealed, 'base64url');
        bytes[(bit >> 3) % bytes.length] ^= 1 << (bit & 7);
        expect(cipher.open(bytes.toString('base64url'), 'here')).toBeUndefined();
        expect(cipher.open(sealed, 'there')).toBeUndefined();
        expect(payloadCipher(newSealingKey()).open(sealed, 'here')).toBeUndefined();
      }),
    );
  });

  test('text that was never sealed is refused, however it is written', () => {
    const sealed = cipher.seal('text', 'here');
    for (const other of ['', 'short', `${sealed} `, `${sealed}=`, sealed.slice(0, -2)]) expect(cipher.open(other, 'here')).toBeUndefined();
  });

  test('a nonce comes again only with the whole message: other text or another place at one offset has another', () => {
    const nonces = ['a', 'b', 'ab'].flatMap((text) => ['', 'a', 'b'].map((place) => Buffer.from(cipher.seal(text, place), 'base64url').subarray(0, 12).toString('hex')));
    expect(new Set(nonces).size).toBe(nonces.length);
  });

  test('the name of a key follows from the key', () => {
    expect(sealingKeyId(key)).toMatch(/^[0-9a-f]{32}$/);
    expect(sealingKeyId(key)).not.toBe(sealingKeyId(newSealingKey()));
    expect(Buffer.from(key).toString('hex')).not.toContain(sealingKeyId(key));
  });
});
