/** Shows how far a run, a rerun or a fork is, and takes the bar away when it ends, however it ends. */
import type { RunId } from '../core/brand.js';
import type { Progress } from '../lab/drive.js';
import type { Desk } from './command-spec.js';
import { progressBar } from './progress-bar.js';

export interface ProgressHooks {
  readonly onStart: (start: { readonly runId: RunId; readonly bars: number }) => void;
  readonly onProgress: (progress: Progress) => void;
}

export async function showProgress<Result>(title: string, desk: Desk, work: (hooks: ProgressHooks) => Promise<Result>, eventsExpected?: number): Promise<Result> {
  const bar = progressBar(title, desk.settings, desk.surroundings);
  try {
    return await work({
      onStart: ({ runId, bars }) => desk.output.detail(`run ${runId}, ${bars} bars`),
      onProgress: ({ events }) => bar.step({ events, done: eventsExpected === undefined ? undefined : Math.min(1, events / eventsExpected) }),
    });
  } finally {
    bar.end();
  }
}
