/** How busy the workers were: the virtual time in which each had at least one task in work, added up over all of them. */
import type { LogEvent } from '../../domain/catalogue.js';
import { taskKey } from '../../domain/task-office.js';
import { taskStep } from './task-board.js';

export interface WorkerLoad {
  see(event: LogEvent): void;
  /** Returns the busy time of all workers so far, in µs. */
  busyUsAt(now: number): number;
  /** Returns how many have had a task so far. */
  workers(): number;
}

export function workerLoad(): WorkerLoad {
  /** Who works on a task, by office, graph and name. */
  const inWork = new Map<string, string>();
  const tasksOf = new Map<string, number>();
  let busy = 0;
  let since = 0;
  let totalUs = 0;
  const pass = (now: number): void => {
    totalUs += busy * (now - since);
    since = now;
  };
  const change = (worker: string, by: 1 | -1): void => {
    const before = tasksOf.get(worker) ?? 0;
    tasksOf.set(worker, before + by);
    busy += Math.min(1, before + by) - Math.min(1, before);
  };
  return {
    see(event) {
      const step = taskStep(event);
      if (step === undefined) return;
      pass(event.time);
      const key = taskKey(step);
      const worker = inWork.get(key);
      if (worker !== undefined) {
        inWork.delete(key);
        change(worker, -1);
      }
      if (step.to !== 'running' || step.worker === undefined) return;
      inWork.set(key, step.worker);
      change(step.worker, 1);
    },
    busyUsAt: (now) => totalUs + busy * (now - since),
    workers: () => tasksOf.size,
  };
}
