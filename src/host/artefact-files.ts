/** Small files that are made once and named by what is in them: data sets, models, their cards. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HivetapeError } from '../core/errors.js';

/** Returns the bytes of a file, or `undefined` if there is none. Throws `file-unreadable`, `file-too-large`. */
export function readArtefact(path: string, bytesMax: number): Uint8Array | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const { size } = statSync(path);
    if (size > bytesMax) throw new HivetapeError('file-too-large', `The file has at most ${bytesMax} bytes (found ${size}).`, { place: { file: path } });
    return new Uint8Array(readFileSync(path));
  } catch (cause) {
    if (cause instanceof HivetapeError) throw cause;
    throw new HivetapeError('file-unreadable', `The file could not be read (${reasonOf(cause)}).`, { place: { file: path }, cause });
  }
}

/** Writes a file whole or not at all, with its directory. Throws `file-unwritable`. */
export function writeArtefact(path: string, content: Uint8Array | string): void {
  const temporary = `${path}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (cause) {
    throw new HivetapeError('file-unwritable', `The file "${path}" could not be written (${reasonOf(cause)}).`, { place: { file: path }, cause });
  }
}

/** Returns the names in a directory, in order of code units; none if it does not exist. */
export function artefactNames(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Returns the name in a directory that was written last, of those that end so; of equally old ones the first. */
export function newestArtefact(directory: string, ending: string): string | undefined {
  let newest: { readonly name: string; readonly at: number } | undefined;
  for (const name of artefactNames(directory).filter((one) => one.endsWith(ending))) {
    const at = statSync(join(directory, name)).mtimeMs;
    if (newest === undefined || at > newest.at) newest = { name, at };
  }
  return newest?.name;
}

export function artefactPath(directory: string, ...names: readonly string[]): string {
  return join(directory, ...names);
}

/** Returns the directory that a file lies in. */
export function directoryOf(file: string): string {
  return dirname(file);
}

function reasonOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
}
