/** Loads a sweep file and the scenario that it varies. */
import { besideFile } from '../../host/project-files.js';
import { loadScenario, readScenarioText, type LoadedScenario } from '../scenario/load-scenario.js';
import { checkPaths, readSweep } from './read-sweep.js';
import type { Sweep } from './sweep-schema.js';

export interface LoadedSweep {
  readonly sweep: Sweep;
  /** The scenario as it is without any change, and where it lies. */
  readonly base: Pick<LoadedScenario, 'scenario' | 'file' | 'projectRoot'>;
  /** Where trained models lie, beside those of the project. */
  readonly modelsDirectory?: string;
}

export interface LoadSweepOptions {
  /** How messages name the file; its path if absent. */
  readonly shownAs?: string;
  /** Changes of the scenario that hold for all trials, as given with `--set`. */
  readonly overrides?: readonly string[];
  readonly modelsDirectory?: string;
}

/** Returns the sweep and its scenario. Throws what is wrong with either, with its place. */
export async function loadSweep(path: string, { shownAs = path, overrides = [], modelsDirectory }: LoadSweepOptions = {}): Promise<LoadedSweep> {
  const read = readSweep(await readScenarioText(path, shownAs), shownAs);
  const base = await loadScenario(besideFile(path, read.sweep.scenario), { shownAs: read.sweep.scenario, overrides });
  checkPaths(read, base.scenario);
  return { sweep: read.sweep, base, ...(modelsDirectory === undefined ? {} : { modelsDirectory }) };
}
