/**
 * A lock file with its owner inside: process id, start of the process, machine. The lock of a process
 * that is gone, or whose id now belongs to another process, is taken over.
 */
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';

export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** Wall clock at which the lock was taken, ISO 8601. */
  readonly since: string;
  /** What the system says of the start of that process; tells apart two processes that had one id. */
  readonly processStart: string;
}

export type LockAttempt = { readonly taken: true; readonly release: () => void } | { readonly taken: false; readonly owner: LockOwner | undefined };

/** A lock without an owner inside is being written; after so long its writer has died at that very moment. */
const WRITING_MS_MAX = 5_000;

/** Tries to take the lock; never waits. */
export function takeLock(path: string): LockAttempt {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (writeLock(path)) return { taken: true, release: () => rmSync(path, { force: true }) };
    const text = textOf(path);
    const owner = ownerIn(text);
    if (isHeld(path, owner)) return { taken: false, owner };
    setAside(path, text);
  }
  return { taken: false, owner: ownerIn(textOf(path)) };
}

/** Returns who holds the lock now, or `undefined` if nobody alive does. */
export function lockOwner(path: string): LockOwner | undefined {
  const owner = ownerIn(textOf(path));
  return owner !== undefined && isAlive(owner) ? owner : undefined;
}

function writeLock(path: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  const owner: LockOwner = { pid: process.pid, host: hostname(), since: new Date().toISOString(), processStart: startOf(process.pid) };
  try {
    writeSync(file, JSON.stringify(owner));
  } finally {
    closeSync(file);
  }
  return true;
}

function isHeld(path: string, owner: LockOwner | undefined): boolean {
  if (owner !== undefined) return isAlive(owner);
  try {
    return Date.now() - statSync(path).mtimeMs < WRITING_MS_MAX;
  } catch {
    return false;
  }
}

/** Moves a stale lock away. If another process has renewed it meanwhile, its lock is put back. */
function setAside(path: string, stale: string | undefined): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
    if (textOf(aside) === stale) rmSync(aside, { force: true });
    else renameSync(aside, path);
  } catch {
    // Somebody else was quicker; the next attempt sees who.
  }
}

function isAlive({ pid, host, processStart }: LockOwner): boolean {
  if (host !== hostname()) return true; // Another machine's processes cannot be seen from here.
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const start = startOf(pid);
  return start === '' || processStart === '' || start === processStart;
}

/** Returns the start of a process in the system's own ticks, or nothing where that cannot be read. */
function startOf(pid: number): string {
  const stat = textOf(`/proc/${pid}/stat`);
  // The name of the program stands in brackets and may hold spaces; the start is the 20th field after it.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function ownerIn(text: string | undefined): LockOwner | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    const owner = JSON.parse(text) as LockOwner;
    return Number.isInteger(owner.pid) ? owner : undefined;
  } catch {
    return undefined;
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
