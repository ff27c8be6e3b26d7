/** Files that a test needs for a moment. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

export interface TemporaryFiles {
  /** Writes a file and returns its path. */
  write(name: string, content: string | Uint8Array): string;
  path(name: string): string;
}

/** Returns a folder that exists while the tests of the calling file run. */
export function temporaryFiles(): TemporaryFiles {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hivetape-market-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string): string => join(folder, name);
  return {
    path,
    write(name, content) {
      writeFileSync(path(name), content);
      return path(name);
    },
  };
}
