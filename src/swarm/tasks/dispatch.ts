/**
 * Who gets what: ready tasks in the order of their priority, each to the worker that the scheduler names
 * among those who are there, able, and free. Waiting raises a priority, so that the lowest waits boundedly.
 */
import type { AgentId } from '../../core/brand.js';
import { priorities } from '../../domain/task.js';
import { maySend } from '../watch/breaker.js';
import type { GraphEntry, TaskEntry, WorkerEntry } from './desk.js';
import { say, type Plan } from './plan.js';
import { hasStageRoom, inputsOf } from './readiness.js';
import { chosenOf, scoresOf, type Candidate, type Score } from './schedulers.js';
import { performanceOf, responseOf } from './track-record.js';

export interface Place {
  readonly graph: GraphEntry;
  readonly entry: TaskEntry;
}

/** Hands out what can be handed out now. In a pipeline, what moves on makes room for what is behind it. */
export function dispatch(plan: Plan): void {
  const hasStages = Object.values(plan.desk.graphs).some(({ stages }) => stages.length > 0);
  while (handOut(plan) && hasStages);
}

/** Tells whether somebody got something. */
function handOut(plan: Plan): boolean {
  const before = plan.words.length;
  const inHand: Record<string, number> = Object.fromEntries(Object.values(plan.desk.graphs).map(({ name, inHand: names }) => [name, names.length]));
  let all = Object.values(inHand).reduce((sum, count) => sum + count, 0);
  if (all >= plan.rules.tasksMax) return false;
  const full: Full = new Set();
  for (const { graph: { name, concurrencyMax }, entry } of waitingIn(plan)) {
    if (all >= plan.rules.tasksMax) break;
    const graph = plan.desk.graphs[name];
    if (inHand[name] >= concurrencyMax || !hasStageRoom(entry, graph) || !offer(plan, { graph, entry }, full)) continue;
    inHand[name] += 1;
    all += 1;
  }
  return plan.words.length > before;
}

/** What cannot be handed out just now, because all who could do it are busy: lists of capabilities as text. */
type Full = Set<string>;

interface Line {
  readonly graph: string;
  readonly priority: number;
  readonly names: readonly string[];
  next: number;
}

/** Yields the ready tasks of graphs that have room, the most urgent first. In each line the first is the most urgent one. */
function* waitingIn({ desk, rules, now }: Plan): Generator<Place> {
  const lines = Object.values(desk.graphs).flatMap(({ name, ready, inHand, concurrencyMax }) => (inHand.length >= concurrencyMax ? [] : priorities.map((one, priority): Line => ({ graph: name, priority, names: ready[one], next: 0 }))));
  for (;;) {
    let first: { readonly line: Line; readonly rank: number; readonly place: Place } | undefined;
    for (const line of lines) {
      const place = headOf(line, desk);
      if (place === undefined) continue;
      const rank = Math.max(0, line.priority - Math.floor((now - place.entry.readyAt) / rules.ageUs));
      if (first === undefined || isSooner({ rank, place }, first)) first = { line, rank, place };
    }
    if (first === undefined) return;
    first.line.next += 1;
    yield first.place;
  }
}

/** Returns the first of a line that is still ready. */
function headOf(line: Line, { graphs }: Plan['desk']): Place | undefined {
  for (; line.next < line.names.length; line.next += 1) {
    const graph = graphs[line.graph];
    const entry = graph.tasks[line.names[line.next]];
    if (entry.state === 'ready') return { graph, entry };
  }
  return undefined;
}

interface Ranked {
  readonly rank: number;
  readonly place: Place;
}

/** Of two that were ready in one instant, the graph that was begun first goes first; within it, its own order holds. */
function isSooner(one: Ranked, other: Ranked): boolean {
  if (one.rank !== other.rank) return one.rank < other.rank;
  const [a, b] = [one.place.entry, other.place.entry];
  if (a.readyAt !== b.readyAt) return a.readyAt < b.readyAt;
  return one.place.graph === other.place.graph && a.order < b.order;
}

/** Tells whether somebody got it. */
function offer(plan: Plan, place: Place, full: Full): boolean {
  const { graph, entry } = place;
  const needs = entry.avoid.length === 0 && entry.spec.prefer === undefined && entry.spec.sameAs === undefined ? JSON.stringify(entry.spec.capabilities) : undefined;
  if (needs !== undefined && full.has(needs)) return false;
  const able = ableFor(plan, entry);
  const wanted = wantedWorker(entry, graph);
  const isBound = wanted !== undefined && entry.spec.mustFollow;
  if (able.length === 0 || (isBound && !able.some(({ agent }) => agent === wanted))) {
    tellStuck(plan, place);
    return false;
  }
  const free = able.filter((worker) => isFree(plan, worker));
  const follows = free.find(({ agent }) => agent === wanted);
  if (free.length === 0 && needs !== undefined) full.add(needs);
  if (free.length === 0 || (isBound && follows === undefined)) return false;
  const hintIgnored = wanted === undefined || follows !== undefined ? undefined : whyNot(plan, { wanted, entry });
  handOver(plan, place, { among: follows === undefined ? free : [follows], ...(hintIgnored === undefined ? {} : { hintIgnored }) });
  return true;
}

/** Returns who can do it; where nobody else is there, also who failed at it. */
function ableFor({ desk }: Plan, entry: TaskEntry): readonly WorkerEntry[] {
  const able = Object.values(desk.workers).filter((worker) => isAble(worker, entry));
  const others = able.filter(({ agent }) => !entry.avoid.includes(agent));
  return others.length > 0 ? others : able;
}

export interface Offer {
  readonly among: readonly WorkerEntry[];
  readonly hintIgnored?: string;
}

/** Assigns a ready task to whoever of these the scheduler names. */
export function handOver(plan: Plan, { graph, entry }: Place, { among, hintIgnored }: Offer): void {
  const { desk, rules, now } = plan;
  const { spec } = entry;
  const scores = scoresOf(rules.scheduler, { capabilities: spec.capabilities, candidates: among.map((worker) => candidateOf(worker, plan)), turns: desk.turns });
  const worker = chosenOf(scores);
  if (worker === undefined) return;
  say(plan, {
    type: 'TaskAssigned',
    to: [worker],
    data: {
      ...assignmentOf({ graph, entry }, { worker, attempt: entry.attempt + 1, dueAt: now + spec.timeoutUs }),
      scheduler: rules.scheduler,
      scores: scores.map((score): Score => ({ ...score })),
      ...(hintIgnored === undefined ? {} : { hintIgnored }),
    },
  });
}

/** Returns what a worker must be told to begin. */
export function assignmentOf({ graph, entry }: Place, rest: { readonly worker: AgentId; readonly attempt: number; readonly dueAt: number }) {
  const { spec, work, checkpoint } = entry;
  return {
    graph: graph.name,
    task: spec.name,
    ...rest,
    work,
    inputs: inputsOf(entry, graph),
    ...(spec.payload === undefined ? {} : { payload: spec.payload }),
    ...(checkpoint === undefined ? {} : { checkpoint }),
  };
}

/** Tells whether a worker takes part, is there, and can do it. */
export function isAble({ place, isDown, capabilities }: WorkerEntry, { spec }: TaskEntry): boolean {
  return place === 'active' && !isDown && spec.capabilities.every((one) => capabilities.includes(one));
}

/** Tells whether a worker has room, and its link lets something pass. */
function isFree({ rules, now }: Plan, { open, concurrency, queue, breaker }: WorkerEntry): boolean {
  return open < concurrency + queue && (rules.breaker === undefined || maySend(breaker, now, rules.breaker));
}

export function candidateOf({ agent, capabilities, open, concurrency, weight, record }: WorkerEntry, { now }: Plan): Candidate {
  return { agent, capabilities, open, concurrency, weight, performance: performanceOf(record, now), responseUs: responseOf(record, now) };
}

function wantedWorker({ spec: { prefer, sameAs } }: TaskEntry, { tasks }: GraphEntry): AgentId | undefined {
  return (sameAs === undefined ? undefined : tasks[sameAs].worker) ?? (prefer as AgentId | undefined);
}

function whyNot(plan: Plan, { wanted, entry }: { readonly wanted: AgentId; readonly entry: TaskEntry }): string {
  const worker = Object.hasOwn(plan.desk.workers, wanted) ? plan.desk.workers[wanted] : undefined;
  if (worker === undefined) return `${wanted} is no worker`;
  if (worker.place !== 'active') return `${wanted} takes no part`;
  if (worker.isDown) return `${wanted} is down`;
  if (!isAble(worker, entry)) return `${wanted} lacks a capability`;
  if (entry.avoid.includes(wanted)) return `${wanted} failed at it`;
  return worker.open < worker.concurrency + worker.queue ? `the link to ${wanted} is broken` : `${wanted} is busy`;
}

/** Waiting for somebody who is not there is seen, or refused. */
function tellStuck(plan: Plan, { graph, entry: { spec, isStuck, attempt } }: Place): void {
  if (isStuck) return;
  const of = { graph: graph.name, task: spec.name };
  const reason = spec.capabilities.length === 0 ? 'nobody is there' : `nobody is there who can ${spec.capabilities.join(' and ')}`;
  say(plan, { type: 'TaskUnassignable', data: { ...of, reason, policy: spec.whenUnassignable } });
  if (spec.whenUnassignable === 'fail') say(plan, { type: 'TaskFailed', data: { ...of, attempt, reason: 'unassignable' } });
}
