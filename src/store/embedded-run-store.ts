/** The store of runs in a directory of the file system: the default. No server, no native code. */
import { monotonicMs } from '../host/clock.js';
import { machineFiles, pathIn } from '../host/log-files.js';
import { embeddedShelf } from './embedded-shelf.js';
import type { EmbeddedOptions } from './embedded-slot.js';
import { keyRingIn } from './key-ring.js';
import type { LogCatalogue } from './log-catalogue.js';
import type { RunStore } from './run-store.js';
import { ShelfRunStore } from './shelf-run-store.js';
import { TypeLayouts } from './type-layouts.js';

const defaults: EmbeddedOptions = {
  durability: 'batch',
  compression: 'none',
  segmentBytesMax: 64 * 1024 * 1024,
  bufferBytesMax: 256 * 1024,
  flushMsMax: 100,
  syncMsMax: 1_000,
  clockMs: monotonicMs,
  files: machineFiles,
};

/**
 * Returns the store in a directory, which is made if it does not exist. `checked: false` leaves the schema
 * checks out, for replays of a log that was checked when it was recorded. Throws `store-unusable`.
 */
export function embeddedRunStore(
  catalogue: LogCatalogue,
  directory: string,
  { checked = true, ...options }: Partial<EmbeddedOptions> & { readonly checked?: boolean } = {},
): RunStore {
  const layouts = new TypeLayouts(catalogue, checked);
  return new ShelfRunStore(embeddedShelf(directory, { ...defaults, ...options }, layouts), layouts, keyRingIn(pathIn(directory, 'keys')));
}
