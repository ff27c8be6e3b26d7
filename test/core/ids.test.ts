import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runId } from '../../src/core/brand.js';
import { eventIdOf, runIdOf } from '../../src/core/ids.js';

/** RFC 9562: version 8, variant 10. */
const UUID_V8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('every id is a UUID of version 8', () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(), (seed, offset) => {
      const run = runIdOf({ seed });
      expect(run).toMatch(UUID_V8);
      expect(eventIdOf(run, offset)).toMatch(UUID_V8);
    }),
  );
});

test('one identity is one run, whatever the order of its parts; another identity is another run', () => {
  expect(runIdOf({ seed: 1, scenario: 'a' })).toBe(runIdOf({ scenario: 'a', seed: 1 }));
  expect(runIdOf({ seed: 1, scenario: 'a' })).not.toBe(runIdOf({ seed: 2, scenario: 'a' }));
});

test('no two events of two runs share an id', () => {
  const runs = [runIdOf({ seed: 1 }), runIdOf({ seed: 2 }), runId('1'), runId('11')];
  const ids = runs.flatMap((run) => Array.from({ length: 1_000 }, (_, offset) => eventIdOf(run, offset)));
  expect(new Set(ids).size).toBe(ids.length);
});

test('never changes: golden ids', () => {
  expect(runIdOf({ seed: 42, scenario: 'golden' })).toEqual('81eb96bd-2b44-8324-8e02-a8f458de19d6');
  expect(eventIdOf(runIdOf({ seed: 42, scenario: 'golden' }), 7)).toEqual('3c3e75c3-dc2d-8a17-b854-1551c73ff392');
});
