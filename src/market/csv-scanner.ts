/**
 * Splits the bytes of a CSV file into cells, in one pass and constant memory, without making a string
 * of any of them. Knows separators, quotes and line ends, and nothing of bars.
 */
import { HivetapeError } from '../core/errors.js';

/** One row. It is lent: the next row writes over it. */
export interface CsvRow {
  bytes: Uint8Array;
  /** Where the row begins in `bytes`. */
  start: number;
  /** Begin and end of each cell, without its quotes. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  count: number;
  /** Line on which it begins, from 1. */
  line: number;
}

export interface CsvScanner {
  push(chunk: Uint8Array): void;
  /** Hands over what stands behind the last line end. */
  end(): void;
  /** How many lines ended in each way. */
  readonly lineEnds: { readonly lf: number; readonly crlf: number; readonly cr: number };
}

const CELLS_MAX = 4_096;
const ROW_BYTES_MAX = 1_048_576;
const LF = 10;
const CR = 13;
const QUOTE = 34;
const LINE_END = 2;
const NUL = 3;

/** Returns a scanner that calls `onRow` for every row that is not blank. Throws `quote-invalid`, `nul-byte`, `row-too-long`. */
export function csvScanner(options: { file: string; separator: string }, onRow: (row: CsvRow) => void): CsvScanner {
  return new Scanner(options.file, options.separator.charCodeAt(0), onRow);
}

/** Returns the text of a cell, with doubled quotes made single. */
export function cellText(row: CsvRow, cell: number): string {
  const bytes = row.bytes.subarray(row.starts[cell], row.ends[cell]);
  const text = new TextDecoder().decode(bytes);
  return row.bytes[row.starts[cell] - 1] === QUOTE ? text.replaceAll('""', '"') : text;
}

/** Returns the column of a cell, from 1, in bytes. */
export function cellColumn(row: CsvRow, cell: number): number {
  return cell < row.count ? row.starts[cell] - row.start + 1 : 1;
}

/** A resource: the bytes of the row that the last chunk left unfinished. */
class Scanner implements CsvScanner {
  readonly lineEnds = { lf: 0, crlf: 0, cr: 0 };
  private readonly row: CsvRow = {
    bytes: new Uint8Array(0),
    start: 0,
    starts: new Int32Array(CELLS_MAX),
    ends: new Int32Array(CELLS_MAX),
    count: 0,
    line: 1,
  };
  private readonly kinds = new Uint8Array(256);
  private carried = new Uint8Array(0);
  private line = 1;
  private linesInRow = 0;
  /** Line on which the quote that is still open began; 0 if none is. */
  private openQuoteLine = 0;

  constructor(
    private readonly file: string,
    separator: number,
    private readonly onRow: (row: CsvRow) => void,
  ) {
    this.kinds[separator] = 1;
    this.kinds[LF] = LINE_END;
    this.kinds[CR] = LINE_END;
    this.kinds[0] = NUL;
  }

  push(chunk: Uint8Array): void {
    const bytes = this.carried.length === 0 ? chunk : joined(this.carried, chunk);
    const rest = this.scan(bytes, false);
    this.carried = bytes.slice(rest);
    if (this.carried.length <= ROW_BYTES_MAX) return;
    if (this.openQuoteLine > 0) throw this.unclosed();
    throw this.tooLong('A row has at most 1 MiB (this one has more).');
  }

  end(): void {
    const bytes = this.carried;
    this.carried = new Uint8Array(0);
    this.scan(bytes, true);
  }

  /** Returns where the first row begins that is not complete. */
  private scan(bytes: Uint8Array, ended: boolean): number {
    this.row.bytes = bytes;
    let at = 0;
    while (at < bytes.length) {
      const next = this.scanRow(bytes, at, ended);
      if (next < 0) return at;
      at = next;
    }
    return at;
  }

  /** Returns where the next row begins, or -1 if this one needs more bytes. */
  private scanRow(bytes: Uint8Array, start: number, ended: boolean): number {
    const { row, kinds } = this;
    const { starts, ends } = row;
    const length = bytes.length;
    let at = start;
    let count = 0;
    this.linesInRow = 0;
    for (;;) {
      if (at < length && bytes[at] === QUOTE) {
        starts[count] = at + 1;
        at = this.quoteEnd(bytes, at + 1, ended);
        if (at < 0) return -1;
        ends[count] = at;
        at += 1;
        if (at < length && kinds[bytes[at]] === 0) throw this.afterQuote();
      } else {
        starts[count] = at;
        while (at < length && kinds[bytes[at]] === 0) at += 1;
        ends[count] = at;
      }
      count += 1;
      if (at >= length) {
        if (!ended) return -1;
        return this.emit(start, count, length);
      }
      const kind = kinds[bytes[at]];
      if (kind === 1) {
        at += 1;
        if (count === CELLS_MAX) throw this.tooLong(`A row has at most ${CELLS_MAX} cells (this one has more).`);
      } else if (kind === LINE_END) {
        const next = this.lineEnd(bytes, at, ended);
        return next < 0 ? -1 : this.emit(start, count, next);
      } else throw this.nul(at - start + 1);
    }
  }

  /** Returns where the line end at `at` is over, or -1 if that cannot be told yet. */
  private lineEnd(bytes: Uint8Array, at: number, ended: boolean): number {
    if (bytes[at] === LF) {
      this.lineEnds.lf += 1;
      return at + 1;
    }
    if (at + 1 >= bytes.length && !ended) return -1;
    if (bytes[at + 1] === LF) {
      this.lineEnds.crlf += 1;
      return at + 2;
    }
    this.lineEnds.cr += 1;
    return at + 1;
  }

  private emit(start: number, count: number, next: number): number {
    const { row } = this;
    row.start = start;
    row.count = count;
    row.line = this.line;
    const blank = count === 1 && row.starts[0] === row.ends[0];
    if (!blank) this.onRow(row);
    this.line += 1 + this.linesInRow;
    return next;
  }

  /** Returns where the closing quote stands, or -1 if it has not come yet. */
  private quoteEnd(bytes: Uint8Array, from: number, ended: boolean): number {
    this.openQuoteLine = this.line + this.linesInRow;
    let at = from;
    for (; at < bytes.length; at += 1) {
      if (bytes[at] === LF) this.linesInRow += 1;
      if (bytes[at] !== QUOTE) continue;
      if (bytes[at + 1] === QUOTE) at += 1;
      else if (at + 1 < bytes.length || ended) {
        this.openQuoteLine = 0;
        return at;
      } else return -1;
    }
    if (ended) throw this.unclosed();
    return -1;
  }

  private unclosed(): HivetapeError {
    return new HivetapeError('quote-invalid', 'A quoted cell ends with a quote (the one that begins here never does).', {
      place: { file: this.file, line: this.openQuoteLine },
      help: 'Close the quote, or remove it.',
    });
  }

  private afterQuote(): HivetapeError {
    return new HivetapeError('quote-invalid', 'After a closing quote comes a separator or the end of the line (found other text).', {
      place: { file: this.file, line: this.line },
      help: 'Double the quotes inside a quoted cell.',
    });
  }

  private nul(column: number): HivetapeError {
    return new HivetapeError('nul-byte', 'A text file has no NUL bytes (found one).', {
      place: { file: this.file, line: this.line, column },
      help: 'Check that the file is text in UTF-8.',
    });
  }

  private tooLong(message: string): HivetapeError {
    return new HivetapeError('row-too-long', message, {
      place: { file: this.file, line: this.line },
      help: 'Check that the file is a table of bars, and its separator.',
    });
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
