/** Who performs trials: a pool of threads, or this thread itself. The results are the same. */
import { openWorkerPool } from '../../host/worker-pool.js';
import type { TrialResult } from './perform-trial.js';
import { startWorker, type TrialBatch, type TrialWorkerSetting } from './trial-worker.js';

export interface TrialPerformer {
  /** How many batches it works on side by side. */
  readonly capacity: number;
  perform(batch: TrialBatch): Promise<readonly TrialResult[]>;
  close(): Promise<void>;
}

export type PerformerMaker = (setting: TrialWorkerSetting) => TrialPerformer;

/** Returns what makes a pool of so many threads. */
export function inThreads(workers: number): PerformerMaker {
  return (setting) => {
    const pool = openWorkerPool({ module: 'lab/sweep/trial-worker', setting, workers });
    return { capacity: workers, perform: async (batch) => (await pool.perform(batch)) as readonly TrialResult[], close: () => pool.close() };
  };
}

/** Performs trials in the thread that asks, one after another. */
export const inThisThread: PerformerMaker = (setting) => ({ capacity: 1, perform: startWorker(setting), close: async () => undefined });
