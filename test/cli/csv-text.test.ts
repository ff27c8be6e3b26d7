/** CSV that no spreadsheet obeys. */
import { expect, test } from 'vitest';
import { csvLine } from '../../src/cli/csv-text.js';

test.each(['=HYPERLINK("http://a")', '+1', '-1+2', '@SUM(A1)', '\tx', '\rx'])('makes %j inert', (text) => {
  expect(csvLine([text])).toMatch(/^"?'/);
});

test('quotes what holds separators, quotes or line breaks, and leaves numbers alone', () => {
  expect(csvLine([-5, 'a,b', 'say "no"', 'two\nlines', 'plain'])).toBe('-5,"a,b","say ""no""","two\nlines",plain\r\n');
});
