/**
 * Turns the rows of a CSV file into bars: finds the columns, reads times and numbers, and hands each bar
 * to the series of its instrument.
 */
import { HivetapeError } from '../core/errors.js';
import type { InstrumentId } from '../domain/instrument.js';
import { timeZone } from '../host/time-zone.js';
import type { BarNumbers, BarTable, QualityNote } from './bar-table.js';
import { BarSeries } from './bar-series.js';
import { BarTimes } from './bar-times.js';
import { layoutOf, type CsvLayout } from './csv-layout.js';
import { cellColumn, cellText, type CsvRow } from './csv-scanner.js';
import { quickDecimal, readDecimal } from './decimal.js';
import type { ImportOptions } from './import-options.js';
import type { OnRepair } from './guard/repair.js';
import { ImportProblems } from './import-problems.js';
import { stampReader } from './stamp.js';
import { symbolOf } from './symbol-rule.js';

const ROWS_MAX = 50_000_000;

/** A resource: the series that are growing. */
export class BarRows {
  private readonly problems: ImportProblems;
  private readonly seriesBySymbol = new Map<string, BarSeries | undefined>();
  private readonly times: BarTimes;
  private readonly decimalMark: '.' | ',';
  private readonly decimalByte: number;
  private readonly rowsMax: number;
  private readonly bar: BarNumbers = { openedAt: 0, closedAt: 0, open: 0, high: 0, low: 0, close: 0, volume: -1 };
  private layout: CsvLayout | undefined;
  private lastSymbol = new Uint8Array(0);
  private lastSeries: BarSeries | undefined;
  private symbolKnown = false;
  private rows = 0;
  private skipped = 0;

  constructor(
    private readonly file: string,
    private readonly options: ImportOptions,
    private readonly onRepair?: OnRepair,
  ) {
    this.problems = new ImportProblems(file);
    this.decimalMark = options.decimal ?? '.';
    this.decimalByte = this.decimalMark.charCodeAt(0);
    this.rowsMax = options.rowsMax ?? ROWS_MAX;
    const zone = options.timeZone === undefined ? undefined : timeZone(options.timeZone);
    this.times = new BarTimes(stampReader(options.timeFormat ?? 'auto', zone), zone, options);
  }

  take(row: CsvRow): void {
    if (this.layout === undefined) {
      this.layout = layoutOf(row, this.options, this.file);
      if (this.layout.fromHeader) return;
    }
    const { cells } = this.layout;
    this.rows += 1;
    if (this.rows > this.rowsMax) throw this.tooMany();
    if (row.count !== cells && !this.isShortEnough(row, this.layout)) this.ragged(row, cells);
    else this.read(row, this.layout);
  }

  /** Returns the tables. Throws what was wrong, or `data-empty`. */
  finish(notes: readonly QualityNote[]): readonly BarTable[] {
    this.problems.throwIfAny();
    const series = [...this.seriesBySymbol.values()].filter((one) => one !== undefined);
    if (series.length === 0) throw this.empty();
    const shared = [...notes, ...this.ownNotes()];
    return series.map((one) => one.build(shared));
  }

  private read(row: CsvRow, layout: CsvLayout): void {
    const { index } = layout;
    const series = this.seriesOf(row, index.symbol);
    if (series === undefined) return;
    const { bar } = this;
    if (!this.times.read(row, layout, bar)) return this.timeProblem(row, index);
    bar.open = this.number(row, index.open);
    bar.high = this.number(row, index.high);
    bar.low = this.number(row, index.low);
    bar.close = this.number(row, index.close);
    bar.volume = index.volume < 0 ? -1 : this.number(row, index.volume);
    const sum = bar.open + bar.high + bar.low + bar.close + bar.volume;
    if (sum === sum) series.add(bar, row.line);
  }

  private number(row: CsvRow, cell: number): number {
    const quick = quickDecimal(row.bytes, row.starts[cell], row.ends[cell], this.decimalByte);
    return quick === quick ? quick : this.slowNumber(row, cell);
  }

  private slowNumber(row: CsvRow, cell: number): number {
    const found = readDecimal(cellText(row, cell), this.decimalMark);
    if (typeof found === 'number') return found;
    this.problems.add({ ...found, line: row.line, column: cellColumn(row, cell) });
    return Number.NaN;
  }

  private seriesOf(row: CsvRow, cell: number): BarSeries | undefined {
    if (this.symbolKnown && (cell < 0 || sameBytes(row, cell, this.lastSymbol))) return this.lastSeries;
    const symbol = cell < 0 ? undefined : cellText(row, cell);
    this.lastSymbol = cell < 0 ? this.lastSymbol : row.bytes.slice(row.starts[cell], row.ends[cell]);
    this.symbolKnown = true;
    const key = symbol ?? '';
    if (!this.seriesBySymbol.has(key)) this.seriesBySymbol.set(key, this.startSeries(symbol, row, cell));
    this.lastSeries = this.seriesBySymbol.get(key);
    return this.lastSeries;
  }

  private startSeries(symbol: string | undefined, row: CsvRow, cell: number): BarSeries | undefined {
    const wanted = this.options.symbol;
    if (symbol !== undefined && wanted !== undefined && wanted !== symbol) {
      this.skipped += 1;
      return undefined;
    }
    const place = { file: this.file, line: row.line, ...(cell < 0 ? {} : { column: cellColumn(row, cell) }) };
    const series = new BarSeries(this.instrumentOf(symbol, place), this.options, this.problems, this.onRepair);
    series.volumeUnknown = this.layout !== undefined && this.layout.index.volume < 0;
    return series;
  }

  private instrumentOf(symbol: string | undefined, place: { file: string; line: number }): InstrumentId {
    const { instrument } = this.options;
    // A symbol that was named in full is meant, whatever it looks like; the bars get another name.
    if (symbol !== undefined && (instrument === undefined || symbol !== this.options.symbol)) symbolOf(symbol, place);
    if (instrument === undefined && symbol !== undefined) return symbolOf(symbol, place);
    if (instrument === undefined) {
      throw new HivetapeError('symbol-unstated', 'Bars belong to an instrument (the file has no column for it, and none was named).', { place, help: 'Say instrument.' });
    }
    const others = [...this.seriesBySymbol.values()].filter((one) => one !== undefined).length;
    if (others === 0) return symbolOf(instrument);
    throw new HivetapeError('symbol-unstated', `A file read as ${instrument} holds one symbol (found ${[...this.seriesBySymbol.keys()].join(', ')}, and ${symbol}).`, {
      place,
      help: 'Say symbol to take one of them, or leave instrument out to take all.',
    });
  }

  private timeProblem(row: CsvRow, index: CsvLayout['index']): void {
    const { trouble } = this.times;
    if (trouble === undefined) return;
    const column = cellColumn(row, Math.max(0, index[trouble.column]));
    if (trouble.fatal) throw new HivetapeError(trouble.code, trouble.message, { place: { file: this.file, line: row.line, column }, help: trouble.help });
    this.problems.add({ code: trouble.code, message: trouble.message, help: trouble.help, line: row.line, column });
  }

  private isShortEnough({ count }: CsvRow, { index, cells }: CsvLayout): boolean {
    return this.options.shortRows === true && count < cells && count > Math.max(...Object.values(index));
  }

  private ragged(row: CsvRow, cells: number): void {
    this.problems.add({
      code: 'row-ragged',
      message: `A row has as many cells as the header, ${cells} (found ${row.count}).`,
      help: 'Mend the rows, or say `shortRows: true` if only cells are missing that are not read. Numbers with a decimal comma in a file of commas also look like this.',
      line: row.line,
    });
  }

  private tooMany(): HivetapeError {
    const { rowsMax } = this;
    return new HivetapeError('too-many-rows', `A file has at most ${rowsMax} rows (this one has more).`, {
      place: { file: this.file },
      help: 'Take a part of it, or raise rowsMax.',
      values: { rowsMax },
    });
  }

  private empty(): HivetapeError {
    const found = this.layout === undefined ? 'it is empty' : this.rows > 0 ? `none of ${this.options.symbol ?? 'the instrument'}` : 'only a header';
    return new HivetapeError('data-empty', `A data file has rows (found no rows: ${found}).`, {
      place: { file: this.file },
      help: 'Check that this is the file you mean.',
    });
  }

  private ownNotes(): readonly QualityNote[] {
    const notes: QualityNote[] = [];
    const { layout } = this;
    const unit = this.times.unit;
    if (unit !== undefined) notes.push({ kind: 'epoch-unit', count: 1, note: `Times count ${UNIT_NAMES[unit]} since 1970.` });
    if (layout !== undefined && layout.index.volume < 0) notes.push({ kind: 'volume-unknown', count: 1, note: 'The file has no volume.' });
    if (layout !== undefined && layout.ignored.length > 0) {
      notes.push({ kind: 'columns-ignored', count: layout.ignored.length, note: `Columns left unread: ${layout.ignored.slice(0, 20).join(', ')}.` });
    }
    if (this.skipped > 0) notes.push({ kind: 'symbols-skipped', count: this.skipped, note: `Other symbols of the file were left out.` });
    return notes;
  }
}

const UNIT_NAMES = { s: 'seconds', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds, floored to microseconds,' } as const;

function sameBytes(row: CsvRow, cell: number, expected: Uint8Array): boolean {
  const start = row.starts[cell];
  if (row.ends[cell] - start !== expected.length) return false;
  for (let at = 0; at < expected.length; at += 1) if (row.bytes[start + at] !== expected[at]) return false;
  return true;
}
