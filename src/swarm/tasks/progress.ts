/**
 * How far graphs of tasks are, what came of each task, and how it came to that: folds of the log, so that they
 * can be asked at any moment of a run. Progress never falls, and is 100 when the last task is over.
 */
import type { AgentId } from '../../core/brand.js';
import type { Json } from '../../core/canonical.js';
import { SECOND, type Instant } from '../../core/instant.js';
import type { LogEvent } from '../../domain/catalogue.js';
import { isTaskOver, type TaskState } from '../../domain/task.js';
import { officeOf } from '../../domain/task-office.js';

/** How often progress is looked at where nobody says otherwise. */
export const progressSampleUs = 2 * SECOND;

export interface TaskStep {
  readonly state: TaskState;
  readonly at: Instant;
  readonly offset: number;
  readonly attempt: number;
  readonly worker?: AgentId | undefined;
  /** Why, where something went wrong or another way. */
  readonly reason?: string | undefined;
}

export interface TaskHistory {
  readonly task: string;
  readonly steps: TaskStep[];
  readonly result?: Json | undefined;
}

export interface GraphProgress {
  /** Of one in several seats, their common name. */
  readonly coordinator: AgentId;
  readonly graph: string;
  readonly openedAt: Instant;
  readonly endedAt?: Instant | undefined;
  readonly total: number;
  readonly completed: number;
  /** Completed, failed, timed out, cancelled or skipped. */
  readonly over: number;
  readonly tasks: TaskHistory[];
}

/** Plain data, changed in place; in the order in which graphs were opened. */
export type TaskProgress = GraphProgress[];

const STATES = {
  TaskReady: 'ready', TaskAssigned: 'assigned', TaskStarted: 'running', TaskPutBack: 'pending', TaskCompleted: 'completed', TaskFailed: 'failed',
  TaskTimedOut: 'timed-out', TaskCancelled: 'cancelled', TaskSkipped: 'skipped',
} as const;

type StepEvent = Extract<LogEvent, { readonly type: keyof typeof STATES }>;

/** Takes an event of the log into the progress, in place. */
export function foldProgress(progress: TaskProgress, event: LogEvent): void {
  const { type, time } = event;
  if (type === 'TaskGraphOpened') {
    progress.push({ coordinator: officeOf(event), graph: event.data.graph, openedAt: time, total: 0, completed: 0, over: 0, tasks: [] });
    return;
  }
  if (!('graph' in event.data)) return;
  const { graph: name } = event.data as { readonly graph: string };
  const office = officeOf(event);
  const place = progress.findLastIndex(({ coordinator, graph }) => coordinator === office && graph === name);
  if (place < 0) return;
  const graph = progress[place];
  if (type === 'TaskGraphEnded') progress[place] = { ...graph, endedAt: time };
  else if (type === 'TaskSubmitted') {
    graph.tasks.push({ task: event.data.task, steps: [{ state: 'pending', at: time, offset: event.offset, attempt: 0 }] });
    progress[place] = { ...graph, total: graph.total + 1 };
  } else if (Object.hasOwn(STATES, type)) progress[place] = afterStep(graph, event as StepEvent);
}

/** Returns how much of a graph is over, in percent: 100 × over ÷ total. */
export function percentOf({ over, total }: Pick<GraphProgress, 'over' | 'total'>): number {
  return total === 0 ? 100 : (100 * over) / total;
}

export interface ProgressSample {
  readonly at: Instant;
  readonly percent: number;
}

/** Returns the progress of a graph at every so many µs from its opening on, and at its end. */
export function samplesOf({ tasks, openedAt, endedAt, total }: GraphProgress, everyUs = progressSampleUs): readonly ProgressSample[] {
  const overAt = tasks.flatMap(({ steps }) => steps.filter(({ state }) => isTaskOver(state)).map(({ at }) => at));
  const last = endedAt ?? Math.max(openedAt, ...tasks.flatMap(({ steps }) => steps.map(({ at }) => at)));
  const times: Instant[] = [];
  for (let at = openedAt; at < last; at += everyUs) times.push(at);
  return [...times, last].map((at) => ({ at, percent: percentOf({ over: overAt.filter((one) => one <= at).length, total }) }));
}

function afterStep(graph: GraphProgress, event: StepEvent): GraphProgress {
  const { data, time, offset } = event;
  const state = STATES[event.type];
  const place = graph.tasks.findIndex(({ task }) => task === data.task);
  if (place < 0) return graph;
  const found = graph.tasks[place];
  const worker = 'worker' in data ? data.worker : undefined;
  const reason = 'reason' in data ? data.reason : undefined;
  const attempt = 'attempt' in data ? data.attempt : (found.steps[found.steps.length - 1].attempt);
  found.steps.push({ state, at: time, offset, attempt, ...(worker === undefined ? {} : { worker }), ...(reason === undefined ? {} : { reason }) });
  if (event.type === 'TaskCompleted') graph.tasks[place] = { ...found, result: event.data.result };
  return { ...graph, completed: graph.completed + (state === 'completed' ? 1 : 0), over: graph.over + (isTaskOver(state) ? 1 : 0) };
}
