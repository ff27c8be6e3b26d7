/**
 * The coordinator’s protocol: from its desk and one event to what it says. Everything that follows in the
 * same instant is said at once: a task is ready, and handed out, when the last one before it is done.
 */
import type { AgentId } from '../../core/brand.js';
import type { EventDraft, LogEvent } from '../../domain/catalogue.js';
import type { TaskGraphSpec } from '../../domain/task.js';
import { onDue, onGone, onReported, onTaken } from './attempts.js';
import { tasksInHand, type Desk } from './desk.js';
import { dispatch } from './dispatch.js';
import { cancelAll, onCancelAsked, onGraphAsked, openGraph, refuseRequest, settle } from './graphs.js';
import { planned, say, type Plan, type PlanFrame } from './plan.js';
import { scale } from './scaling.js';
import { rebalance, steal } from './sharing.js';

export const ALARM = 'tasks';

export interface NewGraph {
  /** What it is called, now. */
  readonly name: string;
  readonly graph: TaskGraphSpec;
}

/** Returns what the coordinator says to an event that its desk has taken note of, with the graphs that begin now. */
export function coordinate(desk: Desk, event: LogEvent, frame: PlanFrame, begins: readonly NewGraph[] = []): readonly EventDraft[] {
  return planned(desk, frame, (plan) => makePlan(plan, event, begins));
}

function makePlan(plan: Plan, event: LogEvent, begins: readonly NewGraph[]): void {
  // Who has taken a task changes nothing for the others.
  plan.isSettled = event.type === 'TaskTaken' || event.type === 'TaskCheckpointed';
  const { desk } = plan;
  answer(plan, event);
  if (!desk.isEnding) for (const { name, graph } of begins) if (!plan.desk.begun.includes(name)) openGraph(plan, name, graph);
  if (desk.isEnding) cancelAll(plan, 'the run ends');
  settle(plan);
  dispatch(plan);
  if (plan.rules.isStealing) steal(plan);
  settle(plan);
  setAlarm(plan);
}

/**
 * Returns what a coordinator says to an event that it took in before, and could not answer then: what is due to that
 * event alone. Several may be answered in one step, so whatever follows from all of them is left to an alarm.
 */
export function coordinateLate(desk: Desk, event: LogEvent, frame: PlanFrame): readonly EventDraft[] {
  return planned(desk, frame, (plan) => {
    answer(plan, event);
    const dueAt = frame.now + 1;
    if (desk.alarmAt !== dueAt) say(plan, { type: 'TimerSet', to: [frame.rules.id], afterUs: 1, data: { name: ALARM, dueAt } });
  });
}

/** Tells whether a coordinator has anything to say to events of this type. */
export function concernsTasks(event: LogEvent, id: AgentId): boolean {
  return event.type === 'TimerSet' ? event.agent === id : CONCERNS.has(event.type);
}

const CONCERNS: ReadonlySet<string> = new Set([
  'TaskTaken', 'TaskReported', 'TaskCheckpointed', 'TaskGraphAsked', 'TaskCancelAsked', 'RebalanceAsked',
  'AgentDetectedDown', 'AgentDetectedBack', 'AgentReplaced', 'LoadReported', 'RunEnding',
  'AgentPaused', 'AgentDraining', 'AgentStopped', 'AgentStarted', 'AgentResumed',
]);

function answer(plan: Plan, event: LogEvent): void {
  switch (event.type) {
    case 'TaskTaken':
      onTaken(plan, event);
      return;
    case 'TaskReported':
      onReported(plan, event);
      return;
    case 'TaskGraphAsked':
      onGraphAsked(plan, event);
      return;
    case 'TaskCancelAsked':
      onCancelAsked(plan, event);
      return;
    case 'LoadReported':
      if (!plan.rules.maySubmit(event.agent)) refuseRequest(plan, event.agent, { request: 'load' });
      return;
    case 'RebalanceAsked':
      if (!plan.rules.maySubmit(event.agent)) return refuseRequest(plan, event.agent, { request: 'rebalance' });
      dispatch(plan);
      rebalance(plan);
      return;
    case 'AgentDetectedDown':
      onGone(plan, event.data.agent, 'worker-down');
      return;
    case 'AgentStopped':
      if (event.agent === event.data.agent) onGone(plan, event.agent, 'worker-gone');
      return;
    case 'AgentReplaced':
      onGone(plan, event.data.agent, 'worker-gone');
      return;
    case 'TimerSet':
      onDue(plan);
      // The desk took note that the load was looked at just now.
      if (plan.desk.scaledAt === plan.now) scale(plan);
      return;
    default:
  }
}

/** One alarm for whatever is due first; none while nothing is. */
function setAlarm(plan: Plan): void {
  const { desk, rules, now } = plan;
  const at = nextDue(plan);
  if (at === undefined || (desk.alarmAt !== undefined && desk.alarmAt <= at)) return;
  const dueAt = Math.max(at, now + 1);
  say(plan, { type: 'TimerSet', to: [rules.id], afterUs: dueAt - now, data: { name: ALARM, dueAt } });
}

function nextDue({ desk, rules, now }: Plan): number | undefined {
  let first = Infinity;
  let isWaiting = false;
  for (const graph of Object.values(desk.graphs)) {
    for (const { dueAt, askAt } of tasksInHand(graph)) first = Math.min(first, dueAt, askAt);
    for (const name of graph.later) if (graph.tasks[name].readyAt > now) first = Math.min(first, graph.tasks[name].readyAt);
    isWaiting ||= Object.values(graph.ready).some((line) => line.length > 0);
  }
  if (isWaiting && rules.breaker !== undefined) for (const { breaker } of Object.values(desk.workers)) if (breaker.state === 'open' && breaker.until > now) first = Math.min(first, breaker.until);
  if (rules.scaling !== undefined && desk.scaledAt !== undefined) first = Math.min(first, desk.scaledAt + rules.scaling.checkUs);
  return first === Infinity ? undefined : first;
}
