/** Columns that text takes on a terminal: CJK and emoji take two, marks that combine take none. */

const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], [0x231a, 0x231b], [0x2329, 0x232a], [0x23e9, 0x23ec], [0x25fd, 0x25fe], [0x2614, 0x2615],
  [0x2648, 0x2653], [0x26a1, 0x26a1], [0x26ce, 0x26ce], [0x2705, 0x2705], [0x270a, 0x270b], [0x2728, 0x2728],
  [0x274c, 0x274c], [0x2753, 0x2755], [0x2757, 0x2757], [0x2795, 0x2797], [0x27b0, 0x27b0], [0x2b1b, 0x2b1c],
  [0x2b50, 0x2b50], [0x2e80, 0x303e], [0x3041, 0x33ff], [0x3400, 0x4dbf], [0x4e00, 0x9fff], [0xa000, 0xa4cf],
  [0xa960, 0xa97f], [0xac00, 0xd7a3], [0xf900, 0xfaff], [0xfe30, 0xfe6f], [0xff00, 0xff60], [0xffe0, 0xffe6],
  [0x1f004, 0x1f004], [0x1f0cf, 0x1f0cf], [0x1f18e, 0x1f18e], [0x1f191, 0x1f19a], [0x1f200, 0x1f320],
  [0x1f32d, 0x1f64f], [0x1f680, 0x1f6ff], [0x1f7e0, 0x1f7eb], [0x1f90c, 0x1f9ff], [0x1fa70, 0x1faff], [0x20000, 0x3fffd],
];

/** Returns the columns of a line of plain text, without colour codes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const cluster of graphemes(text)) width += clusterWidth(cluster);
  return width;
}

/** Returns text that takes `columns`: blanks are put after it, or before it for figures. */
export function pad(text: string, columns: number, side: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, columns - textWidth(text)));
  return side === 'left' ? text + blanks : blanks + text;
}

/** Returns the beginning of a text that fits into `columns`, with `mark` where something was left out. */
export function cut(text: string, columns: number, mark = '…'): string {
  if (textWidth(text) <= columns) return text;
  const room = columns - textWidth(mark);
  let kept = '';
  let width = 0;
  for (const cluster of graphemes(text)) {
    width += clusterWidth(cluster);
    if (width > room) break;
    kept += cluster;
  }
  return room < 0 ? mark.slice(0, columns) : kept + mark;
}

/** Returns the lines of a text broken between words; a word that is too long stands alone. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer) > columns) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function graphemes(text: string): Iterable<string> {
  // Plain ASCII is by far the most common, and needs no table.
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return Array.from(new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text), ({ segment }) => segment);
}

function clusterWidth(cluster: string): number {
  const point = cluster.codePointAt(0) ?? 0;
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return 0;
  if (/^[\p{Mn}\p{Me}\p{Cf}]+$/u.test(cluster)) return 0;
  if (cluster.includes('\uFE0F')) return 2;
  return WIDE.some(([first, last]) => point >= first && point <= last) ? 2 : 1;
}
