/** Shows how far a run, a rerun or a fork is, and takes the bar away when it ends, however it ends. */
import type { Progress } from '../lab/drive.js';
import type { RunStart } from '../lab/run.js';
import type { Desk } from './command-spec.js';
import { grouped } from './number-format.js';
import { progressBar } from './progress-bar.js';

export interface ProgressHooks {
  readonly onStart: (start: RunStart) => void;
  readonly onProgress: (progress: Progress) => void;
}

export async function showProgress<Result>(title: string, desk: Desk, work: (hooks: ProgressHooks) => Promise<Result>, eventsExpected?: number): Promise<Result> {
  const bar = progressBar(title, desk.settings, desk.surroundings);
  let span: RunStart | undefined;
  const doneOf = ({ events, now }: Progress): number | undefined => {
    if (eventsExpected !== undefined) return Math.min(1, events / eventsExpected);
    return span === undefined ? undefined : Math.max(0, Math.min(1, (now - span.startsAt) / Math.max(1, span.endsAt - span.startsAt)));
  };
  try {
    return await work({
      onStart: (start) => {
        span = start;
        desk.output.detail(`run ${start.runId}, ${start.bars} bars`);
        if (start.resumedAt !== undefined) desk.output.say(`note: this run was cut short before; it goes on at offset ${grouped(start.resumedAt)}.`);
      },
      onProgress: (progress) => bar.step({ events: progress.events, done: doneOf(progress) }),
    });
  } finally {
    bar.end();
  }
}
