/** Opens the store that the settings name. Loaded late, because most commands need no log. */
import type { RunStore } from '../store/run-store.js';
import type { OptionSpec, OptionValues } from './command-spec.js';
import { choiceOption } from './option-values.js';
import type { Settings } from './settings.js';

/** For commands that write a run. */
export const durabilityOption: OptionSpec = { flags: '--durability <mode>', meaning: 'when events are safe: batch (default), every, memory' };

/** Returns the store of runs; its directory is made when the first run is written. Throws `invalid-argument`. */
export async function openStore({ storeDirectory }: Settings, options: OptionValues = {}): Promise<RunStore> {
  const durability = choiceOption(options, 'durability', ['batch', 'every', 'memory']);
  const [{ embeddedRunStore }, { catalogue }] = await Promise.all([
    import('../store/embedded-run-store.js'),
    import('../domain/catalogue.js'),
  ]);
  return embeddedRunStore(catalogue, storeDirectory, durability === undefined ? {} : { durability });
}
