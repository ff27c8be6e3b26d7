/**
 * Figures that are no prices, each with the instant at which it could be known: earnings and their restatements, counts of messages,
 * rates. What a file does not say of that instant is asked for, never guessed: a figure that is known too early is knowledge of the
 * future. Both versions of what was restated stay, each in its time.
 */
import { startByteDigest } from '../host/byte-digest.js';
import { timeZone, type TimeZone } from '../host/time-zone.js';
import { DAY, formatInstant, type Instant } from '../core/instant.js';
import type { DataOf } from '../domain/catalogue.js';
import { readDecimal } from './decimal.js';
import { durationUs } from './import-options.js';
import { readNamedCsv, type NamedRow } from './named-csv.js';

export type Fact = DataOf<'FactSeen'>;

export interface FactOptions {
  /** Columns of the figures, by name. */
  readonly figures: Readonly<Record<string, string>>;
  /** Column of the instant at which a row could be known; absent: so long after what it is about as `delay` says. */
  readonly availableAt?: string | undefined;
  /** Column of what a row is about; absent: the instant at which it is known. */
  readonly about?: string | undefined;
  /** Column of what a row is of; absent: of the world. */
  readonly subject?: string | undefined;
  /** Which subjects to take; absent: all. */
  readonly subjects?: readonly string[] | undefined;
  /** How much later it is known than the file says. */
  readonly delay?: string | undefined;
  /** Zone of dates, and of wall clocks without one. */
  readonly timeZone?: string | undefined;
  /** Whether a row may be about a time to come. */
  readonly forecast?: boolean | undefined;
}

export interface Facts {
  /** In order of `availableAt`; those of one instant in the order of the file. */
  readonly facts: readonly Fact[];
  readonly digest: string;
}

/** Returns the facts of a file. Throws `facts-invalid` with every line that is wrong. */
export async function readFacts(path: string, options: FactOptions): Promise<Facts> {
  const { figures, availableAt, about, subject } = options;
  const intake = new FactIntake(options);
  const columns = [availableAt, about, subject, ...Object.values(figures)].filter((name) => name !== undefined);
  await readNamedCsv(path, { columns: [...new Set(columns)], code: 'facts-invalid', example: exampleOf(options), timeZone: options.timeZone, read: (row) => intake.take(row) });
  return intake.finish();
}

function exampleOf({ availableAt = 'known', about, figures }: FactOptions): string {
  const [[figure = 'figure'] = []] = Object.entries(figures);
  return `2024-05-02T20:30:00Z as ${availableAt}${about === undefined ? '' : `, 2024-03-31 as ${about}`}, 1.53 as ${figure}`;
}

/** A resource: the state of one reading. */
class FactIntake {
  private readonly facts: Fact[] = [];
  private readonly seen = new Set<string>();
  private readonly delayUs: number;
  private readonly zone: TimeZone | undefined;
  private readonly wanted: ReadonlySet<string> | undefined;

  constructor(private readonly options: FactOptions) {
    this.delayUs = options.delay === undefined ? 0 : durationUs(options.delay);
    this.zone = options.timeZone === undefined ? undefined : timeZone(options.timeZone);
    this.wanted = options.subjects === undefined ? undefined : new Set(options.subjects);
  }

  take(row: NamedRow): string | undefined {
    const { figures, availableAt, about, subject } = this.options;
    const of = subject === undefined ? '' : row.text(subject);
    if (subject !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._^=-]{0,63}$/.test(of)) return `A subject is a name of letters, digits and . _ ^ = - (found "${of.slice(0, 40)}").`;
    if (this.wanted !== undefined && !this.wanted.has(of)) return undefined;
    const told = this.instant(row, availableAt ?? about ?? '');
    if (typeof told === 'string') return told;
    const known = told + this.delayUs;
    const speaks = about === undefined ? told : this.instant(row, about);
    if (typeof speaks === 'string') return speaks;
    if (speaks > known && this.options.forecast !== true) return `A figure is known when its time is over, or later (this one is about ${formatInstant(speaks)} and known at ${formatInstant(known)}); a forecast says \`forecast: true\`.`;
    for (const [figure, column] of Object.entries(figures)) {
      const trouble = this.keep(row.text(column), { figure, subject: of, availableAt: known, about: speaks });
      if (trouble !== undefined) return trouble;
    }
    return undefined;
  }

  finish(): Facts {
    const revisions = new Map<string, number>();
    const digest = startByteDigest();
    digest.update('hivetape/facts/v1\n');
    const facts = [...this.facts].sort((a, b) => a.availableAt - b.availableAt).map((fact): Fact => {
      const key = `${fact.figure} ${fact.subject} ${fact.about}`;
      const revision = revisions.get(key) ?? 0;
      revisions.set(key, revision + 1);
      digest.update(`${fact.figure},${fact.subject},${fact.availableAt},${fact.about},${revision},${fact.value}\n`);
      return { ...fact, revision };
    });
    return { facts, digest: `sha256:${digest.hex()}` };
  }

  /** An empty cell is a figure that was not published. */
  private keep(text: string, fact: Omit<Fact, 'value' | 'revision'>): string | undefined {
    if (text === '') return undefined;
    const value = readDecimal(text, '.');
    if (typeof value !== 'number') return value.message;
    const key = `${fact.figure} ${fact.subject} ${fact.about} ${fact.availableAt}`;
    if (this.seen.has(key)) return `A figure is told once at an instant (${fact.figure} of ${fact.subject === '' ? 'the world' : fact.subject} about ${formatInstant(fact.about)} stands there again).`;
    this.seen.add(key);
    this.facts.push({ ...fact, value: value + 0, revision: 0 });
    return undefined;
  }

  /** A date alone is known when the day is over. */
  private instant(row: NamedRow, column: string): Instant | string {
    const time = row.time(column);
    if (typeof time === 'string') return time;
    if (!time.isDate) return time.at;
    if (this.zone === undefined) return 'A date alone does not say when its day is over: say timeZone, as America/New_York.';
    const over = this.zone.instantOf(time.at + DAY);
    return typeof over === 'number' ? over : time.at + DAY - this.zone.offsetUsAt(time.at);
  }
}
