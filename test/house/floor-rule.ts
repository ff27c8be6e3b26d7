/**
 * The rule of the floors, as a pure function over the texts of all files, so that planted breaches can
 * prove that it sees them. It fails closed: what it cannot place or resolve is a breach as well.
 */
import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { floorTable, packageEntries } from './floor-table.js';
import { importsOf, type ImportFound } from './imports-of.js';
import { VENDORED, type SourceFiles } from './source-files.js';

export type Breach =
  | 'unknown-folder' | 'upward' | 'other-room' | 'circle' | 'leaves-src' | 'barrel'
  | 'missing-file' | 'computed' | 'undeclared-package';

export interface BreachFound {
  readonly breach: Breach;
  readonly file: string;
  readonly text: string;
}

const ROOT_ENTRY = 'src/index.ts';
/** Loading the user's own agent files is the one thing that needs a computed import. */
const MAY_COMPUTE = 'host';

export function floorBreaches(files: SourceFiles, packages: ReadonlySet<string>): readonly BreachFound[] {
  const found: BreachFound[] = [];
  const graph = new Map<string, string[]>();
  for (const [file, text] of files) {
    const targets: string[] = [];
    graph.set(file, targets);
    found.push(...placeBreaches(file));
    for (const imported of importsOf(file, text)) {
      const target = resolveImport(file, imported.specifier);
      if (target !== undefined && files.has(target)) targets.push(target);
      const breach = breachOf({ file, imported, target, files, packages });
      if (breach) found.push({ breach, file, text: `${file}:${imported.line} imports ${imported.specifier ?? 'a computed name'}` });
    }
  }
  return [...found, ...circles(graph)];
}

export function roomOf(file: string): string | undefined {
  const [top, room, rest] = file.split('/');
  return top === 'src' && rest !== undefined ? room : undefined;
}

function placeBreaches(file: string): readonly BreachFound[] {
  const found: BreachFound[] = [];
  const room = roomOf(file);
  if (file !== ROOT_ENTRY && (room === undefined || !Object.hasOwn(floorTable, room))) {
    found.push({ breach: 'unknown-folder', file, text: `${file} lies in no room of the floor table` });
  }
  if (/(^|\/)index\.[^/]+$/.test(file) && !packageEntries.includes(file)) {
    found.push({ breach: 'barrel', file, text: `${file} is an index file` });
  }
  return found;
}

interface Case {
  readonly file: string;
  readonly imported: ImportFound;
  readonly target: string | undefined;
  readonly files: SourceFiles;
  readonly packages: ReadonlySet<string>;
}

function breachOf({ file, imported, target, files, packages }: Case): Breach | undefined {
  const { specifier } = imported;
  if (specifier === undefined) return roomOf(file) === MAY_COMPUTE ? undefined : 'computed';
  if (target === undefined) return isDeclaredPackage(specifier, packages) ? undefined : 'undeclared-package';
  if (!target.startsWith('src/')) return 'leaves-src';
  if (target.startsWith(VENDORED)) return undefined;
  if (!files.has(target)) return 'missing-file';
  return file === ROOT_ENTRY ? undefined : floorBreach(roomOf(file), roomOf(target));
}

function floorBreach(from: string | undefined, to: string | undefined): Breach | undefined {
  if (from !== undefined && from === to) return undefined;
  const fromFloor = from === undefined ? undefined : floorTable[from];
  const toFloor = to === undefined ? undefined : floorTable[to];
  if (fromFloor === undefined || toFloor === undefined) return 'unknown-folder';
  if (toFloor > fromFloor) return 'upward';
  return toFloor === fromFloor ? 'other-room' : undefined;
}

/** Returns the repository path that a relative or absolute import names; `undefined` for a package. */
function resolveImport(file: string, specifier: string | undefined): string | undefined {
  if (specifier === undefined || !/^(\.|\/|file:)/.test(specifier)) return undefined;
  if (!specifier.startsWith('.')) return specifier;
  const path = posix.normalize(posix.join(posix.dirname(file), specifier));
  return path.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
}

function isDeclaredPackage(specifier: string, packages: ReadonlySet<string>): boolean {
  if (specifier.startsWith('node:')) return builtinModules.includes(specifier.slice(5).split('/')[0]);
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  return packages.has(name);
}

/** Returns one breach per circle that a depth-first walk closes. */
function circles(graph: ReadonlyMap<string, readonly string[]>): readonly BreachFound[] {
  const found: BreachFound[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const walk = (file: string): void => {
    if (done.has(file)) return;
    const at = path.indexOf(file);
    if (at >= 0) {
      found.push({ breach: 'circle', file, text: [...path.slice(at), file].join(' → ') });
      return;
    }
    path.push(file);
    graph.get(file)?.forEach(walk);
    path.pop();
    done.add(file);
  };
  [...graph.keys()].forEach(walk);
  return found;
}
