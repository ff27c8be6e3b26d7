/** Reads the files that the house rules speak of, as a map from repository path to text. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url));

export type SourceFiles = ReadonlyMap<string, string>;

/** Code of others that the package ships as it is. */
export const VENDORED = 'src/report/vendor/';

const CODE = /\.([cm]?[jt]s|[jt]sx)$/;

/** Returns every code file under `folder`, sorted by path; vendored files are left out. */
export function sourceFilesUnder(folder: string): SourceFiles {
  const files = new Map<string, string>();
  for (const path of pathsUnder(folder)) {
    if (CODE.test(path) && !path.startsWith(VENDORED)) files.set(path, readFileSync(join(repositoryRoot, path), 'utf8'));
  }
  return files;
}

/** Returns the paths of all files under `folder`, relative to the repository, with forward slashes, sorted. */
export function pathsUnder(folder: string): readonly string[] {
  const absolute = join(repositoryRoot, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(repositoryRoot.length).replaceAll('\\', '/'))
    .sort(byCodeUnit);
}

/** Returns the paths that git keeps, or would keep: tracked and not ignored. */
export function committedPaths(): readonly string[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return list.split('\0').filter((path) => path !== '' && existsSync(join(repositoryRoot, path)));
}

export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
