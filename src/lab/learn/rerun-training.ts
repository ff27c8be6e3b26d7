/**
 * Decides a recorded training again: the trainer's words are compared event by event, and the answer of
 * the training is read from the log. No network is trained, and no library is loaded.
 */
import type { RunId } from '../../core/brand.js';
import type { DataOf, LogEvent } from '../../domain/catalogue.js';
import type { TrainingOptions } from '../../learning/training-options.js';
import type { RunLog, RunStore } from '../../store/run-store.js';
import { comparingJournal, DifferenceFound } from '../comparing-journal.js';
import { divergenceOf } from '../divergence.js';
import { draftsOf, finishOf, openingOfLog, recordedOutcomes } from '../log-inputs.js';
import { finishRun, openRun } from '../perform-run.js';
import type { RerunResult } from '../rerun.js';
import { kernelAt, TRAINING_FORMAT } from './training-run.js';

/** Tells whether a log is that of a training. */
export function isTraining(log: RunLog): boolean {
  const { identity } = log.manifest;
  return typeof identity === 'object' && identity !== null && 'format' in identity && identity.format === TRAINING_FORMAT;
}

export async function rerunTraining(store: RunStore, runId: RunId): Promise<RerunResult> {
  const log = store.open(runId);
  const opening = openingOfLog(log);
  const journal = comparingJournal(log.events());
  const { seed, epochs } = optionsIn(opening);
  const kernel = kernelAt({ startAt: opening[0].time, seed, epochs, journal });
  const result = (divergence: RerunResult['divergence']): RerunResult => ({ runId, fingerprint: log.fingerprint, equal: journal.equal, events: log.count, divergence, changedCode: [] });
  const clues = { causes: [], draws: {}, changedCode: [] };
  try {
    openRun(kernel, draftsOf(opening));
    await finishRun(kernel, { perform: recordedOutcomes(log) }, finishOf(log));
  } catch (cause) {
    if (!(cause instanceof DifferenceFound)) throw cause;
    const following = [...log.events({ from: journal.equal + 1, to: journal.equal + 10 })];
    return result(divergenceOf({ offset: journal.equal, expected: cause.expected, found: cause.found, following, ...clues }));
  }
  const missing = journal.next();
  return result(missing === undefined ? undefined : divergenceOf({ offset: missing.offset, expected: missing, found: undefined, following: [], ...clues }));
}

function optionsIn(opening: readonly LogEvent[]): TrainingOptions {
  const started = opening.find(({ type }) => type === 'TrainingStarted') as { readonly data: DataOf<'TrainingStarted'> } | undefined;
  return started?.data.options as unknown as TrainingOptions;
}
