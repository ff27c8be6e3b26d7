/** The store of runs in memory, for tests, sweeps and one-off experiments. */
import { keyRingInMemory } from './key-ring.js';
import type { LogCatalogue } from './log-catalogue.js';
import { memoryShelf } from './memory-shelf.js';
import type { RunStore } from './run-store.js';
import { ShelfRunStore } from './shelf-run-store.js';
import { TypeLayouts } from './type-layouts.js';

/**
 * Returns an empty store that lives as long as it is referenced. `checked: false` leaves the schema
 * checks out, for replays of a log that was checked when it was recorded.
 */
export function memoryRunStore(catalogue: LogCatalogue, { checked = true }: { readonly checked?: boolean } = {}): RunStore {
  return new ShelfRunStore(memoryShelf(), new TypeLayouts(catalogue, checked), keyRingInMemory());
}
