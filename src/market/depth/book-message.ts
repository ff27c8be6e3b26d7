/**
 * What exchanges send of a book, line by line: recorded streams of Binance (`<nanoseconds> <JSON>`), messages of OKX
 * (one JSON per line), and dumps as CSV, one level a row. Numbers are the exchange's own, as `first` to `last`.
 */
import { HivetapeError } from '../../core/errors.js';
import type { Instant } from '../../core/instant.js';
import type { BookChange, BookSnapshot, Level } from './order-book.js';

export interface BookTrade {
  readonly at: Instant;
  readonly price: number;
  readonly quantity: number;
}

export type BookMessage =
  | { readonly kind: 'other' }
  | { readonly kind: 'change'; readonly change: BookChange }
  | { readonly kind: 'snapshot'; readonly snapshot: BookSnapshot }
  | { readonly kind: 'trade'; readonly trade: BookTrade };

const OTHER: BookMessage = Object.freeze({ kind: 'other' });

interface RawBook {
  readonly bids?: unknown;
  readonly asks?: unknown;
  readonly ts?: unknown;
  readonly seqId?: unknown;
  readonly prevSeqId?: unknown;
}

interface Raw extends RawBook {
  readonly data?: unknown;
  readonly lastUpdateId?: number;
  readonly action?: unknown;
}

interface RawEvent {
  readonly e?: string;
  readonly U?: number;
  readonly u?: number;
  readonly pu?: number;
  readonly b?: unknown;
  readonly a?: unknown;
  readonly p?: unknown;
  readonly q?: unknown;
}

/** Returns what a line of a stream says. Throws `book-stream-invalid`. */
export function messageOf(text: string, line: number): BookMessage {
  if (text.startsWith('{')) return okxMessage(parsed(text, line), line);
  const space = text.indexOf(' ');
  const [stamp, raw] = [text.slice(0, space), parsed(text.slice(space + 1), line)];
  if (!/^\d{19}$/.test(stamp)) throw invalid(line, `the stamp "${stamp.slice(0, 30)}"`);
  return binanceMessage(raw, { at: Number(stamp.slice(0, -3)), line });
}

function binanceMessage(raw: Raw, { at, line }: { readonly at: Instant; readonly line: number }): BookMessage {
  if (typeof raw.lastUpdateId === 'number') return { kind: 'snapshot', snapshot: { at, lastUpdate: raw.lastUpdateId, bids: levelsOf(raw.bids, line), asks: levelsOf(raw.asks, line) } };
  // A stream of its own has no wrapper around its messages, a combined one has.
  const data = (raw.data ?? raw) as RawEvent;
  if ((data.e === 'trade' || data.e === 'aggTrade') && data.p !== undefined) return { kind: 'trade', trade: tradeOf(at, data, line) };
  if (data.e !== 'depthUpdate') return OTHER;
  const { U: first, u: last, pu: before } = data;
  if (typeof first !== 'number' || typeof last !== 'number' || first > last) throw invalid(line, 'a change without its numbers');
  // Futures number with holes, and say which change came before.
  return { kind: 'change', change: { at, firstUpdate: typeof before === 'number' ? before + 1 : first, lastUpdate: last, bids: levelsOf(data.b, line), asks: levelsOf(data.a, line) } };
}

function tradeOf(at: Instant, { p, q }: RawEvent, line: number): BookTrade {
  const [price, quantity] = [Number(p), Number(q)];
  if (!(price > 0) || !(quantity >= 0)) throw invalid(line, 'a trade without price and quantity');
  return { at, price, quantity };
}

function okxMessage(raw: Raw, line: number): BookMessage {
  const book = Array.isArray(raw.data) ? (raw.data[0] as RawBook | undefined) : undefined;
  if (book === undefined || (raw.action !== 'snapshot' && raw.action !== 'update')) return OTHER;
  const [at, last, before] = [Number(book.ts) * 1_000, Number(book.seqId), Number(book.prevSeqId)];
  if (!Number.isSafeInteger(at) || !Number.isSafeInteger(last)) throw invalid(line, 'a book without its time and number');
  const sides = { bids: levelsOf(book.bids, line), asks: levelsOf(book.asks, line) };
  if (raw.action === 'snapshot') return { kind: 'snapshot', snapshot: { at, lastUpdate: last, ...sides } };
  // A sign of life changes nothing, and repeats its number.
  return before === last ? OTHER : { kind: 'change', change: { at, firstUpdate: Math.min(before + 1, last), lastUpdate: last, ...sides } };
}

const DUMP = 'symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty,pu';

export function isDumpHeader(text: string): boolean {
  return text.trim() === DUMP;
}

/** Yields the messages of a dump: its rows, those of one change together. Throws `book-stream-invalid`. */
export function* dumpMessages(lines: Iterable<string>): Generator<{ readonly message: BookMessage; readonly line: number }> {
  let open: { key: string; at: Instant; first: number; last: number; isSnapshot: boolean; bids: Level[]; asks: Level[]; line: number } | undefined;
  let line = 0;
  const close = (): BookMessage => {
    const { at, first, last, isSnapshot, bids, asks } = open as NonNullable<typeof open>;
    return isSnapshot ? { kind: 'snapshot', snapshot: { at, lastUpdate: last, bids, asks } } : { kind: 'change', change: { at, firstUpdate: first, lastUpdate: last, bids, asks } };
  };
  for (const text of lines) {
    line += 1;
    if (text.trim() === '' || isDumpHeader(text)) continue;
    const [, stamp, first, last, side, type, price, quantity, before] = text.trim().split(',');
    const key = `${stamp},${last},${type === 'snap' ? 'snap' : 'set'}`;
    const level: Level = [Number(price), Number(quantity)];
    if (!(level[0] > 0) || !(level[1] >= 0) || (side !== 'a' && side !== 'b') || ![stamp, first, last].every(isWhole)) throw invalid(line, `the row ${text.slice(0, 80)}`);
    if (open !== undefined && open.key !== key) yield { message: close(), line: open.line };
    if (open?.key !== key) open = { key, at: Number(stamp) * 1_000, first: Number(before) > 0 ? Number(before) + 1 : Number(first), last: Number(last), isSnapshot: type === 'snap', bids: [], asks: [], line };
    (side === 'b' ? open.bids : open.asks).push(level);
  }
  if (open !== undefined) yield { message: close(), line: open.line };
}

function isWhole(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text));
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
