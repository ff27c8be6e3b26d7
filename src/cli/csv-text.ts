/** Rows of CSV that no spreadsheet takes for a formula, and that every reader takes apart again. */

/** Returns one row, quoted where needed (RFC 4180), ended by a line break. */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : quoted(inert(cell)))).join(',')}\r\n`;
}

/** Text that begins like a formula gets an apostrophe before it. */
function inert(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
