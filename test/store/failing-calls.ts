/** Calls of the file system of which the k-th fails: once, for ever from there on, or by the death of the process. */
import type { FileCalls } from '../../src/host/file-calls.js';
import { failure } from './disk-in-memory.js';

/** `short`: the call does half of its work and says so. `torn`: half of it, and fails. `crash`: nothing, and nobody answers any more. */
export type FaultKind = 'EIO' | 'ENOSPC' | 'EMFILE' | 'short' | 'torn' | 'crash' | 'torn-crash';

export interface Fault {
  readonly kind: FaultKind;
  /** Counts from 1. */
  readonly at: number;
  readonly forEver: boolean;
}

export interface FailingCalls {
  readonly calls: FileCalls;
  /** Returns how many calls were made. */
  readonly made: () => number;
  readonly isHit: () => boolean;
}

export function failingCalls(calls: FileCalls, { kind, at, forEver }: Fault): FailingCalls {
  let made = 0;
  let dead = false;
  const faulty = <Args extends unknown[], Result>(call: (...args: Args) => Result, half?: (...args: Args) => Result) => (...args: Args): Result => {
    made += 1;
    if (dead) throw failure('EIO');
    if (made < at || (made > at && !forEver)) return call(...args);
    if (kind === 'short' && half !== undefined) return half(...args);
    if (kind === 'short') return call(...args);
    if (kind === 'torn' || kind === 'torn-crash') half?.(...args);
    dead = kind === 'crash' || kind === 'torn-crash';
    throw failure(kind === 'EIO' || kind === 'ENOSPC' || kind === 'EMFILE' ? kind : 'EIO');
  };
  const halfOf = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, Math.max(1, bytes.length >> 1));
  return {
    made: () => made,
    isHit: () => made >= at,
    calls: {
      open: faulty(calls.open),
      close: faulty(calls.close),
      size: faulty(calls.size),
      read: faulty(calls.read, (file, into, { start, position }) => calls.read(file, into.subarray(0, start + Math.max(1, (into.length - start) >> 1)), { start, position })),
      write: faulty(calls.write, (file, bytes) => calls.write(file, halfOf(bytes))),
      writeParts: faulty(calls.writeParts, (file, parts) => calls.write(file, halfOf(Buffer.concat(parts)))),
      sync: faulty(calls.sync),
      truncate: faulty(calls.truncate),
      list: faulty(calls.list),
      makeDirectory: faulty(calls.makeDirectory),
      rename: faulty(calls.rename),
      remove: faulty(calls.remove, (path) => removeHalf(calls, path)),
      changedAtMs: faulty(calls.changedAtMs),
    },
  };
}

function removeHalf(calls: FileCalls, path: string): void {
  let names: string[];
  try {
    names = calls.list(path).map(({ name }) => name);
  } catch {
    return;
  }
  for (const name of names.slice(0, Math.ceil(names.length / 2))) calls.remove(`${path}/${name}`);
}
