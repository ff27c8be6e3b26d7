/** Where the tasks of a graph stand is kept with every step, and is what going through all of them would find. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTaskOver, priorities } from '../../../src/domain/task.js';
import { isInHand, type Desk, type GraphEntry } from '../../../src/swarm/tasks/desk.js';
import { aGraph, aTask, runTasks, SECOND } from '../../agents/task-swarm.js';
import { runsOf, schedules } from '../simulated-swarm.js';

/** Returns the places of a graph as they follow from its tasks alone. */
function placesOf({ tasks }: GraphEntry): object {
  const all = Object.values(tasks).sort((a, b) => a.order - b.order);
  const names = (list: typeof all): string[] => list.map(({ spec }) => spec.name);
  const line = (priority: string): string[] => names(all.filter(({ state, spec }) => state === 'ready' && spec.priority === priority).sort((a, b) => a.readyAt - b.readyAt || a.order - b.order));
  return {
    total: all.length,
    pending: all.filter(({ state }) => state === 'pending').length,
    over: all.filter(({ state }) => isTaskOver(state)).length,
    later: names(all.filter(({ state, readyAt }) => state === 'pending' && readyAt > 0)).sort(),
    inHand: names(all.filter(isInHand)).sort(),
    ready: Object.fromEntries(priorities.map((one) => [one, line(one)])),
  };
}

const keptIn = ({ total, pending, over, later, inHand, ready }: GraphEntry): object => ({ total, pending, over, later: [...later].sort(), inHand: [...inHand].sort(), ready });

describe('the places of tasks', () => {
  it('are those that one finds by going through all tasks, at any moment of any schedule', () => {
    const specs = fc.array(fc.record({ priority: fc.constantFrom(...priorities), after: fc.subarray([0, 1, 2]), failsFirst: fc.boolean() }), { minLength: 3, maxLength: 14 });
    fc.assert(
      fc.property(specs, schedules({ agents: ['boss', 'ada', 'bob'], spanUs: 10 * SECOND, faultsMax: 4 }), fc.integer({ min: 0, max: 30 }), (list, schedule, seconds) => {
        const tasks = list.map(({ priority, after, failsFirst }, place) => aTask(`t${place}`, { priority, work: failsFirst ? 'shaky' : 'work', after: after.filter((one) => one < place).map((one) => `t${one}`) }));
        const run = runTasks({ ...schedule, workers: { ada: { concurrency: 2, queue: 1 }, bob: {} }, work: { work: {}, shaky: { failsFirst: 1 } }, graphs: [aGraph(tasks)], untilUs: seconds * SECOND + 7 });
        const { graphs } = run.stateOf<{ desk: Desk }>('boss').desk;
        for (const graph of Object.values(graphs)) expect(keptIn(graph)).toEqual(placesOf(graph));
      }),
      { numRuns: runsOf(80) },
    );
  });

  it('G1: nearly five thousand tasks that are ready at once are handed out by their priority, who came first first, and all of them end', () => {
    const graphs = ['left', 'right'].map((name) => aGraph(Array.from({ length: 2_450 }, (_, place) => aTask(`t${place}`, { priority: place % 2 === 0 ? 'low' : 'high' })), { name, concurrencyMax: 10 }));
    const workers = Object.fromEntries(Array.from({ length: 10 }, (_, place) => [`w${place}`, {}]));
    const ask = graphs.map((graph, place) => ({ at: 5 + place, draft: { type: 'TaskGraphAsked', data: { graph: graph.name, definition: graph } } }));
    const run = runTasks({ workers, inputs: ask, coordinator: { tasksMax: 10, ageUs: 1_000_000 * SECOND }, untilUs: 3_600 * SECOND });
    const handed = run.ofType('TaskAssigned').map(({ data: { graph, task } }) => ({ graph, number: Number(task.slice(1)) }));
    expect(handed).toHaveLength(4_900);
    const inOrder = (list: readonly { readonly number: number }[]): boolean => list.every(({ number }, place) => place === 0 || list[place - 1].number < number);
    for (const name of ['left', 'right']) for (const rest of [0, 1]) expect(inOrder(handed.filter(({ graph, number }) => graph === name && number % 2 === rest))).toBe(true);
    // All that are high go before all that are low, but for what the first graph began before the second was there.
    expect(handed.slice(10, 2_450).every(({ number }) => number % 2 === 1)).toBe(true);
    expect(run.ofType('TaskGraphEnded').map(({ data }) => [data.graph, data.outcome, data.completed])).toEqual([['left', 'completed', 2_450], ['right', 'completed', 2_450]]);
  });
});
