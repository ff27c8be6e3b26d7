/** The part of a sweep that runs in a thread: takes batches of trials and returns their results. */
import type { Market } from '../load-market.js';
import type { ProjectPlace } from '../plan-run.js';
import { catalogueWords } from '../words.js';
import { codeShelf } from './code-shelf.js';
import { noTrialCache, trialCache } from './trial-cache.js';
import { performTrial, type TrialPlace, type TrialRequest, type TrialResult } from './perform-trial.js';

/** What all trials share; the columns of the markets lie in memory that all threads share. */
export interface TrialWorkerSetting {
  readonly project: ProjectPlace;
  readonly markets: ReadonlyMap<string, Market>;
  /** The store where finished trials are kept for other sweeps; absent: nothing is kept. */
  readonly cacheDirectory?: string;
}

export type TrialBatch = readonly TrialRequest[];

/** Returns what performs a batch. */
export function startWorker({ project, markets, cacheDirectory }: TrialWorkerSetting): (batch: TrialBatch) => Promise<readonly TrialResult[]> {
  const place: TrialPlace = { project, markets, loadCode: codeShelf(), vocabulary: catalogueWords() };
  const cache = cacheDirectory === undefined ? noTrialCache : trialCache(cacheDirectory);
  return async (batch) => {
    const results: TrialResult[] = [];
    for (const request of batch) {
      const result = await performTrial(request, place);
      // Kept at once and by whoever performed it: neither a kill nor a busy main thread loses a finished trial.
      cache.put(request, result);
      results.push(result);
    }
    return results;
  };
}
