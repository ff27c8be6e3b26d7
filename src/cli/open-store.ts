/** Opens the store that the settings name. Loaded late, because most commands need no log. */
import type { RunStore } from '../store/run-store.js';
import type { Settings } from './settings.js';

/** Returns the store of runs; its directory is made when the first run is written. */
export async function openStore({ storeDirectory }: Settings): Promise<RunStore> {
  const [{ embeddedRunStore }, { catalogue }] = await Promise.all([
    import('../store/embedded-run-store.js'),
    import('../domain/catalogue.js'),
  ]);
  return embeddedRunStore(catalogue, storeDirectory);
}
