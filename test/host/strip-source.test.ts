import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stripSource } from '../../src/host/strip-source.js';

const pieces = fc.constantFrom('`', '${', '}', '{', '"', "'", '/', '*', '//', '/*', '*/', '\\', '\n', 'a', ' ', '1', '[', ']', '(', ')', '**', 'return ');

test('keeps every character of code and every line break in its place, whatever it is given', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
      const source = parts.join('');
      const code = stripSource(source);
      expect(code).toHaveLength(source.length);
      for (let at = 0; at < source.length; at += 1) {
        if (source[at] === '\n') expect(code[at]).toBe('\n');
        else expect([' ', source[at]]).toContain(code[at]);
      }
    }),
    { numRuns: 500 },
  );
});

test('leaves code alone that has no texts', () => {
  const code = 'const a = (b + c) / d;\nconst e = f[0] / g / 2;\n';
  expect(stripSource(code)).toBe(code);
});
