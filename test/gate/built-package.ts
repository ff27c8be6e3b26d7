/**
 * The package as users get it, built from the present sources into a folder of its own: the gate's
 * other processes run neither an old build nor one that somebody is just replacing.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryFile } from './gate-run.js';

export interface BuiltPackage {
  /** `scripts/golden-runs.mjs` beside the build. */
  readonly script: string;
  readonly entry: string;
  readonly remove: () => void;
}

export function builtPackage(): BuiltPackage {
  const folder = mkdtempSync(join(tmpdir(), 'hivetape-built-'));
  execFileSync(process.execPath, ['scripts/build.mjs', '--outdir', join(folder, 'dist')], { cwd: repositoryFile('.') });
  mkdirSync(join(folder, 'scripts'));
  for (const file of ['package.json', 'scripts/golden-runs.mjs']) copyFileSync(repositoryFile(file), join(folder, file));
  for (const name of ['data', 'node_modules']) symlinkSync(repositoryFile(name), join(folder, name));
  return {
    script: join(folder, 'scripts/golden-runs.mjs'),
    entry: join(folder, 'dist/index.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
