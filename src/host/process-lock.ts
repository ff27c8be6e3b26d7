/**
 * A lock file with its owner inside: process id, start of the process, machine. The lock of a process
 * that is gone, or whose id now belongs to another process, is taken over.
 */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { machineFiles, type LogFiles } from './log-files.js';

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

/** Tries to take the lock; never waits. Throws `store-unusable`. */
export function takeLock(path: string, files: LogFiles = machineFiles): LockAttempt {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (writeLock(path, files)) return { taken: true, release: () => files.removeTree(path) };
    const text = files.readTextIfAny(path);
    const owner = ownerIn(text);
    if (isHeld(path, owner, files)) return { taken: false, owner };
    setAside(path, text, files);
  }
  return { taken: false, owner: ownerIn(files.readTextIfAny(path)) };
}

/** Returns who holds the lock now, or `undefined` if nobody alive does. Throws `store-unusable`. */
export function lockOwner(path: string, files: LogFiles = machineFiles): LockOwner | undefined {
  const owner = ownerIn(files.readTextIfAny(path));
  return owner !== undefined && isAlive(owner) ? owner : undefined;
}

function writeLock(path: string, files: LogFiles): boolean {
  const owner: LockOwner = { pid: process.pid, host: hostname(), since: new Date().toISOString(), processStart: startOf(process.pid) };
  return files.createText(path, JSON.stringify(owner));
}

function isHeld(path: string, owner: LockOwner | undefined, files: LogFiles): boolean {
  if (owner !== undefined) return isAlive(owner);
  const changedAtMs = files.changedAtMs(path);
  return changedAtMs !== undefined && Date.now() - changedAtMs < WRITING_MS_MAX;
}

/** Moves a stale lock away. If another process has renewed it meanwhile, its lock is put back. */
function setAside(path: string, stale: string | undefined, files: LogFiles): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    files.calls.rename(path, aside);
    if (files.readTextIfAny(aside) === stale) files.removeTree(aside);
    else files.calls.rename(aside, path);
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
