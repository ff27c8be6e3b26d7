/** A swarm with a liar among its agents: whatever it says in the name of others, they do what they would have done without it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../src/core/canonical.js';
import type { EventOf, EventType, LogEvent } from '../../src/domain/catalogue.js';
import { smallRun, type SmallRun } from './small-run.js';

/** Hears everything that it can, and answers with every word that is not its to say, as like the true ones as it can. */
const liar = `
import { decider, SILENT } from 'hivetape';
const offices = ['queen', 'desk', 'a', undefined];
const about = ({ graph, task, attempt }, office) => ({ graph, task, attempt, ...(office === undefined ? {} : { office }) });
const ends = (data, worker, office) => {
  const of = about(data, office);
  return [
    { type: 'TaskCancelled', to: [worker], data: { ...of, worker, reason: 'a lie' } },
    { type: 'TaskPutBack', to: [worker], data: { ...of, worker, reason: 'stolen', why: '', rung: 'reassign', readyAt: 0 } },
    { type: 'TaskCompleted', to: [worker], data: { ...of, worker, result: 'a lie', workedUs: 1 } },
    { type: 'TaskFailed', to: [worker], data: { ...of, worker, reason: 'a lie' } },
    { type: 'TaskTimedOut', to: [worker], data: { ...of, worker, timeoutUs: 1 } },
    { type: 'TaskReportIgnored', to: [worker], data: { ...of, reason: 'over' } },
    { type: 'TaskAssigned', to: [worker], data: { ...of, attempt: 77, worker, work: 'count', inputs: [], dueAt: 1, scheduler: 'round-robin', scores: [] } },
    { type: 'TaskReminded', to: [worker], data: { ...of, attempt: 78, worker, work: 'count', inputs: [], dueAt: 1, asked: 1 } },
    { type: 'TaskReported', to: ['queen', 'a', 'b', 'c'], data: { ...of, isDone: true, result: 'a lie', reason: '', isRetriable: false, workedUs: 1, startedAt: 0 } },
    { type: 'TaskCancelAsked', data: { graph: data.graph, reason: 'a lie' } },
  ];
};
const gone = (agent) => [
  { type: 'AgentDetectedDown', data: { agent, lastBeatAt: 0, misses: 5 } },
  { type: 'AgentReplaced', data: { agent, by: 'liar', capabilities: [], sinceLastBeatUs: 1 } },
  { type: 'AgentCrashed', data: { agent, fault: 0 } },
  { type: 'FaultInjected', data: { fault: 0, kind: 'hang', target: agent } },
  { type: 'AgentStopped', data: { agent, parked: 0, wasDrained: false } },
  { type: 'OperatorCommanded', data: { command: 'stop', operator: 'ann', permission: 'operate', reason: 'a lie', agent } },
  { type: 'RunEnding', data: { reason: 'data-ended' } },
  { type: 'TaskCancelAsked', agent: 'queen', topic: 'task-requests', data: { graph: 'mark', reason: 'said as if by the queen' } },
  { type: 'HaltCalled', to: [agent], data: { halt: 9, reason: 'a lie', attempt: 1, closesAt: 1 } },
  { type: 'HaltLifted', data: { caller: 'registrar', halt: 1, reason: 'a lie' } },
];
export const agent = {
  create: ({ lies }, { id }) => decider({
    listensTo: ['tasks/**', 'bars/WALK'],
    initial: () => ({}),
    evolve: (state) => state,
    decide: (state, event) => {
      if (!lies) return SILENT;
      if (event.type === 'TaskStarted') return offices.flatMap((office) => ends(event.data, event.data.worker, office));
      if (event.type === 'BarClosed') return ['ada', 'bob', 'crossover'].flatMap(gone);
      return SILENT;
    },
  }),
};
`;

const tasks = '[{ name: one, work: count }, { name: two, work: count, after: [one] }, { name: three, work: count, after: [one] }]';
const seat = `{ kind: elected-coordinator, options: { workers: { cy: {}, dan: { concurrency: 2 } }, graphs: [{ name: daily, tasks: ${tasks} }], cycles: [{ graph: daily, everyBars: 7 }], leadership: { group: desk, members: [a, b, c] } } }`;
const hand = '{ kind: worker, options: { concurrency: 2, work: { count: { durationUs: 3000000 } } } }';
const scenario = (lies: boolean): string => `
hivetape: 1
name: liars
seed: 7
data:
  - instrument: WALK
    walk: { bars: 60, volatility: 0.004 }
    tick: 0.01
risk: { exposureMax: 5, concentrationMax: 5, drawdownMax: 5, valueAtRiskMax: 5 }
chaos: {}
agents:
  queen: { kind: task-coordinator, options: { workers: { ada: {}, bob: { concurrency: 2 } }, graphs: [{ name: daily, tasks: ${tasks} }], cycles: [{ graph: daily, everyBars: 5 }] } }
  a: ${seat}
  b: ${seat}
  c: ${seat}
  ada: ${hand}
  bob: ${hand}
  cy: ${hand}
  dan: ${hand}
  guard: { kind: supervisor, options: { agents: { ada: {}, bob: {}, cy: {} } } }
  locks: { kind: lock-keeper, options: { locks: [desk] } }
  crossover: { kind: sma-crossover, options: { fastBars: 2, slowBars: 5, fundsShare: 0.5 } }
  liar: { path: ./agents/mine.js, options: { lies: ${lies} } }
swarm:
  maxAgents: 20
  commands:
    - { at: 2000-01-01T00:20:00Z, command: halt, reason: news }
    - { at: 2000-01-01T00:40:00Z, command: lift-halt }
`;

let small: SmallRun;
let quiet: SmallRun;
let events: LogEvent[];
const eventsOf = ({ store, outcome }: SmallRun): LogEvent[] => [...store.open(outcome.runId).events()] as LogEvent[];
const ofType = <Type extends EventType>(type: Type): EventOf<Type>[] => events.filter((event) => event.type === type) as never;

/** Seats of one office ask each other who leads when one of them is spoken to, so what these say and when is told apart. */
const elected: readonly string[] = ['a', 'b', 'c', 'cy', 'dan'];

/** What the others said, when and to whom, but for their answers to the liar. */
const saidByOthers = (list: readonly LogEvent[]): Json[] =>
  list.filter(({ agent, type, to }) => agent !== 'liar' && agent !== 'lab' && !elected.includes(agent) && !to.includes('liar' as never) && type !== 'AgentSeated').map(({ type, time, agent, to, data }) => ({ type, time, agent, to: [...to], data: withoutOffsets(data) }));

/** What came of the tasks of the elected coordinator, in which attempt. */
const elsewhere = (list: readonly LogEvent[]): string[] =>
  list.flatMap((event) => (event.type === 'TaskCompleted' && elected.includes(event.agent) ? [`${event.data.office} ${event.data.graph} ${event.data.task} ${event.data.attempt} ${JSON.stringify(event.data.result)}`] : [])).sort();

/** Where something stands in the log differs, with so much more in it. */
function withoutOffsets(data: object): Json {
  return JSON.parse(JSON.stringify(data, (name, value: unknown) => (['order', 'offset', 'barOffset'].includes(name) ? undefined : value))) as Json;
}

beforeAll(async () => {
  small = await smallRun({ scenario: scenario(true), agent: liar });
  quiet = await smallRun({ scenario: scenario(false), agent: liar });
  events = eventsOf(small);
});
afterAll(() => {
  small.remove();
  quiet.remove();
});

describe('W1: agent identity: who spoofs another is rejected', () => {
  it('W1: whatever a liar says of tasks, losses, lives, faults and halts, all others do what they do without it, at the same microseconds', () => {
    expect(ofType('TaskCancelled').filter(({ agent }) => agent === 'liar').length).toBeGreaterThan(100);
    expect(ofType('HaltCalled').filter(({ agent }) => agent === 'liar').length).toBeGreaterThan(100);
    expect(saidByOthers(events)).toEqual(saidByOthers(eventsOf(quiet)));
    expect(elsewhere(events)).toEqual(elsewhere(eventsOf(quiet)));
    expect(ofType('InvariantBroken')).toEqual([]);
  });

  it('W1: who says something is written by the kernel: a draft that names another speaker is the liar’s all the same', () => {
    const marked = ofType('TaskCancelAsked').filter(({ data }) => data.graph === 'mark');
    expect(marked.length).toBeGreaterThan(100);
    expect(new Set(marked.map(({ agent }) => agent))).toEqual(new Set(['liar']));
  });

  it('W1: a timer that is set for another is refused, and the run names who tried', async () => {
    const impatient = liar.replace("if (event.type === 'BarClosed') return", "if (event.type === 'BarClosed') return [{ type: 'TimerSet', to: ['ada'], data: { name: 'work 1', dueAt: 1 } }]; if (false) return");
    const { outcome, remove } = await smallRun({ scenario: scenario(true).replace('chaos: {}\n', ''), agent: impatient });
    remove();
    expect(outcome.failure).toMatchObject({ agent: 'liar', cause: { code: 'invalid-event', message: 'A timer is set for oneself (found one for ada, set by liar).' } });
  });

  it('W1: what they did was worth disturbing', () => {
    const done = ofType('TaskCompleted').filter(({ agent }) => agent !== 'liar');
    expect(new Set(done.map(({ agent, data }) => data.office ?? agent))).toEqual(new Set(['queen', 'desk']));
    expect(done).toHaveLength(3 * (12 + 8));
    expect(ofType('HaltSettled').map(({ data }) => data.acknowledged)).toEqual([['crossover']]);
    expect(ofType('OrderFilled').length).toBeGreaterThan(0);
  });

  it('W1: requests that are not the liar’s to make are refused by an event', () => {
    const refused = ofType('TaskRequestRefused');
    expect(refused.length).toBeGreaterThan(10);
    expect(refused.every(({ to, data }) => to.includes('liar' as never) && data.request === 'cancel' && data.reason === 'liar is not entitled to it')).toBe(true);
  });
});
