/**
 * What a worker remembers of the tasks it was given, and what it says of them: what waits, what it works on,
 * and reports that were not yet taken in. It answers when it is asked, so that a lost word costs time and no task.
 */
import type { AgentId } from '../../core/brand.js';
import type { Json } from '../../core/canonical.js';
import type { Instant } from '../../core/instant.js';
import type { DataOf, EventDraft, EventOf, LogEvent } from '../../domain/catalogue.js';
import { officeOf } from '../../domain/task-office.js';

export interface Job {
  /** Whose task it is: two coordinators may call theirs the same. */
  readonly office: AgentId;
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

type JobName = Pick<Job, 'office' | 'graph' | 'task' | 'attempt'>;

/** Plain data, changed in place by the folds alone. */
export interface WorkDesk {
  queue: Job[];
  running: RunningJob[];
  /** Reports that the coordinator has not answered. */
  reports: { readonly name: JobName; readonly data: DataOf<'TaskReported'> }[];
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
      if (isKnown(desk, nameIn(event))) answerTo(desk, event.agent, nameIn(event));
      else desk.queue.push(jobOf(event));
      return;
    case 'TaskTaken':
      if (event.agent === id && event.data.isRunning) begin(desk, event);
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
      settle(desk, nameIn(event));
      return;
    default:
  }
}

/** Returns what the worker says to a word of its coordinator, or when it has a hand free: it begins what it can. */
export function answerWork(desk: WorkDesk, event: LogEvent, craft: Craft & { readonly now: Instant }): readonly EventDraft[] {
  const begins = beginNext(desk, craft);
  if ((event.type !== 'TaskAssigned' && event.type !== 'TaskReminded') || event.data.worker !== craft.id) return begins;
  const name = nameIn(event);
  const own = desk.reports.find((report) => isSame(report.name, name));
  if (own !== undefined) return [...begins, { type: 'TaskReported', to: [event.agent], data: { ...own.data } }];
  const running = find(desk.running, name);
  if (running !== undefined) return event.type === 'TaskReminded' ? [...begins, taken(running, { isRunning: true, since: running.startedAt })] : begins;
  const waiting = find(desk.queue, name);
  const isBegun = begins.some((draft) => draft.type === 'TaskTaken' && isSame(ownName(draft), name));
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
export function reportDraft(job: RunningJob, end: JobEnd, now: Instant): EventDraft {
  return { type: 'TaskReported', to: [job.coordinator], data: { ...placeOf(job), ...end, workedUs: now - job.startedAt, startedAt: job.startedAt } };
}

/** Returns what tells a job from all others, for a word to its coordinator. */
export function placeOf({ graph, task, attempt, office, coordinator }: Job): Pick<DataOf<'TaskReported'>, 'graph' | 'task' | 'attempt' | 'office'> {
  return { graph, task, attempt, ...(office === coordinator ? {} : { office }) };
}

export function done(result: Json): JobEnd {
  return { isDone: true, result, reason: '', isRetriable: false };
}

function taken(job: Job, { isRunning, since }: { readonly isRunning: boolean; readonly since: Instant }): EventDraft {
  return { type: 'TaskTaken', to: [job.coordinator], data: { ...placeOf(job), isRunning, since } };
}

type Named = { readonly data: Pick<DataOf<'TaskTaken'>, 'graph' | 'task' | 'attempt' | 'office'> };

/** Returns which job a coordinator speaks of. */
function nameIn(event: LogEvent & Named): JobName {
  const { graph, task, attempt } = event.data;
  return { office: officeOf(event), graph, task, attempt };
}

/** Returns which job the worker itself speaks of: it names the office where that is not whom it speaks to. */
function ownName({ to = [], data: { office = to[0], graph, task, attempt } }: Named & { readonly to?: readonly AgentId[] | undefined }): JobName {
  return { office, graph, task, attempt };
}

function jobOf(event: EventOf<'TaskAssigned'> | EventOf<'TaskReminded'>): Job {
  const { work, payload, inputs, checkpoint } = event.data;
  return { ...nameIn(event), work, inputs, coordinator: event.agent, ...(payload === undefined ? {} : { payload }), ...(checkpoint === undefined ? {} : { checkpoint }) };
}

/** Whoever asks for a job is told of it: a coordinator that was lost has a successor. */
function answerTo(desk: WorkDesk, coordinator: AgentId, name: JobName): void {
  const readdressed = <One extends Job>(jobs: One[]): One[] => jobs.map((job) => (isSame(job, name) && job.coordinator !== coordinator ? { ...job, coordinator } : job));
  desk.queue = readdressed(desk.queue);
  desk.running = readdressed(desk.running);
}

function begin(desk: WorkDesk, event: EventOf<'TaskTaken'>): void {
  const job = find(desk.queue, ownName(event));
  if (job === undefined) return;
  desk.begun += 1;
  desk.queue = desk.queue.filter((one) => one !== job);
  desk.running.push({ ...job, number: desk.begun, startedAt: event.data.since });
}

function report(desk: WorkDesk, event: EventOf<'TaskReported'>): void {
  if (event.to.length === 0) return;
  const name = ownName(event);
  desk.running = desk.running.filter((one) => !isSame(one, name));
  if (desk.reports.some((one) => isSame(one.name, name))) return;
  desk.reports = [...desk.reports.slice(Math.max(0, desk.reports.length + 1 - REPORTS_MAX)), { name, data: event.data }];
}

/** Lets go of an attempt, and of earlier ones of the same task. */
function settle(desk: WorkDesk, name: JobName): void {
  const isOver = (one: JobName): boolean => isSameTask(one, name) && one.attempt <= name.attempt;
  desk.queue = desk.queue.filter((one) => !isOver(one));
  desk.running = desk.running.filter((one) => !isOver(one));
  desk.reports = desk.reports.filter((one) => !isOver(one.name));
  const others = desk.settled.filter((one) => !isOver(one));
  desk.settled = [...others.slice(Math.max(0, others.length + 1 - SETTLED_MAX)), name];
}

function isKnown({ queue, running, reports, settled }: WorkDesk, name: JobName): boolean {
  if (find(queue, name) !== undefined || find(running, name) !== undefined || reports.some((one) => isSame(one.name, name))) return true;
  return settled.some((one) => isSameTask(one, name) && one.attempt >= name.attempt);
}

function find<Name extends JobName>(among: readonly Name[], name: JobName): Name | undefined {
  return among.find((one) => isSame(one, name));
}

function isSame(a: JobName, b: JobName): boolean {
  return isSameTask(a, b) && a.attempt === b.attempt;
}

function isSameTask(a: JobName, b: JobName): boolean {
  return a.office === b.office && a.graph === b.graph && a.task === b.task;
}
