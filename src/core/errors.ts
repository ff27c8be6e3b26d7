/**
 * Bad input or a failing machine, as data: a code from the one table, a sentence, and the values.
 * Callers branch on the code, never on the message.
 */
import { errorCodes, type ErrorCode, type ErrorCodeName } from './error-codes.js';

/** Where in a file the trouble is; line and column count from 1. */
export interface ErrorPlace {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Place in the log of a run. */
  readonly offset?: number;
}

export interface ErrorDetails {
  readonly place?: ErrorPlace;
  /** One sentence that says how to mend it. */
  readonly help?: string;
  readonly cause?: unknown;
  /** The values the message speaks of, and whatever else helps. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Further problems of the same input, so that a file is mended in one go. */
  readonly others?: readonly HivetapeError[];
}

export class HivetapeError extends Error {
  override readonly name = 'HivetapeError';
  readonly details: ErrorDetails;

  constructor(
    readonly code: ErrorCodeName,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.details = details;
  }

  get row(): ErrorCode {
    return errorCodes[this.code];
  }
}

/** Tells by name and code, so that it also holds across threads and duplicate packages. */
export function isHivetapeError(value: unknown): value is HivetapeError {
  return (
    value instanceof HivetapeError ||
    (typeof value === 'object' && value !== null && 'code' in value && (value as { name?: unknown }).name === 'HivetapeError')
  );
}
