/**
 * Where a project begins and ends on disk, and whether a path stays inside it, symbolic links followed.
 * What a scenario names must lie in its project, so that the project can be moved and shared.
 */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';

export type PathState = 'file' | 'directory' | 'missing' | 'outside';

/** Returns the nearest directory above a file that holds a package.json; its own directory if there is none. */
export function projectRootOf(file: string): string {
  const own = dirname(resolve(file));
  for (let directory = own; ; directory = dirname(directory)) {
    if (existsSync(join(directory, 'package.json'))) return directory;
    if (dirname(directory) === directory) return own;
  }
}

/** Returns what a path is, seen from a project: `outside` also where a symbolic link leads out of it. */
export function pathStateIn(root: string, path: string): PathState {
  if (!isWithin(resolve(root), resolve(path))) return 'outside';
  if (!existsSync(path)) return 'missing';
  if (!isWithin(realpathSync(root), realpathSync(path))) return 'outside';
  return statSync(path).isDirectory() ? 'directory' : 'file';
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (!isAbsolute(way) && way.split(/[\\/]/)[0] !== '..');
}

export function absolutePath(path: string): string {
  return resolve(path);
}

/** Returns an absolute path, for a path that is relative to a file. */
export function besideFile(file: string, path: string): string {
  return resolve(dirname(resolve(file)), path);
}
