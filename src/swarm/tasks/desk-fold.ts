/**
 * How a coordinator's desk follows from what the coordinator said and heard. Its own words decide; of what
 * it hears, it only takes note. The same function folds a log and the words of a plan.
 */
import type { AgentId } from '../../core/brand.js';
import type { Json } from '../../core/canonical.js';
import type { Instant } from '../../core/instant.js';
import type { DataOf, EventType, LogEvent } from '../../domain/catalogue.js';
import type { PutBackReason, TaskSpec, TaskState } from '../../domain/task.js';
import { afterAnswer, afterSending, afterWithdrawal, closedBreaker } from '../watch/breaker.js';
import { arrived, left, noTasks } from './places.js';
import { isInHand, startTask, taskOf, workerOf, type CoordinatorRules, type Desk, type GraphEntry, type TaskEntry, type WorkerEntry } from './desk.js';
import { afterTurn } from './schedulers.js';
import { efficiencyOf, withOutcome, withTime } from './track-record.js';

/** Something said, recorded or not yet. */
export type Word = { [Type in EventType]: { readonly type: Type; readonly data: DataOf<Type> } }[EventType];

/** Names of graphs that are kept so that none is begun twice. */
const BEGUN_MAX = 1_000;

interface Frame {
  readonly rules: CoordinatorRules;
  readonly at: Instant;
  /** Where it is noted what stood in a table of tasks before, for whoever must put it back. */
  readonly before?: TaskBefore[];
}

export interface TaskBefore {
  readonly tasks: Record<string, TaskEntry>;
  readonly name: string;
  readonly entry: TaskEntry | undefined;
}

/** Where a word takes a task; the words of a coordinator decide, whatever stood before. */
export const stateAfter = {
  TaskReady: 'ready', TaskAssigned: 'assigned', TaskStarted: 'running', TaskPutBack: 'pending', TaskCompleted: 'completed', TaskFailed: 'failed',
  TaskTimedOut: 'timed-out', TaskCancelled: 'cancelled', TaskSkipped: 'skipped',
} as const satisfies Partial<Record<EventType, TaskState>>;

/**
 * Takes in one of the coordinator's own words, in place. A coordinator in several seats may have missed what
 * another seat said: a word is taken as it is, and what it speaks of and is not known here is passed over.
 */
export function foldWord(desk: Desk, word: Word, frame: Frame): void {
  switch (word.type) {
    case 'TaskGraphOpened': {
      const { graph: name, concurrencyMax, stages = [], askedBy } = word.data;
      desk.begun = [...desk.begun.slice(Math.max(0, desk.begun.length + 1 - BEGUN_MAX)), name];
      desk.graphs[name] = { name, askedBy, openedAt: frame.at, concurrencyMax, stages, completed: 0, tasks: {}, ...noTasks };
      if (frame.rules.scaling !== undefined) desk.scaledAt ??= frame.at;
      return;
    }
    case 'TaskSubmitted':
      submit(desk, word.data, frame);
      return;
    case 'TaskReady':
      step(desk, word.data, { state: 'ready', readyAt: frame.at }, frame);
      return;
    case 'TaskUnassignable':
      step(desk, word.data, { isStuck: true }, frame);
      return;
    case 'TaskAssigned':
      assign(desk, word.data, frame);
      return;
    case 'TaskReminded':
      step(desk, word.data, { asked: word.data.asked, askAt: frame.at + frame.rules.answerUs }, frame);
      return;
    case 'TaskStarted':
      step(desk, word.data, { state: 'running', startedAt: word.data.startedAt }, frame);
      return;
    case 'TaskPutBack':
      putBack(desk, word.data, frame);
      return;
    case 'TaskCompleted':
      complete(desk, word.data, frame);
      return;
    case 'TaskFailed':
    case 'TaskTimedOut':
    case 'TaskCancelled':
    case 'TaskSkipped':
      end(desk, word, frame);
      return;
    case 'TaskGraphEnded':
      delete desk.graphs[word.data.graph];
      return;
    case 'SwarmScaled':
      for (const agent of word.data.joining) changeWorker(desk, agent, { place: 'active' });
      for (const agent of word.data.leaving) changeWorker(desk, agent, { place: 'leaving' });
      return;
    case 'TimerSet':
      desk.alarmAt = word.data.dueAt;
  }
}

/** Takes note of what the coordinator heard, in place; what follows from it, it says itself. */
export function foldHeard(desk: Desk, event: LogEvent, { rules, at }: Frame): void {
  switch (event.type) {
    case 'TimerSet':
      if (event.data.dueAt === desk.alarmAt) desk.alarmAt = undefined;
      if (isScalingDue(desk, { rules, at })) desk.scaledAt = needsScaling(desk, rules) ? at : undefined;
      return;
    case 'TaskTaken':
      heardWorker(desk, event, { rules, at });
      return;
    case 'TaskCheckpointed':
      if (heardWorker(desk, event, { rules, at })) step(desk, event.data, { checkpoint: event.data.progress }, { rules, at });
      return;
    case 'AgentDetectedDown':
      changeWorker(desk, event.data.agent, { isDown: true });
      return;
    case 'AgentDetectedBack':
      changeWorker(desk, event.data.agent, { isDown: false });
      return;
    case 'AgentReplaced':
      replace(desk, event.data);
      return;
    case 'AgentPaused':
    case 'AgentDraining':
    case 'AgentStopped':
    case 'AgentStarted':
    case 'AgentResumed':
      if (event.agent === event.data.agent) noteLife(desk, event);
      return;
    case 'LoadReported':
      if (!rules.maySubmit(event.agent)) return;
      desk.loads[event.data.kind] = { cpu: event.data.cpu, memory: event.data.memory };
      if (rules.scaling !== undefined) desk.scaledAt ??= at;
      return;
    case 'BarClosed':
      desk.barAt = event.offset;
      return;
    case 'RunEnding':
      desk.isEnding = true;
  }
}

/** Who is paused or about to leave gets nothing new; who has stopped leaves its place; who is back takes it again. */
function noteLife(desk: Desk, { type, data: { agent } }: Extract<LogEvent, { readonly type: 'AgentPaused' | 'AgentDraining' | 'AgentStopped' | 'AgentStarted' | 'AgentResumed' }>): void {
  const worker = workerOf(desk, agent);
  if (worker === undefined) return;
  if (type === 'AgentStopped') changeWorker(desk, agent, { place: 'reserve' });
  else if (type === 'AgentPaused' || type === 'AgentDraining') changeWorker(desk, agent, { place: worker.place === 'active' ? 'leaving' : worker.place });
  else if (!worker.isReserve) changeWorker(desk, agent, { place: 'active' });
}

/** Tells whether anything depends on another look at the load: there is work, or more workers than are always kept. */
function needsScaling({ graphs, workers }: Desk, { scaling }: CoordinatorRules): boolean {
  if (scaling === undefined || Object.keys(graphs).length > 0) return scaling !== undefined;
  const active = Object.values(workers).filter(({ place }) => place === 'active');
  return active.some(({ kind }) => active.filter((other) => other.kind === kind).length > scaling.sizeMin);
}

/** Tells whether it is time to look at the load. */
function isScalingDue({ scaledAt }: Desk, { rules: { scaling }, at }: Frame): boolean {
  return scaledAt !== undefined && scaling !== undefined && at >= scaledAt + scaling.checkUs;
}

/** A place that was taken over stays empty until somebody is needed there again. */
function replace(desk: Desk, { agent, by, capabilities }: DataOf<'AgentReplaced'>): void {
  const gone = workerOf(desk, agent);
  const worker = workerOf(desk, by) ?? (gone === undefined ? undefined : { ...gone, agent: by, open: 0, isDown: false, record: [], breaker: closedBreaker });
  if (worker === undefined) return;
  // One that was spawned just now is new to the desk.
  desk.workers[by] = worker;
  const all = [...worker.capabilities, ...capabilities.filter((one) => !worker.capabilities.includes(one))];
  changeWorker(desk, by, { place: 'active', capabilities: all, ...(gone === undefined ? {} : { kind: gone.kind }) });
  changeWorker(desk, agent, { place: 'reserve' });
}

interface OfAttempt {
  readonly graph: string;
  readonly task: string;
  readonly attempt: number;
}

function heardWorker(desk: Desk, { agent, data }: { readonly agent: AgentId; readonly data: OfAttempt }, { rules, at }: Frame): boolean {
  const entry = taskOf(desk, data);
  if (entry === undefined || entry.worker !== agent || entry.attempt !== data.attempt || !isInHand(entry)) return false;
  // Who answers is asked less and less often.
  const answered = Math.min(entry.answered + 1, 20);
  let waitUs = rules.answerUs;
  for (let i = 1; i < answered; i += 1) waitUs *= 2;
  step(desk, data, { asked: 0, answered, askAt: at + waitUs }, { rules, at });
  return true;
}

function assign(desk: Desk, data: DataOf<'TaskAssigned'>, frame: Frame): void {
  const { rules, at } = frame;
  const { worker, attempt, dueAt, scores, scheduler } = data;
  const before = taskOf(desk, data);
  if (before === undefined) return;
  if (isInHand(before)) letGo(desk, before, { frame, outcome: 'none' });
  step(desk, data, { state: 'assigned', worker, attempt, assignedAt: at, dueAt, askAt: at + rules.answerUs, asked: 0, answered: 0, isStuck: false }, frame);
  const entry = workerOf(desk, worker);
  if (entry !== undefined) desk.workers[worker] = { ...entry, open: entry.open + 1, breaker: afterSending(entry.breaker, at) };
  desk.turns = afterTurn(scheduler, desk.turns, { worker, scores });
}

/** What is the task's or the worker's own failure, and not merely another one's turn. */
const FAILURES: readonly PutBackReason[] = ['failed', 'timed-out', 'unanswered'];

function putBack(desk: Desk, data: DataOf<'TaskPutBack'>, frame: Frame): void {
  const entry = taskOf(desk, data);
  if (entry === undefined) return;
  const { worker, reason, rung, readyAt } = data;
  const isFailure = FAILURES.includes(reason);
  if (isInHand(entry)) letGo(desk, entry, { frame, outcome: isFailure ? 'bad' : 'none' });
  step(desk, data, {
    state: 'pending',
    readyAt,
    worker: undefined,
    failures: entry.failures + (isFailure ? 1 : 0),
    rung: isFailure ? rung : entry.rung,
    avoid: rung === 'reassign' || rung === 'checkpoint' ? [...entry.avoid.filter((one) => one !== worker), worker] : entry.avoid,
    work: rung === 'substitute' ? (entry.spec.substitute ?? entry.work) : entry.work,
    // What failed begins anew; whoever takes over goes on from where it stood.
    checkpoint: isFailure && rung !== 'checkpoint' && rung !== 'reassign' ? undefined : entry.checkpoint,
  }, frame);
}

function complete(desk: Desk, data: DataOf<'TaskCompleted'>, frame: Frame): void {
  const entry = taskOf(desk, data);
  if (entry === undefined) return;
  const { result, workedUs, expectedUs } = data;
  if (isInHand(entry)) letGo(desk, entry, { frame, outcome: 'good', efficiency: expectedUs === undefined ? undefined : efficiencyOf(expectedUs, workedUs) });
  desk.times[entry.work] = withTime(Object.hasOwn(desk.times, entry.work) ? desk.times[entry.work] : undefined, workedUs);
  const graph = desk.graphs[data.graph];
  step(desk, data, { state: 'completed', result: result as Json, place: graph.completed + 1 }, frame);
  desk.graphs[data.graph] = { ...desk.graphs[data.graph], completed: graph.completed + 1 };
}

const ENDS = { TaskFailed: 'failed', TaskTimedOut: 'timed-out', TaskCancelled: 'cancelled', TaskSkipped: 'skipped' } as const;

function end(desk: Desk, { type, data }: { readonly type: keyof typeof ENDS; readonly data: OfAttempt }, frame: Frame): void {
  const entry = taskOf(desk, data);
  if (entry === undefined) return;
  if (isInHand(entry)) letGo(desk, entry, { frame, outcome: type === 'TaskCancelled' ? 'none' : 'bad' });
  step(desk, data, { state: ENDS[type], worker: undefined }, frame);
}

interface Parting {
  readonly frame: Frame;
  readonly outcome: 'good' | 'bad' | 'none';
  readonly efficiency?: number | undefined;
}

/** A worker has one task less in hand, whatever came of it. */
function letGo(desk: Desk, entry: TaskEntry, { frame: { rules, at }, outcome, efficiency }: Parting): void {
  const worker = workerOf(desk, entry.worker);
  if (worker === undefined) return;
  const open = Math.max(0, worker.open - 1);
  const place = worker.place === 'leaving' && open === 0 ? 'reserve' : worker.place;
  if (outcome === 'none') {
    desk.workers[worker.agent] = { ...worker, open, place, breaker: afterWithdrawal(worker.breaker) };
    return;
  }
  const isDone = outcome === 'good';
  const record = withOutcome(worker.record, { at, isDone, responseUs: at - entry.assignedAt, efficiency });
  const breaker = rules.breaker === undefined ? worker.breaker : afterAnswer(worker.breaker, isDone, { now: at, rules: rules.breaker });
  desk.workers[worker.agent] = { ...worker, open, place, record, breaker };
}

function submit(desk: Desk, { graph: name, task, definition, wave }: DataOf<'TaskSubmitted'>, frame: Frame): void {
  if (!Object.hasOwn(desk.graphs, name)) return;
  const graph = desk.graphs[name];
  const spec = definition as unknown as TaskSpec;
  const cancelsRest = graph.cancelsRest || (spec.join !== undefined && spec.join.rule !== 'all' && spec.join.cancelsRest);
  const before = Object.hasOwn(graph.tasks, task) ? graph.tasks[task] : undefined;
  put(desk, { ...graph, cancelsRest, total: graph.total + (before === undefined ? 1 : 0) }, startTask(spec, { wave, order: before?.order ?? graph.total }), frame);
}

function step(desk: Desk, place: { readonly graph: string; readonly task: string }, fields: Partial<TaskEntry>, frame: Frame): void {
  const entry = taskOf(desk, place);
  if (entry !== undefined) put(desk, desk.graphs[place.graph], { ...entry, ...fields }, frame);
}

/** Puts a task in the place of what stood there. */
function put(desk: Desk, graph: GraphEntry, entry: TaskEntry, { before }: Frame): void {
  const { tasks, name: graphName } = graph;
  const { name } = entry.spec;
  const old = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  before?.push({ tasks, name, entry: old });
  tasks[name] = entry;
  desk.graphs[graphName] = old?.state === entry.state && old.readyAt === entry.readyAt ? graph : arrived(old === undefined ? graph : left(graph, old), entry);
}

function changeWorker(desk: Desk, agent: AgentId, fields: Partial<WorkerEntry>): void {
  const worker = workerOf(desk, agent);
  if (worker !== undefined) desk.workers[agent] = { ...worker, ...fields };
}
