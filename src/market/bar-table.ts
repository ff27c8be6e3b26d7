/**
 * A table of bars: one instrument's past, as columns. What an importer makes and a feed reads. The
 * columns lie in shared memory, so that the workers of a sweep read one parsed data set.
 */
import { assert } from '../core/assert.js';
import type { Instant } from '../core/instant.js';
import type { InstrumentId } from '../domain/instrument.js';
import { startByteDigest, type ByteDigest } from '../host/byte-digest.js';

/** Something odd about data, as counted in a whole table; becomes `DataQualityNoted`. */
export interface QualityNote {
  /** What it is: gap, zero-volume, spike, stale, repaired, … */
  readonly kind: string;
  readonly count: number;
  /** Close of the first bar concerned; absent for notes about the file as a whole. */
  readonly firstAt?: Instant;
  readonly note: string;
}

/** Bars in order of `closedAt`, strictly rising. All columns have `length` entries. */
export interface BarTable {
  readonly instrument: InstrumentId;
  readonly length: number;
  /** Instants, in µs. */
  readonly openedAt: Float64Array;
  readonly closedAt: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Units of the instrument; -1 where not known. */
  readonly volume: Float64Array;
  /** "sha256:…" of the normalised rows: the same on every machine, however the file was written. */
  readonly digest: string;
  /** What the importer noticed and did. */
  readonly notes: readonly QualityNote[];
}

/** The numbers of one bar; a writer may use one object again and again. */
export interface BarNumbers {
  openedAt: number;
  closedAt: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

const COLUMNS = ['openedAt', 'closedAt', 'open', 'high', 'low', 'close', 'volume'] as const;
type Columns = { readonly [Name in (typeof COLUMNS)[number]]: Float64Array };

export interface BarTableBuilder {
  readonly length: number;
  append(row: BarNumbers): void;
  /** Writes over the last row. */
  replaceLast(row: BarNumbers): void;
  /** Sorts by close; of equal ones, first come first. */
  sortByClose(): void;
  /** Returns a copy of one row. */
  rowAt(index: number): BarNumbers;
  /** Cuts off what stands behind. */
  truncate(length: number): void;
  /** Writes over a row. */
  setRow(index: number, row: BarNumbers): void;
  /** Returns the finished table. The builder is not used afterwards. */
  build(instrument: InstrumentId, notes: readonly QualityNote[]): BarTable;
}

/** Returns an empty builder; a table of exactly `rows` rows is then never copied. */
export function startBarTable(rows?: number): BarTableBuilder {
  return new GrowingTable(rows);
}

/** Returns a table of these rows, which must be in order. */
export function barTable(instrument: InstrumentId, rows: Iterable<BarNumbers>, notes: readonly QualityNote[] = []): BarTable {
  const builder = startBarTable();
  for (const row of rows) builder.append(row);
  return builder.build(instrument, notes);
}

/** Returns one bar of the table as plain numbers. */
export function barNumbersAt(table: BarTable, index: number): BarNumbers {
  assert(index >= 0 && index < table.length, 'A row of a table lies inside it', { index });
  return {
    openedAt: table.openedAt[index],
    closedAt: table.closedAt[index],
    open: table.open[index],
    high: table.high[index],
    low: table.low[index],
    close: table.close[index],
    volume: table.volume[index],
  };
}

/** Returns the first row that closes at or after an instant; the length if there is none. */
export function firstRowFrom(table: BarTable, instant: Instant): number {
  let low = 0;
  let high = table.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (table.closedAt[middle] < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A resource: columns that grow by doubling, and are copied into shared memory once at the end. */
class GrowingTable implements BarTableBuilder {
  length = 0;
  private capacity: number;
  private columns: Columns;

  constructor(private readonly rows?: number) {
    this.capacity = rows ?? 1_024;
    this.columns = emptyColumns(this.capacity, rows !== undefined);
  }

  append(row: BarNumbers): void {
    if (this.length === this.capacity) this.grow();
    this.length += 1;
    this.setRow(this.length - 1, row);
  }

  replaceLast(row: BarNumbers): void {
    this.setRow(this.length - 1, row);
  }

  setRow(index: number, row: BarNumbers): void {
    const columns = this.columns;
    columns.openedAt[index] = row.openedAt;
    columns.closedAt[index] = row.closedAt;
    // Adding 0 turns -0 into 0; no stored number is -0.
    columns.open[index] = row.open + 0;
    columns.high[index] = row.high + 0;
    columns.low[index] = row.low + 0;
    columns.close[index] = row.close + 0;
    columns.volume[index] = row.volume + 0;
  }

  rowAt(index: number): BarNumbers {
    return barNumbersAt({ ...this.columns, length: this.length } as BarTable, index);
  }

  truncate(length: number): void {
    assert(length <= this.length, 'A table is cut shorter, never longer', { length });
    this.length = length;
  }

  sortByClose(): void {
    const closedAt = this.columns.closedAt;
    const order = Array.from({ length: this.length }, (_, index) => index);
    order.sort((a, b) => closedAt[a] - closedAt[b] || a - b);
    const sorted = emptyColumns(this.capacity, false);
    for (const name of COLUMNS) {
      const from = this.columns[name];
      order.forEach((source, index) => (sorted[name][index] = from[source]));
    }
    this.columns = sorted;
  }

  build(instrument: InstrumentId, notes: readonly QualityNote[]): BarTable {
    const columns = this.rows === this.length ? this.columns : this.copied();
    assertOrder(columns, this.length);
    return { instrument, length: this.length, ...columns, digest: digestOfRows(instrument, columns, this.length), notes };
  }

  private copied(): Columns {
    const columns = emptyColumns(this.length, true);
    for (const name of COLUMNS) columns[name].set(this.columns[name].subarray(0, this.length));
    return columns;
  }

  private grow(): void {
    this.capacity = Math.max(1_024, this.capacity * 2);
    const larger = emptyColumns(this.capacity, false);
    for (const name of COLUMNS) larger[name].set(this.columns[name]);
    this.columns = larger;
  }
}

function emptyColumns(length: number, shared: boolean): Columns {
  const bytes = length * 8;
  const memory = shared ? new SharedArrayBuffer(bytes * COLUMNS.length) : new ArrayBuffer(bytes * COLUMNS.length);
  const column = (index: number): Float64Array => new Float64Array(memory, bytes * index, length);
  return {
    openedAt: column(0),
    closedAt: column(1),
    open: column(2),
    high: column(3),
    low: column(4),
    close: column(5),
    volume: column(6),
  };
}

function assertOrder({ openedAt, closedAt }: Columns, length: number): void {
  let last = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < length; index += 1) {
    assert(closedAt[index] > last, 'Bars of a table are in order of their close', { index });
    assert(openedAt[index] < closedAt[index], 'A bar opens before it closes', { index });
    last = closedAt[index];
  }
}

const ROWS_AT_ONCE = 2_048;

/** The digest is over little-endian doubles in the order of `COLUMNS`, row by row, after a line of version and one of the name. */
function digestOfRows(instrument: InstrumentId, columns: Columns, length: number): string {
  const digest = startByteDigest();
  digest.update(`hivetape/bars/v1\n${instrument}\n`);
  const block = new DataView(new ArrayBuffer(ROWS_AT_ONCE * 56));
  for (let from = 0; from < length; from += ROWS_AT_ONCE) {
    digestBlock(digest, block, { columns, from, to: Math.min(length, from + ROWS_AT_ONCE) });
  }
  return `sha256:${digest.hex()}`;
}

function digestBlock(digest: ByteDigest, block: DataView, { columns, from, to }: { columns: Columns; from: number; to: number }): void {
  let at = 0;
  for (let row = from; row < to; row += 1) {
    block.setFloat64(at, columns.openedAt[row], true);
    block.setFloat64(at + 8, columns.closedAt[row], true);
    block.setFloat64(at + 16, columns.open[row], true);
    block.setFloat64(at + 24, columns.high[row], true);
    block.setFloat64(at + 32, columns.low[row], true);
    block.setFloat64(at + 40, columns.close[row], true);
    block.setFloat64(at + 48, columns.volume[row], true);
    at += 56;
  }
  digest.update(new Uint8Array(block.buffer, 0, at));
}
