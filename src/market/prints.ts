/**
 * Prints of one instrument, the trades of others, from CSV, JSON or Parquet: time, price, size, and what the exchange
 * said of each. Many share a stamp; the order of the rows is then the order of the trades.
 */
import type { Instant } from '../core/instant.js';
import { isOnTick, type Instrument, type InstrumentId } from '../domain/instrument.js';
import { startByteDigest, type ByteDigest } from '../host/byte-digest.js';
import type { QualityNote } from './bar-table.js';
import { readTickRows, type TickRow, type TickRowKind, type TickRowOptions } from './tick-rows.js';

export interface PrintOptions extends TickRowOptions {
  /** What becomes of prints that the file itself calls suspicious: they are kept if absent. */
  readonly suspicious?: 'keep' | 'drop' | undefined;
  /** What becomes of a price between two ticks: refused if absent. */
  readonly offTick?: 'refuse' | 'round' | undefined;
}

/** In order of time; prints of one stamp in the order of the file. All columns have `length` entries. */
export interface PrintTable {
  readonly instrument: InstrumentId;
  readonly length: number;
  readonly at: Float64Array;
  readonly price: Float64Array;
  /** Units of the instrument; -1 where not known. */
  readonly size: Float64Array;
  /** Place in `words`; absent where the file says nothing. */
  readonly conditions: Uint32Array | undefined;
  readonly words: readonly string[];
  readonly digest: string;
  readonly notes: readonly QualityNote[];
}

const KIND: TickRowKind = {
  plural: 'Prints',
  code: 'prints-invalid',
  aliases: {
    price: ['price', 'tradeprice', 'lastprice', 'last', 'p', 'px'],
    size: ['size', 'quantity', 'qty', 'amount', 'volume', 'tradesize', 'q', 'sz', 'lastsize'],
    conditions: ['conditions', 'condition', 'salecondition', 'saleconditions', 'tradecondition', 'tradeconditions'],
    suspicious: ['suspicious'],
  },
  needs: ['price'],
  help: 'Name them in a header, or say `columns: [time, price, size]`.',
};

/** Returns the prints of a file. Throws `prints-invalid`, with every line that is wrong, and what reading files throws. */
export async function readPrints(path: string, instrument: Instrument, options: PrintOptions = {}): Promise<PrintTable> {
  const builder = new PrintBuilder(instrument, options);
  await readTickRows(path, KIND, options, (row) => builder.take(row));
  return builder.build();
}

export interface PrintRow {
  readonly at: Instant;
  readonly price: number;
  readonly size: number;
}

/** Returns a table of these prints, which must be in order and on the grid. */
export function printTable(instrument: Instrument, rows: Iterable<PrintRow>): PrintTable {
  const builder = new PrintBuilder(instrument, {});
  for (const row of rows) builder.add(row, '');
  return builder.build();
}

/** Returns a table of some of the prints, with one more note. */
export function chosenPrints(table: PrintTable, places: readonly number[], note: QualityNote): PrintTable {
  const columns = emptyColumns(places.length, true);
  places.forEach((place, row) => {
    columns.at[row] = table.at[place];
    columns.price[row] = table.price[place];
    columns.size[row] = table.size[place];
    columns.words[row] = table.conditions?.[place] ?? 0;
  });
  const { at, price, size, words: conditions } = columns;
  const chosen = { ...table, length: places.length, at, price, size, conditions: table.conditions === undefined ? undefined : conditions, notes: [...table.notes, note] };
  return { ...chosen, digest: digestOf(chosen) };
}

interface Tally {
  count: number;
  firstAt: Instant;
}

/** A resource: columns that grow by doubling, and are copied into shared memory once at the end. */
class PrintBuilder {
  private length = 0;
  private columns = emptyColumns(1_024, false);
  private readonly words = new Map<string, number>([['', 0]]);
  private readonly tallies = new Map<string, Tally>();

  constructor(
    private readonly instrument: Instrument,
    private readonly options: PrintOptions,
  ) {}

  /** Returns what is wrong with a row. */
  take(row: TickRow): string | undefined {
    const found = row.number('price');
    if (!(found > 0)) return 'A print has a price above zero.';
    const size = row.has('size') ? row.number('size') : -1;
    if (row.has('size') && !(size >= 0)) return 'A print has a size of zero or more.';
    if (row.has('suspicious') && row.number('suspicious') > 0) {
      this.note('suspicious', row.at);
      if (this.options.suspicious === 'drop') return undefined;
    }
    const { ticksPerUnit } = this.instrument;
    const isOn = isOnTick(this.instrument, found);
    if (!isOn && this.options.offTick !== 'round') return `A print lies on the tick grid, ${1 / ticksPerUnit} apart (found ${found}).`;
    const price = isOn ? found : Math.round(found * ticksPerUnit) / ticksPerUnit;
    if (!(price > 0)) return `A print stays above zero when it is rounded to ticks of ${1 / ticksPerUnit} (found ${found}); say a finer tick.`;
    if (!isOn) this.note('rounded', row.at);
    this.add({ at: row.at, price, size }, row.has('conditions') ? row.text('conditions') : '');
    return undefined;
  }

  add({ at, price, size }: PrintRow, words: string): void {
    if (this.length === this.columns.at.length) this.grow();
    const { columns, length } = this;
    columns.at[length] = at;
    columns.price[length] = price + 0;
    columns.size[length] = size + 0;
    let place = this.words.get(words);
    if (place === undefined) this.words.set(words, (place = this.words.size));
    columns.words[length] = place;
    this.length += 1;
  }

  build(): PrintTable {
    const { length, instrument } = this;
    const shared = emptyColumns(length, true);
    for (const name of ['at', 'price', 'size', 'words'] as const) shared[name].set(this.columns[name].subarray(0, length));
    const { at, price, size } = shared;
    const words = [...this.words.keys()];
    const conditions = words.length > 1 ? shared.words : undefined;
    const table = { instrument: instrument.id, length, at, price, size, conditions, words, notes: this.notes() };
    return { ...table, digest: digestOf(table) };
  }

  private grow(): void {
    const larger = emptyColumns(this.columns.at.length * 2, false);
    for (const name of ['at', 'price', 'size', 'words'] as const) larger[name].set(this.columns[name]);
    this.columns = larger;
  }

  private note(kind: string, firstAt: Instant): void {
    const tally = this.tallies.get(kind);
    if (tally === undefined) this.tallies.set(kind, { count: 1, firstAt });
    else tally.count += 1;
  }

  private notes(): readonly QualityNote[] {
    const told: Readonly<Record<string, string>> = {
      suspicious: `Prints that the file itself calls suspicious were ${this.options.suspicious === 'drop' ? 'left out' : 'kept'}.`,
      rounded: 'Prices of prints between two ticks were rounded to the nearest.',
    };
    return [...this.tallies].map(([kind, { count, firstAt }]) => ({ kind, count, firstAt, note: told[kind] ?? '' }));
  }
}

interface Columns {
  readonly at: Float64Array;
  readonly price: Float64Array;
  readonly size: Float64Array;
  readonly words: Uint32Array;
}

function emptyColumns(length: number, shared: boolean): Columns {
  const bytes = length * 28;
  const memory = shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  return { at: new Float64Array(memory, 0, length), price: new Float64Array(memory, length * 8, length), size: new Float64Array(memory, length * 16, length), words: new Uint32Array(memory, length * 24, length) };
}

/** Over the rows as text, so that it is the same on every machine. */
function digestOf({ instrument, length, at, price, size, conditions, words }: Omit<PrintTable, 'digest'>): string {
  const digest: ByteDigest = startByteDigest();
  digest.update(`hivetape/prints/v1\n${instrument}\n`);
  for (let row = 0; row < length; row += 1) digest.update(`${at[row]},${price[row]},${size[row]},${conditions === undefined ? '' : words[conditions[row]]}\n`);
  return `sha256:${digest.hex()}`;
}
