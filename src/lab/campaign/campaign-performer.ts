/** Who performs plans of faults: a pool of threads, or this thread itself. The results are the same. */
import { openWorkerPool } from '../../host/worker-pool.js';
import type { CampaignAnswer, CampaignSetting, CampaignTask } from './campaign-worker.js';

export interface CampaignPerformer {
  /** How many tasks it works on side by side. */
  readonly capacity: number;
  perform(task: CampaignTask): Promise<CampaignAnswer>;
  close(): Promise<void>;
}

export type CampaignPerformerMaker = (setting: CampaignSetting) => CampaignPerformer;

/** Returns what makes a pool of so many threads. */
export function campaignInThreads(workers: number): CampaignPerformerMaker {
  return (setting) => {
    const pool = openWorkerPool({ module: 'lab/campaign/campaign-worker', setting, workers, help: 'Begin the campaign again, perhaps with fewer --workers.' });
    return { capacity: workers, perform: async (task) => (await pool.perform(task)) as CampaignAnswer, close: () => pool.close() };
  };
}

/** Performs plans in the thread that asks, one after another. What draws plans is loaded only then. */
export const campaignInThisThread: CampaignPerformerMaker = (setting) => {
  const worker = import('./campaign-worker.js').then(({ startWorker }) => startWorker(setting));
  worker.catch(() => undefined);
  return { capacity: 1, perform: async (task) => (await worker)(task), close: async () => undefined };
};
