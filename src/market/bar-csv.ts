/**
 * Bars as CSV, in the layout of the bundled data. What a spreadsheet would run as a formula is kept as
 * text, by a quote before it.
 */
import { formatInstant } from '../core/instant.js';
import type { BarNumbers, BarTable } from './bar-table.js';

export const BAR_CSV_HEADER = 'instrument,openedAt,closedAt,open,high,low,close,volume';

/** Returns the rows of the table in pieces of text that together are the file; the first is the header. */
export function* barCsv(table: BarTable): Generator<string> {
  const hasVolume = table.length === 0 || table.volume.some((volume) => volume >= 0);
  const name = csvText(table.instrument);
  yield `${hasVolume ? BAR_CSV_HEADER : BAR_CSV_HEADER.replace(',volume', '')}\n`;
  for (let row = 0; row < table.length; row += 1) {
    const times = `${csvInstant(table.openedAt[row])},${csvInstant(table.closedAt[row])}`;
    const prices = `${table.open[row]},${table.high[row]},${table.low[row]},${table.close[row]}`;
    yield `${name},${times},${prices}${hasVolume ? `,${table.volume[row]}` : ''}\n`;
  }
}

/** Returns one row, with its line end, in the columns of `BAR_CSV_HEADER`. */
export function barCsvLine(instrument: string, { openedAt, closedAt, open, high, low, close, volume }: BarNumbers): string {
  return `${csvText(instrument)},${csvInstant(openedAt)},${csvInstant(closedAt)},${open},${high},${low},${close},${volume}\n`;
}

/** Returns a text as a cell: quoted where needed, and never a formula. */
export function csvText(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",;\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Midnight is written with its time of day: a date alone would read as a whole day. */
function csvInstant(instant: number): string {
  const text = formatInstant(instant);
  return text.length === 10 ? `${text}T00:00:00Z` : text;
}
