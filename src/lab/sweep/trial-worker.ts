/** The part of a sweep that runs in a thread: takes batches of trials and returns their results. */
import type { Market } from '../load-market.js';
import type { ProjectPlace } from '../plan-run.js';
import { catalogueWords } from '../words.js';
import { codeShelf } from './code-shelf.js';
import { performTrial, type TrialPlace, type TrialRequest, type TrialResult } from './perform-trial.js';

/** What all trials share; the columns of the markets lie in memory that all threads share. */
export interface TrialWorkerSetting {
  readonly project: ProjectPlace;
  readonly markets: ReadonlyMap<string, Market>;
}

export type TrialBatch = readonly TrialRequest[];

/** Returns what performs a batch. */
export function startWorker({ project, markets }: TrialWorkerSetting): (batch: TrialBatch) => Promise<readonly TrialResult[]> {
  const place: TrialPlace = { project, markets, loadCode: codeShelf(), vocabulary: catalogueWords() };
  return async (batch) => {
    const results: TrialResult[] = [];
    for (const request of batch) results.push(await performTrial(request, place));
    return results;
  };
}
