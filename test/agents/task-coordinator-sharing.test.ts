/** How work is spread: joins, caps, hints, stages, queues of workers, strategies, breakers, and more or fewer workers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectReplayed, planOf, type SwarmRun } from '../swarm/simulated-swarm.js';
import { aGraph, assignments, aTask, BEGIN, completions, ends, runTasks, SECOND } from './task-swarm.js';

/** To the worker and back. */
const HOPS = 2;
const many = (count: number, rest: (place: number) => object = () => ({})): object[] => Array.from({ length: count }, (_, i) => aTask(`t${i}`, rest(i)));
const makespan = (run: SwarmRun): number => run.ofType('TaskGraphEnded')[0].data.makespanUs;

/** Returns how many tasks were in hand at each word of the coordinator, at most. */
function mostInHand(run: SwarmRun): number {
  let now = 0;
  let most = 0;
  for (const { type } of run.events) {
    if (type === 'TaskAssigned') now += 1;
    if (['TaskCompleted', 'TaskPutBack', 'TaskTimedOut'].includes(type)) now -= 1;
    most = Math.max(most, now);
  }
  return most;
}

describe('fan-out and fan-in', () => {
  const three = { ada: {}, bob: {}, cy: {} };
  const parts = [aTask('slow', { work: 'slow' }), aTask('quick', { work: 'quick' }), aTask('medium', { work: 'medium' })];
  const work = { slow: { durationUs: 9 * SECOND }, quick: { durationUs: SECOND }, medium: { durationUs: 4 * SECOND } };
  const after = ['slow', 'quick', 'medium'];
  const joined = (join: object): SwarmRun => runTasks({ workers: three, work, graphs: [aGraph([...parts, { name: 'join', work: 'quick', after, join }])] });
  const inputs = (run: SwarmRun): unknown => (run.ofType('TaskAssigned').find(({ data }) => data.task === 'join')?.data.inputs as { task: string }[]).map(({ task }) => task);

  it('G6: waits for all, for a quorum or for the first, to the microsecond', () => {
    expect(makespan(joined({ rule: 'all' }))).toBe(9 * SECOND + HOPS + SECOND + HOPS);
    expect(makespan(joined({ rule: 'quorum', count: 2 }))).toBe(4 * SECOND + HOPS + SECOND + HOPS);
    expect(makespan(joined({ rule: 'first' }))).toBe(SECOND + HOPS + SECOND + HOPS);
  });

  it('G6: results come in the order in which the tasks are named, though they were completed in another; or as they were', () => {
    expect(inputs(joined({ rule: 'all' }))).toEqual(['slow', 'quick', 'medium']);
    expect(inputs(joined({ rule: 'all', isOrdered: false }))).toEqual(['quick', 'medium', 'slow']);
    expect(inputs(joined({ rule: 'quorum', count: 2 }))).toEqual(['quick', 'medium']);
  });

  it('G6: those that are no longer needed are cancelled, unless they are wanted still', () => {
    expect(ends(joined({ rule: 'first' }))).toEqual({ quick: 'completed', slow: 'cancelled', medium: 'cancelled', join: 'completed' });
    expect(ends(joined({ rule: 'first', cancelsRest: false }))).toEqual({ quick: 'completed', slow: 'completed', medium: 'completed', join: 'completed' });
  });

  it('G6: a quorum that can no longer be reached fails at once', () => {
    const bad = { quick: { durationUs: SECOND }, slow: { durationUs: SECOND, failShare: 1 }, medium: { durationUs: SECOND, failShare: 1 } };
    const run = runTasks({ workers: three, work: bad, graphs: [aGraph([...parts, { name: 'join', work: 'quick', after, join: { rule: 'quorum', count: 2 } }])] });
    expect(ends(run)).toMatchObject({ join: 'failed', quick: 'completed' });
  });

  it('G6: never more than 5 of a graph and 10 of all are in hand at one time', () => {
    const wide = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`w${i}`, {}]));
    const one = runTasks({ workers: wide, graphs: [aGraph(many(23))] });
    expect([mostInHand(one), makespan(one)]).toEqual([5, 5 * (SECOND + HOPS)]);
    const graphs = ['a', 'b', 'c'].map((name) => aGraph(many(10), { name }));
    expect(mostInHand(runTasks({ workers: wide, graphs }))).toBe(10);
  });

  it('T3: a hundred shards over eight workers are worked in thirteen rounds', () => {
    const eight = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`w${i}`, {}]));
    const run = runTasks({ workers: eight, graphs: [aGraph(many(100), { concurrencyMax: 8 })] });
    expect(makespan(run)).toBe(13 * (SECOND + HOPS));
    expect(Object.keys(completions(run))).toHaveLength(100);
  });
});

describe('strategies', () => {
  const tasks = [aTask('a'), aTask('b', { after: ['a'] }), aTask('c', { after: ['a'] }), aTask('d', { after: ['b', 'c'] })];
  const workers = { ada: {}, bob: {} };
  const by = (strategy: 'sequential' | 'parallel' | 'adaptive', all = tasks): SwarmRun => runTasks({ workers, graphs: [aGraph(all, { strategy })] });
  const results = (run: SwarmRun): unknown => run.ofType('TaskCompleted').map(({ data: { task, result } }) => [task, result]).sort();

  it('E5: one after another takes the sum, side by side the longest chain, with the same results', () => {
    expect(makespan(by('sequential'))).toBe(4 * (SECOND + HOPS));
    expect(makespan(by('parallel'))).toBe(3 * (SECOND + HOPS));
    expect(results(by('sequential'))).toEqual(results(by('parallel')));
    expect(results(by('adaptive'))).toEqual(results(by('parallel')));
  });

  it('E5: adaptive goes side by side where that saves a fifth of the time, and says why', () => {
    const chain = [aTask('a'), aTask('b', { after: ['a'] }), aTask('c', { after: ['b'] })];
    const reason = (run: SwarmRun): unknown => [run.ofType('TaskGraphOpened')[0].data.concurrencyMax, run.ofType('TaskGraphOpened')[0].data.reason];
    expect(reason(by('adaptive'))).toEqual([5, 'side by side saves 25 % of the time']);
    expect(reason(by('adaptive', chain))).toEqual([1, 'side by side would save 0 % of the time only']);
  });
});

describe('hints', () => {
  const workers = { ada: { capabilities: ['risk'] }, bob: { capabilities: ['risk'] }, cy: {} };

  it('G5: the preferred worker gets the task, and where it does not, the reason is said', () => {
    const run = runTasks({ workers, graphs: [aGraph([aTask('x', { prefer: 'cy' }), aTask('y', { prefer: 'cy' }), aTask('z', { prefer: 'cy', capabilities: ['risk'] }), aTask('n', { prefer: 'nobody' })])] });
    expect(assignments(run).slice(0, 3)).toEqual(['x → cy', 'y → ada', 'z → bob']);
    expect(run.ofType('TaskAssigned').map(({ data }) => data.hintIgnored)).toEqual([undefined, 'cy is busy', 'cy lacks a capability', 'nobody is no worker']);
  });

  it('G5: a task goes where another one went, and waits for that worker if it must', () => {
    const graph = aGraph([aTask('first'), aTask('second'), aTask('bound', { after: ['first'], sameAs: 'second', mustFollow: true })]);
    const run = runTasks({ workers, graphs: [graph] });
    const of = (task: string): string | undefined => run.ofType('TaskAssigned').find(({ data }) => data.task === task)?.data.worker;
    expect(of('bound')).toBe(of('second'));
    expect(run.ofType('TaskAssigned').every(({ data }) => data.hintIgnored === undefined)).toBe(true);
  });

  it('G5: a task that nobody can do waits visibly, or fails, as it says', () => {
    const run = runTasks({ workers, graphs: [aGraph([aTask('w', { capabilities: ['fly'] }), aTask('f', { capabilities: ['fly'], whenUnassignable: 'fail' })])], untilUs: 100 * SECOND });
    expect(run.ofType('TaskUnassignable').map(({ data }) => [data.task, data.policy, data.reason])).toEqual([['w', 'wait', 'nobody is there who can fly'], ['f', 'fail', 'nobody is there who can fly']]);
    expect(ends(run)).toEqual({ f: 'failed' });
  });

  it('Trap 14: work without workers waits visibly and is never forgotten', () => {
    const run = runTasks({ workers: {}, graphs: [aGraph([aTask('w')])], inputs: [{ at: 50 * SECOND, by: 'lab', draft: { type: 'RunEnding', data: { reason: 'data-ended' } } }] });
    expect(run.ofType('TaskUnassignable').map(({ data }) => data.reason)).toEqual(['nobody is there']);
    expect(ends(run)).toEqual({ w: 'cancelled' });
  });
});

describe('priorities', () => {
  it('Trap 4: the urgent go first, and waiting raises a priority, so that low waits boundedly under a flood', () => {
    // Every second another urgent task for one worker that needs a second for each.
    const flood = Array.from({ length: 60 }, (_, i) => ({ at: 10 + i * SECOND, draft: { type: 'TaskGraphAsked', data: { graph: `f${i}`, definition: { name: `f${i}`, tasks: [aTask('urgent', { priority: 'high' })] } } } }));
    const low = { at: 5, draft: { type: 'TaskGraphAsked', data: { graph: 'low', definition: { name: 'low', tasks: [aTask('a', { priority: 'high' }), aTask('patient', { priority: 'low' })] } } } };
    const run = runTasks({ workers: { ada: {} }, inputs: [low, ...flood] });
    const order = run.ofType('TaskAssigned').map(({ data }) => data.task);
    expect(order.slice(0, 3)).toEqual(['a', 'urgent', 'urgent']);
    // Two classes up take two times ten seconds; then it is the oldest of its class.
    expect(completions(run)['patient']).toBeGreaterThan(20 * SECOND);
    expect(completions(run)['patient']).toBeLessThan(23 * SECOND);
  });
});

describe('pipelines', () => {
  const pipeline = (items: number, stages: { readonly name: string; readonly concurrency: number; readonly buffer: number }[]): object =>
    aGraph(Array.from({ length: items }, (_, item) => stages.map(({ name }, place) => aTask(`${name}${item}`, { work: name, stage: name, after: place === 0 ? [] : [`${stages[place - 1].name}${item}`] }))).flat(), { stages, concurrencyMax: 100 });

  it('G7: a slow stage bounds those before it, and never more than the buffer are between two stages', () => {
    const workers = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`w${String(i).padStart(2, '0')}`, {}]));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), (concurrency, buffer) => {
        const stages = [{ name: 'load', concurrency, buffer }, { name: 'learn', concurrency: 1, buffer }, { name: 'tell', concurrency, buffer }];
        const work = { load: { durationUs: SECOND / 10 }, learn: { durationUs: SECOND }, tell: { durationUs: SECOND / 10 } };
        const run = runTasks({ workers, work, graphs: [pipeline(8, stages)], coordinator: { tasksMax: 100 } });
        expect(Object.values(ends(run)).every((end) => end === 'completed')).toBe(true);
        const begun = { load: 0, learn: 0, tell: 0 };
        for (const { data } of run.ofType('TaskAssigned')) {
          begun[data.work as keyof typeof begun] += 1;
          expect(begun.load - begun.learn).toBeLessThanOrEqual(buffer);
          expect(begun.learn - begun.tell).toBeLessThanOrEqual(buffer);
        }
        // The slow stage decides: eight items at a second each, and the ways in and out.
        expect(makespan(run)).toBe(8 * (SECOND + HOPS) + 2 * (SECOND / 10 + HOPS));
      }),
      { numRuns: 9 },
    );
  });
});

describe('queues of workers', () => {
  const tasks = many(9, () => ({ prefer: 'ada' }));

  it('G9: after a command the fullest worker has at most one more than the emptiest', () => {
    const run = runTasks({
      workers: { ada: { queue: 20 }, bob: { queue: 20 }, cy: { queue: 20 } }, work: { work: { durationUs: 100 * SECOND } }, graphs: [aGraph(tasks, { concurrencyMax: 9 })],
      inputs: [{ at: SECOND, draft: { type: 'RebalanceAsked', data: { reason: 'by hand' } } }], untilUs: 2 * SECOND,
    });
    const { desk } = run.stateOf<{ desk: { workers: Record<string, { open: number }> } }>('boss');
    expect(Object.values(desk.workers).map(({ open }) => open)).toEqual([3, 3, 3]);
    expect(run.ofType('TaskPutBack').map(({ data }) => data.reason)).toEqual(Array(6).fill('rebalanced'));
    for (const name of ['ada', 'bob', 'cy']) {
      const { queue, running } = run.stateOf<{ desk: { queue: unknown[]; running: unknown[] } }>(name).desk;
      expect([queue.length, running.length]).toEqual([2, 1]);
    }
    expectReplayed(run);
  });

  it('G9: who has nothing to do takes what waits in the queues of others, and all ends sooner', () => {
    const swarm = { workers: { ada: { queue: 20 }, bob: {}, cy: {} }, graphs: [aGraph(tasks, { concurrencyMax: 9 })] };
    const stolen = runTasks({ ...swarm, coordinator: { stealing: true } });
    expect(makespan(runTasks(swarm))).toBeGreaterThan(8 * SECOND);
    expect(makespan(stolen)).toBeLessThan(4 * SECOND);
    expect(stolen.ofType('TaskPutBack').every(({ data }) => data.reason === 'stolen')).toBe(true);
    expect(Object.keys(completions(stolen))).toHaveLength(9);
  });
});

describe('the ladder in a run', () => {
  it('R7: a task that keeps failing climbs from retries to another worker, to its checkpoint, to other work', () => {
    const work = { work: { durationUs: 3 * SECOND, checkpointUs: SECOND, failShare: 1 }, plain: { durationUs: SECOND } };
    const retry = { retriesMax: 1, baseUs: SECOND, factor: 2, jitter: 0 };
    const run = runTasks({ workers: { ada: {}, bob: {}, cy: {} }, work, graphs: [aGraph([aTask('hard', { isLadder: true, onFailure: 'substitute', substitute: 'plain', retry })])] });
    expect(run.ofType('TaskPutBack').map(({ data }) => data.rung)).toEqual(['retry', 'reassign', 'checkpoint', 'substitute']);
    const attempts = run.ofType('TaskAssigned').map(({ data }) => [data.work, data.checkpoint]);
    expect(attempts).toEqual([['work', undefined], ['work', undefined], ['work', { doneUs: 2 * SECOND }], ['work', { doneUs: 2 * SECOND }], ['plain', undefined]]);
    const workers = run.ofType('TaskAssigned').map(({ data }) => data.worker);
    expect(workers[2]).not.toBe(workers[1]);
    expect(ends(run)).toEqual({ hard: 'completed' });
  });
});

describe('breakers of links', () => {
  it('R6: a link that fails is opened, left alone, tried again and closed when it works', () => {
    const plan = planOf([{ kind: 'partition', atUs: 0, durationUs: 30 * SECOND, agents: ['ada'] }], { healAtUs: 31 * SECOND });
    const run = runTasks({ workers: { ada: {}, bob: {} }, graphs: [aGraph(many(40))], coordinator: { breaker: { failuresMax: 1, openUs: 8 * SECOND, probes: 1 } }, plan });
    const story = run.events.filter(({ type }) => type.startsWith('Breaker')).map(({ type, data }) => `${type} ${(data as { to: string }).to}`);
    expect(story.slice(0, 2)).toEqual(['BreakerOpened ada', 'BreakerHalfOpened ada']);
    expect(story[story.length - 1]).toBe('BreakerClosed ada');
    const [opened] = run.ofType('BreakerOpened');
    expect(opened.data.until - opened.time).toBe(8 * SECOND);
    expect(run.ofType('TaskAssigned').some(({ data, time }) => data.worker === 'ada' && time > opened.time && time < opened.data.until)).toBe(false);
    expect(Object.values(ends(run)).every((end) => end === 'completed')).toBe(true);
    expectReplayed(run);
  });
});

describe('more and fewer workers', () => {
  const pool = Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`w${String(i).padStart(2, '0')}`, { isReserve: i >= 2 }]));
  const scaling = { cpuMax: 80, memoryMax: 85, queueMax: 100, cpuMin: 30, useMin: 20, sizeMax: 20, sizeMin: 2, checkUs: 60 * SECOND };
  const sizes = (run: SwarmRun): number[] => run.ofType('SwarmScaled').map(({ data }) => data.to);

  it('T5: grows 2, 4, 8, 16, 20 under load, shrinks to 2 when it is gone, and loses no task', () => {
    const run = runTasks({ workers: pool, work: { work: { durationUs: 20 * SECOND } }, graphs: [aGraph(many(300), { concurrencyMax: 200 })], coordinator: { scaling, tasksMax: 200 }, untilUs: 7_200 * SECOND });
    expect(sizes(run)).toEqual([4, 8, 16, 20, 10, 5, 2]);
    expect(run.ofType('SwarmScaled').slice(0, 4).map(({ time }) => time - BEGIN)).toEqual([60, 120, 180, 240].map((s) => s * SECOND));
    expect(Object.values(ends(run)).filter((end) => end === 'completed')).toHaveLength(300);
    // Then nothing depends on load any more, and nothing is said.
    const last = run.events[run.events.length - 1];
    expect(last.time).toBeLessThan(run.ofType('SwarmScaled')[6].time + 61 * SECOND);
    expectReplayed(run);
  });

  it('Trap 6: doubling from zero gives one', () => {
    const none = Object.fromEntries(Object.keys(pool).map((name) => [name, { isReserve: true }]));
    const run = runTasks({ workers: none, graphs: [aGraph([aTask('w')])], coordinator: { scaling }, untilUs: 200 * SECOND });
    expect(run.ofType('SwarmScaled')[0].data).toMatchObject({ from: 0, to: 1, reason: 'queue' });
    expect(ends(run)).toEqual({ w: 'completed' });
  });

  it('T5: who leaves ends what it has in hand, and gets nothing new', () => {
    const four = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, {}]));
    const calm = { type: 'LoadReported', data: { kind: 'worker', cpu: 10 } };
    const rules = { ...scaling, useMin: 101 };
    const run = runTasks({ workers: four, work: { work: { durationUs: 90 * SECOND } }, graphs: [aGraph(many(4))], coordinator: { scaling: rules }, inputs: [{ at: 3, draft: calm }], untilUs: 3_600 * SECOND });
    const [first] = run.ofType('SwarmScaled');
    expect(first.data).toMatchObject({ from: 4, to: 2, reason: 'idle', leaving: ['d', 'c'] });
    expect(Object.values(ends(run))).toEqual(Array(4).fill('completed'));
    expect(run.ofType('TaskPutBack')).toEqual([]);
  });
});

describe('the lives of workers', () => {
  it('D2: a worker that is paused gets nothing new and ends what it has, one that stopped hands it on, one that is resumed is used again', () => {
    const life = (at: number, by: string, type: string, rest: object = {}): object => ({ at, by, draft: { type, data: { agent: by, ...rest } } });
    // The words of their lives come from outside here, in the names of the workers.
    const inputs = [life(SECOND / 2, 'cy', 'AgentPaused'), life(SECOND / 2, 'dee', 'AgentStopped', { parked: 0, wasDrained: false }), life(5 * SECOND, 'cy', 'AgentResumed', { parked: 0 })] as never;
    const run = runTasks({ workers: { ada: {}, cy: {}, dee: {} }, graphs: [aGraph(many(12))], agents: { cy: deaf, dee: deaf }, inputs, untilUs: 30 * SECOND });
    const to = (name: string): number[] => run.ofType('TaskAssigned').filter(({ data }) => data.worker === name).map(({ time }) => Math.floor(time / SECOND));
    expect(to('dee')).toEqual([0]);
    expect(run.ofType('TaskPutBack').filter(({ data }) => data.reason === 'worker-gone').map(({ data, time }) => [data.worker, time])).toEqual([['dee', SECOND / 2 + 1]]);
    expect(to('cy').filter((second) => second > 0 && second < 5)).toEqual([]);
    expect(Object.keys(completions(run)).length).toBeGreaterThan(5);
  });
});

/** Takes its seat and does nothing. */
const deaf: unknown = { listensTo: [], initial: () => ({}), evolve: (state: object) => state, decide: () => [] };
