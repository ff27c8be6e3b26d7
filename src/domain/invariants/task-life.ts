/** The laws of a task's life: only legal steps, one end, as many in hand as may be, and no end that is missing. */
import type { AgentId } from '../../core/brand.js';
import type { DataOf, EventType, LogEvent } from '../catalogue.js';
import { isLegalTaskStep, isTaskOver, type TaskState } from '../task.js';
import { noteSeat, officeOf, speaksForOffice, type OfficeSeats } from '../task-office.js';
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

interface GraphLives {
  readonly seats: OfficeSeats;
  /** By office and graph: each has names of its own. Whoever has opened none is no coordinator, and its words are nobody’s. */
  readonly offices: Map<AgentId, Map<string, GraphLife>>;
}

const startLives = (): GraphLives => ({ seats: new Map(), offices: new Map() });

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
  initial: startLives,
  check: follow,
});

export const everyTaskEnds: Invariant = invariant<GraphLives>({
  id: 'A31',
  law: 'When all faults were healed long enough ago, every task is over or has somebody who works on it.',
  initial: startLives,
  check(event, lives) {
    follow(event, lives);
    return undefined;
  },
  settled({ offices }, { now }) {
    for (const [coordinator, graphs] of offices) {
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

/** Takes in a word about tasks; returns what it breaks. */
function follow(event: LogEvent, { seats, offices }: GraphLives): string | undefined {
  if (event.type === 'AgentSeated') noteSeat(seats, event);
  if (event.type !== 'TaskGraphOpened' && event.type !== 'TaskSubmitted' && event.type !== 'TaskGraphEnded' && !isStep(event)) return undefined;
  if (!speaksForOffice(seats, event)) return undefined;
  const office = officeOf(event);
  if (event.type === 'TaskGraphOpened') return open(offices, office, event.data);
  const graphs = offices.get(office);
  if (graphs === undefined) return undefined;
  if (event.type === 'TaskSubmitted') graphs.get(event.data.graph)?.tasks.set(event.data.task, { graph: event.data.graph, task: event.data.task, state: 'pending', attempt: 0, waitsUntil: 0 });
  else if (event.type === 'TaskGraphEnded') return close(graphs, event.data);
  else return take(graphs, event, office);
  return undefined;
}

function isStep(event: LogEvent): event is StepEvent {
  return Object.hasOwn(STEPS, event.type);
}

type Graphs = Map<string, GraphLife>;

function open(offices: GraphLives['offices'], office: AgentId, { graph, concurrencyMax }: DataOf<'TaskGraphOpened'>): string | undefined {
  const graphs = offices.get(office) ?? new Map<string, never>();
  offices.set(office, graphs);
  if (graphs.has(graph)) return `${office} opens ${graph}, which is open`;
  graphs.set(graph, { concurrencyMax, tasks: new Map() });
  return undefined;
}

function close(graphs: Graphs, { graph }: DataOf<'TaskGraphEnded'>): string | undefined {
  const left = [...(graphs.get(graph)?.tasks.values() ?? [])].find(({ state }) => !isTaskOver(state));
  graphs.delete(graph);
  return left === undefined ? undefined : `${graph} ended, and its task ${left.task} is ${left.state}`;
}

function take(graphs: Graphs, event: StepEvent, office: AgentId): string | undefined {
  const { graph, task } = event.data;
  const found = graphs.get(graph);
  const life = found?.tasks.get(task);
  const to = STEPS[event.type];
  if (found === undefined || life === undefined) return `${task} of ${graph} is ${to} and was never submitted to ${office}`;
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
