/** Coordinators that share workers and call their graphs and tasks whatever they like: nobody is disturbed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everyTaskEnds, legalTaskSteps } from '../../src/domain/invariants/task-life.js';
import { taskCoordinator } from '../../src/agents/task-coordinator.js';
import { orderIdOf } from '../../src/agents/trading-work.js';
import { instrumentId } from '../../src/domain/instrument.js';
import { agentId } from '../../src/core/brand.js';
import { nameIn } from '../../src/agents/order-memory.js';
import { foldProgress, type TaskProgress } from '../../src/swarm/tasks/progress.js';
import { expectReplayed, planOf, runsOf, schedules, type SwarmRun } from '../swarm/simulated-swarm.js';
import { aGraph, agentOfKind, aTask, runTasks, SECOND } from './task-swarm.js';

/** Names that look like one another, or like two others, when they are written one behind the other. */
const names = fc.oneof(fc.constantFrom('a', 'a/b', 'b/c', 'b', 'c', 'a b', 'a:b', 'a-1', '1', '1 1', 'constructor', 'toString', 'graph', 'a","b', 'a\u00e9', 'ae\u0301', 'a🐝'), fc.string({ unit: fc.constantFrom('a', '/', ':', ' ', '-', '"', ',', '\u0000', 'ß', '🐝'), maxLength: 6 }).map((rest) => `a${rest}`));
const graphs = fc.uniqueArray(fc.tuple(names, fc.uniqueArray(names, { minLength: 1, maxLength: 4 })), { selector: ([name]) => name, minLength: 1, maxLength: 3 });

type Graphs = readonly (readonly [string, readonly string[]])[];
const hands = { ada: { concurrency: 2, queue: 2 }, bob: {} };
const specs = { ada: { capabilities: [], weight: 1, kind: 'worker', isReserve: false, concurrency: 2, queue: 2 }, bob: { capabilities: [], weight: 1, kind: 'worker', isReserve: false, concurrency: 1, queue: 0 } };
const graphsOf = (list: Graphs) => list.map(([name, tasks]) => aGraph(tasks.map((task, place) => aTask(task, place === 0 ? {} : { after: [tasks[0]] })), { name }));

const shared = (own: Graphs, others: Graphs, rest: object = {}): SwarmRun =>
  runTasks({ workers: hands, graphs: graphsOf(own), agents: { chief: agentOfKind(taskCoordinator, 'chief', { workers: specs, graphs: graphsOf(others) }) }, laws: [legalTaskSteps, everyTaskEnds], untilUs: 900 * SECOND, ...rest });

/** Returns who completed what, as structured values. */
const completed = (run: SwarmRun, by: string): string[] => run.ofType('TaskCompleted').filter(({ agent }) => agent === by).map(({ data: { graph, task, result } }) => JSON.stringify([graph, task, result])).sort();
const wanted = (list: Graphs): string[] => list.flatMap(([graph, tasks]) => tasks.map((task) => JSON.stringify([graph, task, { task }]))).sort();

describe('two coordinators that share their workers', () => {
  it('Trap 5: tell their tasks apart whatever these are called, and each task is done once, in its first attempt', () => {
    fc.assert(
      fc.property(graphs, graphs, (own, others) => {
        const run = shared(own, others);
        expect(run.broken).toBeUndefined();
        expect(completed(run, 'boss')).toEqual(wanted(own));
        expect(completed(run, 'chief')).toEqual(wanted(others));
        expect(run.ofType('TaskPutBack')).toEqual([]);
        expect(run.ofType('TaskReportIgnored')).toEqual([]);
        const progress: TaskProgress = [];
        for (const event of run.events) foldProgress(progress, event);
        expect(progress.map(({ coordinator, graph, completed: count, total }) => JSON.stringify([coordinator, graph, count === total])).sort()).toEqual([...own.map(([graph]) => JSON.stringify(['boss', graph, true])), ...others.map(([graph]) => JSON.stringify(['chief', graph, true]))].sort());
      }),
      { numRuns: runsOf(40) },
    );
  });

  it('Trap 5: equal names stay apart over a network that loses, repeats and delays, and while workers crash', () => {
    const same: Graphs = [['daily', ['one', 'two', 'three']]];
    fc.assert(
      fc.property(schedules({ agents: ['boss', 'chief', 'ada', 'bob'], spanUs: 20 * SECOND, faultsMax: 5 }), (schedule) => {
        const run = shared(same, same, { ...schedule, untilUs: 3_600 * SECOND });
        expect(run.broken).toBeUndefined();
        expect(completed(run, 'boss')).toEqual(wanted(same));
        expect(completed(run, 'chief')).toEqual(wanted(same));
      }),
      { numRuns: runsOf(25) },
    );
  });

  it('one cancels its own graph, and the other’s of the same name goes on', () => {
    const same: Graphs = [['daily', ['one', 'two']]];
    const run = shared(same, same, { inputs: [{ at: SECOND / 2, draft: { type: 'TaskCancelAsked', to: ['boss'], data: { graph: 'daily', reason: 'enough' } } }], plan: planOf([]) });
    expect(completed(run, 'boss')).toEqual([]);
    expect(completed(run, 'chief')).toEqual(wanted(same));
    expectReplayed(run);
  });
});

describe('orders of graphs', () => {
  it('Trap 5: bear another id for any other graph, office or instrument, and look like nobody’s own orders', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '@', '%', '-', '2', 'f'), minLength: 1, maxLength: 5 });
    const origin = fc.record({ graph: text, office: fc.option(fc.constantFrom('ada', 'ada-b', 'b'), { nil: undefined }), instrument: text });
    fc.assert(
      fc.property(origin, origin, (one, other) => {
        const idOf = ({ graph, office, instrument }: typeof one) => orderIdOf({ graph, ...(office === undefined ? {} : { office: agentId(office) }) }, instrumentId(instrument));
        expect(idOf(one) === idOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
        expect(['ada', 'ada-b', 'a', 'b']).not.toContain(nameIn(idOf(one)));
      }),
      { numRuns: 500 },
    );
    expect(orderIdOf({ graph: 'x'.repeat(300) }, instrumentId('SPX'))).toHaveLength(64);
    expect(orderIdOf({ graph: 'cycle 3' }, instrumentId('SPX'))).toBe('cycle 3/SPX');
  });
});
