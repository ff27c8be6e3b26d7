/**
 * The history of a symbol: by which ticker an instrument went until when. Bars that stand in a file under several tickers become
 * one table, bars that another firm traded under its ticker before or after stay out, and the end of the history is its delisting.
 */
import { DAY, formatDate, formatInstant, type Instant } from '../../core/instant.js';
import type { InstrumentId } from '../../domain/ids.js';
import { barNumbersAt, startBarTable, type BarTable, type QualityNote } from '../bar-table.js';
import { readNamedCsv, type NamedRow } from '../named-csv.js';

export interface SymbolSpan {
  readonly ticker: string;
  /** First and last date, as midnights read as if they were UTC. */
  readonly from: Instant;
  readonly until: Instant;
}

const COLUMNS = ['date', 'mapped_symbol', 'exchange'] as const;
/** A row that holds until then means: until today. */
const FOR_EVER = 2_524_608_000_000_000 - 366 * DAY;

/** Returns the spans of one symbol, in order of time; the first row tells the day of its listing. Throws `dated-file-invalid`. */
export async function readSymbolMap(path: string, symbol: string): Promise<readonly SymbolSpan[]> {
  const spans: SymbolSpan[] = [];
  let last: Instant | undefined;
  const read = (row: NamedRow): string | undefined => {
    if (row.text('symbol') !== '' && row.text('symbol') !== symbol) return undefined;
    const time = row.time('date');
    if (typeof time === 'string') return time;
    const ticker = row.text('mapped_symbol');
    if (ticker === '') return 'A symbol is mapped to a ticker (found an empty cell).';
    if (last !== undefined && time.at <= last) return `Rows of a symbol are in order of their dates (found ${formatInstant(time.at)} after ${formatInstant(last)}).`;
    // The first row is the listing: it holds for its own day alone.
    spans.push({ ticker, from: last === undefined ? time.at : last + DAY, until: time.at });
    last = time.at;
    return undefined;
  };
  await readNamedCsv(path, { columns: ['date', 'mapped_symbol'], headerless: COLUMNS, code: 'dated-file-invalid', example: '2004-11-30,QQQ', timeZone: 'UTC', read });
  return spans;
}

/** Returns when the instrument left the market: the day after its last row; `undefined` while it is listed. */
export function delistedAt(spans: readonly SymbolSpan[], dayStart: (midnight: Instant) => Instant): Instant | undefined {
  const last = spans.at(-1);
  return last === undefined || last.until >= FOR_EVER ? undefined : dayStart(last.until + DAY);
}

/** Returns one table of the bars that each ticker has in its own time. `tableOf` returns the bars of a ticker, if the file has any. */
export function splicedTable(instrument: InstrumentId, spans: readonly SymbolSpan[], { tableOf, dayStart }: { readonly tableOf: ReadonlyMap<string, BarTable>; readonly dayStart: (midnight: Instant) => Instant }): BarTable {
  const builder = startBarTable();
  for (const { ticker, from, until } of spans) {
    const table = tableOf.get(ticker);
    if (table === undefined) continue;
    const [begin, end] = [dayStart(from), dayStart(until + DAY)];
    for (let row = 0; row < table.length; row += 1) if (table.openedAt[row] >= begin && table.openedAt[row] < end) builder.append(barNumbersAt(table, row));
  }
  const first = spans.map(({ ticker }) => tableOf.get(ticker)).find((table) => table !== undefined);
  return builder.build(instrument, [...(first?.notes ?? []), ...renamings(spans, tableOf)]);
}

function renamings(spans: readonly SymbolSpan[], tableOf: ReadonlyMap<string, BarTable>): QualityNote[] {
  const changes = spans.slice(1).filter(({ ticker }, place) => ticker !== spans[place].ticker);
  const told = changes.map(({ ticker, from }) => `${ticker} from ${formatDate(Math.floor(from / DAY))}`).join(', ');
  const absent = [...new Set(spans.map(({ ticker }) => ticker))].filter((ticker) => !tableOf.has(ticker));
  return [
    ...(changes.length === 0 ? [] : [{ kind: 'renamed', count: changes.length, note: `It went by other names: ${spans[0].ticker} at first, ${told}.` }]),
    ...(absent.length === 0 ? [] : [{ kind: 'symbols-absent', count: absent.length, note: `The file has no bars of ${absent.join(', ')}.` }]),
  ];
}
