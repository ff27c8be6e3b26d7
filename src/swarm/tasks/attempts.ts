/**
 * What a coordinator makes of its workers’ words, and of their silence: an attempt ends with a result, is put
 * back to be tried again on the next rung, or was the last one.
 */
import type { AgentId } from '../../core/brand.js';
import type { DataOf, EventOf } from '../../domain/catalogue.js';
import type { PutBackReason } from '../../domain/task.js';
import { isInHand, taskOf, tasksInHand, type TaskEntry } from './desk.js';
import { assignmentOf, type Place } from './dispatch.js';
import { say, type Plan } from './plan.js';
import { backOffUs, nextRung, usualRetries } from './retry-policy.js';

/** A worker has the task; one that no longer should is told so. */
export function onTaken(plan: Plan, event: EventOf<'TaskTaken'>): void {
  const entry = currentOf(plan, event);
  if (entry === undefined) return;
  if (event.data.isRunning && entry.state === 'assigned') start(plan, event.data, { worker: event.agent, startedAt: event.data.since });
}

/** A worker is done with an attempt, well or not. */
export function onReported(plan: Plan, event: EventOf<'TaskReported'>): void {
  const entry = currentOf(plan, event);
  if (entry === undefined) return;
  const { graph, task, attempt, isDone, result, reason, isRetriable, workedUs, startedAt } = event.data;
  // The word that it had begun was lost, or comes behind this one.
  if (entry.state === 'assigned') start(plan, event.data, { worker: event.agent, startedAt });
  if (!isDone) {
    failAttempt(plan, { graph: plan.desk.graphs[graph], entry }, { reason: 'failed', why: reason, isRetriable });
    return;
  }
  const expectedUs = expectedOf(plan, entry);
  say(plan, {
    type: 'TaskCompleted',
    to: [event.agent],
    data: { graph, task, attempt, worker: event.agent, result, workedUs, ...(expectedUs === undefined ? {} : { expectedUs }) },
  });
}

/** Takes back what an agent that is gone had in hand; somebody else goes on from where it stood. */
export function onGone(plan: Plan, agent: AgentId, reason: 'worker-down' | 'worker-gone'): void {
  for (const graph of Object.values(plan.desk.graphs)) {
    for (const entry of tasksInHand(graph)) if (entry.worker === agent) moveAway(plan, { graph, entry }, reason);
  }
}

/** Puts a task back for another worker, at once and without a failure. */
export function moveAway(plan: Plan, { graph, entry }: Place, reason: Exclude<PutBackReason, 'failed' | 'timed-out' | 'unanswered'>): void {
  const { worker, attempt, spec } = entry;
  if (worker === undefined) return;
  say(plan, { type: 'TaskPutBack', to: [worker], data: { graph: graph.name, task: spec.name, attempt, worker, reason, why: '', rung: 'reassign', readyAt: plan.now } });
}

/** Times out what is due, and asks after what was long not heard of. */
export function onDue(plan: Plan): void {
  const { now, rules, desk } = plan;
  for (const graph of Object.values(desk.graphs)) {
    for (const entry of tasksInHand(graph)) {
      if (entry.dueAt <= now) timeOut(plan, { graph, entry });
      else if (entry.askAt <= now && entry.asked >= rules.answersMax) failAttempt(plan, { graph, entry }, { reason: 'unanswered', why: 'no answer', isRetriable: true });
      else if (entry.askAt <= now) remind(plan, { graph, entry });
    }
  }
}

interface AttemptFailure {
  readonly reason: 'failed' | 'timed-out' | 'unanswered';
  readonly why: string;
  readonly isRetriable: boolean;
}

function failAttempt(plan: Plan, { graph, entry }: Place, { reason, why, isRetriable }: AttemptFailure): void {
  const { spec, worker, attempt, failures, rung: on, checkpoint } = entry;
  if (worker === undefined) return;
  const { retry = usualRetries, isLadder, substitute } = spec;
  const rung = nextRung({ failures: failures + 1, retriesMax: retry.retriesMax, isLadder, hasCheckpoint: checkpoint !== undefined, hasSubstitute: substitute !== undefined, rung: on, isRetriable });
  const of = { graph: graph.name, task: spec.name, attempt, worker };
  if (rung === 'give-up') {
    if (reason === 'timed-out') say(plan, { type: 'TaskTimedOut', to: [worker], data: { ...of, timeoutUs: spec.timeoutUs } });
    else say(plan, { type: 'TaskFailed', to: [worker], data: { ...of, reason: why === '' ? reason : why } });
    return;
  }
  const waitUs = rung === 'retry' ? backOffUs(retry, failures + 1, plan.chance) : 0;
  say(plan, { type: 'TaskPutBack', to: [worker], data: { ...of, reason, why, rung, readyAt: plan.now + waitUs } });
}

function timeOut(plan: Plan, { graph, entry }: Place): void {
  const { spec, attempt, worker } = entry;
  if (spec.retryTimeouts) failAttempt(plan, { graph, entry }, { reason: 'timed-out', why: '', isRetriable: true });
  else say(plan, { type: 'TaskTimedOut', to: worker === undefined ? [] : [worker], data: { graph: graph.name, task: spec.name, attempt, ...(worker === undefined ? {} : { worker }), timeoutUs: spec.timeoutUs } });
}

function remind(plan: Plan, place: Place): void {
  const { entry } = place;
  const { worker, attempt, dueAt, asked } = entry;
  if (worker === undefined) return;
  say(plan, { type: 'TaskReminded', to: [worker], data: { ...assignmentOf(place, { worker, attempt, dueAt }), asked: asked + 1 } });
}

function start(plan: Plan, { graph, task, attempt }: OfAttempt, { worker, startedAt }: { readonly worker: AgentId; readonly startedAt: number }): void {
  say(plan, { type: 'TaskStarted', data: { graph, task, attempt, worker, startedAt } });
}

type OfAttempt = Pick<DataOf<'TaskTaken'>, 'graph' | 'task' | 'attempt'>;

/** Returns the task that a worker speaks of, if it has it in hand; otherwise tells the worker to let go of it. */
function currentOf(plan: Plan, { agent, data }: { readonly agent: AgentId; readonly data: OfAttempt }): TaskEntry | undefined {
  const { graph, task, attempt } = data;
  const entry = taskOf(plan.desk, data);
  if (entry !== undefined && isInHand(entry) && entry.worker === agent && entry.attempt === attempt) return entry;
  const reason = entry === undefined ? 'unknown' : entry.attempt > attempt || entry.state === 'pending' || entry.state === 'ready' ? 'superseded' : 'over';
  say(plan, { type: 'TaskReportIgnored', to: [agent], data: { graph, task, attempt, reason } });
  return undefined;
}

/** Returns how long the task should have taken; `undefined` where neither it nor its class tells. */
function expectedOf({ desk: { times } }: Plan, { spec, work }: TaskEntry): number | undefined {
  if (spec.expectedUs !== undefined) return spec.expectedUs;
  return Object.hasOwn(times, work) ? Math.max(1, Math.round(times[work].meanUs)) : undefined;
}
