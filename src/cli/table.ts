/** Tables for terminals; below sixty columns each row becomes a short list. */
import { cut, pad, textWidth } from './text-width.js';

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** Figures stand to the right. */
  readonly align?: 'left' | 'right';
}

export const LIST_BELOW_COLUMNS = 60;
const GAP = '  ';

/** Returns the lines of a table that is at most `columns` wide; the widest column gives way. */
export function tableLines<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): string[] {
  if (width < LIST_BELOW_COLUMNS) return listLines(rows, columns, width);
  const cells = rows.map((row) => columns.map(({ text }) => text(row)));
  const widths = columns.map(({ title }, index) => Math.max(textWidth(title), ...cells.map((row) => textWidth(row[index] ?? ''))));
  shrink(widths, width - GAP.length * (columns.length - 1));
  const line = (texts: readonly string[]): string =>
    texts.map((text, index) => pad(cut(text, widths[index] ?? 0), widths[index] ?? 0, columns[index]?.align === 'right' ? 'right' : 'left')).join(GAP).trimEnd();
  return [line(columns.map(({ title }) => title)), ...cells.map(line)];
}

function listLines<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): string[] {
  const titleWidth = Math.max(0, ...columns.map(({ title }) => textWidth(title)));
  const blocks = rows.map((row) => columns.map(({ title, text }) => cut(`${pad(title, titleWidth)}  ${text(row)}`, width)));
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function shrink(widths: number[], room: number): void {
  const MIN = 8;
  let excess = widths.reduce((sum, width) => sum + width, 0) - room;
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    const current = widths[widest] ?? 0;
    if (current <= MIN) return;
    widths[widest] = current - 1;
    excess--;
  }
}
