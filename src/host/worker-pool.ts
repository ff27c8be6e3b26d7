/**
 * A pool of threads that do one kind of work each, over `piscina`. A worker starts a module of ours
 * once, with a setting that all share (typed arrays over shared memory are not copied), and then takes
 * one task after another. What fails in a worker comes back with its code.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import { Piscina } from 'piscina';
import { isHivetapeError, HivetapeError } from '../core/errors.js';
import { codeFile, packageFile } from './package-root.js';
import type { WorkerAnswer, WorkerSetting } from './worker-entry.js';

export interface WorkerPoolOptions {
  /** A file among the code, as `lab/sweep/trial-worker`; it exports `startWorker(setting)`, which returns what does a task. */
  readonly module: string;
  readonly setting: unknown;
  readonly workers: number;
  /** What helps when a worker dies. */
  readonly help?: string;
}

export interface WorkerPool {
  /** Returns what the worker returned. Throws the HivetapeError that it threw, or `trial-worker-died`. */
  perform(task: unknown): Promise<unknown>;
  /** Ends all workers at once, whatever they are at. */
  close(): Promise<void>;
}

/** Returns how many threads this machine can run side by side. */
export function threadsOfMachine(): number {
  return availableParallelism();
}

const SWEEP_HELP = 'What was finished is kept: `hivetape sweep resume`, perhaps with fewer --workers.';

export function openWorkerPool({ module, setting, workers, help = SWEEP_HELP }: WorkerPoolOptions): WorkerPool {
  const workerData: WorkerSetting = { module: pathToFileURL(builtFile(`${module}.js`)).href, setting };
  const pool = new Piscina({
    filename: builtFile('host/worker-entry.js'),
    name: 'perform',
    minThreads: workers,
    maxThreads: workers,
    // The next task lies at the worker already when one is done, whatever this thread is at.
    concurrentTasksPerWorker: 2,
    idleTimeout: Infinity,
    maxQueue: Infinity,
    workerData,
  });
  return {
    async perform(task) {
      let answer: WorkerAnswer;
      try {
        answer = (await pool.run(task)) as WorkerAnswer;
      } catch (cause) {
        throw died(cause, help);
      }
      if (answer.ok) return answer.value;
      if (isHivetapeError(answer.error)) throw new HivetapeError(answer.error.code, answer.error.message, answer.error.details);
      throw answer.error;
    },
    close: () => pool.destroy(),
  };
}

/** Threads load JavaScript only: from the sources, those of the last build are taken. */
function builtFile(path: string): string {
  const beside = codeFile(path);
  return existsSync(beside) ? beside : packageFile(`dist/${path}`);
}

function died(cause: unknown, help: string): HivetapeError {
  const what = cause instanceof Error ? cause.message : String(cause);
  return new HivetapeError('trial-worker-died', `A worker does its task to the end (found ${what}).`, {
    help,
    cause,
  });
}
