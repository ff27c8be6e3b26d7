/**
 * What a coordinator of tasks remembers: its graphs, its workers, and what it knows of how they work. Plain
 * data; entries are replaced and never changed, so that a plan can be made on a copy that costs little.
 */
import type { AgentId } from '../../core/brand.js';
import type { Json } from '../../core/canonical.js';
import type { Instant } from '../../core/instant.js';
import type { Priority, Rung, SchedulerName, StageSpec, TaskSpec, TaskState } from '../../domain/task.js';
import { closedBreaker, type Breaker, type BreakerRules } from '../watch/breaker.js';
import type { ScalingRules } from '../watch/scaler.js';
import { noTurns, type Turns } from './schedulers.js';
import type { TrackRecord, UsualTime } from './track-record.js';

/** Where live agents are looked for by what they can do. */
export interface LiveDirectory {
  withCapability(name: string): readonly AgentId[];
}

export interface WorkerSpec {
  readonly agent: AgentId;
  readonly capabilities: readonly string[];
  /** Tasks that it works on at a time. */
  readonly concurrency: number;
  /** Tasks that may wait at the worker beside those. */
  readonly queue: number;
  readonly weight: number;
  /** Which of these are one kind, for scaling and for replacements. */
  readonly kind: string;
  /** Seated, and asked for nothing until it is needed. */
  readonly isReserve: boolean;
}

export interface WorkerEntry extends WorkerSpec {
  /** `leaving`: it ends what it has in hand and gets nothing new. */
  readonly place: 'active' | 'leaving' | 'reserve';
  readonly isDown: boolean;
  /** Tasks in hand, as far as the coordinator knows. */
  readonly open: number;
  readonly record: TrackRecord;
  readonly breaker: Breaker;
}

export interface TaskEntry {
  readonly spec: TaskSpec;
  /** The how-manieth of its graph that was submitted. */
  readonly order: number;
  readonly wave: number;
  readonly state: TaskState;
  /** What is to be done: what the task says, or what takes its place. */
  readonly work: string;
  /** Assignments so far. */
  readonly attempt: number;
  readonly failures: number;
  readonly rung?: Rung | undefined;
  /** When it may become ready; since when it is. */
  readonly readyAt: Instant;
  readonly worker?: AgentId | undefined;
  readonly assignedAt: Instant;
  readonly startedAt: Instant;
  readonly dueAt: Instant;
  /** When the worker is asked for a word; how often it was since its last one, and how often it answered. */
  readonly askAt: Instant;
  readonly asked: number;
  readonly answered: number;
  /** Who failed at it and is not asked again. */
  readonly avoid: readonly AgentId[];
  /** How far its worker came, in the worker's own words. */
  readonly checkpoint?: Json | undefined;
  readonly result?: Json | undefined;
  /** The how-manieth of its graph that was completed. */
  readonly place: number;
  /** Whether it was said that nobody can do it. */
  readonly isStuck: boolean;
}

export interface GraphEntry {
  readonly name: string;
  readonly askedBy?: AgentId | undefined;
  readonly openedAt: Instant;
  readonly concurrencyMax: number;
  readonly stages: readonly StageSpec[];
  readonly completed: number;
  /** By name, in the order of the graph. */
  readonly tasks: Record<string, TaskEntry>;
  readonly total: number;
  /** Where its tasks stand, so that nobody has to go through all of them: how many wait for others, how many are over… */
  readonly pending: number;
  readonly over: number;
  /** …who has been put back and waits for its time, what is in hand, and what is ready, who came first first. */
  readonly later: readonly string[];
  readonly inHand: readonly string[];
  readonly ready: Readonly<Record<Priority, readonly string[]>>;
  /** Whether a task of it may have the rest of those before it cancelled. */
  readonly cancelsRest: boolean;
}

export interface Desk {
  readonly graphs: Record<string, GraphEntry>;
  readonly workers: Record<AgentId, WorkerEntry>;
  /** How long each class of work takes. */
  readonly times: Record<string, UsualTime>;
  /** Simulated load by kind of worker, where somebody tells it. */
  readonly loads: Record<string, { readonly cpu?: number | undefined; readonly memory?: number | undefined }>;
  turns: Turns;
  alarmAt: Instant | undefined;
  /** When load was last looked at; absent while there is none. */
  scaledAt: Instant | undefined;
  /** Names of the graphs that were begun, the newest last. */
  begun: readonly string[];
  /** Offset of the last bar that was acted on. */
  barAt: number;
  isEnding: boolean;
}

/** What a coordinator goes by. */
export interface CoordinatorRules {
  readonly id: AgentId;
  readonly scheduler: SchedulerName;
  /** Tasks handed out at a time, over all graphs. */
  readonly tasksMax: number;
  /** How long it waits for a worker's word, and how often it asks again. */
  readonly answerUs: number;
  readonly answersMax: number;
  /** Waiting that raises a task's priority by one. */
  readonly ageUs: number;
  readonly isStealing: boolean;
  readonly breaker?: BreakerRules | undefined;
  readonly scaling?: ScalingRules | undefined;
  /** The name of all the seats, where the coordinator has several. */
  readonly office?: AgentId | undefined;
  /** Who may ask for graphs, for an even spread, and tell loads. */
  maySubmit(agent: AgentId): boolean;
  /** Who may cancel tasks of a graph, which somebody may have asked for. */
  mayCancel(agent: AgentId, askedBy: AgentId | undefined): boolean;
}

export function startDesk(workers: readonly WorkerSpec[]): Desk {
  const inOrder = [...workers].sort((a, b) => (a.agent < b.agent ? -1 : 1));
  const entries = inOrder.map((spec): [AgentId, WorkerEntry] => [spec.agent, { ...spec, place: spec.isReserve ? 'reserve' : 'active', isDown: false, open: 0, record: [], breaker: closedBreaker }]);
  return {
    graphs: {},
    workers: Object.fromEntries(entries) as Desk['workers'],
    times: {},
    loads: {},
    turns: noTurns,
    alarmAt: undefined,
    scaledAt: undefined,
    begun: [],
    barAt: -1,
    isEnding: false,
  };
}

/** Returns a desk to make plans on: what is written to it does not touch the first, but for the tables of tasks, which they share. */
export function copyDesk(desk: Desk): Desk {
  return { ...desk, graphs: { ...desk.graphs }, workers: { ...desk.workers }, times: { ...desk.times }, loads: { ...desk.loads } };
}

export function startTask(spec: TaskSpec, { wave, order }: { readonly wave: number; readonly order: number }): TaskEntry {
  return {
    spec, order, wave, state: 'pending', work: spec.work, attempt: 0, failures: 0, readyAt: 0, assignedAt: 0, startedAt: 0, dueAt: 0, askAt: 0,
    asked: 0, answered: 0, avoid: [], place: 0, isStuck: false,
  };
}

export function taskOf(desk: Desk, { graph, task }: { readonly graph: string; readonly task: string }): TaskEntry | undefined {
  if (!Object.hasOwn(desk.graphs, graph)) return undefined;
  const { tasks } = desk.graphs[graph];
  return Object.hasOwn(tasks, task) ? tasks[task] : undefined;
}

export function workerOf(desk: Desk, agent: AgentId | undefined): WorkerEntry | undefined {
  return agent !== undefined && Object.hasOwn(desk.workers, agent) ? desk.workers[agent] : undefined;
}

/** Tells whether a worker has the task in hand. */
export function isInHand({ state }: TaskEntry): boolean {
  return state === 'assigned' || state === 'running';
}

/** Returns the tasks of a graph that are in hand, in its order. */
export function tasksInHand({ inHand, tasks }: GraphEntry): readonly TaskEntry[] {
  return inHand.map((name) => tasks[name]).sort((a, b) => a.order - b.order);
}

/** Returns the live workers that may be given something, as a directory. */
export function directoryOf(desk: Desk): LiveDirectory {
  const live = Object.values(desk.workers).filter(({ place, isDown }) => place === 'active' && !isDown);
  return { withCapability: (name) => live.filter(({ capabilities }) => capabilities.includes(name)).map(({ agent }) => agent) };
}
