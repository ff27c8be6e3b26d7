/**
 * Problems of one file, gathered, so that it is mended in one go: up to twenty are kept, all are counted. Of
 * those that one option mends for the whole file, three are enough.
 */
import type { ErrorCodeName } from '../core/error-codes.js';
import { HivetapeError } from '../core/errors.js';

export interface Problem {
  readonly code: ErrorCodeName;
  readonly message: string;
  readonly help: string;
  readonly line: number;
  readonly column?: number;
}

const KEPT_MAX = 20;
const LINES_SHOWN = 3;
/** What every other row of such a file has too. */
const mendedByOption: ReadonlySet<ErrorCodeName> = new Set(['time-unsorted', 'time-duplicate', 'time-zone-missing', 'decimal-comma']);

/** A resource: what was found wrong with the file that is being read. */
export class ImportProblems {
  private readonly kept: Problem[] = [];
  private readonly counts = new Map<ErrorCodeName, { count: number; lines: number[] }>();

  constructor(private readonly file: string) {}

  add(problem: Problem): void {
    let tally = this.counts.get(problem.code);
    if (tally === undefined) this.counts.set(problem.code, (tally = { count: 0, lines: [] }));
    tally.count += 1;
    if (tally.lines.length < LINES_SHOWN) tally.lines.push(problem.line);
    else if (mendedByOption.has(problem.code)) return;
    if (this.kept.length < KEPT_MAX) this.kept.push(problem);
  }

  /** Throws the first problem, with up to nineteen others, if there is any. */
  throwIfAny(): void {
    const [first, ...others] = this.kept;
    if (first === undefined) return;
    throw this.errorOf(first, others.map((problem) => this.errorOf(problem, [])));
  }

  private errorOf(problem: Problem, others: readonly HivetapeError[]): HivetapeError {
    const tally = this.counts.get(problem.code);
    const { count = 1, lines = [problem.line] } = tally ?? {};
    const isFirst = problem.line === lines[0];
    const more = count > 1 && isFirst ? ` ${count} rows in all, the first on lines ${lines.join(', ')}.` : '';
    return new HivetapeError(problem.code, problem.message + more, {
      place: { file: this.file, line: problem.line, ...(problem.column === undefined ? {} : { column: problem.column }) },
      help: problem.help,
      values: { count, lines },
      others,
    });
  }
}
