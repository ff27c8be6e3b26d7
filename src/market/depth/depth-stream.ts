/**
 * A recorded stream of an exchange's book, read into tops: lines of `<nanoseconds> <JSON>`, with one snapshot
 * somewhere after the first changes, as Binance's streams are kept. Changes that come before the snapshot are
 * held back until it says which of them it already contains.
 */
import { messageOf } from './book-message.js';
import { startOrderBook, type BookChange, type BookTop, type OrderBook } from './order-book.js';

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
    if (message.kind === 'other' || message.kind === 'trade') others += 1;
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
