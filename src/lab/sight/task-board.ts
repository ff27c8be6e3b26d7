/** Every task of a run, in which state it stands and how it came there: what coordinators said, and nothing else. */
import type { LogEvent } from '../../domain/catalogue.js';
import { isTaskOver, taskStates, type TaskState } from '../../domain/task.js';
import { officeOf } from '../../domain/task-office.js';
import type { SightFold } from './sight-fold.js';

export interface TaskRow {
  readonly coordinator: string;
  readonly graph: string;
  readonly task: string;
  readonly state: TaskState;
  readonly priority: string;
  readonly worker: string | null;
  /** How often it was handed to a worker. */
  readonly attempts: number;
  readonly submittedAt: number;
  readonly readyAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Offset of its last step. */
  readonly offset: number;
  readonly reason: string;
}

export interface GraphRow {
  readonly coordinator: string;
  readonly graph: string;
  readonly strategy: string;
  readonly tasks: number;
  readonly over: number;
  /** Tasks that are over ÷ all tasks, 0 to 1. */
  readonly progress: number;
  readonly outcome: string | null;
  readonly makespanUs: number | null;
}

export interface TaskBoard {
  readonly graphs: readonly GraphRow[];
  readonly tasks: readonly TaskRow[];
  readonly counts: Readonly<Record<TaskState, number>>;
}

/** What one event does to one task. */
export interface TaskStep {
  /** The coordinator; of one in several seats, their common name. */
  readonly office: string;
  readonly graph: string;
  readonly task: string;
  readonly to: TaskState;
  readonly worker?: string | undefined;
  readonly reason?: string;
}

/** Returns what an event does to a task, `undefined` where it is about none. */
export function taskStep(event: LogEvent): TaskStep | undefined {
  switch (event.type) {
    case 'TaskSubmitted':
      return stepTo('pending', event);
    case 'TaskReady':
      return stepTo('ready', event);
    case 'TaskAssigned':
      return { ...stepTo('assigned', event), worker: event.data.worker };
    case 'TaskStarted':
      return { ...stepTo('running', event), worker: event.data.worker };
    case 'TaskPutBack':
      return { ...stepTo('pending', event), worker: event.data.worker, reason: event.data.why === '' ? event.data.reason : event.data.why };
    case 'TaskCompleted':
      return { ...stepTo('completed', event), worker: event.data.worker };
    case 'TaskFailed':
      return { ...stepTo('failed', event), worker: event.data.worker, reason: event.data.reason };
    case 'TaskTimedOut':
      return { ...stepTo('timed-out', event), worker: event.data.worker, reason: `longer than ${event.data.timeoutUs} µs` };
    case 'TaskCancelled':
      return { ...stepTo('cancelled', event), worker: event.data.worker, reason: event.data.reason };
    case 'TaskSkipped':
      return { ...stepTo('skipped', event), reason: event.data.reason };
    default:
      return undefined;
  }
}

function stepTo(to: TaskState, event: LogEvent & { readonly data: { readonly graph: string; readonly task: string } }): TaskStep {
  return { office: officeOf(event), graph: event.data.graph, task: event.data.task, to };
}

type Open<Row> = { -readonly [Key in keyof Row]: Row[Key] };

export function taskBoardFold(): SightFold<TaskBoard> {
  const graphs = new Map<string, Open<GraphRow> & { readonly rows: Map<string, Open<TaskRow>> }>();
  const graphOf = (coordinator: string, graph: string) => {
    const key = JSON.stringify([coordinator, graph]);
    let found = graphs.get(key);
    if (found === undefined) graphs.set(key, (found = { coordinator, graph, strategy: '', tasks: 0, over: 0, progress: 0, outcome: null, makespanUs: null, rows: new Map() }));
    return found;
  };
  return {
    see(event) {
      if (event.type === 'TaskGraphOpened') graphOf(officeOf(event), event.data.graph).strategy = event.data.strategy;
      else if (event.type === 'TaskGraphEnded') Object.assign(graphOf(officeOf(event), event.data.graph), { outcome: event.data.outcome, makespanUs: event.data.makespanUs });
      const step = taskStep(event);
      if (step === undefined) return;
      const { rows } = graphOf(step.office, step.graph);
      let row = rows.get(step.task);
      if (row === undefined) rows.set(step.task, (row = newRow(event, step)));
      take(row, step, event);
    },
    result: () => boardOf([...graphs.values()]),
  };
}

function newRow({ time, offset, ...event }: LogEvent, { office, graph, task }: TaskStep): Open<TaskRow> {
  const priority = event.type === 'TaskSubmitted' ? event.data.priority : '';
  return { coordinator: office, graph, task, state: 'pending', priority, worker: null, attempts: 0, submittedAt: time, readyAt: null, startedAt: null, endedAt: null, offset, reason: '' };
}

function take(row: Open<TaskRow>, { to, worker, reason }: TaskStep, event: LogEvent): void {
  row.state = to;
  row.offset = event.offset;
  if (reason !== undefined) row.reason = reason;
  if (worker !== undefined) row.worker = worker;
  if (to === 'ready') row.readyAt = event.time;
  if (to === 'assigned') row.attempts += 1;
  if (event.type === 'TaskStarted') row.startedAt = event.data.startedAt;
  if (isTaskOver(to)) row.endedAt = event.time;
}

function boardOf(graphs: readonly (GraphRow & { readonly rows: ReadonlyMap<string, TaskRow> })[]): TaskBoard {
  const counts = Object.fromEntries(taskStates.map((state) => [state, 0])) as Record<TaskState, number>;
  const tasks = graphs.flatMap(({ rows }) => [...rows.values()]);
  for (const { state } of tasks) counts[state] += 1;
  return {
    graphs: graphs.map(({ rows, ...graph }) => {
      const over = [...rows.values()].filter(({ state }) => isTaskOver(state)).length;
      return { ...graph, tasks: rows.size, over, progress: rows.size === 0 ? 0 : over / rows.size };
    }),
    tasks: tasks.map((row) => ({ ...row })),
    counts,
  };
}
