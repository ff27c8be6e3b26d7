/**
 * Quotes of one instrument from CSV, JSON or Parquet: ticks of bid and ask, or quote bars, of which the close counts. A quote
 * is known at its own time; that of a quote bar when the bar has closed.
 */
import type { Instant } from '../core/instant.js';
import type { DataOf } from '../domain/catalogue.js';
import { isOnTick, priceOf, ticksOf, type Instrument } from '../domain/instrument.js';
import { startByteDigest } from '../host/byte-digest.js';
import type { QualityNote } from './bar-table.js';
import { durationUs } from './import-options.js';
import { readTickRows, type TickRow, type TickRowKind } from './tick-rows.js';

export type Quote = DataOf<'QuoteSeen'>;

export interface QuoteOptions {
  /** Zone of wall clocks without one. */
  readonly timeZone?: string | undefined;
  /** Which symbol of a file of several to take. */
  readonly symbol?: string | undefined;
  /** Of quote bars stamped with their opening: how long a bar is. */
  readonly barDuration?: string | undefined;
  /** Names of the columns in order, for a file without a header; `-` skips one. */
  readonly columns?: readonly string[] | undefined;
  /** What becomes of a quote whose bid is above its ask: refused if absent, or left out and noted. */
  readonly crossed?: 'refuse' | 'drop' | undefined;
  /** A quote that stands for longer is noted: 10s, 1m. */
  readonly staleAfter?: string | undefined;
}

export interface Quotes {
  /** In order of time; those of one instant in the order of the file. */
  readonly quotes: readonly Quote[];
  readonly digest: string;
  /** Quotes whose bid was at the ask. */
  readonly locked: number;
  readonly notes: readonly QualityNote[];
}

const KIND: TickRowKind = {
  plural: 'Quotes',
  code: 'quotes-invalid',
  aliases: {
    bid: ['bid', 'bidclose', 'bidprice'],
    ask: ['ask', 'askclose', 'askprice', 'offer'],
    bidQuantity: ['bidsize', 'bidquantity', 'bidqty', 'bidvolume'],
    askQuantity: ['asksize', 'askquantity', 'askqty', 'askvolume'],
  },
  needs: ['bid', 'ask'],
  help: 'Name them in a header; of quote bars, bid_close and ask_close. Of a file without one, say `columns: [time, bid, ask]`.',
};

/** Returns the quotes of a file. Throws `quotes-invalid`, with every line that is wrong, and what reading files throws. */
export async function readQuotes(path: string, instrument: Instrument, options: QuoteOptions = {}): Promise<Quotes> {
  const quotes: Quote[] = [];
  const digest = startByteDigest();
  digest.update(`hivetape/quotes/v1\n${instrument.id}\n`);
  let locked = 0;
  let crossed = 0;
  let firstCrossedAt: Instant = 0;
  const laterUs = options.barDuration === undefined ? 0 : durationUs(options.barDuration);
  await readTickRows(path, KIND, { ...options, laterUs }, (row) => {
    const quote = quoteOf(row, instrument);
    if (typeof quote === 'string') return quote;
    if (quote.bid > quote.ask) {
      if (options.crossed !== 'drop') return `A bid is not above the ask: the quote is crossed (found ${quote.bid} and ${quote.ask}).`;
      if (crossed === 0) firstCrossedAt = quote.at;
      crossed += 1;
      return undefined;
    }
    if (quote.bid === quote.ask) locked += 1;
    digest.update(`${quote.at},${quote.bid},${quote.ask},${quote.bidQuantity},${quote.askQuantity}\n`);
    quotes.push(quote);
    return undefined;
  });
  const notes: QualityNote[] = crossed === 0 ? [] : [{ kind: 'crossed', count: crossed, firstAt: firstCrossedAt, note: 'Quotes with a bid above the ask were left out.' }];
  if (options.staleAfter !== undefined) notes.push(...staleNotes(quotes, durationUs(options.staleAfter)));
  return { quotes, digest: `sha256:${digest.hex()}`, locked, notes };
}

function staleNotes(quotes: readonly Quote[], staleAfterUs: number): readonly QualityNote[] {
  const stale = quotes.filter(({ at }, place) => place + 1 < quotes.length && quotes[place + 1].at - at > staleAfterUs);
  return stale.length === 0 ? [] : [{ kind: 'stale-quotes', count: stale.length, firstAt: stale[0].at, note: 'Quotes stood for longer than they tell the spread.' }];
}

/** Returns the price between bid and ask, down to the tick. */
export function middleOfQuote({ bid, ask }: Pick<Quote, 'bid' | 'ask'>, instrument: Instrument): number {
  return priceOf(instrument, Math.floor((ticksOf(instrument, bid) + ticksOf(instrument, ask)) / 2));
}

/** Returns the quote of a row, or what is wrong with it. */
function quoteOf(row: TickRow, instrument: Instrument): Quote | string {
  const [bid, ask] = [row.number('bid'), row.number('ask')];
  if (!(bid > 0 && ask > 0)) return 'A bid and an ask are decimal numbers above zero.';
  if (!isOnTick(instrument, bid) || !isOnTick(instrument, ask)) return `A quote lies on the tick grid, ${1 / instrument.ticksPerUnit} apart (found ${bid} and ${ask}).`;
  return { instrument: instrument.id, at: row.at, bid, ask, bidQuantity: quantityOf(row.number('bidQuantity')), askQuantity: quantityOf(row.number('askQuantity')) };
}

/** -1 where it is not known. */
function quantityOf(found: number): number {
  return found >= 0 ? found : -1;
}
