/** Tables, and the lists that they become. */
import { expect, test } from 'vitest';
import { tableLines, type Column } from '../../src/cli/table.js';

interface Row {
  readonly name: string;
  readonly count: string;
  readonly text: string;
}

const columns: readonly Column<Row>[] = [
  { title: 'name', text: ({ name }) => name },
  { title: 'count', text: ({ count }) => count, align: 'right' },
  { title: 'text', text: ({ text }) => text, elastic: 'wrap' },
];
const rows: readonly Row[] = [
  { name: 'IF', count: '48,000', text: 'a future' },
  { name: '上证', count: '7', text: 'an index' },
];

test('stands figures to the right and lets wide letters take their room', () => {
  expect(tableLines(rows, columns, 80)).toEqual(['name   count  text', 'IF    48,000  a future', '上证       7  an index']);
});

test('becomes a list below sixty columns', () => {
  expect(tableLines(rows, columns, 59)).toEqual(['name   IF', 'count  48,000', 'text   a future', '', 'name   上证', 'count  7', 'text   an index']);
});

test('wraps what is elastic and never grows wider than the terminal', () => {
  const long = [{ name: 'x', count: '1', text: 'word '.repeat(30).trim() }];
  const lines = tableLines(long, columns, 60);
  expect(lines.length).toBeGreaterThan(3);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
  expect(lines.join(' ').match(/word/g)).toHaveLength(30);
});
