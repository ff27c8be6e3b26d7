/** What the parts of the contract of a store stand on. */
import { isHivetapeError, type HivetapeError } from '../../src/core/errors.js';
import type { Recorded } from '../../src/core/event.js';
import type { RunStore, RunWriter } from '../../src/store/run-store.js';

export interface StoreUnderTest {
  readonly store: RunStore;
  readonly dispose: () => void;
}

export function errorOf(work: () => unknown): HivetapeError {
  try {
    work();
  } catch (error) {
    if (isHivetapeError(error)) return error;
    throw error;
  }
  throw new Error('Nothing was refused');
}

export interface Given {
  readonly store: RunStore;
  readonly record: (run: string, events: readonly Recorded[], parent?: { run: string; at: number }) => ReturnType<RunWriter['finish']>;
}

export function thrown(): never {
  throw new Error('seventh');
}
