/**
 * What a worker remembers of the tasks it was given, and what it says of them: what waits, what it works on,
 * and reports that were not yet taken in. It answers when it is asked, so that a lost word costs time and no task.
 */
import type { AgentId } from '../../core/brand.js';
import type { Json } from '../../core/canonical.js';
import type { Instant } from '../../core/instant.js';
import type { DataOf, EventDraft, EventOf, LogEvent } from '../../domain/catalogue.js';

export interface Job {
  readonly graph: string;
  readonly task: string;
  readonly attempt: number;
  readonly work: string;
  readonly payload?: Json | undefined;
  readonly inputs: Json;
  readonly checkpoint?: Json | undefined;
  /** Who asked for it, and is told what came of it. */
  readonly coordinator: AgentId;
}

export interface RunningJob extends Job {
  /** The how-manieth job that this worker began: names its timers. */
  readonly number: number;
  readonly startedAt: Instant;
}

type JobName = Pick<Job, 'graph' | 'task' | 'attempt'>;

/** Plain data, changed in place by the folds alone. */
export interface WorkDesk {
  queue: Job[];
  running: RunningJob[];
  /** Reports that the coordinator has not answered, with who it is. */
  reports: { readonly to: AgentId; readonly data: DataOf<'TaskReported'> }[];
  /** Attempts that are over: the newest last. A late word of one begins nothing. */
  settled: JobName[];
  begun: number;
}

/** What a worker's way of working decides. */
export interface Craft {
  readonly id: AgentId;
  /** How many jobs it works on at a time. */
  readonly concurrency: number;
  /** Returns what it says when it begins a job, beside that it did: timers, orders, nothing. */
  begin(job: RunningJob): readonly EventDraft[];
}

const SETTLED_MAX = 1_000;
const REPORTS_MAX = 1_000;

export function startWorkDesk(): WorkDesk {
  return { queue: [], running: [], reports: [], settled: [], begun: 0 };
}

/** Takes note of what the worker heard or said itself. */
export function foldWork(desk: WorkDesk, event: LogEvent, id: AgentId): void {
  switch (event.type) {
    case 'TaskAssigned':
    case 'TaskReminded':
      if (event.data.worker !== id) return;
      if (isKnown(desk, event.data)) answerTo(desk, event.agent, event.data);
      else desk.queue.push(jobOf(event));
      return;
    case 'TaskTaken':
      if (event.agent === id && event.data.isRunning) begin(desk, event.data);
      return;
    case 'TaskReported':
      if (event.agent === id) report(desk, event);
      return;
    case 'TaskCompleted':
    case 'TaskFailed':
    case 'TaskTimedOut':
    case 'TaskCancelled':
    case 'TaskPutBack':
    case 'TaskReportIgnored':
      settle(desk, event.data);
      return;
    default:
  }
}

/** Returns what the worker says to a word of its coordinator, or when it has a hand free: it begins what it can. */
export function answerWork(desk: WorkDesk, event: LogEvent, craft: Craft & { readonly now: Instant }): readonly EventDraft[] {
  const begins = beginNext(desk, craft);
  if ((event.type !== 'TaskAssigned' && event.type !== 'TaskReminded') || event.data.worker !== craft.id) return begins;
  const own = find(desk.reports.map(({ data }) => data), event.data);
  if (own !== undefined) return [...begins, { type: 'TaskReported', to: [event.agent], data: { ...own } }];
  const running = find(desk.running, event.data);
  if (running !== undefined) return event.type === 'TaskReminded' ? [...begins, taken(running, { isRunning: true, since: running.startedAt })] : begins;
  const waiting = find(desk.queue, event.data);
  const isBegun = begins.some((draft) => draft.type === 'TaskTaken' && isSame(draft.data, event.data));
  return waiting === undefined || isBegun ? begins : [...begins, taken(waiting, { isRunning: false, since: craft.now })];
}

/** Returns the words that begin as many jobs as there are free hands; `freed` more where one is being reported with them. */
export function beginNext({ queue, running, begun }: WorkDesk, craft: Craft & { readonly now: Instant }, freed = 0): readonly EventDraft[] {
  const free = craft.concurrency - running.length + freed;
  return queue.slice(0, Math.max(0, free)).flatMap((job, place): EventDraft[] => {
    const next: RunningJob = { ...job, number: begun + place + 1, startedAt: craft.now };
    return [taken(job, { isRunning: true, since: craft.now }), ...craft.begin(next)];
  });
}

export interface JobEnd {
  readonly isDone: boolean;
  readonly result: Json;
  readonly reason: string;
  readonly isRetriable: boolean;
}

/** Returns the report on a job that ends now. */
export function reportDraft({ graph, task, attempt, startedAt, coordinator }: RunningJob, end: JobEnd, now: Instant): EventDraft {
  return { type: 'TaskReported', to: [coordinator], data: { graph, task, attempt, ...end, workedUs: now - startedAt, startedAt } };
}

export function done(result: Json): JobEnd {
  return { isDone: true, result, reason: '', isRetriable: false };
}

function taken({ graph, task, attempt, coordinator }: Job, { isRunning, since }: { readonly isRunning: boolean; readonly since: Instant }): EventDraft {
  return { type: 'TaskTaken', to: [coordinator], data: { graph, task, attempt, isRunning, since } };
}

function jobOf({ agent, data }: EventOf<'TaskAssigned'> | EventOf<'TaskReminded'>): Job {
  const { graph, task, attempt, work, payload, inputs, checkpoint } = data;
  return { graph, task, attempt, work, inputs, coordinator: agent, ...(payload === undefined ? {} : { payload }), ...(checkpoint === undefined ? {} : { checkpoint }) };
}

/** Whoever asks for a job is told of it: a coordinator that was lost has a successor. */
function answerTo(desk: WorkDesk, coordinator: AgentId, name: JobName): void {
  const readdressed = <One extends Job>(jobs: One[]): One[] => jobs.map((job) => (isSame(job, name) && job.coordinator !== coordinator ? { ...job, coordinator } : job));
  desk.queue = readdressed(desk.queue);
  desk.running = readdressed(desk.running);
}

function begin(desk: WorkDesk, data: DataOf<'TaskTaken'>): void {
  const job = find(desk.queue, data);
  if (job === undefined) return;
  desk.begun += 1;
  desk.queue = desk.queue.filter((one) => one !== job);
  desk.running.push({ ...job, number: desk.begun, startedAt: data.since });
}

function report(desk: WorkDesk, { to, data }: EventOf<'TaskReported'>): void {
  desk.running = desk.running.filter((one) => !isSame(one, data));
  if (find(desk.reports.map((one) => one.data), data) !== undefined || to.length === 0) return;
  desk.reports = [...desk.reports.slice(Math.max(0, desk.reports.length + 1 - REPORTS_MAX)), { to: to[0], data }];
}

/** Lets go of an attempt, and of earlier ones of the same task. */
function settle(desk: WorkDesk, { graph, task, attempt }: JobName): void {
  const isOver = (one: JobName): boolean => one.graph === graph && one.task === task && one.attempt <= attempt;
  desk.queue = desk.queue.filter((one) => !isOver(one));
  desk.running = desk.running.filter((one) => !isOver(one));
  desk.reports = desk.reports.filter(({ data }) => !isOver(data));
  const others = desk.settled.filter((one) => !isOver(one));
  desk.settled = [...others.slice(Math.max(0, others.length + 1 - SETTLED_MAX)), { graph, task, attempt }];
}

function isKnown({ queue, running, reports, settled }: WorkDesk, name: JobName): boolean {
  if (find(queue, name) !== undefined || find(running, name) !== undefined || reports.some(({ data }) => isSame(data, name))) return true;
  return settled.some(({ graph, task, attempt }) => graph === name.graph && task === name.task && attempt >= name.attempt);
}

function find<Name extends JobName>(among: readonly Name[], name: JobName): Name | undefined {
  return among.find((one) => isSame(one, name));
}

function isSame(a: JobName, b: JobName): boolean {
  return a.graph === b.graph && a.task === b.task && a.attempt === b.attempt;
}
