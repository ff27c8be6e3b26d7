/**
 * Trouble as people and programs read it: code, sentence, place with the line it speaks of, what helps.
 * A stack trace appears only with -vv, and for bugs of ours.
 */
import { AssertionFailed } from '../core/assert.js';
import { isHivetapeError, type HivetapeError } from '../core/errors.js';
import { errorCodes } from '../core/error-codes.js';
import { harmless, type Paint } from './paint.js';

export const EXIT_OUR_BUG = 70;

/** Returns the exit code of the command line for whatever was thrown. */
export function exitCodeOf(error: unknown): number {
  return isHivetapeError(error) ? errorCodes[error.code].exit : EXIT_OUR_BUG;
}

/** Returns the lines that say what went wrong, for people. */
export function errorLines(error: unknown, { paint, verbosity }: { readonly paint: Paint; readonly verbosity: number }): string[] {
  if (!isHivetapeError(error)) return bugLines(error, paint);
  const all = [error, ...(error.details.others ?? [])];
  const lines = all.flatMap((each, index) => [...(index === 0 ? [] : ['']), ...singleLines(each, paint)]);
  const total = Number(error.details.values?.['problems'] ?? all.length);
  if (total > all.length) lines.push('', `… and ${total - all.length} more problems.`);
  lines.push(helpLine(error, paint));
  if (verbosity >= 2 && error.stack !== undefined) lines.push(harmless(error.stack));
  return lines;
}

/** Returns the same as plain data: `{ error: { code, name, message, … } }`. */
export function errorJson(error: unknown): unknown {
  if (!isHivetapeError(error)) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: { code: 'E9000', name: 'bug', message, ...(error instanceof AssertionFailed ? { details: error.details } : {}) } };
  }
  const others = error.details.others ?? [];
  return { error: { ...singleJson(error), ...(others.length === 0 ? {} : { others: others.map(singleJson) }) } };
}

function singleLines(error: HivetapeError, paint: Paint): string[] {
  const { place, help, values } = error.details;
  const lines = [`${paint('red', `error[${errorCodes[error.code].number}]`)}: ${harmless(error.message)}`];
  const frame = values?.['frame'];
  const number = String(place?.line ?? '');
  const margin = ' '.repeat(Math.max(1, number.length));
  const where = placeText(error);
  if (where !== undefined) lines.push(`${margin} ┌ ${where}`);
  if (typeof frame === 'string' && place?.line !== undefined) {
    const [shown, column] = shownFrame(frame, place.column ?? 1);
    lines.push(`${number}│ ${shown}`);
    const width = Math.max(1, Math.min(Number(values?.['width'] ?? 1), shown.length - column + 1));
    lines.push(`${margin}│ ${' '.repeat(column - 1)}${paint('red', '^'.repeat(width))}`);
  }
  if (help !== undefined) lines.push(`help: ${harmless(help)}`);
  return lines;
}

/** A long line is shown from near the culprit on. */
function shownFrame(frame: string, column: number): [string, number] {
  const FRAME_MAX = 120;
  const start = Math.max(0, column - 1 - FRAME_MAX / 2);
  return [harmless(frame.slice(start, start + FRAME_MAX)).replaceAll('\t', ' '), column - start];
}

function placeText({ details: { place } }: HivetapeError): string | undefined {
  if (place === undefined) return undefined;
  if (place.file !== undefined) {
    const numbers = [place.line, place.column].filter((part) => part !== undefined);
    return harmless([place.file, ...numbers].join(':'));
  }
  return place.offset === undefined ? undefined : `offset ${place.offset}`;
}

function helpLine(error: HivetapeError, paint: Paint): string {
  return paint('dim', `hivetape explain ${errorCodes[error.code].number}`);
}

function singleJson(error: HivetapeError): Record<string, unknown> {
  const { place = {}, help, values } = error.details;
  return {
    code: errorCodes[error.code].number,
    name: error.code,
    message: error.message,
    path: values?.['path'] ?? null,
    file: place.file ?? null,
    line: place.line ?? null,
    column: place.column ?? null,
    offset: place.offset ?? null,
    hint: help ?? null,
  };
}

function bugLines(error: unknown, paint: Paint): string[] {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [`${paint('red', 'error')}: this is a bug of hivetape, please report it.`, harmless(text)];
}
