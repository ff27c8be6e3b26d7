/** A coordinator and its workers on the simulated network, for the tests of tasks. */
import { agentId } from '../../src/core/brand.js';
import type { TaskGraphSpec, TaskSpec } from '../../src/domain/task.js';
import type { AgentKind } from '../../src/agents/agent-kind.js';
import { taskCoordinator, type TaskCoordinatorOptions } from '../../src/agents/task-coordinator.js';
import { worker } from '../../src/agents/worker.js';
import { readGraph } from '../../src/swarm/tasks/task-graph.js';
import { agentSetting, defaultsOf } from '../../src/testing/setting.js';
import { simulateSwarm, type SwarmOptions, type SwarmRun } from '../swarm/simulated-swarm.js';

export const SECOND = 1_000_000;
/** The coordinator hears that it is seated a microsecond after the start. */
export const BEGIN = 1;

type WorkerChoice = Partial<TaskCoordinatorOptions['workers'][string]>;

export interface TaskSwarm extends Partial<SwarmOptions> {
  readonly workers: Readonly<Record<string, WorkerChoice>>;
  /** By worker, or for all of them: what they can do, and how long it takes. */
  readonly work?: Readonly<Record<string, object>>;
  readonly graphs?: readonly object[];
  readonly coordinator?: Partial<TaskCoordinatorOptions>;
}

export function aTask(name: string, rest: Partial<TaskSpec> = {}): object {
  return { name, work: 'work', ...rest };
}

export function aGraph(tasks: readonly object[], rest: Partial<TaskGraphSpec> = {}): TaskGraphSpec {
  return readGraph({ name: 'graph', tasks, ...rest });
}

export function agentOfKind<Options>(kind: AgentKind<Options>, id: string, options: object): unknown {
  return kind.create({ ...defaultsOf(kind), ...options } as Options, agentSetting({ id }));
}

/** Returns the agents: `boss` and its workers. */
export function taskAgents({ workers, work = { work: {} }, graphs = [], coordinator = {} }: TaskSwarm): Record<string, unknown> {
  const specs = Object.fromEntries(Object.entries(workers).map(([id, choice]) => [id, { capabilities: [], concurrency: 1, queue: 0, weight: 1, kind: 'worker', isReserve: false, ...choice }]));
  const complete = Object.fromEntries(Object.entries(work).map(([name, one]) => [name, { durationUs: SECOND, jitterUs: 0, failShare: 0, failsFirst: 0, ...one }]));
  const boss = agentOfKind(taskCoordinator, 'boss', { workers: specs, graphs: graphs.map((graph) => readGraph(graph)), ...coordinator });
  const hands = Object.entries(specs).map(([id, { concurrency }]): [string, unknown] => [id, agentOfKind(worker, id, { concurrency, work: complete })]);
  return { boss, ...Object.fromEntries(hands) };
}

export function runTasks(swarm: TaskSwarm): SwarmRun {
  const { workers: _w, work: _k, graphs: _g, coordinator: _c, agents = {}, untilUs = 3_600 * SECOND, ...rest } = swarm;
  return simulateSwarm({ ...rest, untilUs, agents: { ...taskAgents(swarm), ...agents } });
}

/** Returns when each task was completed, by name, in order. */
export function completions(run: SwarmRun): Record<string, number> {
  return Object.fromEntries(run.ofType('TaskCompleted').map(({ data: { task }, time }) => [task, time - BEGIN]));
}

export function assignments(run: SwarmRun): string[] {
  return run.ofType('TaskAssigned').map(({ data: { task, worker: to } }) => `${task} → ${to}`);
}

/** Returns what became of each task, by name. */
export function ends(run: SwarmRun): Record<string, string> {
  const words = { TaskCompleted: 'completed', TaskFailed: 'failed', TaskTimedOut: 'timed-out', TaskCancelled: 'cancelled', TaskSkipped: 'skipped' } as const;
  const found = run.events.flatMap((event): [string, string][] => (Object.hasOwn(words, event.type) ? [[(event.data as { task: string }).task, words[event.type as keyof typeof words]]] : []));
  return Object.fromEntries(found);
}

export const boss = agentId('boss');
