/** The beginning and the end of graphs: taken on, cancelled, and over when their last task is. */
import type { AgentId } from '../../core/brand.js';
import { isHivetapeError } from '../../core/errors.js';
import type { Json } from '../../core/canonical.js';
import type { DataOf, EventOf } from '../../domain/catalogue.js';
import { isTaskOver, type TaskGraphSpec, type TaskSpec, type TaskState } from '../../domain/task.js';
import { isInHand, taskOf, type GraphEntry, type TaskEntry } from './desk.js';
import { say, type Plan } from './plan.js';
import { readinessOf, unneededIn } from './readiness.js';
import { inOrder, readGraph, spanOf, wavesOf } from './task-graph.js';

/** How much of the time a graph must save by going side by side, for `adaptive` to do so. */
const WORTHWHILE = 0.2;

export function openGraph(plan: Plan, name: string, graph: TaskGraphSpec, askedBy?: AgentId): void {
  const { strategy, tasks, stages } = graph;
  const { concurrencyMax, reason } = widthOf(plan, graph);
  say(plan, {
    type: 'TaskGraphOpened',
    data: { graph: name, strategy, ...(reason === undefined ? {} : { reason }), concurrencyMax, waves: wavesOf(tasks), ...(stages === undefined ? {} : { stages: stages.map((stage) => ({ ...stage })) }), ...(askedBy === undefined ? {} : { askedBy }) },
  });
  const waves = new Map(inOrder(tasks).map(({ task, wave }) => [task.name, wave]));
  for (const task of tasks) {
    say(plan, { type: 'TaskSubmitted', data: { graph: name, task: task.name, definition: plainOf(task), wave: waves.get(task.name) ?? 0, priority: task.priority, onFailure: task.onFailure } });
  }
}

/** Takes on a graph that somebody asks for, or says why not. */
export function onGraphAsked(plan: Plan, { agent, data: { graph, definition } }: EventOf<'TaskGraphAsked'>): void {
  const refuse = (code: string, reason: string): void => say(plan, { type: 'TaskGraphRefused', to: [agent], data: { graph, code, reason } });
  if (!plan.rules.maySubmit(agent)) {
    refuse('not-entitled', `${agent} is none of those who may ask for graphs.`);
    return;
  }
  if (Object.hasOwn(plan.desk.graphs, graph)) {
    refuse('task-graph-invalid', `A graph of the name "${graph}" is open.`);
    return;
  }
  try {
    const spec = readGraph(definition);
    if (spec.name !== graph) refuse('task-graph-invalid', `The graph is called "${spec.name}", not "${graph}".`);
    else openGraph(plan, graph, spec, agent);
  } catch (cause) {
    if (!isHivetapeError(cause)) throw cause;
    refuse(cause.code, cause.message);
  }
}

export function onCancelAsked(plan: Plan, { agent, data: { graph, task, reason } }: EventOf<'TaskCancelAsked'>): void {
  if (!Object.hasOwn(plan.desk.graphs, graph)) return;
  if (!plan.rules.mayCancel(agent, plan.desk.graphs[graph].askedBy)) return refuseRequest(plan, agent, { request: 'cancel', graph });
  const entries = task === undefined ? Object.values(plan.desk.graphs[graph].tasks) : [taskOf(plan.desk, { graph, task })];
  for (const entry of entries) if (entry !== undefined) cancel(plan, { graph, entry, reason });
}

/** Tells somebody that what it asks for is not its to ask. */
export function refuseRequest(plan: Plan, agent: AgentId, what: Pick<DataOf<'TaskRequestRefused'>, 'request' | 'graph'>): void {
  say(plan, { type: 'TaskRequestRefused', to: [agent], data: { ...what, reason: `${agent} is not entitled to it` } });
}

/** Whatever is not over when a run ends is cancelled, so that nothing ends without an end. */
export function cancelAll(plan: Plan, reason: string): void {
  for (const { name, tasks } of Object.values(plan.desk.graphs)) for (const entry of Object.values(tasks)) cancel(plan, { graph: name, entry, reason });
}

/** Settles tasks by what became of those before them, until nothing follows any more. */
export function settle(plan: Plan): void {
  if (plan.isSettled) return;
  for (const { name } of Object.values(plan.desk.graphs)) {
    while (settleOnce(plan, plan.desk.graphs[name]));
    const graph = plan.desk.graphs[name];
    if (graph.over === graph.total) endGraph(plan, graph);
  }
  plan.isSettled = true;
}

function settleOnce(plan: Plan, graph: GraphEntry): boolean {
  if (graph.pending === 0 && !graph.cancelsRest) return false;
  const before = plan.words.length;
  for (const { spec } of Object.values(graph.tasks)) {
    const entry = graph.tasks[spec.name];
    if (entry.state !== 'pending' || entry.readyAt > plan.now) continue;
    const readiness = readinessOf(entry, graph);
    const of = { graph: graph.name, task: spec.name };
    if (readiness.kind === 'ready') say(plan, { type: 'TaskReady', data: of });
    else if (readiness.kind === 'lost') settleLost(plan, { ...of, attempt: entry.attempt }, readiness);
  }
  if (graph.cancelsRest) for (const entry of unneededIn(graph)) cancel(plan, { graph: graph.name, entry, reason: 'no longer needed' });
  return plan.words.length > before;
}

function settleLost(plan: Plan, of: Omit<DataOf<'TaskSkipped'>, 'reason'>, { because, isSkipped }: { readonly because: TaskEntry; readonly isSkipped: boolean }): void {
  const reason = `${because.spec.name} ${wordOf[because.state]}`;
  say(plan, isSkipped ? { type: 'TaskSkipped', data: { ...of, reason } } : { type: 'TaskFailed', data: { ...of, reason } });
}

const wordOf: Readonly<Record<TaskState, string>> = {
  pending: 'waits', ready: 'waits', assigned: 'is in hand', running: 'is in hand',
  completed: 'was completed', failed: 'failed', 'timed-out': 'timed out', cancelled: 'was cancelled', skipped: 'was skipped',
};

function endGraph(plan: Plan, { name, tasks, openedAt }: GraphEntry): void {
  const count = (state: TaskState): number => Object.values(tasks).filter((entry) => entry.state === state).length;
  const [completed, failed, timedOut, cancelled, skipped] = [count('completed'), count('failed'), count('timed-out'), count('cancelled'), count('skipped')];
  const outcome = failed + timedOut > 0 ? 'failed' : completed > 0 ? 'completed' : 'cancelled';
  say(plan, { type: 'TaskGraphEnded', data: { graph: name, outcome, completed, failed, timedOut, cancelled, skipped, makespanUs: plan.now - openedAt } });
}

interface Cancelling {
  readonly graph: string;
  readonly entry: TaskEntry;
  readonly reason: string;
}

function cancel(plan: Plan, { graph, entry, reason }: Cancelling): void {
  const { spec, state, attempt, worker } = entry;
  if (isTaskOver(state)) return;
  const hand = isInHand(entry) && worker !== undefined ? { worker } : {};
  say(plan, { type: 'TaskCancelled', ...('worker' in hand ? { to: [hand.worker] } : {}), data: { graph, task: spec.name, attempt, ...hand, reason } });
}

/** Returns how many tasks of a graph go side by side, and why where that was chosen. */
function widthOf({ desk: { times } }: Plan, { strategy, concurrencyMax, tasks }: TaskGraphSpec): { readonly concurrencyMax: number; readonly reason?: string } {
  if (strategy === 'sequential') return { concurrencyMax: 1 };
  if (strategy === 'parallel') return { concurrencyMax };
  const known = tasks.flatMap((task) => task.expectedUs ?? (Object.hasOwn(times, task.work) ? times[task.work].meanUs : []));
  const mean = known.length === 0 ? 1 : known.reduce((sum, us) => sum + us, 0) / known.length;
  const { criticalUs, sumUs } = spanOf(tasks, (task) => task.expectedUs ?? (Object.hasOwn(times, task.work) ? times[task.work].meanUs : mean));
  const saved = 1 - criticalUs / sumUs;
  const share = Math.round(saved * 100);
  if (saved >= WORTHWHILE) return { concurrencyMax, reason: `side by side saves ${share} % of the time` };
  return { concurrencyMax: 1, reason: `side by side would save ${share} % of the time only` };
}

/** Returns a task as plain data, without what it leaves out. */
function plainOf(task: TaskSpec): Json {
  return Object.fromEntries(Object.entries(task).filter(([, value]) => value !== undefined)) as Json;
}
