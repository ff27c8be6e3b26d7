/** Which points a sweep has: order, conditions, constraints, sampling, and the guard against too many. */
import { expect, test } from 'vitest';
import { isHivetapeError } from '../../../src/core/errors.js';
import { readScenario } from '../../../src/lab/scenario/read-scenario.js';
import { knownNames } from '../../../src/lab/scenario/known-names.js';
import { pointsOf } from '../../../src/lab/sweep/points.js';
import { readSweep } from '../../../src/lab/sweep/read-sweep.js';
import { scenarioText } from './sample-sweep.js';

const base = readScenario(scenarioText, 'scenario.yaml', { known: knownNames() }).scenario;
const points = (rest: string): readonly Readonly<Record<string, unknown>>[] => pointsOf(readSweep(`hivetape-sweep: 1\nname: x\nscenario: s.yaml\n${rest}`, 'x.yaml').sweep, base);
const codeOf = (action: () => unknown): string | undefined => {
  try {
    action();
    return undefined;
  } catch (cause) {
    return isHivetapeError(cause) ? `${cause.code}: ${cause.message}` : String(cause);
  }
};

test('a grid varies the last parameter fastest, with lists, steps, points and ratios', () => {
  expect(points('space: { a: { list: [1, 2] }, b: { list: [x, y] } }')).toEqual([{ a: 1, b: 'x' }, { a: 1, b: 'y' }, { a: 2, b: 'x' }, { a: 2, b: 'y' }]);
  expect(points('space: { a: { from: 0.1, to: 0.35, step: 0.1 } }').map(({ a }) => a)).toEqual([0.1, 0.2, 0.3]);
  expect(points('space: { a: { from: 0, to: 1, points: 5 } }').map(({ a }) => a)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(points('space: { a: { from: 1, to: 1000, points: 4, log: true } }').map(({ a }) => a)).toEqual([1, 10, 100, 1000]);
  expect(points('space: { a: { from: 1, to: 4, points: 13, whole: true } }').map(({ a }) => a)).toEqual([1, 2, 3, 4]);
});

test('a parameter whose condition fails is off, and points that differ in nothing else are one', () => {
  const found = points('space: { mode: { list: [fast, slow] }, a: { list: [1, 2, 3], when: { path: mode, equals: fast } }, b: { list: [8, 9], when: { path: a, in: [2, 3] } } }');
  expect(found).toEqual([
    { a: 1, mode: 'fast' }, { mode: 'slow' }, { a: 2, b: 8, mode: 'fast' }, { a: 2, b: 9, mode: 'fast' }, { a: 3, b: 8, mode: 'fast' }, { a: 3, b: 9, mode: 'fast' },
  ]);
});

test('a condition may ask the scenario, and a constraint may hold a parameter against it', () => {
  expect(points('space: { a: { list: [1, 2] }, b: { list: [1, 2], when: { path: seed, equals: 8 } } }')).toHaveLength(2);
  expect(points('space: { a: { list: [2, 7, 9] } }\nconstraints: [{ less: [a, agents.crossover.options.slowBars] }]').map(({ a }) => a)).toEqual([2, 7]);
  expect(points('space: { a: { list: [1, 2, 3] }, b: { list: [2] } }\nconstraints: [{ atMost: [a, b] }]').map(({ a }) => a)).toEqual([1, 2]);
});

test.each(['random', 'sobol'])('%s draws as many different points as are asked for, or as there are, again and again the same', (kind) => {
  const space = 'space: { a: { from: 0, to: 1 }, b: { list: [x, y, z] }, c: { from: 1, to: 100, log: true, whole: true } }';
  const drawn = points(`${space}\nmethod: { kind: ${kind}, trials: 40 }`);
  expect(drawn).toHaveLength(40);
  expect(new Set(drawn.map((point) => JSON.stringify(point))).size).toBe(40);
  expect(points(`${space}\nmethod: { kind: ${kind}, trials: 40 }`)).toEqual(drawn);
  expect(points(`${space}\nmethod: { kind: ${kind}, trials: 40, seed: 2 }`)).not.toEqual(drawn);
  expect(drawn.every(({ a, c }) => (a as number) >= 0 && (a as number) < 1 && Number.isInteger(c))).toBe(true);
  expect(points(`space: { a: { list: [1, 2, 3] } }\nmethod: { kind: ${kind}, trials: 40 }`)).toHaveLength(3);
});

test('a grid that is too large is refused with its count, without being made', () => {
  const axis = 'from: 1, to: 1000, step: 1';
  expect(codeOf(() => points(`space: { a: { ${axis} }, b: { ${axis} }, c: { ${axis} } }`))).toContain('sweep-too-large: A sweep has at most 1000 trials (found 1000000000');
  expect(codeOf(() => points('space: { a: { list: [5] } }\nconstraints: [{ less: [a, seed] }, { less: [seed, a] }]'))).toContain('sweep-space-empty');
});
