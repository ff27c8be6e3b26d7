/** The laws of a task's life: only legal steps, one end, as many in hand as may be, and no end that is missing. */
import type { AgentId } from '../../core/brand.js';
import type { DataOf, EventType, LogEvent } from '../catalogue.js';
import { isLegalTaskStep, isTaskOver, type TaskState } from '../task.js';
import { invariant, type Invariant } from './invariant.js';

interface TaskLife {
  readonly graph: string;
  readonly task: string;
  state: TaskState;
  attempt: number;
  /** Until when it waits for its next attempt. */
  waitsUntil: number;
}

interface GraphLife {
  readonly concurrencyMax: number;
  readonly tasks: Map<string, TaskLife>;
}

/** By coordinator and graph: each has names of its own, but a successor goes on with those of another. */
type GraphLives = Map<AgentId, Map<string, GraphLife>>;

const STEPS = {
  TaskReady: 'ready',
  TaskAssigned: 'assigned',
  TaskStarted: 'running',
  TaskPutBack: 'pending',
  TaskCompleted: 'completed',
  TaskFailed: 'failed',
  TaskTimedOut: 'timed-out',
  TaskCancelled: 'cancelled',
  TaskSkipped: 'skipped',
} as const satisfies Partial<Record<EventType, TaskState>>;

type StepEvent = Extract<LogEvent, { readonly type: keyof typeof STEPS }>;

export const legalTaskSteps: Invariant = invariant<GraphLives>({
  id: 'A30',
  law: 'Tasks take legal steps only, end once, and no more of a graph are in hand than it allows.',
  initial: () => new Map(),
  check(event, lives) {
    if (event.type === 'TaskGraphOpened') return open(lives, event.agent, event.data);
    if (event.type === 'TaskSubmitted') {
      submit(lives, event.agent, event.data);
      return undefined;
    }
    if (event.type === 'TaskGraphEnded') return close(lives, event.agent, event.data);
    return isStep(event) ? take(lives, event) : undefined;
  },
});

export const everyTaskEnds: Invariant = invariant<GraphLives>({
  id: 'A31',
  law: 'When all faults were healed long enough ago, every task is over or has somebody who works on it.',
  initial: () => new Map(),
  check(event, lives) {
    if (event.type === 'TaskGraphOpened') open(lives, event.agent, event.data);
    else if (event.type === 'TaskSubmitted') submit(lives, event.agent, event.data);
    else if (event.type === 'TaskGraphEnded') close(lives, event.agent, event.data);
    else if (isStep(event)) take(lives, event);
    return undefined;
  },
  settled(lives, { now }) {
    for (const [coordinator, graphs] of lives) {
      for (const [graph, { tasks }] of graphs) {
        const all = [...tasks.values()];
        const waits = all.find(({ state }) => !isTaskOver(state));
        const isMoving = all.some(({ state, waitsUntil }) => state === 'assigned' || state === 'running' || (state === 'pending' && waitsUntil > now));
        if (waits !== undefined && !isMoving) return `${coordinator} lets ${waits.task} of ${graph} be ${waits.state}, and nobody works on it`;
      }
    }
    return undefined;
  },
});

/** Returns the graph of a coordinator, or else of the one whose successor it is. */
function graphOf(lives: GraphLives, coordinator: AgentId, graph: string): { readonly owner: AgentId; readonly found: GraphLife } | undefined {
  const owners = [coordinator, ...lives.keys()];
  for (const owner of owners) {
    const found = lives.get(owner)?.get(graph);
    if (found !== undefined) return { owner, found };
  }
  return undefined;
}

function isStep(event: LogEvent): event is StepEvent {
  return Object.hasOwn(STEPS, event.type);
}

function open(lives: GraphLives, coordinator: AgentId, { graph, concurrencyMax }: DataOf<'TaskGraphOpened'>): string | undefined {
  const graphs = lives.get(coordinator) ?? new Map<string, never>();
  lives.set(coordinator, graphs);
  if (graphs.has(graph)) return `${coordinator} opens ${graph}, which is open`;
  graphs.set(graph, { concurrencyMax, tasks: new Map() });
  return undefined;
}

function submit(lives: GraphLives, coordinator: AgentId, { graph, task }: DataOf<'TaskSubmitted'>): void {
  graphOf(lives, coordinator, graph)?.found.tasks.set(task, { graph, task, state: 'pending', attempt: 0, waitsUntil: 0 });
}

function close(lives: GraphLives, coordinator: AgentId, { graph }: DataOf<'TaskGraphEnded'>): string | undefined {
  const life = graphOf(lives, coordinator, graph);
  if (life !== undefined) lives.get(life.owner)?.delete(graph);
  const left = [...(life?.found.tasks.values() ?? [])].find(({ state }) => !isTaskOver(state));
  return left === undefined ? undefined : `${graph} ended, and its task ${left.task} is ${left.state}`;
}

function take(lives: GraphLives, event: StepEvent): string | undefined {
  const { graph, task } = event.data;
  const found = graphOf(lives, event.agent, graph)?.found;
  const life = found?.tasks.get(task);
  const to = STEPS[event.type];
  if (found === undefined || life === undefined) return `${task} of ${graph} is ${to} and was never submitted to ${event.agent}`;
  const { state } = life;
  life.state = to;
  if (event.type === 'TaskPutBack') life.waitsUntil = event.data.readyAt;
  if (!isLegalTaskStep(state, to)) return `${task} of ${graph} goes from ${state} to ${to}`;
  if (event.type === 'TaskAssigned') {
    life.attempt += 1;
    if (event.data.attempt !== life.attempt) return `${task} of ${graph} is handed out for the ${event.data.attempt}. time, which is the ${life.attempt}.`;
  }
  const inHand = [...found.tasks.values()].filter((one) => one.state === 'assigned' || one.state === 'running').length;
  return inHand <= found.concurrencyMax ? undefined : `${inHand} tasks of ${graph} are in hand, which allows ${found.concurrencyMax}`;
}
