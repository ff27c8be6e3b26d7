/**
 * From the time cells of a row to when its bar opened and when it may be known. Here the look-ahead of
 * most backtests is born, so nothing is assumed: what a stamp means, and how long a bar is, must be said.
 */
import type { ErrorCodeName } from '../core/error-codes.js';
import { MILLISECOND, SECOND, formatInstant, type Instant } from '../core/instant.js';
import type { TimeZone } from '../host/time-zone.js';
import type { BarNumbers } from './bar-table.js';
import type { CsvLayout } from './csv-layout.js';
import { cellText, type CsvRow } from './csv-scanner.js';
import { clockUs } from './clock-time.js';
import { durationUs, type ImportOptions } from './import-options.js';
import type { EpochUnit, StampReader } from './stamp.js';

export interface TimeTrouble {
  readonly code: ErrorCodeName;
  readonly message: string;
  readonly help: string;
  readonly column: 'time' | 'openedAt' | 'closedAt';
  /** The whole file is read wrongly, not one row. */
  readonly fatal: boolean;
}

/** A resource: what the rows so far have shown about their stamps. */
export class BarTimes {
  trouble: TimeTrouble | undefined;
  private readonly durationUs: number | undefined;
  private readonly openUs: number;
  private readonly closeUs: number;
  /** Whether the stamps are dates alone, once one was read. */
  private dates: boolean | undefined;

  constructor(
    private readonly reader: StampReader,
    private readonly zone: TimeZone | undefined,
    private readonly options: ImportOptions,
  ) {
    this.durationUs = options.barDuration === undefined ? undefined : durationUs(options.barDuration);
    this.openUs = clockUs(options.session?.open ?? '00:00');
    this.closeUs = clockUs(options.session?.close ?? '24:00');
  }

  get unit(): EpochUnit | undefined {
    return this.reader.unit;
  }

  /** Writes both times into `bar` and returns true, or sets `trouble`. */
  read(row: CsvRow, { index, inclusiveClose, stamp }: CsvLayout, bar: BarNumbers): boolean {
    this.trouble = undefined;
    if (index.openedAt >= 0 && index.closedAt >= 0) {
      bar.openedAt = this.stamp(row, index.openedAt, 'openedAt');
      if (this.trouble === undefined) bar.closedAt = this.stamp(row, index.closedAt, 'closedAt');
      if (inclusiveClose) bar.closedAt = afterLastMoment(bar.closedAt);
      return this.trouble === undefined;
    }
    const time = index.clock < 0 ? this.stamp(row, index.time, 'time') : this.dateAndClock(row, index);
    if (this.trouble !== undefined) return false;
    const meaning = this.options.stamp ?? stamp;
    return this.reader.isDate ? this.day(time, bar) : this.moment(inclusiveClose && meaning === 'close' ? afterLastMoment(time) : time, meaning, bar);
  }

  /** Two cells, read as the one stamp they are. 930 could be minutes or seconds; only 0930 and 093000 are clear. */
  private dateAndClock(row: CsvRow, index: CsvLayout['index']): Instant {
    const clock = cellText(row, index.clock).trim();
    const padded = /^\d{4}$/.test(clock) ? `${clock}00` : clock;
    const bytes = new TextEncoder().encode(`${cellText(row, index.time).trim()} ${padded}`);
    return this.checkedStamp(this.reader.read(bytes, 0, bytes.length), 'time');
  }

  private stamp(row: CsvRow, cell: number, column: TimeTrouble['column']): Instant {
    return this.checkedStamp(this.reader.read(row.bytes, row.starts[cell], row.ends[cell]), column);
  }

  private checkedStamp(time: Instant, column: TimeTrouble['column']): Instant {
    const { trouble, isDate } = this.reader;
    if (trouble !== undefined) this.trouble = { ...trouble, column, fatal: false };
    else if (isDate && column !== 'time') this.trouble = this.mixed(column, time, 'a date alone');
    else if (column === 'time' && this.dates !== undefined && this.dates !== isDate) this.trouble = this.mixed(column, time, isDate ? 'a date alone' : 'a time of day');
    else this.dates = isDate;
    return time;
  }

  private mixed(column: TimeTrouble['column'], time: Instant, found: string): TimeTrouble {
    return {
      code: 'time-invalid',
      message: `The times of a file are all dates, or all dates with a time of day (found ${found}, ${formatInstant(time)}).`,
      help: 'Mend the row.',
      column,
      fatal: false,
    };
  }

  private day(midnight: number, bar: BarNumbers): boolean {
    if (this.zone === undefined) return this.stop('session-unstated', 'A date alone does not say when a bar opened and when it was known.', 'Say timeZone and session, as America/New_York with open 09:30 and close 16:00; or timeZone UTC alone for a market that never closes.');
    const opened = this.zone.instantOf(midnight + this.openUs);
    const early = this.options.session?.earlyCloses?.[formatInstant(midnight)];
    const closed = this.zone.instantOf(midnight + (early === undefined ? this.closeUs : clockUs(early)));
    if (typeof opened !== 'number' || typeof closed !== 'number') {
      this.trouble = {
        code: 'wall-clock-ambiguous',
        message: `The hours of a session exist once a day (on ${formatInstant(midnight)} the clocks changed across them).`,
        help: 'Give openedAt and closedAt in UTC.',
        column: 'time',
        fatal: false,
      };
      return false;
    }
    bar.openedAt = opened;
    bar.closedAt = closed;
    return true;
  }

  private moment(time: Instant, stamp: 'open' | 'close' | undefined, bar: BarNumbers): boolean {
    if (stamp === undefined) return this.stop('stamp-unstated', 'A bar with one time says whether that is its opening or its close (nothing was said).', 'Say stamp: open or stamp: close. Most exchanges stamp the opening, most vendors of futures the close.');
    if (this.durationUs === undefined) return this.stop('bar-duration-unstated', 'A bar with one time says how long it lasts (nothing was said).', 'Say barDuration, as 1m or 1h.');
    bar.openedAt = stamp === 'open' ? time : time - this.durationUs;
    bar.closedAt = bar.openedAt + this.durationUs;
    return true;
  }

  private stop(code: ErrorCodeName, message: string, help: string): false {
    this.trouble = { code, message, help, column: 'time', fatal: true };
    return false;
  }
}

/** Returns when a bar is over whose last moment is stamped …:59, …:59.999 or …:59.999999. */
function afterLastMoment(last: Instant): Instant {
  if (last % MILLISECOND !== 0) return last + 1;
  return last + (last % SECOND === 0 ? SECOND : MILLISECOND);
}
