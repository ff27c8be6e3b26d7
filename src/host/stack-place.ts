/** Reads the place of a call out of a stack trace. Traces are mapped to sources, so it is the author's own line. */
import { fileURLToPath } from 'node:url';
import type { ErrorPlace } from '../core/errors.js';

const FRAME = /\(?((?:file:\/\/)?[^\s()]+):(\d+):(\d+)\)?$/;

/** Returns the place of the first frame that is no part of Node and that `isMeant` accepts; empty if there is none. */
export function placeInStack(stack: string | undefined, isMeant: (file: string) => boolean = () => true): ErrorPlace {
  for (const line of (stack ?? '').split('\n')) {
    const match = line.trimStart().startsWith('at ') ? FRAME.exec(line) : null;
    if (!match || match[1].startsWith('node:')) continue;
    const file = match[1].startsWith('file:') ? fileURLToPath(match[1]) : match[1];
    if (isMeant(file)) return { file, line: Number(match[2]), column: Number(match[3]) };
  }
  return {};
}
