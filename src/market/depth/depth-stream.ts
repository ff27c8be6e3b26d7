/**
 * A recorded stream of an exchange's book, read into tops: lines of `<nanoseconds> <JSON>`, with one snapshot
 * somewhere after the first changes, as Binance's streams are kept. Changes that come before the snapshot are
 * held back until it says which of them it already contains.
 */
import { HivetapeError } from '../../core/errors.js';
import type { Instant } from '../../core/instant.js';
import { startOrderBook, type BookChange, type BookSnapshot, type BookTop, type Level, type OrderBook } from './order-book.js';

export interface DepthReading {
  /** The top after every change that moved it, in order of time. */
  readonly tops: readonly BookTop[];
  readonly book: OrderBook;
  readonly changes: number;
  /** Changes that the snapshot contained already. */
  readonly passedOver: number;
  /** Times at which the book was crossed after a change. */
  readonly crossed: number;
  /** Lines of other kinds: trades, tickers. */
  readonly others: number;
}

/** Returns what the stream says of the book. Throws `book-stream-invalid` with the line, and `book-gap`. */
export function readDepthStream(lines: Iterable<string>): DepthReading {
  const book = startOrderBook();
  const early: BookChange[] = [];
  const tops: BookTop[] = [];
  let [changes, passedOver, crossed, others, line] = [0, 0, 0, 0, 0];
  const apply = (change: BookChange): void => {
    changes += 1;
    if (!book.change(change)) passedOver += 1;
    else {
      if (book.isCrossed()) crossed += 1;
      noteTop(book, tops);
    }
  };
  for (const text of lines) {
    line += 1;
    if (text === '') continue;
    const message = messageOf(text, line);
    if (message.kind === 'other') others += 1;
    else if (message.kind === 'snapshot') {
      book.take(message.snapshot);
      noteTop(book, tops);
      for (const change of early.splice(0)) apply(change);
    } else if (book.lastUpdate === undefined) early.push(message.change);
    else apply(message.change);
  }
  return { tops, book, changes, passedOver, crossed, others };
}

function noteTop(book: OrderBook, tops: BookTop[]): void {
  const top = book.top();
  const last = tops[tops.length - 1] as BookTop | undefined;
  if (top === undefined) return;
  const isSame = last !== undefined && last.bid === top.bid && last.ask === top.ask && last.bidQuantity === top.bidQuantity && last.askQuantity === top.askQuantity;
  if (!isSame) tops.push(top);
}

type Message = { readonly kind: 'other' } | { readonly kind: 'change'; readonly change: BookChange } | { readonly kind: 'snapshot'; readonly snapshot: BookSnapshot };

interface Raw {
  readonly data?: { readonly e?: string; readonly U?: number; readonly u?: number; readonly b?: unknown; readonly a?: unknown };
  readonly lastUpdateId?: number;
  readonly bids?: unknown;
  readonly asks?: unknown;
}

function messageOf(text: string, line: number): Message {
  const space = text.indexOf(' ');
  const [stamp, raw] = [text.slice(0, space), parsed(text.slice(space + 1), line)];
  if (!/^\d{19}$/.test(stamp)) throw invalid(line, `the stamp "${stamp.slice(0, 30)}"`);
  const at: Instant = Number(stamp.slice(0, -3));
  const { data, lastUpdateId } = raw;
  if (typeof lastUpdateId === 'number') return { kind: 'snapshot', snapshot: { at, lastUpdate: lastUpdateId, bids: levelsOf(raw.bids, line), asks: levelsOf(raw.asks, line) } };
  if (data?.e !== 'depthUpdate') return { kind: 'other' };
  if (typeof data.U !== 'number' || typeof data.u !== 'number' || data.U > data.u) throw invalid(line, 'a change without its numbers');
  return { kind: 'change', change: { at, firstUpdate: data.U, lastUpdate: data.u, bids: levelsOf(data.b, line), asks: levelsOf(data.a, line) } };
}

function levelsOf(value: unknown, line: number): readonly Level[] {
  if (!Array.isArray(value)) throw invalid(line, 'no list of levels');
  return value.map((level: unknown) => {
    const [price, quantity] = Array.isArray(level) ? level.map(Number) : [Number.NaN, Number.NaN];
    if (!(price > 0) || !(quantity >= 0) || !Number.isFinite(price + quantity)) throw invalid(line, `the level ${JSON.stringify(level)?.slice(0, 60) ?? ''}`);
    return [price, quantity];
  });
}

function parsed(text: string, line: number): Raw {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below, like JSON that is no message.
  }
  throw invalid(line, 'no JSON message');
}

function invalid(line: number, found: string): HivetapeError {
  return new HivetapeError('book-stream-invalid', `A line of a recorded book is nanoseconds, a space, and a message of the exchange (found ${found}).`, { place: { line } });
}
