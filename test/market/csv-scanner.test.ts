/** The scanner, against a reading of the whole text at once. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellText, csvScanner } from '../../src/market/csv-scanner.js';

function scan(bytes: Uint8Array, cuts: readonly number[]): string[][] {
  const rows: string[][] = [];
  const scanner = csvScanner({ file: 'x', separator: ',' }, (row) => rows.push(Array.from({ length: row.count }, (_, cell) => cellText(row, cell))));
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    scanner.push(bytes.slice(from, Math.max(from, cut)));
    from = Math.max(from, cut);
  }
  scanner.push(bytes.slice(from));
  scanner.end();
  return rows;
}

const cell = fc.string({ unit: fc.constantFrom('a', '1', ' ', ',', '"', '\n', '\r', 'é'), maxLength: 6 });
const written = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

test('finds the cells that were written, wherever the chunks are cut', () => {
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
  fc.assert(
    fc.property(rows, fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.nat(200), { maxLength: 8 }), (drawn, lineEnd, cuts) => {
      const text = drawn.map((row) => row.map(written).join(',') + lineEnd).join('');
      const bytes = new TextEncoder().encode(text);
      expect(scan(bytes, cuts.map((cut) => Math.min(cut, bytes.length)))).toEqual(drawn);
    }),
    { numRuns: 500 },
  );
});

test('counts lines inside quoted cells', () => {
  const lines: number[] = [];
  const scanner = csvScanner({ file: 'x', separator: ',' }, (row) => lines.push(row.line));
  scanner.push(new TextEncoder().encode('a,b\n"x\ny\nz",1\nc,d\n'));
  scanner.end();
  expect(lines).toEqual([1, 2, 5]);
});
