/**
 * A disk in memory for the fault loops: it knows what was synced, so a power cut can be simulated, and
 * it is quick enough that every single call of a run can be made to fail.
 */
import type { DirectoryEntry, FileCalls, OpenMode } from '../../src/host/file-calls.js';

interface Inode {
  bytes: Uint8Array;
  /** What a power cut leaves. */
  safe: Uint8Array;
}

export interface MemoryDisk {
  readonly calls: FileCalls;
  /** Returns the disk as another process finds it: everything written is there. */
  readonly afterKill: () => MemoryDisk;
  /**
   * Returns the disk as it comes up after a power cut: bytes and names that were not synced are lost,
   * each with this chance in [0, 1]; of what was added to a file a part may have reached the disk.
   */
  readonly afterPowerCut: (chance: () => number) => MemoryDisk;
  readonly flip: (path: string, at: number) => void;
}

interface State {
  readonly files: Map<string, Inode>;
  readonly directories: Set<string>;
  /** Names as a power cut leaves them. */
  readonly safeNames: Map<string, Inode>;
  readonly safeDirectories: Set<string>;
}

export function memoryDisk(state: State = { files: new Map(), directories: new Set(['/']), safeNames: new Map(), safeDirectories: new Set(['/']) }): MemoryDisk {
  return {
    calls: callsOn(state),
    afterKill: () => memoryDisk(copyOf(state)),
    afterPowerCut: (chance) => memoryDisk(powerCut(state, chance)),
    flip: (path, at) => {
      const file = state.files.get(path);
      if (file === undefined) throw failure('ENOENT');
      file.bytes = file.bytes.slice();
      file.bytes[at] ^= 1;
    },
  };
}

export function failure(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

function callsOn(state: State): FileCalls {
  const { files, directories } = state;
  const opened = new Map<number, { readonly path: string; readonly inode: Inode | undefined }>();
  let next = 10;
  const inodeOf = (file: number): Inode => {
    const inode = opened.get(file)?.inode;
    if (inode === undefined) throw failure('EBADF');
    return inode;
  };
  const append = (file: number, bytes: Uint8Array): number => {
    const inode = inodeOf(file);
    const grown = new Uint8Array(inode.bytes.length + bytes.length);
    grown.set(inode.bytes);
    grown.set(bytes, inode.bytes.length);
    inode.bytes = grown;
    return bytes.length;
  };
  return {
    open: (path, mode) => {
      opened.set((next += 1), { path, inode: openInode(state, path, mode) });
      return next;
    },
    close: (file) => {
      if (!opened.delete(file)) throw failure('EBADF');
    },
    size: (file) => inodeOf(file).bytes.length,
    read: (file, into, { start, position }) => {
      const part = inodeOf(file).bytes.subarray(position, position + into.length - start);
      into.set(part, start);
      return part.length;
    },
    write: append,
    writeParts: (file, parts) => parts.reduce((sum, part) => sum + append(file, part), 0),
    sync: (file) => {
      const entry = opened.get(file);
      if (entry === undefined) throw failure('EBADF');
      if (entry.inode === undefined) syncNames(state, entry.path);
      else entry.inode.safe = entry.inode.bytes;
    },
    truncate: (file, size) => {
      const inode = inodeOf(file);
      inode.bytes = inode.bytes.slice(0, size);
    },
    list: (path) => {
      if (!directories.has(path)) throw failure('ENOENT');
      return entriesIn(state, path);
    },
    makeDirectory: (path) => {
      let first: string | undefined;
      for (let at = path; !directories.has(at); at = parentOf(at)) {
        directories.add(at);
        first = at;
      }
      return first;
    },
    rename: (from, to) => rename(state, from, to),
    remove: (path) => {
      files.delete(path);
      for (const name of [...files.keys()]) if (name.startsWith(`${path}/`)) files.delete(name);
      for (const name of [...directories]) if (name === path || name.startsWith(`${path}/`)) directories.delete(name);
    },
    changedAtMs: (path) => {
      if (!files.has(path) && !directories.has(path)) throw failure('ENOENT');
      return 0;
    },
  };
}

function openInode({ files, directories }: State, path: string, mode: OpenMode): Inode | undefined {
  if (directories.has(path)) {
    if (mode !== 'r') throw failure('EISDIR');
    return undefined;
  }
  const there = files.get(path);
  if (mode === 'wx' && there !== undefined) throw failure('EEXIST');
  if (mode === 'r' && there === undefined) throw failure('ENOENT');
  if (!directories.has(parentOf(path))) throw failure('ENOENT');
  if (there !== undefined) {
    if (mode === 'w') there.bytes = new Uint8Array();
    return there;
  }
  const inode: Inode = { bytes: new Uint8Array(), safe: new Uint8Array() };
  files.set(path, inode);
  return inode;
}

function entriesIn({ files, directories }: State, path: string): DirectoryEntry[] {
  const inside = (name: string): boolean => name !== path && parentOf(name) === path;
  return [
    ...[...directories].filter(inside).map((name) => ({ name: baseOf(name), isDirectory: true })),
    ...[...files.keys()].filter(inside).map((name) => ({ name: baseOf(name), isDirectory: false })),
  ];
}

function rename({ files, directories }: State, from: string, to: string): void {
  const file = files.get(from);
  if (file !== undefined) {
    files.delete(from);
    files.set(to, file);
    return;
  }
  if (!directories.has(from)) throw failure('ENOENT');
  if (entriesIn({ files, directories } as State, to).length > 0) throw failure('ENOTEMPTY');
  for (const [name, inode] of [...files]) {
    if (!name.startsWith(`${from}/`)) continue;
    files.delete(name);
    files.set(to + name.slice(from.length), inode);
  }
  for (const name of [...directories]) {
    if (name !== from && !name.startsWith(`${from}/`)) continue;
    directories.delete(name);
    directories.add(to + name.slice(from.length));
  }
}

/** Makes the names in one directory durable, the removed ones as well. */
function syncNames({ files, directories, safeNames, safeDirectories }: State, path: string): void {
  for (const name of [...safeNames.keys()]) if (parentOf(name) === path && !files.has(name)) safeNames.delete(name);
  for (const name of [...safeDirectories]) if (parentOf(name) === path && !directories.has(name)) forget(name);
  for (const [name, inode] of files) if (parentOf(name) === path) safeNames.set(name, inode);
  for (const name of directories) {
    if (name === path || parentOf(name) === path) safeDirectories.add(name);
    // What a directory held is found under its new name, once that is durable.
    if (parentOf(name) !== path) continue;
    for (const [inner, inode] of files) if (parentOf(inner) === name && [...safeNames.values()].includes(inode)) safeNames.set(inner, inode);
  }

  function forget(name: string): void {
    safeDirectories.delete(name);
    for (const inner of [...safeNames.keys()]) if (inner.startsWith(`${name}/`)) movedOrGone(inner);
  }
  function movedOrGone(inner: string): void {
    const inode = safeNames.get(inner);
    safeNames.delete(inner);
    for (const [now, there] of files) if (there === inode) safeNames.set(now, there);
  }
}

function powerCut({ files, directories, safeNames, safeDirectories }: State, chance: () => number): State {
  const names = new Map(safeNames);
  for (const [name, inode] of files) if (names.get(name) !== inode && chance() < 0.5) names.set(name, inode);
  const kept = new Map([...names].map(([name, { bytes, safe }]) => [name, reachedDisk(bytes, safe, chance)]));
  const homes = new Set<string>(['/']);
  for (const name of [...new Set([...safeDirectories, ...directories])].sort((a, b) => a.length - b.length)) {
    if (homes.has(parentOf(name)) && (safeDirectories.has(name) || chance() < 0.5)) homes.add(name);
  }
  // Whose directory has no name any more, nobody finds.
  for (const name of [...kept.keys()]) if (!homes.has(parentOf(name))) kept.delete(name);
  return { files: kept, directories: homes, safeNames: new Map(kept), safeDirectories: new Set(homes) };
}

/** A file that only grew keeps its synced bytes and a part of the others, perhaps torn; a rewritten one either form. */
function reachedDisk(bytes: Uint8Array, safe: Uint8Array, chance: () => number): Inode {
  const grew = bytes.length >= safe.length && safe.every((byte, index) => bytes[index] === byte);
  const reached = grew ? bytes.slice(0, safe.length + Math.floor(chance() * (bytes.length - safe.length + 1))) : chance() < 0.5 ? bytes : safe;
  return { bytes: reached, safe: reached };
}

function copyOf(state: State): State {
  const inodes = new Map<Inode, Inode>();
  const copy = (inode: Inode): Inode => {
    const known = inodes.get(inode) ?? { ...inode };
    inodes.set(inode, known);
    return known;
  };
  const named = (names: ReadonlyMap<string, Inode>): Map<string, Inode> => new Map([...names].map(([name, inode]) => [name, copy(inode)]));
  return { files: named(state.files), directories: new Set(state.directories), safeNames: named(state.safeNames), safeDirectories: new Set(state.safeDirectories) };
}

function parentOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at <= 0 ? '/' : path.slice(0, at);
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
