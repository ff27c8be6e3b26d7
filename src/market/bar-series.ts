/**
 * The bars of one instrument while they are read: checked, kept in order, and counted where they were
 * odd. What to do with oddities was said in the options; nothing is mended silently.
 */
import { formatInstant, type Instant } from '../core/instant.js';
import type { InstrumentId } from '../domain/instrument.js';
import { startBarTable, type BarNumbers, type BarTable, type QualityNote } from './bar-table.js';
import type { GuardKind } from './guard/guard-policies.js';
import { repairOf, type OnRepair } from './guard/repair.js';
import type { ImportOptions } from './import-options.js';
import type { ImportProblems } from './import-problems.js';

export type SeriesOptions = Pick<ImportOptions, 'duplicates' | 'sort' | 'allowNonPositive' | 'repair'>;

interface Tally {
  count: number;
  firstAt: Instant;
}

/** A resource: the table that grows, and what was noticed. */
export class BarSeries {
  private readonly builder = startBarTable();
  private readonly tallies = new Map<string, Tally>();
  private lastClosedAt = Number.NEGATIVE_INFINITY;
  private unsorted = false;

  constructor(
    readonly instrument: InstrumentId,
    private readonly options: SeriesOptions,
    private readonly problems: ImportProblems,
    /** Hears of every row that is mended. */
    private readonly onRepair?: OnRepair,
  ) {}

  get length(): number {
    return this.builder.length;
  }

  /** Takes a bar, or notes a problem with it. The row is the caller's, and may be written over; so it may be here. */
  add(row: BarNumbers, line: number): void {
    if (!this.sound(row, line)) return;
    if (row.closedAt > this.lastClosedAt) {
      this.lastClosedAt = row.closedAt;
      this.builder.append(row);
    } else if (row.closedAt === this.lastClosedAt && !this.unsorted) this.duplicate(row, line);
    else this.late(row, line);
  }

  build(notes: readonly QualityNote[]): BarTable {
    if (this.unsorted) {
      this.builder.sortByClose();
      this.dropDuplicates();
    }
    return this.builder.build(this.instrument, [...notes, ...this.ownNotes()]);
  }

  private sound(row: BarNumbers, line: number): boolean {
    const { open, high, low, close } = row;
    if (low <= 0 && this.options.allowNonPositive !== true) return this.notPositive(row, line);
    const within = high >= open && high >= close && low <= open && low <= close && high >= low;
    if (within && row.volume >= 0 && row.openedAt < row.closedAt) return true;
    if (row.openedAt >= row.closedAt) return this.inconsistent(line, `it opens at ${formatInstant(row.openedAt)} and closes at ${formatInstant(row.closedAt)}`);
    if (within && row.volume === -1 && this.volumeUnknown) return true;
    if (this.options.repair !== true) {
      const values = `open ${open}, high ${high}, low ${low}, close ${close}, volume ${row.volume}`;
      return this.inconsistent(line, values);
    }
    const before = this.onRepair === undefined ? undefined : { ...row };
    row.high = Math.max(open, high, low, close);
    row.low = Math.min(open, high, low, close);
    row.volume = Math.max(0, row.volume);
    if (before !== undefined) this.tell('ohlc', before, row);
    this.note('repaired', row.closedAt);
    return true;
  }

  /** Set by the importer where the file has no volume. */
  volumeUnknown = false;

  private notPositive({ low }: BarNumbers, line: number): false {
    this.problems.add({
      code: 'price-not-positive',
      message: `Prices are above zero (found a low of ${low}).`,
      help: 'If such prices really traded, say allowNonPositive.',
      line,
    });
    return false;
  }

  private inconsistent(line: number, found: string): false {
    this.problems.add({
      code: 'bar-inconsistent',
      message: `A bar opens before it closes, its high is the highest, its low the lowest, and its volume not negative (found ${found}).`,
      help: 'Mend the row, or say `repair: true` in its options to widen the range and note it.',
      line,
    });
    return false;
  }

  private duplicate(row: BarNumbers, line: number): void {
    const policy = this.options.duplicates ?? 'error';
    if (policy === 'error') this.duplicateProblem(row.closedAt, line);
    else {
      this.note('duplicate', row.closedAt);
      this.tellDuplicate(this.builder.length - 1, row);
      if (policy === 'last') this.builder.replaceLast(row);
    }
  }

  private duplicateProblem(closedAt: Instant, line: number): void {
    this.problems.add({
      code: 'time-duplicate',
      message: `Each bar of ${this.instrument} closes at a time of its own (found ${formatInstant(closedAt)} again).`,
      help: 'Say `duplicates: last` or `duplicates: first` in its options, or mend the file.',
      line,
    });
  }

  private late(row: BarNumbers, line: number): void {
    if (this.options.sort === true) {
      this.unsorted = true;
      this.note('sorted', row.closedAt);
      this.tell('out-of-order', row, row);
      this.builder.append(row);
      return;
    }
    this.problems.add({
      code: 'time-unsorted',
      message: `Bars of ${this.instrument} come in order of time (found ${formatInstant(row.closedAt)} after ${formatInstant(this.lastClosedAt)}).`,
      help: 'Say `sort: true` in its options, or sort the file.',
      line,
    });
  }

  private dropDuplicates(): void {
    const { builder } = this;
    let kept = 0;
    for (let index = 1; index < builder.length; index += 1) {
      const row = builder.rowAt(index);
      if (row.closedAt !== builder.rowAt(kept).closedAt) builder.setRow((kept += 1), row);
      else if (this.options.duplicates === 'last') {
        this.note('duplicate', row.closedAt);
        this.tellDuplicate(kept, row);
        builder.setRow(kept, row);
      } else if (this.options.duplicates === 'first') {
        this.note('duplicate', row.closedAt);
        this.tellDuplicate(kept, row);
      }
      else this.duplicateProblem(row.closedAt, 0);
    }
    builder.truncate(kept + 1);
    this.problems.throwIfAny();
  }

  /** Of two bars at one instant the one that goes is what was found, the one that stays what is played. */
  private tellDuplicate(kept: number, row: BarNumbers): void {
    if (this.onRepair === undefined) return;
    const before = this.builder.rowAt(kept);
    if (this.options.duplicates === 'last') this.tell('duplicate', before, row);
    else this.tell('duplicate', row, before);
  }

  private tell(defect: GuardKind, before: BarNumbers, after: BarNumbers): void {
    this.onRepair?.(repairOf({ instrument: this.instrument, defect, at: after.closedAt, before, after }));
  }

  private note(kind: string, firstAt: Instant): void {
    const tally = this.tallies.get(kind);
    if (tally === undefined) this.tallies.set(kind, { count: 1, firstAt });
    else tally.count += 1;
  }

  private ownNotes(): readonly QualityNote[] {
    const told: Readonly<Record<string, string>> = {
      repaired: 'High and low were widened to hold open and close; negative volume was taken as none.',
      duplicate: `Of bars that close at one time, the ${this.options.duplicates ?? 'first'} was kept.`,
      sorted: 'Bars that went back in time were sorted.',
    };
    return [...this.tallies].map(([kind, { count, firstAt }]) => ({ kind, count, firstAt, note: told[kind] ?? '' }));
  }
}
