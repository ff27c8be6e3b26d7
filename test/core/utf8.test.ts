import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8 } from '../../src/core/utf8.js';

test('gives the bytes of the native encoder for any well-formed text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()), (text) => {
      expect([...utf8(text)]).toEqual([...new TextEncoder().encode(text)]);
    }),
    { numRuns: 1_000 },
  );
});

test.each(['', 'a', '\u007f\u0080', '\u07ff\u0800', '\uffff', '\u{10000}\u{10ffff}', '€ é 漢 🐝', '\0'])('encodes "%s"', (text) => {
  expect([...utf8(text)]).toEqual([...new TextEncoder().encode(text)]);
});

test.each(['\ud800', 'a\udc00', '\udc00\ud800', '\ud83d a'])('refuses a lone surrogate', (text) => {
  expect(() => utf8(text)).toThrow('lone surrogate');
});
