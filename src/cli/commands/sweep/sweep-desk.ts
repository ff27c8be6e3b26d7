/** What the commands about sweeps share: the store as sweeps want it, and from a word to a sweep's record. */
import { resolve } from 'node:path';
import { projectRootOf } from '../../../host/project-files.js';
import type { LoadedSweep } from '../../../lab/sweep/load-sweep.js';
import type { SweepNote } from '../../../lab/sweep/sweep-shelf.js';
import type { SweepRecord } from '../../../lab/sweep/sweep-record.js';
import type { SweepStatistics } from '../../../lab/sweep/sweep-statistics.js';
import type { RunStore } from '../../../store/run-store.js';
import { modelsDirectoryOf } from '../../run-note.js';
import type { Settings } from '../../settings.js';

export const sweepArgument = { name: '[sweep]', meaning: 'the sweep: @ (the last one, if absent), @~1, a name, or the beginning of an id' };

/** Returns the store of sweeps. What a kill takes from the end of a record is still in the cache, where workers put each trial at once. */
export async function openSweepStore({ storeDirectory }: Settings): Promise<RunStore> {
  const [{ embeddedRunStore }, { catalogue }] = await Promise.all([import('../../../store/embedded-run-store.js'), import('../../../domain/catalogue.js')]);
  return embeddedRunStore(catalogue, storeDirectory);
}

export interface FoundSweep {
  readonly store: RunStore;
  readonly note: SweepNote;
  readonly record: SweepRecord;
}

/** Returns a sweep and its record. Throws `sweep-not-found`, `ambiguous-run`. */
export async function foundSweep(reference: string | undefined, settings: Settings): Promise<FoundSweep> {
  const [{ findSweep, sweepNotes }, { readSweepRecord }] = await Promise.all([import('../../../lab/sweep/sweep-shelf.js'), import('../../../lab/sweep/sweep-record.js')]);
  const note = findSweep(sweepNotes(settings.storeDirectory), reference ?? '@');
  const store = await openSweepStore(settings);
  return { store, note, record: readSweepRecord(store, note.sweepId) };
}

/** Returns the statistics of a record, with the number of trials that the ledger knows by now. */
export async function statisticsOf(record: SweepRecord, { storeDirectory }: Settings): Promise<SweepStatistics> {
  const [{ sweepStatistics }, { trialLedger }] = await Promise.all([import('../../../lab/sweep/sweep-statistics.js'), import('../../../lab/sweep/trial-ledger.js')]);
  return sweepStatistics(record, { lifetimeTrials: trialLedger(storeDirectory).count(record.identity.data) });
}

/** Returns a recorded sweep as it was loaded once. */
export function loadedAgain({ record, note }: FoundSweep, { storeDirectory }: Settings): LoadedSweep {
  const file = resolve(storeDirectory, note.scenarioFile);
  return { sweep: record.identity.sweep, base: { scenario: record.identity.scenario, file, projectRoot: projectRootOf(file) }, modelsDirectory: modelsDirectoryOf(storeDirectory) };
}
