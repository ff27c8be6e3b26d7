/** Where words go: data to stdout, everything else to stderr, more or less of it, in colour or plain. */
import { errorLines } from './error-text.js';
import { harmless, paintFor, plainText, type Paint } from './paint.js';
import type { Settings } from './settings.js';
import type { TextSink } from './surroundings.js';

export interface Output {
  readonly paintOut: Paint;
  readonly paintErr: Paint;
  /** Writes lines of data. */
  data(...lines: readonly string[]): void;
  /** Writes one JSON text of data. */
  json(value: unknown): void;
  /** Writes data as it is: an export, a schema. */
  raw(text: string): void;
  /** Says something beside the data; silent when quiet. */
  say(...lines: readonly string[]): void;
  /** Says it only with -v. */
  detail(...lines: readonly string[]): void;
  /** Says what went wrong; also when quiet. */
  sayError(error: unknown): void;
}

export function outputFor(settings: Settings, { out, err }: { readonly out: TextSink; readonly err: TextSink }): Output {
  const shown = (text: string): string => (settings.unicode ? text : plainText(text));
  const toErr = (lines: readonly string[]): void => {
    for (const line of lines) err.write(`${shown(line)}\n`);
  };
  return {
    paintOut: paintFor(settings.colourOut),
    paintErr: paintFor(settings.colourErr),
    data: (...lines) => {
      for (const line of lines) out.write(`${shown(line)}\n`);
    },
    json: (value) => out.write(`${JSON.stringify(value)}\n`),
    raw: (text) => out.write(text),
    say: (...lines) => {
      if (settings.verbosity >= 0) toErr(lines);
    },
    detail: (...lines) => {
      if (settings.verbosity >= 1) toErr(lines);
    },
    sayError: (error) => toErr(errorLines(error, { paint: paintFor(settings.colourErr), verbosity: settings.verbosity })),
  };
}

/** Returns text of the data or the user in one harmless line. */
export function oneLine(text: string): string {
  return harmless(text).replaceAll(/\s+/g, ' ').trim();
}
