/** Tasks counted: how they ended, how long they waited and took, how busy and how evenly loaded the workers were. */
import type { LogEvent } from '../../domain/catalogue.js';
import { isTaskOver, type TaskState } from '../../domain/task.js';
import { taskKey } from '../../domain/task-office.js';
import type { OpenTime } from './open-time.js';
import { emptySpread, figuresOf, spreadOver, type Spread, type SpreadFigures } from './spread.js';
import { taskStep } from './task-board.js';

export interface TaskFigures {
  readonly submitted: number;
  readonly ended: Readonly<Partial<Record<TaskState, number>>>;
  /** Tasks that were not over at the end. */
  readonly open: number;
  /** Completed ÷ all that are over. */
  readonly success: number | null;
  /** Tasks that were ready and had no worker. */
  readonly queue: { readonly now: number; readonly max: number };
  /** From being ready to being handed to a worker, in µs. */
  readonly wait: SpreadFigures;
  /** What the workers worked on each that completed, in µs. */
  readonly duration: SpreadFigures;
  /** Virtual time in tasks ÷ market-open time × workers; `null` without tasks, or without a market. */
  readonly utilisation: number | null;
  /** Mean ÷ largest number of tasks per worker, 0 to 1: 1 is even. */
  readonly balance: number | null;
}

export interface TaskCount {
  /** What is open, by office, graph and name: since when it is ready, if it is. */
  readonly open: Map<string, number | null>;
  readonly perWorker: Map<string, number>;
  readonly ended: Partial<Record<TaskState, number>>;
  readonly wait: Spread;
  readonly duration: Spread;
  submitted: number;
  queue: number;
  queueMax: number;
  workedUs: number;
}

export function taskCount(): TaskCount {
  return { open: new Map(), perWorker: new Map(), ended: {}, wait: emptySpread(), duration: emptySpread(), submitted: 0, queue: 0, queueMax: 0, workedUs: 0 };
}

/** Returns a count that begins anew with what is open and what waits. */
export function nextTaskCount({ open, queue }: TaskCount): TaskCount {
  return { ...taskCount(), open, queue, queueMax: queue };
}

export function countTaskEvent(count: TaskCount, event: LogEvent, atWork: OpenTime): void {
  const step = taskStep(event);
  if (step === undefined) return;
  const key = taskKey(step);
  const readyAt = count.open.get(key);
  if (readyAt !== undefined && readyAt !== null && step.to !== 'ready') {
    count.queue -= 1;
    if (step.to === 'assigned') spreadOver(count.wait, event.time - readyAt);
  }
  if (isTaskOver(step.to)) return end(count, { key, to: step.to, worker: step.worker }, event, atWork);
  if (readyAt === undefined) {
    count.submitted += 1;
    atWork.open(event.time);
  }
  if (step.to === 'ready' && (readyAt === undefined || readyAt === null)) {
    count.queue += 1;
    count.queueMax = Math.max(count.queueMax, count.queue);
  }
  count.open.set(key, step.to === 'ready' ? (readyAt ?? event.time) : null);
}

interface Ending {
  readonly key: string;
  readonly to: TaskState;
  readonly worker: string | undefined;
}

function end(count: TaskCount, { key, to, worker }: Ending, event: LogEvent, atWork: OpenTime): void {
  if (!count.open.delete(key)) return;
  atWork.close(event.time);
  count.ended[to] = (count.ended[to] ?? 0) + 1;
  if (worker !== undefined) count.perWorker.set(worker, (count.perWorker.get(worker) ?? 0) + 1);
  if (event.type !== 'TaskCompleted') return;
  count.workedUs += event.data.workedUs;
  spreadOver(count.duration, event.data.workedUs);
}

export function taskFigures({ open, perWorker, ended, wait, duration, submitted, queue, queueMax, workedUs }: TaskCount, marketOpenUs: number): TaskFigures {
  const over = Object.values(ended).reduce((sum, count) => sum + count, 0);
  const loads = [...perWorker.values()];
  return {
    submitted,
    ended: { ...ended },
    open: open.size,
    success: over === 0 ? null : (ended.completed ?? 0) / over,
    queue: { now: queue, max: queueMax },
    wait: figuresOf(wait),
    duration: figuresOf(duration),
    utilisation: loads.length === 0 || marketOpenUs === 0 ? null : workedUs / (marketOpenUs * loads.length),
    balance: loads.length === 0 ? null : loads.reduce((sum, load) => sum + load, 0) / loads.length / Math.max(...loads),
  };
}
