/**
 * A recorded order book as what a feed says of it: snapshots and the changes after them, each numbered, on the grids of
 * an instrument. A hole is refused, or told as one: the book is then lost until the next snapshot.
 */
import { HivetapeError } from '../../core/errors.js';
import type { Draft } from '../../core/event.js';
import { formatInstant, type Instant } from '../../core/instant.js';
import type { DataOf } from '../../domain/catalogue.js';
import { isOnTick, type Instrument } from '../../domain/instrument.js';
import { startByteDigest } from '../../host/byte-digest.js';
import { scanFile } from '../../host/file-bytes.js';
import type { QualityNote } from '../bar-table.js';
import type { DatedDraft } from '../dated-feed.js';
import type { PrintRow } from '../prints.js';
import { dumpMessages, isDumpHeader, messageOf, type BookMessage } from './book-message.js';
import { startOrderBook, type BookChange, type BookSnapshot, type BookTop, type Level } from './order-book.js';

export interface BookTapeOptions {
  /** What becomes of a hole in the numbers: refused if absent. */
  readonly gaps?: 'refuse' | 'resync' | undefined;
}

export interface BookTape {
  /** In order of time. */
  readonly drafts: readonly DatedDraft[];
  /** Best prices after every change, crossed ones left out. */
  readonly tops: readonly BookTop[];
  /** The trades that stand in the same recording. */
  readonly trades: readonly PrintRow[];
  readonly digest: string;
  readonly notes: readonly QualityNote[];
}

/** Returns the tape of a file, plain or gzipped. Throws `book-stream-invalid`, `book-gap`, `price-off-tick`, and what reading files throws. */
export async function readBookTape(path: string, instrument: Instrument, options: BookTapeOptions = {}): Promise<BookTape> {
  const lines: string[] = [];
  const decoder = new TextDecoder();
  let rest = '';
  await scanFile(path, {}, (chunk) => {
    const pieces = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = pieces.pop() ?? '';
    for (const piece of pieces) lines.push(piece);
  });
  if (rest !== '') lines.push(rest);
  try {
    return bookTape(lines, instrument, options);
  } catch (error) {
    if (error instanceof HivetapeError && error.details.place?.file === undefined) throw new HivetapeError(error.code, error.message, { ...error.details, place: { ...error.details.place, file: path } });
    throw error;
  }
}

/** Returns the tape of these lines. */
export function bookTape(lines: readonly string[], instrument: Instrument, options: BookTapeOptions = {}): BookTape {
  const builder = new TapeBuilder(instrument, options);
  if (lines.length > 0 && isDumpHeader(lines[0])) for (const { message, line } of dumpMessages(lines)) builder.take(message, line);
  else lines.forEach((text, place) => (text.trim() === '' ? undefined : builder.take(messageOf(text, place + 1), place + 1)));
  return builder.finish();
}

/** A resource: the book so far, and what was said of it. */
class TapeBuilder {
  private readonly book = startOrderBook();
  private readonly drafts: DatedDraft[] = [];
  private readonly tops: BookTop[] = [];
  private readonly trades: PrintRow[] = [];
  /** Changes that came before their snapshot. */
  private readonly early: { readonly change: BookChange; readonly line: number }[] = [];
  private readonly digest = startByteDigest();
  private isKnown = false;
  private lastAt = Number.NEGATIVE_INFINITY;
  private crossed = 0;
  private gaps = 0;
  private firstGapAt: Instant = 0;
  private firstCrossedAt: Instant = 0;

  constructor(
    private readonly instrument: Instrument,
    private readonly options: BookTapeOptions,
  ) {
    this.digest.update(`hivetape/book/v1\n${instrument.id}\n`);
  }

  take(message: BookMessage, line: number): void {
    if (message.kind === 'snapshot') this.takeSnapshot(message.snapshot, line);
    else if (message.kind === 'change' && !this.isKnown) this.early.push({ change: message.change, line });
    else if (message.kind === 'change') this.takeChange(message.change, line);
    else if (message.kind === 'trade') {
      this.demandOnTick([[message.trade.price, 0]], line);
      this.trades.push({ at: this.after(message.trade.at), price: message.trade.price, size: message.trade.quantity });
    }
  }

  finish(): BookTape {
    if (this.drafts.length === 0) throw new HivetapeError('data-empty', 'A recorded book has a snapshot (found none).', { help: 'Begin the recording with one: changes alone do not say what the book is.' });
    const notes: QualityNote[] = [];
    if (this.gaps > 0) notes.push({ kind: 'book-gap', count: this.gaps, firstAt: this.firstGapAt, note: 'Changes of the book were missing; it was lost until the next snapshot.' });
    if (this.crossed > 0) notes.push({ kind: 'crossed', count: this.crossed, firstAt: this.firstCrossedAt, note: 'The best bid of the book was at or above its best ask; nothing fills by it then.' });
    return { drafts: this.drafts, tops: this.tops, trades: this.trades, digest: `sha256:${this.digest.hex()}`, notes };
  }

  private takeSnapshot(snapshot: BookSnapshot, line: number): void {
    const { lastUpdate, bids, asks } = snapshot;
    const at = this.after(snapshot.at);
    this.book.take({ ...snapshot, at });
    this.isKnown = true;
    this.say('BookSeen', { instrument: this.instrument.id, at, lastUpdate, ...this.sidesOf({ bids, asks }, line) });
    for (const { change, line: its } of this.early.splice(0)) this.takeChange(change, its);
  }

  private takeChange(change: BookChange, line: number): void {
    const at = this.after(change.at);
    const expected = (this.book.lastUpdate ?? 0) + 1;
    const { firstUpdate, lastUpdate } = change;
    if (firstUpdate > expected) {
      if (this.options.gaps !== 'resync') this.refuseGap(expected, firstUpdate, { line, at });
      this.lose(expected, firstUpdate, at);
      this.early.push({ change, line });
      return;
    }
    if (!this.book.change({ ...change, at })) return;
    this.say('BookChanged', { instrument: this.instrument.id, at, firstUpdate, lastUpdate, ...this.sidesOf(change, line) });
  }

  private lose(expected: number, found: number, at: Instant): void {
    if (this.gaps === 0) this.firstGapAt = at;
    this.gaps += 1;
    this.isKnown = false;
    this.digest.update(`lost,${at},${expected},${found}\n`);
    this.drafts.push(this.dated('BookLost', { instrument: this.instrument.id, at, expected, found }));
  }

  private say(type: 'BookSeen' | 'BookChanged', data: DataOf<'BookSeen'> | DataOf<'BookChanged'>): void {
    this.digest.update(`${type},${JSON.stringify(data)}\n`);
    this.drafts.push(this.dated(type, data));
    const top = this.book.top();
    if (top === undefined) return;
    if (this.book.isCrossed()) {
      if (this.crossed === 0) this.firstCrossedAt = data.at;
      this.crossed += 1;
    } else this.tops.push(top);
  }

  private dated(type: Draft['type'], data: DataOf<'BookSeen'> | DataOf<'BookChanged'> | DataOf<'BookLost'>): DatedDraft {
    return { at: data.at, draft: { type, topic: `books/${this.instrument.id}`, data } };
  }

  private sidesOf({ bids, asks }: Pick<BookSnapshot, 'bids' | 'asks'>, line: number): Pick<DataOf<'BookSeen'>, 'bids' | 'asks'> {
    this.demandOnTick(bids, line);
    this.demandOnTick(asks, line);
    const named = ([price, quantity]: Level): { price: number; quantity: number } => ({ price, quantity });
    return { bids: bids.map(named), asks: asks.map(named) };
  }

  private demandOnTick(levels: readonly Level[], line: number): void {
    const off = levels.find(([price]) => !isOnTick(this.instrument, price));
    if (off === undefined) return;
    throw new HivetapeError('price-off-tick', `Prices of ${this.instrument.id} lie on a grid of ${1 / this.instrument.ticksPerUnit} (found ${off[0]}).`, { place: { line }, help: 'Say the tick that they lie on in its data section.' });
  }

  private refuseGap(expected: number, found: number, { line, at }: { readonly line: number; readonly at: Instant }): never {
    throw new HivetapeError('book-gap', `Changes of a book follow each other without a hole (found ${found} where ${expected} was next, at ${formatInstant(at)}).`, {
      place: { line },
      help: 'Take a new snapshot after the hole, or say `gaps: resync`: the book is then lost until the next snapshot in the recording.',
      values: { expected, found },
    });
  }

  /** A receiver's clock may step back; what was heard later is known later. */
  private after(at: Instant): Instant {
    this.lastAt = Math.max(this.lastAt, at);
    return this.lastAt;
  }
}
