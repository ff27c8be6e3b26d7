/** One row of the table of error codes. */
export interface ErrorCode {
  /** Stable number, as printed: E3021. */
  readonly number: `E${number}`;
  /** Exit code of the command line (see `hivetape help exit-codes`). */
  readonly exit: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 70;
  /** What went wrong and what to do, for `hivetape explain`. */
  readonly explanation: string;
}
