import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaskSpec } from '../../../src/domain/task.js';
import { circleOf, inOrder, readGraph, spanOf, wavesOf } from '../../../src/swarm/tasks/task-graph.js';

const graphOf = (tasks: readonly object[], rest = {}) => readGraph({ name: 'g', tasks: tasks.map((task) => ({ work: 'w', ...task })), ...rest });
const refusal = (tasks: readonly object[], rest = {}): { code: string; message: string } => {
  try {
    graphOf(tasks, rest);
  } catch (cause) {
    return cause as { code: string; message: string };
  }
  throw new TypeError('The graph is refused');
};

/** Graphs without a circle: each task waits for some of those that are named before it. */
const acyclic = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 14 }).map((picks) =>
  picks.map((some, place) => ({ name: `t${place}`, after: place === 0 ? [] : [...new Set(some.map((pick) => `t${pick % place}`))] })),
);

describe('a graph of tasks', () => {
  it('G2: fills in what is not said: 300 s, medium, three retries by default', () => {
    expect(graphOf([{ name: 'a' }]).tasks[0]).toEqual({
      name: 'a', work: 'w', after: [], capabilities: [], priority: 'medium', timeoutUs: 300_000_000, retryTimeouts: false, onFailure: 'fail', isLadder: false, mustFollow: false, whenUnassignable: 'wait',
    });
    expect(graphOf([{ name: 'a', retry: {} }]).tasks[0].retry).toEqual({ retriesMax: 3, baseUs: 1_000_000, factor: 2, jitter: 0 });
  });

  it('G1: a circle is refused and named', () => {
    expect(refusal([{ name: 'a', after: ['b'] }, { name: 'b', after: ['c'] }, { name: 'c', after: ['a'] }, { name: 'd' }])).toMatchObject({ code: 'task-graph-circle', message: 'No task waits for itself (found a → b → c → a in "g").' });
    expect(refusal([{ name: 'a', after: ['a'] }])).toMatchObject({ code: 'task-graph-circle', message: 'No task waits for itself (found a → a in "g").' });
  });

  it('G1: every circle is found, and only circles', () => {
    fc.assert(
      fc.property(acyclic, fc.nat(), fc.nat(), (tasks, from, to) => {
        const graph = graphOf(tasks);
        expect(circleOf(graph.tasks)).toBeUndefined();
        // An arrow from an earlier task to one that waits for it closes a circle.
        const late = tasks[from % tasks.length];
        const early = tasks[to % tasks.length];
        const reaches = (name: string, seen = new Set<string>()): boolean => name === early.name || (!seen.has(name) && (seen.add(name), tasks.find((one) => one.name === name)?.after.some((next) => reaches(next, seen)) === true));
        const changed = tasks.map((task) => (task === early ? { ...task, after: [...new Set([...task.after, late.name])] } : task)).map((task) => ({ work: 'w', ...task }) as unknown as TaskSpec);
        const circle = circleOf(changed);
        expect(circle !== undefined).toBe(reaches(late.name));
        if (circle === undefined) return;
        expect(circle[0]).toBe(circle[circle.length - 1]);
        circle.slice(1).forEach((name, step) => expect(changed.find((one) => one.name === circle[step])?.after).toContain(name));
      }),
    );
  });

  it('G1: waves follow each other, and a chain of ten thousand has as many', () => {
    fc.assert(
      fc.property(acyclic, (tasks) => {
        const graph = graphOf(tasks);
        const waves = wavesOf(graph.tasks);
        const waveOf = (name: string): number => waves.findIndex((wave) => wave.includes(name));
        expect(waves.flat()).toHaveLength(tasks.length);
        for (const { name, after } of graph.tasks) expect(waveOf(name)).toBe(Math.max(-1, ...after.map(waveOf)) + 1);
        expect(inOrder(graph.tasks).map(({ task }) => task.name).sort()).toEqual(tasks.map(({ name }) => name).sort());
      }),
    );
    const chain = Array.from({ length: 10_000 }, (_, i) => ({ name: `t${i}`, work: 'w', after: i === 0 ? [] : [`t${i - 1}`] }) as unknown as TaskSpec);
    expect(circleOf(chain)).toBeUndefined();
    expect(wavesOf(chain)).toHaveLength(10_000);
  });

  it('E5: the longest chain and the sum tell what going side by side saves', () => {
    const graph = graphOf([{ name: 'a', expectedUs: 5 }, { name: 'b', after: ['a'], expectedUs: 7 }, { name: 'c', after: ['a'], expectedUs: 3 }, { name: 'd', after: ['b', 'c'], expectedUs: 2 }]);
    expect(spanOf(graph.tasks, ({ expectedUs = 0 }) => expectedUs)).toEqual({ criticalUs: 14, sumUs: 17 });
  });

  it.each([
    ['a task that is not there', [{ name: 'load' }, { name: 'b', after: ['laod'] }], 'found "laod" in "b"'],
    ['a name twice', [{ name: 'a' }, { name: 'a' }], 'found "a" twice'],
    ['a stage that is not there', [{ name: 'a', stage: 's' }], 'found "s" in "a"'],
    ['substitute work without its policy', [{ name: 'a', substitute: 'x' }], 'found one of them in "a"'],
    ['a quorum of more than there are', [{ name: 'a' }, { name: 'b', after: ['a'], join: { rule: 'quorum', count: 2 } }], 'found 2 of 1'],
    ['a quorum without a number', [{ name: 'a' }, { name: 'b', after: ['a'], join: { rule: 'quorum' } }], 'found quorum in "b"'],
    ['the first of none', [{ name: 'b', join: { rule: 'first' } }], 'found none before "b"'],
    ['a task that must follow nobody', [{ name: 'b', mustFollow: true }], 'found neither in "b"'],
    ['a number where a name belongs', [{ name: 7 }], 'obeys its schema'],
    ['a key that nobody knows', [{ name: 'a', afer: [] }], 'obeys its schema'],
  ])('Trap 8: a graph with %s is refused before anything begins', (_, tasks, words) => {
    expect(refusal(tasks)).toMatchObject({ code: 'task-graph-invalid', message: expect.stringContaining(words) as unknown });
  });
});
