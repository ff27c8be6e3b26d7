/**
 * Loads what is finer than the bars of a scenario: prints, and shorter bars. Where an instrument has nothing but prints,
 * its bars are made of them.
 */
import { HivetapeError } from '../core/errors.js';
import { parseInstant, type Instant } from '../core/instant.js';
import { randomStream } from '../core/random.js';
import { FEED } from '../domain/office-names.js';
import type { Instrument } from '../domain/instrument.js';
import { besideFile } from '../host/project-files.js';
import type { Source } from '../kernel/agent.js';
import type { BarTable, QualityNote } from '../market/bar-table.js';
import { importBarTable } from '../market/import-bars.js';
import { durationUs, importOptions, type ImportOptions } from '../market/import-options.js';
import { barsOfPoints, placesInSession } from '../market/print-bars.js';
import { finerFeed, mergedSources, printFeed } from '../market/print-feed.js';
import { bookFeed } from '../market/depth/book-feed.js';
import { readBookTape, type BookTape } from '../market/depth/book-tape.js';
import { middleOfQuote, readQuotes, type Quotes } from '../market/quotes.js';
import { walkPrints } from '../market/print-walk.js';
import { chosenPrints, printTable, readPrints, type PrintTable } from '../market/prints.js';
import type { SessionHours } from '../market/session.js';
import { onTickGrid } from '../market/tick-grid.js';
import type { ProjectPlace } from './plan-run.js';
import type { DataSection } from './scenario/data-schema.js';

/** What decides inside the bars of one instrument. */
export interface FineTables {
  readonly prints?: PrintTable;
  readonly bars?: BarTable;
  readonly book?: BookTape;
}

export interface FineQuestion {
  readonly instrument: Instrument;
  readonly hours: SessionHours | undefined;
  readonly project: ProjectPlace;
  readonly seed: number;
}

/** Returns the prints of a section, those of its session alone; `undefined` if it has none. */
export async function loadPrints({ prints, offTick, role }: DataSection, { instrument, hours, project, seed }: FineQuestion): Promise<PrintTable | undefined> {
  if (prints === undefined || role === 'benchmark') return undefined;
  const table = prints.walk === undefined ? await readPrints(besideFile(project.file, prints.file ?? ''), instrument, { ...prints, offTick }) : drawn(prints.walk, instrument, seed);
  const places = hours === undefined ? undefined : placesInSession(table, hours);
  if (places === undefined) return table;
  const left = table.length - places.length;
  return chosenPrints(table, places, { kind: 'off-session', count: left, note: 'Prints outside the session were left out.' });
}

function drawn(walk: NonNullable<NonNullable<DataSection['prints']>['walk']>, instrument: Instrument, seed: number): PrintTable {
  const { prints, startPrice, volatility, meanGap, startAt } = walk;
  const random = randomStream({ seed, agent: FEED, purpose: `prints of ${instrument.id}` });
  return walkPrints({ instrument, prints, startPrice, volatility, meanGapUs: durationUs(meanGap), startAt: parseInstant(startAt), random });
}

/** Returns the bars that prints make. */
export function barsOfPrints({ prints }: DataSection, table: PrintTable, hours: SessionHours | undefined): BarTable {
  const rule = { everyUs: durationUs(prints?.bars ?? '1m'), ...(hours === undefined ? {} : { hours }) };
  return barsOfPoints(table.instrument, table, { rule, notes: table.notes });
}

/** Returns the quotes of a section that has nothing else, and the bars that their middles make, down to the tick. */
export async function loadFromQuotes({ quotes }: DataSection, { instrument, hours, project }: FineQuestion): Promise<{ readonly table: BarTable; readonly quotes: Quotes }> {
  const { file = '', bars = '1m' } = quotes ?? {};
  const read = await readQuotes(besideFile(project.file, file), instrument, quotes);
  const at = Float64Array.from(read.quotes, (quote) => quote.at);
  const places = hours === undefined ? undefined : placesInSession({ length: at.length, at }, hours);
  const inside = places === undefined ? read : { ...read, quotes: places.map((place) => read.quotes[place]) };
  const price = Float64Array.from(inside.quotes, (quote) => middleOfQuote(quote, instrument));
  const points = { length: price.length, at: Float64Array.from(inside.quotes, (quote) => quote.at), price, size: new Float64Array(price.length).fill(-1) };
  const rule = { everyUs: durationUs(bars), ...(hours === undefined ? {} : { hours }) };
  return { table: demandBars(barsOfPoints(instrument.id, points, { rule, notes: [] }), file), quotes: inside };
}

/** Returns the recorded order book of a section, with the trades in it if it asks for them; `undefined` if it has none. */
export async function loadBook({ book, role }: DataSection, { instrument, project }: FineQuestion): Promise<FineTables | undefined> {
  if (book === undefined || role === 'benchmark') return undefined;
  const tape = await readBookTape(besideFile(project.file, book.file), instrument, book);
  return { book: tape, ...(book.trades === true ? { prints: printTable(instrument, tape.trades) } : {}) };
}

/** Returns the bars that the middles of a book's best prices make, down to the tick. */
export function barsOfBook({ book }: DataSection, { tops }: BookTape, { instrument, hours }: FineQuestion): BarTable {
  const inside = hours === undefined ? undefined : placesInSession({ length: tops.length, at: Float64Array.from(tops, ({ at }) => at) }, hours);
  const chosen = inside === undefined ? tops : inside.map((place) => tops[place]);
  const at = Float64Array.from(chosen, (top) => top.at);
  const points = { length: chosen.length, at, price: Float64Array.from(chosen, (top) => middleOfQuote(top, instrument)), size: new Float64Array(chosen.length).fill(-1) };
  const rule = { everyUs: durationUs(book?.bars ?? '1m'), ...(hours === undefined ? {} : { hours }) };
  return demandBars(barsOfPoints(instrument.id, points, { rule, notes: [] }), book?.file ?? '');
}

/** Returns the bars of a file of their own that lie below those of a section. */
export async function loadFiner({ finer, offTick = 'refuse', role }: DataSection, { instrument, project, dates }: Omit<FineQuestion, 'hours' | 'seed'> & { readonly dates: ImportOptions }): Promise<BarTable | undefined> {
  if (finer === undefined || finer === 'source' || role === 'benchmark') return undefined;
  const file = besideFile(project.file, finer.file);
  const found = await importBarTable(file, importOptions({ ...dates, ...finer.options, instrument: instrument.id }));
  return onTickGrid(found, instrument, { file, offTick });
}

/** Returns a feed with what is finer in it: short bars before the bars that close with them, prints after. */
export function withFine(feed: Source, fine: readonly FineTables[], { from, until }: { readonly from: Instant; readonly until: Instant }): Source {
  const span = { agent: FEED, from, until };
  const bars = fine.flatMap((one) => (one.bars === undefined ? [] : [one.bars]));
  const prints = fine.flatMap((one) => (one.prints === undefined ? [] : [printFeed(one.prints, span)]));
  const books = fine.flatMap((one) => (one.book === undefined ? [] : [bookFeed(one.book.drafts, span)]));
  if (bars.length + prints.length + books.length === 0) return feed;
  return mergedSources([...(bars.length === 0 ? [] : [finerFeed(bars, { ...span, until: until + 1 })]), feed, ...prints, ...books]);
}

export function fineDigests(instrument: string, { prints, bars, book }: FineTables): [string, string][] {
  return [...(prints === undefined ? [] : [[`${instrument}/prints`, prints.digest] as [string, string]]), ...(bars === undefined ? [] : [[`${instrument}/finer`, bars.digest] as [string, string]]), ...(book === undefined ? [] : [[`${instrument}/book`, book.digest] as [string, string]])];
}

/** Returns what does not fit between bars and those below them: prices that the long bar does not know. Vendors differ, so it is told, not refused. */
export function finerNotes(coarse: BarTable, { bars, book }: FineTables): readonly QualityNote[] {
  if (bars === undefined) return book?.notes ?? [];
  let [count, firstAt, row]: [number, Instant, number] = [0, 0, 0];
  for (let long = 0; long < coarse.length; long += 1) {
    let [high, low] = [-Infinity, Infinity];
    while (row < bars.length && bars.closedAt[row] <= coarse.closedAt[long]) {
      if (bars.openedAt[row] >= coarse.openedAt[long]) [high, low] = [Math.max(high, bars.high[row]), Math.min(low, bars.low[row])];
      row += 1;
    }
    if (high === -Infinity || (high <= coarse.high[long] && low >= coarse.low[long])) continue;
    if (count === 0) firstAt = coarse.closedAt[long];
    count += 1;
  }
  return count === 0 ? [] : [{ kind: 'finer-disagrees', count, firstAt, note: 'The shorter bars inside a bar reach prices that it does not have.' }];
}

/** Throws `data-empty` where bars of prints are none. */
export function demandBars(table: BarTable, file: string): BarTable {
  if (table.length > 0) return table;
  throw new HivetapeError('data-empty', 'Prints and quotes make bars (found none inside the session).', { place: { file }, help: 'Check the calendar of the instrument, and the zone of the stamps.' });
}
