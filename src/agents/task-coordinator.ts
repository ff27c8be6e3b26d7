/**
 * Hands tasks to workers: graphs from its options, begun once or anew with every so many bars, and graphs
 * that others ask for. What it knows is a fold of the log; each choice of a worker stands there with its figures.
 */
import { Type, type Static } from '@sinclair/typebox';
import { agentId, type AgentId } from '../core/brand.js';
import { HivetapeError } from '../core/errors.js';
import { SECOND } from '../core/instant.js';
import type { Bar } from '../domain/bar.js';
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import { OPERATOR } from '../domain/office-names.js';
import { instrumentName } from '../domain/schema.js';
import { schedulerNames, taskGraphSchema, type TaskGraphSpec } from '../domain/task.js';
import type { AgentContext, Decider } from '../kernel/agent.js';
import { LAB } from '../kernel/speaker.js';
import { concernsTasks, coordinate, coordinateLate, type NewGraph } from '../swarm/tasks/coordinator.js';
import { startDesk, type CoordinatorRules, type Desk, type WorkerSpec } from '../swarm/tasks/desk.js';
import { foldHeard, foldWord } from '../swarm/tasks/desk-fold.js';
import { checkGraph } from '../swarm/tasks/task-graph.js';
import { usualBreaker } from '../swarm/watch/breaker.js';
import { usualScaling } from '../swarm/watch/scaler.js';
import { agentOption, agentTable, defineAgentKind, type AgentSetting } from './agent-kind.js';
import { decider, SILENT } from './decider.js';
import { isTrusted, watcherOption, type Authorities } from './trusted.js';

const workerSchema = Type.Object(
  {
    capabilities: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { default: [], description: 'What it can do.' }),
    concurrency: Type.Integer({ minimum: 1, maximum: 10_000, default: 1, description: 'Tasks that it works on at a time.' }),
    queue: Type.Integer({ minimum: 0, maximum: 100_000, default: 0, description: 'Tasks that may wait at the worker beside those.' }),
    weight: Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000, default: 1, description: 'Its share of turns, for weighted turns.' }),
    kind: Type.String({ minLength: 1, maxLength: 100, default: 'worker', description: 'Which workers can stand in for each other.' }),
    isReserve: Type.Boolean({ default: false, description: 'Whether it waits until somebody is replaced or more are needed.' }),
  },
  { additionalProperties: false },
);

const breakerSchema = Type.Object(
  {
    failuresMax: Type.Integer({ minimum: 1, default: usualBreaker.failuresMax, description: 'Failures in a row that open the link to a worker.' }),
    openUs: Type.Integer({ minimum: 1, default: usualBreaker.openUs, description: 'How long nothing is sent over it then, in microseconds.' }),
    probes: Type.Integer({ minimum: 1, default: usualBreaker.probes, description: 'Successes that close it again; as many may be tried.' }),
  },
  { additionalProperties: false, description: 'A circuit breaker on the link to each worker; none if absent.' },
);

const share = (value: number, description: string) => Type.Number({ minimum: 0, maximum: 100, default: value, description });
const scalingSchema = Type.Object(
  {
    cpuMax: share(usualScaling.cpuMax, 'Load of hands, of 100, from which there are twice as many workers.'),
    memoryMax: share(usualScaling.memoryMax, 'Load of memory, of 100, from which there are twice as many workers.'),
    queueMax: Type.Integer({ minimum: 0, default: usualScaling.queueMax, description: 'Tasks that wait, from which there are twice as many workers.' }),
    cpuMin: share(usualScaling.cpuMin, 'Load of hands below which half as many are enough.'),
    useMin: share(usualScaling.useMin, 'Use below which half as many are enough.'),
    sizeMax: Type.Integer({ minimum: 1, default: usualScaling.sizeMax, description: 'Most workers of a kind.' }),
    sizeMin: Type.Integer({ minimum: 0, default: usualScaling.sizeMin, description: 'Workers of a kind that are always kept.' }),
    checkUs: Type.Integer({ minimum: 1, default: usualScaling.checkUs, description: 'How often the load is looked at, in microseconds.' }),
  },
  { additionalProperties: false, description: 'More and fewer workers by simulated load; as many as there are if absent.' },
);

const cycleSchema = Type.Object(
  {
    graph: Type.String({ minLength: 1, maxLength: 100, description: 'Name of the graph that is begun anew.' }),
    everyBars: Type.Integer({ minimum: 1, default: 1, description: 'After so many bars each time.' }),
    instrument: Type.Optional(instrumentName),
  },
  { additionalProperties: false },
);

const options = Type.Object(
  {
    scheduler: Type.Union(schedulerNames.map((word) => Type.Literal(word)), { default: 'weighted-score', description: 'How a worker is chosen.' }),
    workers: agentTable(workerSchema, { default: {}, description: 'Ids of the agents that take tasks, and what they can do.' }),
    graphs: Type.Array(taskGraphSchema, { default: [], description: 'Graphs of tasks that it begins by itself.' }),
    cycles: Type.Array(cycleSchema, { default: [], description: 'Which of the graphs are begun anew with the bars, and how often; the others are begun once.' }),
    tasksMax: Type.Integer({ minimum: 1, maximum: 100_000, default: 10, description: 'Tasks handed out at a time, over all graphs.' }),
    answerUs: Type.Integer({ minimum: 1, default: 5 * SECOND, description: 'How long it waits for a word of a worker before it asks, in microseconds.' }),
    answersMax: Type.Integer({ minimum: 0, default: 3, description: 'How often it asks again before an attempt counts as failed.' }),
    ageUs: Type.Integer({ minimum: 1, default: 10 * SECOND, description: 'Waiting that raises the priority of a task by one, in microseconds.' }),
    stealing: Type.Boolean({ default: false, description: 'Whether workers with nothing to do take what waits in the queues of others.' }),
    breaker: Type.Optional(breakerSchema),
    scaling: Type.Optional(scalingSchema),
    watcher: watcherOption,
    submitters: Type.Optional(Type.Array(agentOption('Id of an agent.'), { description: 'Ids of the agents that may ask for graphs, cancel them, rebalance, and report loads. If absent, anybody may ask and report, and a graph is cancelled by who asked for it. Operators always may.' })),
  },
  { additionalProperties: false },
);

export type TaskCoordinatorOptions = Static<typeof options>;

export interface TaskCoordinatorState {
  readonly desk: Desk;
  /** Bars seen, by place of the cycle. */
  readonly bars: number[];
  /** Graphs that bars have called for and that are not open yet: a seat that may not speak at the bar begins them when it may. */
  due: { readonly name: string; readonly place: number }[];
  isSeated: boolean;
  /** Offset of the event that it took in last: asked about another one, it answers after the fact. */
  heardAt: number;
}

export const taskCoordinator = defineAgentKind({
  kind: 'task-coordinator',
  summary: 'Hands graphs of tasks to workers, follows each task to its end, and lets none be lost.',
  capabilities: ['coordinate'],
  options,

  create: (chosen, setting) => taskCoordinatorAgent(chosen, setting),
});

/** Returns the coordinator; `office` names the seats together, where it has several. Throws `task-graph-invalid`. */
export function taskCoordinatorAgent(chosen: TaskCoordinatorOptions, setting: AgentSetting, office?: AgentId): Decider<TaskCoordinatorState, LogEvent, EventDraft> {
  const { id, instruments } = setting;
  const rules = rulesOf(chosen, setting, office);
  const authorities: Authorities = { ...setting, watchers: chosen.watcher === undefined ? undefined : [agentId(chosen.watcher)] };
  const first = instruments[0]?.id;
  const cycles = chosen.cycles.map((cycle) => ({ ...cycle, instrument: cycle.instrument ?? first, graph: graphNamed(chosen, cycle.graph) }));
  for (const graph of chosen.graphs) checkGraph(graph);
  const once = chosen.graphs.filter(({ name }) => !cycles.some(({ graph }) => graph.name === name));
  const bars = [...new Set(cycles.flatMap(({ instrument }) => (instrument === undefined ? [] : [`bars/${instrument}`])))];

  /** Graphs that begin with this event, by names that tell one time from the next. */
  const beginsWith = ({ due, desk, isSeated }: TaskCoordinatorState, event: LogEvent): readonly NewGraph[] => {
    if (event.type !== 'AgentSeated' && event.type !== 'TimerSet' && event.type !== 'BarClosed') return [];
    const first = isSeated && event.type !== 'BarClosed' ? once.filter(({ name }) => !desk.begun.includes(name)).map((graph) => ({ name: graph.name, graph })) : [];
    return due.length === 0 ? first : [...first, ...due.map(({ name, place }) => ({ name, graph: cycles[place].graph }))];
  };
  const noteBar = (state: TaskCoordinatorState, { instrument: closed }: Bar): void =>
    cycles.forEach(({ instrument, everyBars, graph }, place) => {
      if (instrument !== closed) return;
      state.bars[place] += 1;
      if (state.bars[place] % everyBars === 0) state.due.push({ name: `${graph.name} ${state.bars[place] / everyBars}`, place });
    });

  return decider<TaskCoordinatorState>({
    listensTo: ['run', 'watch', 'life/**', 'task-requests', 'loads', ...bars],
    initial: () => ({ desk: startDesk(workersOf(chosen)), bars: cycles.map(() => 0), due: [], isSeated: false, heardAt: -1 }),
    evolve: (state, event, context) => {
      const frame = { rules, at: context.now() };
      if (isOwnWord(event, context)) {
        foldWord(state.desk, event, frame);
        if (event.type === 'TaskGraphOpened') state.due = state.due.filter(({ name }) => name !== event.data.graph);
        return state;
      }
      state.heardAt = event.offset;
      if (!isTrusted(event, authorities)) return state;
      if (event.type === 'AgentSeated' && event.data.agent === id) state.isSeated = true;
      // A bar that comes twice, or behind a later one, begins nothing.
      if (event.type !== 'BarClosed' || event.offset > state.desk.barAt) {
        if (event.type === 'BarClosed') noteBar(state, event.data.bar);
        foldHeard(state.desk, event, frame);
      }
      return state;
    },
    decide: (state, event, context) => {
      if (!isTrusted(event, authorities)) return SILENT;
      const begins = beginsWith(state, event);
      if (begins.length === 0 && !concernsTasks(event, id)) return SILENT;
      const frame = { rules, now: context.now(), chance: () => context.random('retries').unit() };
      return event.offset === state.heardAt ? coordinate(state.desk, event, frame, begins) : coordinateLate(state.desk, event, frame);
    },
  });
}

/** Tells whether the agent has just said this; what it sends itself it hears again, later. */
function isOwnWord({ agent, deliverAt }: LogEvent, { id, now }: AgentContext): boolean {
  return agent === id && now() < deliverAt;
}

function rulesOf({ scheduler, tasksMax, answerUs, answersMax, ageUs, stealing, breaker, scaling, submitters }: TaskCoordinatorOptions, { id, roster }: AgentSetting, office: AgentId | undefined): CoordinatorRules {
  const isOperator = (agent: AgentId): boolean => agent === OPERATOR || agent === LAB;
  const maySubmit = (agent: AgentId): boolean => submitters === undefined || submitters.includes(agent) || isOperator(agent);
  const mayCancel = (agent: AgentId, askedBy: AgentId | undefined): boolean => {
    if (submitters !== undefined) return maySubmit(agent);
    // Where nobody is known, nobody is known not to be an operator.
    return roster === undefined || isOperator(agent) || agent === askedBy;
  };
  return { id, office, scheduler, tasksMax, answerUs, answersMax, ageUs, isStealing: stealing, breaker, scaling, maySubmit, mayCancel };
}

function workersOf({ workers }: TaskCoordinatorOptions): readonly WorkerSpec[] {
  return Object.entries(workers).map(([name, spec]) => ({ agent: agentId(name), ...spec }));
}

function graphNamed({ graphs }: TaskCoordinatorOptions, name: string): TaskGraphSpec {
  const found = graphs.find((graph) => graph.name === name);
  if (found !== undefined) return found;
  throw new HivetapeError('task-graph-invalid', `A cycle names one of the coordinator’s graphs (found "${name}").`, {
    help: graphs.length === 0 ? 'Write the graph under `graphs`.' : `They are: ${graphs.map((graph) => graph.name).join(', ')}.`,
  });
}
