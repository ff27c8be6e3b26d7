/**
 * Looks for bars that are written into the code of an agent. Whoever brings the market along in a table
 * needs no future from the feed, so exchanging the future does not catch him; his table does.
 */
import type { BarTable } from '../../market/bar-table.js';

/** So many closes in a row, in the order of the market, are no chance. */
const BARS_MIN = 20;
/** Other columns may stand between two closes. */
const NUMBERS_BETWEEN_MAX = 12;
/** A market that stands still writes the same number again and again. */
const DISTINCT_MIN = 5;

export interface KnownBars {
  readonly instrument: string;
  /** How many closes stand in a row. */
  readonly bars: number;
}

/** Returns the longest row of closes of a table that stands in a text, `undefined` below twenty. */
export function knownBars(text: string, table: BarTable): KnownBars | undefined {
  const rowsOf = rowsByClose(table);
  const run = { row: -1, bars: 0, between: 0, distinct: new Set<number>() };
  let longest = 0;
  for (const [word] of text.matchAll(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g)) {
    const number = Number(word);
    if (run.row + 1 < table.length && run.row >= 0 && number === table.close[run.row + 1]) {
      run.row += 1;
      run.bars += 1;
      run.between = 0;
      run.distinct.add(number);
      if (run.distinct.size >= DISTINCT_MIN && run.bars > longest) longest = run.bars;
      continue;
    }
    run.between += 1;
    const [row] = run.row >= 0 && run.between <= NUMBERS_BETWEEN_MAX ? [] : (rowsOf.get(number) ?? []);
    if (row === undefined) continue;
    run.row = row;
    run.bars = 1;
    run.between = 0;
    run.distinct = new Set([number]);
  }
  return longest < BARS_MIN ? undefined : { instrument: table.instrument, bars: longest };
}

/** Numbers that are frequent in texts, like 1 or 100, may begin a row that is none; the next begins anew soon. */
function rowsByClose(table: BarTable): ReadonlyMap<number, readonly number[]> {
  const rows = new Map<number, number[]>();
  for (let row = 0; row < table.length; row += 1) if (!rows.has(table.close[row])) rows.set(table.close[row], [row]);
  return rows;
}
