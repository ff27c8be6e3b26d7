/** Tables for terminals; below sixty columns each row becomes a short list. */
import { cut, pad, textWidth, wrap } from './text-width.js';

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** Figures stand to the right. */
  readonly align?: 'left' | 'right';
  /** Gives way first where the terminal is narrow, and is cut or goes on in the next line. */
  readonly elastic?: 'cut' | 'wrap';
}

export const LIST_BELOW_COLUMNS = 60;
const GAP = '  ';

/** Returns the lines of a table that is at most `width` wide: elastic columns give way first, then the widest. */
export function tableLines<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): string[] {
  if (width < LIST_BELOW_COLUMNS) return listLines(rows, columns, width);
  const cells = rows.map((row) => columns.map(({ text }) => text(row)));
  const widths = columns.map(({ title }, index) => Math.max(textWidth(title), ...cells.map((row) => textWidth(row[index] ?? ''))));
  const elastic = columns.flatMap(({ elastic: way }, index) => (way === undefined ? [] : [index]));
  const room = width - GAP.length * (columns.length - 1);
  shrink(widths, room, elastic);
  shrink(widths, room, columns.map((_, index) => index));
  const line = (texts: readonly string[]): string =>
    texts.map((text, index) => pad(cut(text, widths[index] ?? 0), widths[index] ?? 0, columns[index]?.align === 'right' ? 'right' : 'left')).join(GAP).trimEnd();
  const rowLines = (row: readonly string[]): string[] => {
    const wrapped = row.map((text, index) => (columns[index]?.elastic === 'wrap' ? wrap(text, widths[index] ?? 0) : [text]));
    const height = Math.max(...wrapped.map(({ length }) => length));
    return Array.from({ length: height }, (_, at) => line(wrapped.map((parts) => parts[at] ?? '')));
  };
  return [line(columns.map(({ title }) => title)), ...cells.flatMap(rowLines)];
}

function listLines<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): string[] {
  const titleWidth = Math.max(0, ...columns.map(({ title }) => textWidth(title)));
  const blocks = rows.map((row) => columns.map(({ title, text }) => cut(`${pad(title, titleWidth)}  ${text(row)}`, width)));
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

/** Takes from the widest of the places, down to eight columns each, until all fit. */
function shrink(widths: number[], room: number, places: readonly number[]): void {
  const MIN = 8;
  let excess = widths.reduce((sum, width) => sum + width, 0) - room;
  while (excess > 0) {
    const widest = places.reduce((best, place) => ((widths[place] ?? 0) > (widths[best] ?? 0) ? place : best), places[0] ?? 0);
    const current = widths[widest] ?? 0;
    if (places.length === 0 || current <= MIN) return;
    widths[widest] = current - 1;
    excess -= 1;
  }
}
